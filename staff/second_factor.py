"""Has this session shown a second factor, and how long ago? One place that knows how allauth keeps it."""

import time
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse


def _moments(request):
    return [r["at"] for r in get_authentication_records(request, request.user) if r.get("method") in ("mfa", "demo")]


def passed(request):
    """True once a second factor was shown in this session, or the device is remembered for today.

    allauth has already asked for it at sign-in where one is set up, so it is enough that the
    person owns one; somebody without any is sent to set one up.
    """
    if _moments(request):
        return True
    if request.session.get("second_factor_owned"):
        return True
    owns = (
        Authenticator.objects.filter(user=request.user)
        .filter(type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
        .exists()
    )
    if owns:
        request.session["second_factor_owned"] = True
    return owns


def recent(request):
    """True when a second factor was shown within the last five minutes. A remembered device never counts."""
    moments = _moments(request)
    return bool(moments) and time.time() - max(moments) < settings.STEP_UP_SECONDS


def ask_again_url(request):
    """Where to show the second factor again, coming back here afterwards."""
    back = request.get_full_path() if request.method == "GET" else reverse("dashboard:home")
    name = "staff:demo_step_up" if settings.DEMO and request.user.is_demo else "mfa_reauthenticate"
    return f"{reverse(name)}?{urlencode({'next': back})}"


def mark_demo(request):
    """The demo's people carry no telephone: their buttons count as the second factor just done."""
    record_authentication(request, request.user, method="demo")
