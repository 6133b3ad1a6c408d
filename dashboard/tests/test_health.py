"""Alive, ready and well: what a machine asks, and what those who look after the system may try again."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from dashboard.actions import send_again
from staff.models import Digest, Heartbeat, Notice
from staff.notices import owe
from staff.tasks import beat, send_notices
from stbarts.tests.grid_asking import plain

pytestmark = pytest.mark.django_db


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready_says_how_each_part_is_and_a_hung_broker_takes_nothing_out_of_service(client, cast, valkey, settings):
    settings.CELERY_BROKER_URL = valkey.url
    found = client.get("/readyz").json()
    assert found["ready"] and not found["well"] and not found["worker"]["ok"]
    beat()
    found = client.get("/readyz").json()
    assert found["well"] and found["worker"]["silent_seconds"] < 5 and found["disk"]["free_percent"] > 0
    valkey.freeze()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))
    owe("concern_to_acknowledge", to=[cast.dsl], about=cast.dsl)
    Notice.objects.update(next_at=timezone.now() - timedelta(minutes=11))
    answer = client.get("/readyz")
    found = answer.json()
    assert answer.status_code == 200 and found["ready"] and not found["well"]
    assert [found[part]["ok"] for part in ("database", "broker", "owed", "worker")] == [True, False, False, False]
    assert 660 <= found["owed"]["oldest_seconds"] < 700
    assert not answer.cookies and cast.dsl.name not in answer.content.decode()


def test_without_a_database_it_is_not_ready(client, monkeypatch):
    from django.db import DatabaseError

    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, {"ok": False})


def test_what_could_not_be_sent_is_tried_again_once_and_no_word_of_a_child_is_shown(cast, client_for):
    owe("access_given", to=[cast.head], about=cast.dsl)
    Notice.objects.update(email_state="failed", attempts=8, problem="SMTPDataError")
    office = client_for(cast.office)
    page = plain(office.get("/watch/").content)
    assert f"To {cast.head.name}" in page and "The mail server refused the message. Tried 8 times." in page
    failed = Notice.objects.get()
    send_again(by=cast.office, email=failed)
    assert "No e-mail has failed." in plain(office.get("/watch/").content), "it is on its way, and has not gone yet"
    with pytest.raises(Exception, match="not waiting"):
        send_again(by=cast.office, email=failed)
    send_notices()
    assert len(mail.outbox) == 1


def test_the_office_sees_who_is_owed_what_is_about_no_child_and_nothing_else_shows(cast, client_for):
    owe("access_given", to=[cast.head], about=cast.dsl)
    before = plain(client_for(cast.office).get("/watch/owed/").content)
    assert cast.head.name in before and "a role that reads about safeguarding" in before
    owe("review_due", to=[cast.sendco], about=cast.head)
    owe("concern_to_acknowledge", to=[cast.dsl], about=cast.dsl)
    assert plain(client_for(cast.office).get("/watch/owed/").content) == before
    Digest.objects.create(user=cast.sendco, on=date(2026, 1, 5), email_state="failed", problem="Refused")
    assert "The mornings" in plain(client_for(cast.technical).get("/watch/").content)
