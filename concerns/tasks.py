"""Woken by Celery: call the people who are owed a call. PostgreSQL is the queue; the pages count without it."""

import logging
import smtplib
from datetime import timedelta

from celery import shared_task
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from concerns import carrying, telling_chair
from concerns.calling import number_of
from concerns.emails import call_email, call_text
from concerns.models import Alert
from staff import sms

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=45)  # a worker that died gives its call back after this
MOST_ATTEMPTS = 8


@shared_task
def call_people(most=100):
    """Send what is due: claim with a lease, ask again whether nobody has answered, send, stamp.

    A kill between sending and stamping sends one message twice with the same key; it loses none.
    """
    done = 0
    while done < most and (alert := _claim()):
        if not alert.is_still_owed():
            _stamp(alert, email_state=Alert.Email.CANCELLED)
        else:
            _send(alert)
        done += 1
    return done


def _claim():
    """Take one due call for this worker, committed before anything is sent."""
    now = timezone.now()
    with transaction.atomic():
        due = (
            Alert.objects.to_send(now)
            .select_for_update(no_key=True, skip_locked=True, of=("self",))
            .select_related("user")
        )
        alert = due.order_by("next_at", "-channel", "pk").first()  # a text message is quicker
        if alert is None:
            return None
        alert.email_state, alert.next_at = Alert.Email.SENDING, now + LEASE
        alert.attempts += 1
        alert.save(update_fields=["email_state", "attempts", "next_at"])
        return alert


def _send(alert):
    try:
        if alert.channel == Alert.Channel.EMAIL:
            get_connection().send_messages([call_email(alert)])
        elif number := number_of(alert.user):
            sms.sender().send(number=number, words=call_text(), key=str(alert.public_id))
        else:
            _stamp(alert, email_state=Alert.Email.NOT_WANTED)
            return
    except (OSError, smtplib.SMTPException, sms.NotSent) as problem:
        _put_back(alert, problem)
        return
    _stamp(alert, email_state=Alert.Email.SENT, sent_at=timezone.now(), problem="")


def _stamp(alert, **what):
    """Only while this claim still holds it: an answer may have cancelled it in the meantime."""
    held = Alert.objects.filter(pk=alert.pk, email_state=Alert.Email.SENDING, attempts=alert.attempts)
    held.update(**what)


def _put_back(alert, problem):
    """Soon again, since somebody waits; after the last attempt it shows on the page of what failed."""
    logger.warning("call %s: attempt %s: %s", alert.pk, alert.attempts, type(problem).__name__)
    failed = alert.attempts >= MOST_ATTEMPTS
    _stamp(
        alert,
        email_state=Alert.Email.FAILED if failed else Alert.Email.PENDING,
        next_at=timezone.now() + timedelta(seconds=min(5 * 2**alert.attempts, 120)),
        problem=type(problem).__name__,
    )


@shared_task
def tell_chair():
    """Word to the chair of governors that a closed record was opened."""
    return telling_chair.tell_chair()


@shared_task
def drop_carried_files():
    """Files whose record is kept in another system now, where a crash left their bytes behind."""
    carrying.drop_carried_files()
