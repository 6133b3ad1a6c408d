"""Every e-mail this room sends: neutral sentences and a link, the same words for every child and every person."""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from staff.models import AccountEmail
from staff.notices import KINDS

SUBJECTS = {
    AccountEmail.Kind.INVITATION: "Your school has made an account for you",
    AccountEmail.Kind.NEW_PASSWORD: "Choose a new password",
    AccountEmail.Kind.CHANGED: "The way you sign in was changed",
}
_invitations = Signer(salt="staff.invitation")


def notice_email(notice):
    """The message for one notice. Its Message-ID is the notice's own, so a repeat can be recognised."""
    kind = KINDS[notice.kind]
    body = render_to_string(
        "emails/notice.txt",
        {"sentence": kind.sentence, "link": settings.BASE_URL + reverse(kind.url_name)},
    )
    return _message(notice, "There is something for you to look at", body, f"notice-{notice.public_id}")


def digest_email(digest, lines):
    """A person's morning: each kind that is new with how many wait, and the address of that very list."""
    body = render_to_string("emails/digest.txt", {"lines": [(kind.sentence, n, owed_link(kind)) for kind, n in lines]})
    return _message(digest, "What is waiting for you today", body, f"digest-{digest.public_id}")


def owed_link(kind):
    """The whole address of the list of one kind."""
    return settings.BASE_URL + reverse("staff:owed", args=[kind.name])


def account_email(owed):
    """The message for one account e-mail. Its link is made now, from the secret key, and kept nowhere."""
    body = render_to_string(f"emails/{owed.kind}.txt", {"link": settings.BASE_URL + _link(owed), "until": _until(owed)})
    return _message(owed, SUBJECTS[owed.kind], body, f"account-{owed.public_id}")


def read_invitation(token):
    """The public id inside an invitation's link, or None when it is not one of ours."""
    try:
        return _invitations.unsign(token)
    except BadSignature:
        return None


def invitation_path(owed):
    """The address in an invitation."""
    return reverse("staff:invitation", args=[_invitations.sign(owed.public_id.hex)])


def _link(owed):
    if owed.kind == AccountEmail.Kind.INVITATION:
        return invitation_path(owed)
    if owed.kind == AccountEmail.Kind.NEW_PASSWORD:
        uid, key = user_pk_to_url_str(owed.user), default_token_generator.make_token(owed.user)
        return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    return reverse("account_login")


def _until(owed):
    if owed.kind == AccountEmail.Kind.INVITATION:
        return timezone.localtime(owed.made_at + AccountEmail.INVITATION_LASTS)
    return timezone.localtime(timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))


def _message(owed, subject, body, message_id):
    host = settings.BASE_URL.split("//")[-1].split("/")[0].split(":")[0]
    return EmailMessage(
        subject=subject, body=body, to=[owed.user.email], headers={"Message-ID": f"<{message_id}@{host}>"}
    )
