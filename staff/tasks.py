"""Woken by Celery: find what is due, and send what is owed. PostgreSQL is the queue."""

import logging
import smtplib
from datetime import timedelta

from celery import shared_task
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from staff.emails import notice_email
from staff.models import Notice
from staff.notices import is_still_owed, sweep

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # a worker that died gives its notice back after this
MOST_ATTEMPTS = 8


@shared_task
def sweep_owed():
    """Write the notices that today's date makes due. Any number of beats may run it."""
    sweep(timezone.localdate())


@shared_task
def send_notices(most=200):
    """Send what is waiting: claim with a lease, ask again whether it is owed, send, stamp.

    A kill between sending and stamping sends one e-mail twice with the same Message-ID; it loses none.
    """
    sent = 0
    while sent < most and (notice := _claim()):
        _send(notice)
        sent += 1
    return sent


def _claim():
    """Take one due notice for this worker, committed before anything is sent."""
    now = timezone.now()
    with transaction.atomic():
        notice = (
            Notice.objects.to_send(now)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("user")
            .order_by("next_at", "pk")
            .first()
        )
        if notice is None:
            return None
        notice.email_state = Notice.Email.SENDING
        notice.attempts += 1
        notice.next_at = now + LEASE
        notice.save(update_fields=["email_state", "attempts", "next_at"])
        return notice


def _send(notice):
    if not is_still_owed(notice):
        Notice.objects.filter(pk=notice.pk).update(email_state=Notice.Email.CANCELLED, settled_at=timezone.now())
        return
    try:
        get_connection().send_messages([notice_email(notice)])
    except (OSError, smtplib.SMTPException) as problem:
        _put_back(notice, problem)
        return
    Notice.objects.filter(pk=notice.pk).update(email_state=Notice.Email.SENT, sent_at=timezone.now(), problem="")


def _put_back(notice, problem):
    """Wait longer each time; after the last attempt it shows on the page of what failed."""
    failed = notice.attempts >= MOST_ATTEMPTS
    logger.warning("e-mail for notice %s: attempt %s: %s", notice.pk, notice.attempts, type(problem).__name__)
    Notice.objects.filter(pk=notice.pk).update(
        email_state=Notice.Email.FAILED if failed else Notice.Email.PENDING,
        next_at=timezone.now() + timedelta(seconds=30 * 2**notice.attempts),
        problem=type(problem).__name__,
    )
