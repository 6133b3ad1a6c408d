"""The only e-mail about notices: a neutral sentence and a link, the same words for every child."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from staff.notices import KINDS


def notice_email(notice):
    """The message for one notice. Its Message-ID is the notice's own, so a repeat can be recognised."""
    kind = KINDS[notice.kind]
    body = render_to_string(
        "emails/notice.txt",
        {"sentence": kind.sentence, "link": settings.BASE_URL + reverse(kind.url_name)},
    )
    host = settings.BASE_URL.split("//")[-1].split("/")[0].split(":")[0]
    return EmailMessage(
        subject="There is something for you to look at",
        body=body,
        to=[notice.user.email],
        headers={"Message-ID": f"<notice-{notice.public_id}@{host}>"},
    )
