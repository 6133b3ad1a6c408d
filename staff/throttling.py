"""Wrong passwords are counted per account, and apart for a browser that this person has signed in on.

Five wrong ones and that account waits a quarter of an hour: tries while it waits do not count, so
nobody can make the wait longer. Somebody far away who keeps on guessing would still keep the owner
waiting, again and again; so a browser the owner has signed in on carries a mark and has a count of
its own. The address the request came from is never part of the key: a school is one address.
"""

from allauth.core import context, ratelimit
from allauth.core.internal import ratelimit as counting
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from staff.models import User

# A school is one address: whoever comes with a passkey at 08:45 is counted after the one before. allauth turns away
# who has waited a second for that.
counting.CACHE_LOCK_WAIT_TIMEOUT = 30

COOKIE = "__Host-known" if settings.SECURE else "known"
MOST_PEOPLE = 20  # on one shared classroom PC
KEPT_SECONDS = 180 * 24 * 60 * 60


def key(request, email):
    """What wrong passwords for this address are counted under, known address or not."""
    email = email.strip().lower()
    marks = _marks(request)
    return f"{email}|known" if marks and _mark(email) in marks else email


def forgive(email):
    """Somebody who has just proved their address starts afresh."""
    for counted in (email.lower(), f"{email.lower()}|known"):
        ratelimit.clear(context.request, action="login_failed", key=counted)


def recognise(request, response, user):
    """Mark this browser as one that `user` has fully signed in on. The mark names nobody."""
    marks = [mark for mark in _marks(request) if mark != _mark(user.email)]
    response.set_cookie(
        COOKIE,
        signing.dumps([*marks, _mark(user.email)][-MOST_PEOPLE:], salt=__name__),
        max_age=KEPT_SECONDS,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request):
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=__name__, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return []


def _mark(email):
    """Changes with the password, so that a mark won with a stolen one ends with it."""
    person = User.objects.filter(email__iexact=email).only("pk", "password").first()
    secret = f"{person.pk}|{person.password}" if person else f"nobody|{email}"
    return salted_hmac(__name__, secret, algorithm="sha256").hexdigest()[:32]
