"""What people send in: kept if it is words or pictures, refused in one sentence if it is anything else."""

import io
import os
import socketserver
import stat
import struct
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from audit.actions import Refused, action
from audit.models import Entry
from documents import files, scanning
from documents.attaching import attach
from documents.forms import FilesField
from documents.models import Attachment
from documents.serving import serve_attachment
from documents.tasks import sweep_orphans
from documents.tests.hostile import GOOD, HARMLESS, REFUSED, SCRIPT, mutations
from documents.uploads import BROKEN, Bench, Examined, NotTaken, examine

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def sent(name, content):
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # as a stranger's browser may send it, not as Django would tidy it
    return upload


def results_of(families):
    results = examine([sent(*one) for one in families.values()])
    return dict(zip(families, results, strict=True))


def test_what_a_school_really_gets_is_kept():
    refused = {name: str(r) for name, r in results_of(GOOD).items() if isinstance(r, NotTaken)}
    assert refused == {}


def test_every_hostile_family_is_refused_in_one_sentence_or_two():
    results = results_of(REFUSED)
    assert [name for name, result in results.items() if not isinstance(result, NotTaken)] == []
    assert all(str(result).endswith(".") and str(result).count(". ") <= 2 for result in results.values())


def test_what_rides_along_with_a_picture_is_not_kept():
    for name, result in results_of(HARMLESS).items():
        assert isinstance(result, Examined), (name, result)
        assert SCRIPT not in result.content and b"PK\x03\x04" not in result.content, name
        picture = Image.open(io.BytesIO(result.content))
        assert not picture.getexif() and "comment" not in picture.info and "Comment" not in picture.info, name


def test_a_picture_that_lay_on_its_side_stands_upright():
    result = results_of(GOOD)["a photograph lying on its side"]
    assert Image.open(io.BytesIO(result.content)).size == (40, 60)


def test_a_name_is_text_to_show_and_never_a_path():
    result = results_of(HARMLESS)["a name that reaches out"]
    assert result.given_name == "gpj.exe.jpg"


def test_hundreds_of_damaged_files_break_nothing():
    """The long form of this is script/fuzz_uploads."""
    results = examine([sent(*one) for one in mutations(300, seed=7)])
    assert len(results) == 300
    assert all(isinstance(result, (Examined, NotTaken)) for result in results)
    assert 30 < sum(isinstance(result, Examined) for result in results) < 290  # both ways happen


def test_a_file_that_stops_the_examiner_is_refused_and_the_next_is_looked_into(monkeypatch):
    asked = []
    real = Bench.ask

    def ask(self, content, named):
        asked.append(self.process.pid)
        if len(asked) == 1:
            os.kill(self.process.pid, 9)
        return real(self, content, named)

    monkeypatch.setattr(Bench, "ask", ask)
    first, second = examine([sent(*GOOD["a scan"]), sent(*GOOD["a scan"])])
    assert str(first) == BROKEN
    assert isinstance(second, Examined)
    assert asked[0] != asked[1]


# --- The scanner


class Clamd(socketserver.BaseRequestHandler):
    """As much of clamd as we speak with: PING, and INSTREAM that knows one virus."""

    def handle(self):
        command = self._until_nul()
        if command == b"zPING":
            self.request.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM"
        got = b""
        while size := struct.unpack(">I", self._exactly(4))[0]:
            got += self._exactly(size)
        found = EICAR in got
        self.request.sendall(b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0")

    def _until_nul(self):
        got = b""
        while not got.endswith(b"\0"):
            got += self._exactly(1)
        return got[:-1]

    def _exactly(self, count):
        got = b""
        while len(got) < count:
            part = self.request.recv(count - len(got))
            assert part
            got += part
        return got


@pytest.fixture
def clamd(settings, tmp_path):
    settings.CLAMD = str(tmp_path / "clamd.ctl")
    server = socketserver.ThreadingUnixStreamServer(settings.CLAMD, Clamd)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_scanner_is_asked_where_the_school_has_one(clamd):
    name, content = GOOD["a scan"]
    clean, ill = examine([sent(name, content), sent(name, content.replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF"))])
    assert clean.scanned
    assert "found something" in str(ill)
    assert scanning.answers()


def test_without_a_scanner_files_are_kept_and_marked_as_not_scanned():
    (kept,) = examine([sent(*GOOD["a scan"])])
    assert not kept.scanned


def test_a_scanner_that_does_not_answer_keeps_the_file_out_and_the_words_in(settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody.ctl")
    field = FilesField(words_first=True, required=False)
    assert field.clean([sent(*GOOD["a scan"])]) == []
    assert field.left_out == ["scan.pdf"]
    assert not scanning.answers()


# --- Keeping


class Record:
    """Any row that files may belong to."""

    pk = 7

    class _meta:  # noqa: N801
        label_lower = "concerns.concern"


@action
def keep(*, by, examined):
    return attach(by=by, owner=Record, examined=examined)


@pytest.fixture
def examined(cast):
    return examine([sent(*GOOD["a scan"]), sent(*GOOD["a screenshot"])])


def test_files_are_kept_under_names_of_our_own_for_us_alone(cast, examined):
    attachments = keep(by=cast.teacher, examined=examined)
    for attachment in attachments:
        path = files.path_of(attachment.file_name)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert "scan" not in attachment.file_name and "scan" not in attachment.download_name
    assert Entry.objects.filter(verb="attachment.added").count() == 2
    assert list(Attachment.objects.of(Record)) == attachments


def test_an_attachment_cannot_be_changed_or_deleted(cast, examined):
    (attachment, _) = keep(by=cast.teacher, examined=examined)
    for change in (
        lambda: Attachment.objects.filter(pk=attachment.pk).update(given_name="other"),
        lambda: Attachment.objects.filter(pk=attachment.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_record_keeps_twenty_files_and_no_more(cast, examined):
    keep(by=cast.teacher, examined=examined * 10)
    with pytest.raises(Refused, match="up to 20"):
        keep(by=cast.teacher, examined=examined[:1])


def test_to_add_a_paper_is_to_choose_one(cast):
    with pytest.raises(Refused, match="Choose the scan"):
        keep(by=cast.teacher, examined=[])


def test_one_person_may_send_so_much_in_a_day(cast, examined, settings):
    settings.MOST_UPLOADED_A_DAY = len(examined[0].content) + 10
    keep(by=cast.teacher, examined=examined[:1])
    with pytest.raises(Refused, match="in a day"):
        keep(by=cast.teacher, examined=examined[:1])
    keep(by=cast.support, examined=examined[:1])


def test_a_download_runs_in_no_browser_and_is_entered_each_time(cast, examined, rf):
    (_, attachment) = keep(by=cast.teacher, examined=examined)
    request = rf.get("/")
    request.user = cast.teacher
    for _ in range(2):
        response = serve_attachment(request, attachment)
    assert b"".join(response.streaming_content) == examined[1].content
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f'attachment; filename="attachment-{attachment.reference}.png"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Entry.objects.filter(verb="attachment.downloaded").count() == 2


def test_a_file_changed_on_the_disk_is_not_given_out(cast, examined, rf):
    (attachment, _) = keep(by=cast.teacher, examined=examined)
    files.path_of(attachment.file_name).write_bytes(b"other")
    request = rf.get("/")
    request.user, request.session = cast.teacher, {}
    assert serve_attachment(request, attachment).status_code == 409


def test_files_nobody_names_are_swept_and_attachments_stay(cast, examined):
    (attachment, _) = keep(by=cast.teacher, examined=examined)
    name, _ = files.keep(b"left by a killed worker", ending="png")
    old = time.time() - 2 * files.SETTLED_SECONDS
    for path in files.folder().glob("*/*"):
        os.utime(path, (old, old))
    assert sweep_orphans() == 1
    assert files.path_of(attachment.file_name).exists()
    assert not files.path_of(name).exists()


def test_a_full_disk_leaves_nothing_half_there(cast, examined, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(by=cast.teacher, examined=examined)
    assert list(files.folder().glob("*/*")) == []
    assert not Attachment.objects.exists()
