"""Woken by Celery: find what is due, and send what is owed. PostgreSQL is the queue."""

import functools
import logging
import smtplib
import threading
import time
from datetime import timedelta

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone

from staff.cover import keep_covered
from staff.digests import lines_of, make_digests
from staff.emails import account_email, digest_email, notice_email
from staff.models import AccountEmail, Digest, Heartbeat, Notice, Outgoing
from staff.notices import is_still_owed, sweep

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.LEASE_SECONDS)  # a worker that died gives its notice back after this
MOST_ATTEMPTS = 8  # of one that the mail server will not have
NOT_NOW_ATTEMPTS = 2_000  # of one for which nobody answered, or “not now”: a weekend and more


def one_thread(task):
    """One thread of a worker at a time: a kill then interrupts one e-mail, and the others are free for documents."""
    busy = threading.Lock()

    @functools.wraps(task)
    def alone(*args, **kwargs):
        if not busy.acquire(blocking=False):
            return 0
        try:
            return task(*args, **kwargs)
        finally:
            busy.release()

    return alone


@shared_task
def sweep_owed():
    """Write the notices that today's date makes due. Any number of beats may run it."""
    sweep(timezone.localdate())
    keep_covered()


@shared_task
def owe_digests():
    """At half past seven on a school day, or as soon after as a worker is there: each person's e-mail of the morning."""
    return make_digests()


@shared_task
@one_thread
def send_digests(most=200):
    """Send the mornings' e-mails. One whose every line was done or read in the meantime is not sent."""
    sent = 0
    while sent < most and (digest := _claim(Digest)):
        lines = lines_of(digest) if digest.user.is_active else []
        if not lines:
            _stamp(digest, email_state=Outgoing.Email.CANCELLED)
        else:
            _send(digest, lambda owed, lines=lines: digest_email(owed, lines))
        sent += 1
    return sent


@shared_task
@one_thread
def send_notices(most=200):
    """Send what is urgent: claim with a lease, ask again whether it is owed, send, stamp.

    A kill between sending and stamping sends one e-mail twice with the same Message-ID; it loses none.
    """
    keep_covered(urgent_only=True)
    sent = 0
    while sent < most and (notice := _claim()):
        if not is_still_owed(notice):
            _stamp(notice, email_state=Outgoing.Email.CANCELLED, settled_at=timezone.now())
        else:
            _send(notice, notice_email)
        sent += 1
    return sent


@shared_task
@one_thread
def send_account_emails(most=200):
    """The same for invitations and links to choose a new password: nobody waits for these behind notices."""
    sent = 0
    while sent < most and (email := _claim(AccountEmail)):
        if not email.is_still_owed(timezone.now()):
            _stamp(email, email_state=Outgoing.Email.CANCELLED)
        else:
            _send(email, account_email)
        sent += 1
    return sent


def _claim(kind=Notice):
    """Take one due e-mail for this worker, committed before anything is sent."""
    now = timezone.now()
    with transaction.atomic():
        owed = (
            kind.objects.to_send(now)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .select_related("user")
            .order_by("next_at", "pk")
            .first()
        )
        if owed is None:
            return None
        owed.email_state = Outgoing.Email.SENDING
        owed.attempts += 1
        owed.next_at = now + LEASE
        owed.save(update_fields=["email_state", "attempts", "next_at"])
        return owed


def _send(owed, write):
    try:
        get_connection().send_messages([write(owed)])
    except (OSError, smtplib.SMTPException) as problem:
        _put_back(owed, problem)
        return
    _stamp_surely(owed, email_state=Outgoing.Email.SENT, sent_at=timezone.now(), problem="")


def _stamp(owed, **what):
    type(owed).objects.filter(pk=owed.pk).update(**what)


def _stamp_surely(owed, **what):
    """It has gone. Where the database is away for a moment we wait for it, or it would go a second time."""
    until = time.monotonic() + LEASE.total_seconds() / 2
    while True:
        try:
            return _stamp(owed, **what)
        except (DatabaseError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.5)


def _put_back(owed, problem):
    """Wait longer each time; after the last attempt it shows on the page of what failed.

    Where nobody answers, or says “not now”, never longer than a lease: soon after the mail server is well again
    everything has gone.
    """
    wait, most = LEASE / 4 * 2 ** min(owed.attempts, MOST_ATTEMPTS), MOST_ATTEMPTS
    if not _is_for_good(problem):
        wait, most = min(wait, LEASE), NOT_NOW_ATTEMPTS
    failed = owed.attempts >= most
    logger.warning("e-mail %s %s: attempt %s: %s", owed, owed.pk, owed.attempts, type(problem).__name__)
    _stamp(
        owed,
        email_state=Outgoing.Email.FAILED if failed else Outgoing.Email.PENDING,
        next_at=timezone.now() + wait,
        problem=type(problem).__name__,
    )


def _is_for_good(problem):
    """Did the mail server answer that it will never take this one?"""
    codes = [problem.smtp_code] if isinstance(problem, smtplib.SMTPResponseException) else []
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in problem.recipients.values()]
    return bool(codes) and all(500 <= code < 600 for code in codes)


@shared_task
def clear_sessions():
    """Forget sessions that are over; what was half written in them is kept as a draft already."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@shared_task(bind=True)
def beat(self):
    """Each worker says now and then that it is alive; those not heard of for a day are forgotten."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(worker=(self.request.hostname or "here")[:120], defaults={"at": now})
    Heartbeat.objects.filter(at__lt=now - timedelta(days=1)).delete()
