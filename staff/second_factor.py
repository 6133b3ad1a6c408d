"""Has this session shown a second factor, and how long ago? One place that knows how allauth keeps it."""

import time
from datetime import datetime
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.internal.flows.trust import create_config_fingerprint, decode_trust_cookie
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from staff import drafts

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes alone are not one
CODE, PASSKEY = "mfa_reauthenticate", "mfa_reauthenticate_webauthn"
SHOWN = ("mfa", "demo")
REMEMBERED = "second_factor_remembered"


def _moments(request):
    """When this session showed a second factor. A password, however often typed, is not one."""
    return [r["at"] for r in get_authentication_records(request, request.user) if r.get("method") in SHOWN]


def owns(user):
    """Has this person set one up?"""
    return of(user.pk).exists()


def of(user_id):
    """What somebody owns, as rows: for a list of people in one query."""
    return Authenticator.objects.filter(user_id=user_id, type__in=KINDS)


def passed(request):
    """True once this very session showed a second factor, or this device is remembered for today.

    That the person owns one is not enough: a session begun with a stolen password before it was
    set up would walk in behind its owner.
    """
    return bool(_moments(request)) or request.session.get(REMEMBERED) == str(request.user.public_id)


def recent(request):
    """True when a second factor was shown within the last five minutes. A remembered device never counts."""
    moments = _moments(request)
    return bool(moments) and time.time() - max(moments) < settings.STEP_UP_SECONDS


def ways(user):
    """The pages on which this person can show what they own, the handiest first."""
    types = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    found = []
    if Authenticator.Type.TOTP in types:
        found.append(CODE)
    if Authenticator.Type.WEBAUTHN in types:
        found.append(PASSKEY)
    if Authenticator.Type.RECOVERY_CODES in types and CODE not in found:
        found.append(CODE)  # a printed one is typed on the same page
    return found


def ask_again(request, *, back=""):
    """To the page that asks for the second factor again. What was being sent is kept as a draft."""
    drafts.keep_posted(request)
    return redirect(ask_again_url(request, back=back))


def ask_again_url(request, *, back=""):
    """Where to show the second factor again, coming back here afterwards; after sending something, to `back` or home."""
    back = request.get_full_path() if request.method == "GET" else back or reverse("dashboard:home")
    if settings.DEMO and request.user.is_demo:
        name = "staff:demo_step_up"
    else:
        name = (ways(request.user) or [CODE])[0]
    return f"{reverse(name)}?{urlencode({'next': back})}"


def way_in_url(request):
    """Where somebody goes whose session has shown no second factor: to show theirs, or to set one up."""
    if settings.DEMO and request.user.is_demo:
        return ask_again_url(request)
    return ask_again_url(request) if owns(request.user) else reverse("mfa_activate_totp")


def mark_demo(request, person=None):
    """The demo's people carry no telephone: their buttons count as the second factor just done."""
    record_authentication(request, person or request.user, method="demo")


def mark_set_up(request, authenticator):
    """Setting one up shows it: the code typed then, or the touch, counts, and the code is spent."""
    if authenticator.type not in KINDS:
        return
    if authenticator.type == Authenticator.Type.TOTP:
        TOTP(authenticator)._mark_code_used(request.POST.get("code", ""))
    record_authentication(request, request.user, method="mfa", type=str(authenticator.type), id=authenticator.pk)


def unmark_unless_owned(request):
    """The last one was taken away: this session is half signed in again, and sets one up before anything else."""
    if owns(request.user):
        return
    request.session.pop(REMEMBERED, None)
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [r for r in records if r.get("method") not in SHOWN]


def may_remember_until():
    """Today's end of school as a moment, or None when it has passed: then nothing is remembered."""
    now = timezone.localtime()
    end = now.replace(
        hour=settings.SCHOOL_DAY_ENDS.hour, minute=settings.SCHOOL_DAY_ENDS.minute, second=0, microsecond=0
    )
    return end if now < end else None


def is_remembered(request, user):
    """Did this person ask this browser today to remember it, and is it still the school day?"""
    if may_remember_until() is None:
        return False
    fingerprint, today = create_config_fingerprint(user), timezone.localdate()
    zone = timezone.get_current_timezone()
    return any(
        trust.fingerprint == fingerprint and datetime.fromtimestamp(trust.at, zone).date() == today
        for trust in decode_trust_cookie(request)
    )


def mark_remembered(request, user):
    """This sign-in went through on a remembered device: good for ordinary pages, never for step-up."""
    request.session[REMEMBERED] = str(user.public_id)


def forget(person):
    """Take away every second factor of this person, recovery codes too; the next sign-in sets one up anew."""
    Authenticator.objects.filter(user_id=person.pk).delete()
