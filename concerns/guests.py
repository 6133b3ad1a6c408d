"""The door for people without an account: today's PIN, who is in, and how often a browser may send."""

import hmac
import secrets

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.actions import action, record
from concerns.models import GuestPin
from pupils.normal import normal
from staff.permitted import require
from staff.policy import Permission

COOKIE = "__Host-guest" if settings.SECURE else "guest"
A_DAY = 16 * 60 * 60
DIGITS = 6


# The day's PIN


def todays_pin(day=None):
    """Six digits that change every day, and again when somebody asks for another. Kept nowhere, worked out here."""
    day = day or timezone.localdate()
    asked_again = GuestPin.objects.filter(on=day).count()
    digest = salted_hmac(__name__, f"{day:%Y-%m-%d}|{asked_again}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


@action
def change_pin(*, by):
    """Another PIN for today, at once: the old one was seen by somebody who should not have it. Whoever
    came in with the old one has to ask again."""
    require(by, Permission.SCHOOL_MANAGE)
    made = GuestPin.objects.create(on=timezone.localdate(), made_by=by)
    record("guest_pin.changed", made, by=by)
    return made


def open_door(request, typed):
    """What is wrong with this PIN, in a sentence; "" when it is today's.

    Wrong ones are counted for an address and a PIN (how many: ACCOUNT_RATE_LIMITS). A school is one
    address: while it waits, tries do not count, so nobody can make the wait longer; another PIN for the
    day starts afresh; and whoever is in stays in.
    """
    pin = todays_pin()
    counted = f"{get_adapter().get_client_ip(request)}|{_mark(pin)}"
    if not ratelimit.consume(request, action="guest_pin", key=counted, dry_run=True):
        return "Too many wrong PINs from here. Wait five minutes, or ask the office. Tell a person now."
    if hmac.compare_digest("".join(normal(typed).split()).encode(), pin.encode()):
        return ""
    ratelimit.consume(request, action="guest_pin", key=counted)
    return "That is not today’s PIN. It is on today’s poster, or ask the office."


def let_in(response):
    """Mark this browser as one that knows today's PIN. The mark names nobody and opens nothing to read."""
    value = signing.dumps({"pin": _mark(todays_pin()), "here": secrets.token_hex(8)}, salt=__name__)
    response.set_cookie(COOKIE, value, max_age=A_DAY, secure=settings.SECURE, httponly=True, samesite="Lax")


def is_in(request):
    """Which browser this is, if it knows today's PIN; "" otherwise."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=__name__, max_age=A_DAY)
        return found["here"] if hmac.compare_digest(found["pin"], _mark(todays_pin())) else ""
    except (signing.BadSignature, KeyError, TypeError):
        return ""


def may_send(request, here):
    """Not more than a hand could write, from one browser or one address."""
    limits = [("guest_sent_here", here), ("guest_sent", None)]
    return all(ratelimit.consume(request, action=name, key=key) for name, key in limits)


def _mark(pin):
    return salted_hmac(__name__, f"mark|{timezone.localdate()}|{pin}", algorithm="sha256").hexdigest()[:32]
