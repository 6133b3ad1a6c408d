"""A document leaves as a download, whole and entered, or not at all; progress is its maker's alone."""

import logging
import uuid

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from audit.models import Entry
from documents import files
from documents.actions import order_document
from documents.models import Document
from documents.serving import serve
from documents.tasks import render_owed


@pytest.fixture
def letter(cast, letter_html):
    return order_document(by=cast.dsl, kind="letter", title="Letter to a doctor", html=letter_html(), owner=cast.dsl)


@pytest.fixture
def ready(letter):
    render_owed()
    letter.refresh_from_db()
    return letter


def asked_by(user):
    request = RequestFactory().get("/")
    request.user, request.session = user, SessionStore()
    return request


def progress(client, document, *, htmx=False, then="/documents/x/"):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.get(reverse("documents:progress", args=[document.public_id]), {"then": then}, headers=headers)


def test_a_download_is_an_attachment_that_no_browser_runs(ready, cast):
    response = serve(asked_by(cast.dsl), ready)
    content = b"".join(response.streaming_content)
    assert content == files.path_of(ready.file_name).read_bytes() and content.startswith(b"%PDF-1.7")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="letter-to-a-doctor-{ready.reference}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_every_download_is_entered_not_one_in_ten_minutes(ready, cast):
    for _ in range(3):
        serve(asked_by(cast.dsl), ready)
    entries = Entry.objects.filter(verb="document.downloaded")
    assert [e.subject for e in entries] == [str(ready.public_id)] * 3


def test_a_document_that_is_not_ready_is_not_there(letter, cast):
    with pytest.raises(Http404):
        serve(asked_by(cast.dsl), letter)
    assert not Entry.objects.filter(verb="document.downloaded").exists()


@pytest.mark.parametrize("harm", ["changed", "cut short", "missing"])
def test_a_file_that_is_not_the_sealed_one_is_refused_and_logged(ready, cast, harm, caplog):
    path = files.path_of(ready.file_name)
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(content[:-1] if harm == "cut short" else content.replace(b"%PDF", b"%PDX"))
    with caplog.at_level(logging.ERROR):
        response = serve(asked_by(cast.dsl), ready)
    assert response.status_code == 409 and b"%PD" not in response.content
    assert str(ready.public_id) in caplog.text
    assert ("cannot be read" in caplog.text) == (harm == "missing")
    assert Entry.objects.filter(verb="document.damaged").count() == 1
    assert not Entry.objects.filter(verb="document.downloaded").exists()


def test_nginx_may_send_the_file_from_a_place_only_it_can_name(ready, cast, settings):
    settings.X_ACCEL_PREFIX = "/sealed/"
    response = serve(asked_by(cast.dsl), ready)
    assert response.headers["X-Accel-Redirect"] == f"/sealed/{ready.file_name}"
    assert response.content == b"" and response.headers["Content-Disposition"].startswith("attachment")


def test_progress_without_javascript_is_a_page_with_a_plain_link(letter, cast, client_for):
    page = progress(client_for(cast.dsl), letter).content.decode()
    assert "The PDF is being made" in page and "Check again" in page
    assert "http-equiv" not in page


def test_the_polling_page_hears_nothing_until_there_is_news_and_then_stops_asking(letter, cast, client_for):
    client = client_for(cast.dsl)
    assert progress(client, letter, htmx=True).status_code == 204
    render_owed()
    answer = progress(client, letter, htmx=True, then=reverse("staff:notices"))
    assert answer.status_code == 286
    page = answer.content.decode()
    assert "Download the PDF" in page and reverse("staff:notices") in page and "hx-get" not in page


def test_a_failed_document_says_why_in_words(letter, cast, client_for):
    Document.objects.filter(pk=letter.pk).update(state="failed", problem="It took too long to make.")
    answer = progress(client_for(cast.dsl), letter, htmx=True)
    assert answer.status_code == 286 and "It took too long to make." in answer.content.decode()


def test_only_the_one_who_ordered_it_sees_its_progress(letter, cast, client_for):
    missing = Document(public_id=uuid.uuid4())
    for other in (cast.teacher, cast.head, cast.technical):
        client = client_for(other)
        theirs, nobodys = progress(client, letter), progress(client, missing)
        assert theirs.status_code == nobodys.status_code == 404


@pytest.mark.parametrize(
    "then", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/nowhere/at/all/"]
)
def test_a_download_address_that_is_not_ours_is_never_shown(ready, cast, client_for, then):
    page = progress(client_for(cast.dsl), ready, then=then).content.decode()
    assert "Download the PDF" not in page and "evil" not in page


def test_progress_is_only_read(letter, cast, client_for):
    url = reverse("documents:progress", args=[letter.public_id])
    assert client_for(cast.dsl).post(url).status_code in (403, 405)
