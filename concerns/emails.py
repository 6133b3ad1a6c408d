"""What goes out when somebody is needed now: the same words for every child, and no address of a record."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

SUBJECT = "Somebody at school needs you now"
TEXT = "Somebody at school needs you now. Ring the school, or sign in: "


def call_email(alert):
    """One call by e-mail. Its Message-ID is the alert's own, so that a repeat can be recognised."""
    host = settings.BASE_URL.split("//")[-1].split("/")[0].split(":")[0]
    return EmailMessage(
        subject=SUBJECT,
        body=render_to_string("emails/call.txt", {"link": _link()}),
        to=[alert.user.email],
        headers={"Message-ID": f"<call-{alert.public_id}@{host}>", "Importance": "high", "X-Priority": "1"},
    )


def call_text():
    """One call as a text message."""
    return TEXT + _link()


def _link():
    return settings.BASE_URL + reverse("concerns:urgent")
