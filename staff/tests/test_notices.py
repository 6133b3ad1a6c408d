"""What people are owed: written once, sent once by real SMTP, asked about again before it goes."""

import datetime
import socket
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from staff import notices, tasks
from staff.models import Notice
from staff.notices import Kind, owe, sweep
from staff.tasks import LEASE, MOST_ATTEMPTS, NOT_NOW_ATTEMPTS, send_notices

TODAY = datetime.date(2026, 11, 23)


class Sink:
    """A mail server that keeps what it is given, or refuses."""

    def __init__(self):
        self.messages, self.refuse = [], False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 the library's name
        if self.refuse:
            return "451 try later" if self.refuse is True else self.refuse
        self.messages.append(envelope)
        return "250 OK"


@pytest.fixture
def sink(settings):
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    controller.stop()


@pytest.fixture
def kind(monkeypatch):
    owed = {"still": True}
    made = Kind(
        name="tests_kind",
        sentence="Something waits for you.",
        url_name="staff:notices",
        still_owed=lambda notice: owed["still"],
        owed=lambda day: owed.get("sweep", []),
        urgent=True,
    )
    monkeypatch.setattr(notices, "KINDS", {"tests_kind": made})
    monkeypatch.setattr("staff.emails.KINDS", notices.KINDS)
    monkeypatch.setattr("staff.views.KINDS", notices.KINDS)
    return owed


def test_a_notice_is_sent_once_and_nothing_more_tomorrow(cast, sink, kind):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl, due_on=TODAY)
    owe("tests_kind", to=[cast.teacher], about=cast.dsl, due_on=TODAY)
    send_notices()
    send_notices()
    assert len(sink.messages) == 1
    text = sink.messages[0].content.decode()
    assert "Something waits for you." in text
    assert f"Message-ID: <notice-{Notice.objects.get().public_id}@" in text


def test_what_is_no_longer_owed_is_not_sent(cast, sink, kind):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    kind["still"] = False
    send_notices()
    assert sink.messages == []
    assert Notice.objects.get().email_state == Notice.Email.CANCELLED


def test_nothing_goes_to_somebody_who_has_left(cast, sink, kind):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    cast.teacher.is_active, cast.teacher.left_at = False, timezone.now()
    cast.teacher.save()
    send_notices()
    assert sink.messages == []
    owe("tests_kind", to=[cast.teacher], about=cast.support)
    assert Notice.objects.count() == 1


def test_a_refusing_mail_server_loses_nothing(cast, sink, kind):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    sink.refuse = True
    send_notices()
    waiting = Notice.objects.get()
    assert (waiting.email_state, waiting.attempts) == (Notice.Email.PENDING, 1)
    sink.refuse = False
    Notice.objects.update(next_at=timezone.now())
    send_notices()
    assert len(sink.messages) == 1


@pytest.mark.parametrize(("answer", "most"), [("550 Nobody here", MOST_ATTEMPTS), ("451 Not now", NOT_NOW_ATTEMPTS)])
def test_after_the_last_attempt_it_shows_as_failed(cast, sink, kind, answer, most):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    sink.refuse = answer
    for attempts, state in ((most - 2, Notice.Email.PENDING), (most - 1, Notice.Email.FAILED)):
        Notice.objects.update(attempts=attempts, next_at=timezone.now())
        send_notices()
        assert Notice.objects.get().email_state == state


def test_while_the_mail_server_takes_nothing_now_no_e_mail_waits_longer_than_a_lease(cast, sink, kind):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    for answer, soon in (("451 Not now", True), ("550 Nobody here", False)):
        sink.refuse = answer
        Notice.objects.update(attempts=5, next_at=timezone.now())
        send_notices()
        assert (Notice.objects.get().next_at <= timezone.now() + LEASE) is soon


def test_what_has_gone_is_stamped_although_the_database_is_away_for_a_moment(cast, sink, kind, monkeypatch):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    stamp, away = tasks._stamp, [DatabaseError("the server closed the connection"), InterfaceError("closed")]

    def breaks(owed, **what):
        if away:
            raise away.pop()
        stamp(owed, **what)

    monkeypatch.setattr(tasks, "_stamp", breaks)
    monkeypatch.setattr(tasks, "connection", SimpleNamespace(in_atomic_block=False, close=lambda: None))
    monkeypatch.setattr(tasks.time, "sleep", lambda seconds: None)
    send_notices()
    assert Notice.objects.get().email_state == Notice.Email.SENT and len(sink.messages) == 1 and not away


def test_a_killed_worker_gives_its_notice_back_after_the_lease(cast, sink, kind):
    from staff.tasks import _claim

    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    assert _claim() is not None
    assert _claim() is None
    Notice.objects.update(next_at=timezone.now())
    send_notices()
    assert len(sink.messages) == 1


def test_a_second_sweep_writes_nothing(cast, kind):
    kind["sweep"] = [(cast.teacher, 5, TODAY), (cast.dsl, 5, TODAY)]
    assert sweep(TODAY) == 2
    assert sweep(TODAY) == 0


def test_one_can_open_only_ones_own_notices(cast, client_for, kind):
    owe("tests_kind", to=[cast.teacher], about=cast.dsl)
    notice = Notice.objects.get()
    assert client_for(cast.dsl).post(f"/staff/notices/{notice.public_id}/open/").status_code == 404
    answer = client_for(cast.teacher).post(f"/staff/notices/{notice.public_id}/open/")
    assert answer.status_code == 302
    notice.refresh_from_db()
    assert notice.read_at
