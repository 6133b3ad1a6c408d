"""When the database is away, when something is far too big: a page in plain words, and nothing typed is lost."""

import contextlib
import html
import io
import tracemalloc
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from django.urls import reverse

from concerns.models import Concern
from stbarts.tests.crawl import PageReader
from stbarts.tests.endless import MULTIPART, Endless, with_a_file

WORDS = "Sat by the fence all lunch – “I don't mind”, she said.\nTwice this week."


@contextlib.contextmanager
def database_away(databases):
    """Nobody can reach the database; everybody who was in it is thrown out."""
    databases.run(
        f'ALTER DATABASE "{databases.mine}" WITH ALLOW_CONNECTIONS false',
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{databases.mine}'",
    )
    try:
        yield
    finally:
        databases.run(f'ALTER DATABASE "{databases.mine}" WITH ALLOW_CONNECTIONS true')
        for connection in connections.all(initialized_only=True):
            connection.close()


@pytest.fixture
def browser(committed_db, client_for):
    def of(user):
        client = client_for(user)
        client.raise_request_exception = False
        return client

    return of


def test_with_the_database_away_every_page_says_so_in_words(cast, browser, committed_db):
    client = browser(cast.teacher)
    with database_away(committed_db):
        for answer in (client.get("/"), client.get(reverse("concerns:urgent"))):
            assert answer.status_code == 500
            assert "This is our fault" in answer.content.decode()
            assert "default-src" in answer["Content-Security-Policy"]
            assert "no-store" in answer["Cache-Control"]
    assert client.get("/").status_code == 200


def test_what_was_typed_while_the_database_was_away_can_be_sent_again(cast, browser, committed_db):
    client, where = browser(cast.teacher), reverse("concerns:log_about", args=[cast.child.public_id])
    form = next(f for f in PageReader(client.get(where).content.decode()).forms if "facts" in f["fields"])
    data = form["fields"] | {"facts": WORDS, "danger": "no"}
    with database_away(committed_db):
        answer = client.post(where, data)
    assert answer.status_code == 500
    page = answer.content.decode()
    assert html.unescape(page).count("Twice this week.") == 2  # in the form, and to be read
    again = next(f for f in PageReader(page).forms if "facts" in f["fields"])
    assert again["fields"] | {"csrfmiddlewaretoken": ""} == {k: str(v) for k, v in data.items()} | {
        "csrfmiddlewaretoken": ""
    }
    assert client.post(where, again["fields"]).status_code == 302
    assert client.post(where, again["fields"]).status_code == 302
    assert Concern.objects.filter(text__facts__contains="Twice this week").count() == 1


def test_a_password_is_never_shown_again(committed_db, cast):
    secret = "three odd words here"
    with database_away(committed_db):
        answer = Client(raise_request_exception=False).post(
            reverse("account_login"), {"login": "a@example.org", "password": secret}
        )
    assert answer.status_code == 500
    assert secret not in answer.content.decode()


def sent(body, length, cookies=""):
    """(status, page, the most memory it took) of a body posted to the import page, as a web server hands it over."""
    answers = []
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": reverse("pupils:read_import"), "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": body,
        "wsgi.errors": io.StringIO(), "CONTENT_LENGTH": str(length), "HTTP_COOKIE": cookies,
        "CONTENT_TYPE": MULTIPART,
    }  # fmt: skip
    handler = WSGIHandler()
    tracemalloc.start()
    page = b"".join(handler(environ, lambda status, headers: answers.append(status)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return answers, page.decode(), peak


def test_a_hundred_megabytes_are_refused_beside_the_box_and_never_lie_in_memory(committed_db, cast, client_for):
    client, length = client_for(cast.office), 100 * 1024**2
    token = PageReader(client.get(reverse("pupils:read_import")).content.decode())
    token = next(f for f in token.forms if f["files"])["fields"]["csrfmiddlewaretoken"]
    fields = {"csrfmiddlewaretoken": token, "idempotency_key": uuid.uuid4()}
    body = with_a_file(length, fields, "file")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    answers, page, peak = sent(body, length, cookies)
    assert answers == ["200 OK"]
    assert "MB" in page and 'aria-invalid="true"' in page
    assert peak < 40 * 1024**2


@pytest.mark.django_db
def test_what_is_longer_than_any_page_takes_is_refused_in_words_before_it_is_parsed():
    length = 300 * 1024**2
    body = Endless(length)
    answers, page, peak = sent(body, length)
    assert answers == ["413 Request Entity Too Large"]
    assert "at most 10 MB" in page
    assert body.left == 0  # taken in full, or a browser would show no answer
    assert body.longest <= 1024**2 and peak < 20 * 1024**2


def test_a_file_that_is_too_big_for_its_box_is_refused_beside_the_box(cast, client_for):
    client = client_for(cast.office)
    file = SimpleUploadedFile("pupils.csv", b"a,b\n" * (11 * 256 * 1024), content_type="text/csv")
    answer = client.post(reverse("pupils:read_import"), {"file": file, "idempotency_key": uuid.uuid4()})
    assert answer.status_code == 200
    assert "MB" in answer.content.decode()


def test_more_text_than_a_page_takes_is_refused_in_words(cast, client_for):
    answer = client_for(cast.teacher).post(reverse("concerns:log"), {"facts": "a" * 3_000_000})
    assert answer.status_code == 413
    assert "send a shorter piece" in answer.content.decode()
