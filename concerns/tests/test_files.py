"""Files with a concern: sent with the words or afterwards, read with them, and never in their way."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from concerns.actions import change_level
from concerns.actions.adding import add_words
from concerns.models import Concern
from concerns.tests.world import raise_about
from documents import files as shelves
from documents.models import Attachment
from documents.tests.hostile import GOOD, REFUSED
from documents.uploads import Examined
from staff.policy import Level

FACTS = "Sat apart from the others at lunch."


@pytest.fixture(autouse=True)
def own_shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(family=GOOD["a scan"]):
    return SimpleUploadedFile(*family)


def answers(pupil, **more):
    return {
        "idempotency_key": str(uuid.uuid4()), "pupil": str(pupil.public_id), "facts": FACTS,
        "happened_at": "2026-01-05T13:05", "danger": "no", **more,
    }  # fmt: skip


def with_file(pupil, by, **more):
    concern = raise_about(pupil, by=by, **more)
    add_words(by=by, concern=concern, words="", files=[Examined(b"%PDF-1.7 x", "pdf", "Ana-María slip.pdf", False)])
    return concern, Attachment.objects.of(concern).get()


def file_url(concern, attachment):
    return f"/concerns/{concern.public_id}/file/{attachment.public_id}/"


def test_a_file_is_sent_with_the_words(cast, client_for):
    client = client_for(cast.teacher)
    client.post("/concerns/log/", answers(cast.child, files=[upload(), upload(GOOD["a photograph"])]))
    concern = Concern.objects.get()
    assert [one.kind for one in Attachment.objects.of(concern)] == ["pdf", "jpg"]
    page = client.get(f"/concerns/{concern.public_id}/receipt/").content.decode()
    assert "scan.pdf" in page and "slip.jpg" in page


def test_a_refused_file_says_why_and_loses_nothing_typed(cast, client_for):
    page = client_for(cast.teacher).post(
        "/concerns/log/", answers(cast.child, opinion="She may be lonely.", files=[upload(REFUSED["Word: a macro"])])
    )
    text = page.content.decode()
    assert "“a.docx” is not kept. There is more in it than words and pictures (a macro)." in text
    assert FACTS in text and "She may be lonely." in text
    assert not Concern.objects.exists() and not Attachment.objects.exists()


def test_a_full_disk_keeps_out_the_file_and_not_the_words(cast, client_for, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelves.os, "fsync", full)
    client = client_for(cast.teacher)
    answer = client.post("/concerns/log/", answers(cast.child, files=[upload()]))
    assert Concern.objects.get().text.facts == FACTS
    assert not Attachment.objects.exists()
    assert "Your words are sent. A file was not kept" in client.get(answer.url).content.decode()


def test_a_scanner_that_does_not_answer_keeps_out_the_file_and_not_the_words(cast, client_for, settings, tmp_path):
    settings.CLAMD = str(tmp_path / "nobody.ctl")
    client = client_for(cast.teacher)
    answer = client.post("/concerns/log/", answers(cast.child, files=[upload()]))
    assert Concern.objects.get().text.facts == FACTS
    assert "A file was not kept" in client.get(answer.url).content.decode()


def test_a_file_is_added_afterwards_by_the_author_and_by_those_who_triage(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    for user, where in ((cast.teacher, "add"), (cast.sendco, "note")):
        posted = {"idempotency_key": str(uuid.uuid4()), "words": "", "files": [upload()]}
        assert client_for(user).post(f"/concerns/{concern.public_id}/{where}/", posted).status_code == 302
    assert [one.added_by for one in Attachment.objects.of(concern)] == [cast.teacher, cast.sendco]
    assert list(concern.notes.values_list("words", flat=True)) == ["A file.", "A file."]


def test_neither_words_nor_a_file_is_nothing_to_add(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    posted = {"idempotency_key": str(uuid.uuid4()), "words": " "}
    page = client_for(cast.teacher).post(f"/concerns/{concern.public_id}/add/", posted)
    assert "Please write something, or choose a file." in page.content.decode()


def test_the_author_has_the_files_they_sent_and_no_other(cast, client_for):
    concern, own = with_file(cast.other_child, cast.teacher, level=Level.SAFEGUARDING)
    client_for(cast.dsl).post(
        f"/concerns/{concern.public_id}/note/", {"idempotency_key": str(uuid.uuid4()), "words": "", "files": [upload()]}
    )
    other = Attachment.objects.of(concern).last()
    client = client_for(cast.teacher)
    assert client.get(file_url(concern, own)).status_code == 200
    assert client.get(file_url(concern, other)).status_code == 404
    assert client_for(cast.other_teacher).get(file_url(concern, own)).status_code == 404
    assert "scan.pdf" not in client.get(f"/concerns/{concern.public_id}/receipt/").content.decode()


def test_a_restricted_file_follows_its_concern_and_asks_again_who_you_are(cast, client_for):
    concern, attachment = with_file(cast.child, cast.teacher)
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="It is more than it seemed.")
    url = file_url(concern, attachment)
    assert client_for(cast.sendco).get(url).status_code == 404
    assert client_for(cast.dsl).get(url).status_code == 200
    shy = client_for(cast.dsl)
    session = shy.session
    for shown in session["account_authentication_methods"]:
        shown["at"] -= 3600
    session.save()
    assert "reauthenticate" in shy.get(url).url
    listed = client_for(cast.dsl).get(f"/concerns/{concern.public_id}/").content.decode()
    assert "Ana-María slip" not in listed  # what it was called is words, too


def test_the_head_says_why_before_having_a_restricted_file(cast, client_for):
    concern, attachment = with_file(cast.child, cast.teacher, level=Level.SAFEGUARDING)
    client, url = client_for(cast.head), file_url(concern, attachment)
    assert "Why do you need to read this now?" in client.get(url).content.decode()
    answer = client.post(url, {"idempotency_key": str(uuid.uuid4()), "purpose": "A call from the hub."})
    assert answer["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(verb="concern.file_read", reason="A call from the hub.").exists()
    assert Entry.objects.filter(verb="attachment.downloaded").count() == 1


def test_a_file_of_another_concern_is_not_there(cast, client_for):
    concern, _ = with_file(cast.child, cast.teacher)
    _, elsewhere = with_file(cast.other_child, cast.teacher)
    assert client_for(cast.dsl).get(file_url(concern, elsewhere)).status_code == 404
