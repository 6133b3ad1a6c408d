"""People at the door: what several tests of signing in need."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

PASSWORD = "seven brown hats"


@pytest.fixture
def monday_morning():
    """Five past nine on a school day, and the clock stands still."""
    with time_machine.travel("2026-11-23 09:05:10+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def later(monday_morning):
    """Move the clock on."""

    def move(**amount):
        monday_morning.shift(timedelta(**amount))

    return move


def code(secret):
    """What a code app shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def door():
    """Knocks at the real doors: `door.password(client, user)`, `door.sign_in(client, somebody)`."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    def give_password(user):
        user.set_password(PASSWORD)
        user.joined_at = user.joined_at or timezone.now()
        user.save()
        return user

    def give_codes(user):
        give_password(user)
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        RecoveryCodes.activate(user)
        return SimpleNamespace(user=user, secret=secret, code=lambda: code(secret))

    def password(client, user, given=PASSWORD, *, then="", **extra):
        posted = {"login": getattr(user, "email", user), "password": given, "next": then}
        return client.post(reverse("account_login"), posted, **extra)

    def sign_in(client, person, *, remember=False):
        """Password, code, and the question whether to remember the device."""
        assert password(client, person.user).headers["Location"] == reverse("mfa_authenticate")
        answer = client.post(reverse("mfa_authenticate"), {"code": person.code()})
        if answer.headers["Location"] != reverse("mfa_trust"):  # after school
            return answer
        return client.post(reverse("mfa_trust"), {"action": "trust" if remember else "skip"})

    def is_in(client):
        return client.get(reverse("staff:notices")).status_code == 200

    def signed_in(person):
        client = Client()
        sign_in(client, person)
        return client

    return SimpleNamespace(
        give_password=give_password,
        give_codes=give_codes,
        password=password,
        sign_in=sign_in,
        is_in=is_in,
        signed_in=signed_in,
    )
