"""Word to the chair of governors, who has no account here, that a closed record was opened."""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from concerns.models import BrokenGlass
from school.models import School

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=6)


def tell_chair():
    """Send what is owed to the chair of governors: no name, no child, nothing of the reason.

    It is never given up, and goes within hours once the address or the mail server is put right: the page of what
    failed may not ask anybody to see to it, since it would say that a record was opened.
    """
    sent = 0
    while glass := _claim():
        _send(glass)
        sent += 1
    return sent


def _claim():
    """Take one for this worker, committed before anything is sent."""
    now = timezone.now()
    with transaction.atomic():
        glass = (
            BrokenGlass.objects.to_send(now)
            .select_for_update(no_key=True, skip_locked=True)
            .order_by("next_at", "pk")
            .first()
        )
        if glass is not None:
            _stamp(glass, email_state="sending", attempts=glass.attempts + 1, next_at=now + LEASE)
            glass.attempts += 1
        return glass


def _send(glass):
    body = render_to_string("emails/chair.txt", {"opened_at": timezone.localtime(glass.opened_at)})
    host = settings.BASE_URL.split("//")[-1].split("/")[0].split(":")[0]
    message = EmailMessage(
        subject="A closed record was opened at school",
        body=body,
        to=[School.current().chair_contact.strip()],
        headers={"Message-ID": f"<glass-{glass.public_id}@{host}>"},
    )
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as problem:
        logger.warning("word to the chair %s: attempt %s: %s", glass.public_id, glass.attempts, type(problem).__name__)
        pause = min(timedelta(seconds=30 * 2 ** min(glass.attempts, 10)), LONGEST_PAUSE)
        _stamp(glass, email_state="pending", next_at=timezone.now() + pause, problem=type(problem).__name__)
        return
    _stamp(glass, email_state="sent", sent_at=timezone.now(), problem="")


def _stamp(glass, **what):
    BrokenGlass.objects.filter(pk=glass.pk).update(**what)
