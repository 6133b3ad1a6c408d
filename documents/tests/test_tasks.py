"""The worker: none missing, none doubled, none truncated, whatever stops it."""

import errno
import hashlib
import os
import time
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from audit.models import Entry
from documents import files, tasks
from documents.actions import finish_document, order_document
from documents.models import Document
from documents.rendering import Interrupted, Made
from documents.tasks import render_owed, sweep_orphans
from documents.tests.killing import print_everything


@pytest.fixture
def letter(cast, letter_html):
    return order_document(by=cast.dsl, kind="letter", title="Letter", html=letter_html(), owner=cast.dsl)


def on_the_shelf():
    return sorted(p for p in files.folder().glob("*/*"))


def make_due(document):
    Document.objects.filter(pk=document.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_an_owed_document_is_made_sealed_and_entered_in_the_audit(letter):
    assert render_owed() == 1
    letter.refresh_from_db()
    content = files.path_of(letter.file_name).read_bytes()
    assert (letter.state, letter.pages, letter.bytes_size) == ("ready", 1, len(content))
    assert letter.sha256 == hashlib.sha256(content).hexdigest()
    entry = Entry.objects.get(verb="document.made")
    assert (entry.subject, entry.actor_kind) == (str(letter.public_id), "system")
    assert render_owed() == 0


def test_files_and_folders_are_ours_alone_and_say_nothing(letter):
    render_owed()
    letter.refresh_from_db()
    path = files.path_of(letter.file_name)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {p.stat().st_mode & 0o777 for p in (path.parent, path.parent.parent, path.parent.parent.parent)} == {0o700}
    assert letter.reference not in path.name and len(path.stem) == 32


def test_a_claimed_document_is_left_alone_until_its_lease_runs_out(letter):
    claimed = tasks.claim()
    assert claimed == letter and tasks.claim() is None
    make_due(letter)
    assert tasks.claim().attempts == 2


def test_a_worker_whose_lease_ran_out_changes_nothing_and_leaves_no_file(letter, monkeypatch):
    slow = tasks.claim()
    make_due(letter)
    assert render_owed() == 1
    letter.refresh_from_db()
    tasks._make(slow)
    sealed = Document.objects.get(pk=letter.pk)
    assert (sealed.sha256, sealed.file_name) == (letter.sha256, letter.file_name)
    assert on_the_shelf() == [files.path_of(letter.file_name)]
    assert Entry.objects.filter(verb="document.made").count() == 1


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_full_disk_leaves_no_file_and_the_letter_is_made_when_there_is_room(letter, monkeypatch, call):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        if call == "fsync":
            patched.setattr(files.os, "fsync", full)
        else:
            real = os.fdopen

            def fdopen(*args):
                out = real(*args)
                return HalfWritten(out)

            patched.setattr(files.os, "fdopen", fdopen)
        assert render_owed() == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("owed", 1)
    assert letter.lease_until > timezone.now() and on_the_shelf() == []
    make_due(letter)
    render_owed()
    letter.refresh_from_db()
    assert letter.is_ready and len(on_the_shelf()) == 1


class HalfWritten:
    """A file on a disk that fills up in the middle."""

    def __init__(self, out):
        self.out = out

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.out.close()

    def write(self, content):
        self.out.write(content[: len(content) // 2])
        self.out.flush()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_stopped_five_times_is_given_up_with_a_sentence(letter, monkeypatch):
    def stopped(*args, **kwargs):
        raise Interrupted("stopped")

    monkeypatch.setattr(tasks, "make_pdf", stopped)
    for _ in range(6):
        make_due(letter)
        render_owed()
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == ("failed", tasks.GIVEN_UP)
    assert render_owed() == 0
    assert Entry.objects.filter(verb="document.failed").count() == 1


def test_the_sweep_takes_only_old_files_that_no_document_names(letter):
    render_owed()
    letter.refresh_from_db()
    kept = files.path_of(letter.file_name)
    orphan, fresh = kept.with_name("b" * 32 + ".part"), kept.with_name("c" * 32 + ".pdf")
    orphan.write_bytes(b"half")
    fresh.write_bytes(b"being written")
    for path in (kept, orphan):
        os.utime(path, (time.time() - 7200,) * 2)
    assert sweep_orphans() == 1
    assert on_the_shelf() == sorted([kept, fresh])


def test_the_sweep_is_content_where_nothing_was_ever_made(cast):
    assert sweep_orphans() == 0


def test_a_finished_document_is_not_finished_again(letter):
    render_owed()
    letter.refresh_from_db()
    made = Made(b"other", 1)
    assert not finish_document(by=letter.made_by, document=letter, made=made, file_name="aa/b.pdf", sha256="b" * 64)


def test_workers_killed_at_any_moment_lose_double_and_truncate_nothing(committed_db, cast, letter_html):
    letters = [
        order_document(by=cast.dsl, kind="letter", title="Letter", html=letter_html(f"Copy {n}."), owner=cast.dsl)
        for n in range(16)
    ]
    assert print_everything(committed_db, kills=4) >= 3
    assert Document.objects.filter(state="ready").count() == len(letters)
    assert Entry.objects.filter(verb="document.made").count() == len(letters)
    for document in Document.objects.all():
        path = files.path_of(document.file_name)
        assert hashlib.sha256(path.read_bytes()).hexdigest() == document.sha256
        with pikepdf.open(path) as opened:
            assert len(opened.pages) == document.pages
    for path in on_the_shelf():
        os.utime(path, (time.time() - 7200,) * 2)
    sweep_orphans()
    assert len(on_the_shelf()) == len(letters)
