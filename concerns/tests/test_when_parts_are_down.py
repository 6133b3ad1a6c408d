"""A concern is saved whatever else is broken, and once however often it is sent."""

import os
import socket
import threading
import uuid

import pytest
from django.db import connections

from concerns.models import Concern
from staff.models import Notice
from staff.tasks import send_notices
from stbarts.celery import app
from stbarts.embedded import free_port


def answers(pupil, key):
    return {
        "idempotency_key": key,
        "pupil": str(pupil.public_id),
        "facts": "Sat apart from the others at lunch.",
        "happened_at": "2026-01-05T13:05",
        "danger": "unsure",
    }


@pytest.fixture
def calls(monkeypatch):
    """Every port of this machine that anything in this process tries to reach."""
    reached = []
    real = socket.socket.connect

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            reached.append(address[1])
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return reached


@pytest.mark.parametrize("how", ["hung", "stopped"])
def test_saving_never_touches_the_broker_or_the_mail_server(
    cast, client_for, valkey, settings, monkeypatch, calls, how
):
    monkeypatch.setitem(app.conf, "broker_url", valkey.url)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    client = client_for(cast.teacher)
    client.get("/concerns/log/")
    valkey.freeze() if how == "hung" else valkey.stop()
    calls.clear()
    response = client.post("/concerns/log/", answers(cast.child, str(uuid.uuid4())))
    assert response.status_code == 302
    assert calls == []
    assert Concern.objects.count() == 1
    assert Notice.objects.filter(kind="danger_to_acknowledge", email_state="pending").count() == 2


def test_250_posts_sent_four_times_each_make_250_concerns(committed_db, cast, client_for):
    keys = [str(uuid.uuid4()) for _ in range(250)]
    clients = [client_for(cast.teacher) for _ in range(4)]
    answered, problems = [[] for _ in clients], []

    def send(number):
        try:
            for key in keys:
                response = clients[number].post("/concerns/log/", answers(cast.child, key))
                answered[number].append(response.url)
        except Exception as problem:  # told to the test's own thread below
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert Concern.objects.count() == 250
    assert answered[0] == answered[1] == answered[2] == answered[3]
    assert len(set(answered[0])) == 250
    assert Notice.objects.filter(kind="danger_to_acknowledge").count() == 500


def test_of_a_thousand_submissions_none_is_lost_and_none_doubled(
    committed_db, cast, client_for, valkey, settings, monkeypatch
):
    """The broker hangs, then stops; the mail server refuses; no worker runs; and every hand presses again.

    SUBMISSIONS says how many; script/submissions runs the whole thousand.
    """
    count = int(os.environ.get("SUBMISSIONS", "120"))
    monkeypatch.setitem(app.conf, "broker_url", valkey.url)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    clients = [client_for(user) for user in (cast.teacher, cast.support, cast.other_teacher, cast.office)]
    keys = [[str(uuid.uuid4()) for _ in range(count // 4)] for _ in clients]
    half, stopped, problems = threading.Barrier(5), threading.Event(), []

    def send(number):
        try:
            for turn, key in enumerate(keys[number]):
                if turn == len(keys[number]) // 2:
                    half.wait()
                    stopped.wait()
                urls = {
                    clients[number].post("/concerns/log/", answers(cast.child, key)).url for _ in range(1 + turn % 2)
                }
                assert len(urls) == 1
        except Exception as problem:  # told to the test's own thread below
            problems.append(problem)
            half.abort()
        finally:
            connections.close_all()

    valkey.freeze()
    threads = [threading.Thread(target=send, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    half.wait()
    valkey.stop()
    stopped.set()
    for thread in threads:
        thread.join()
    assert not problems
    assert Concern.objects.count() == count // 4 * 4
    owed = Notice.objects.filter(kind="danger_to_acknowledge")
    assert owed.count() == 2 * Concern.objects.count()
    send_notices(most=20)
    assert not owed.exclude(email_state="pending").exists()  # the mail server refuses: every one is still owed
