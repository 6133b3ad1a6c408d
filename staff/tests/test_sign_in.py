"""Signing in, by the real doors: password, code, passkey page, remembered device, step-up, reset."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from staff import second_factor
from staff.models import User
from staff.tasks import send_account_emails
from staff.tests.conftest import PASSWORD, code

pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def teacher(cast, door):
    """A teacher with a password and no second factor yet."""
    return door.give_password(cast.teacher)


@pytest.fixture
def with_codes(cast, door):
    """The same teacher with a code app and printed codes."""
    return door.give_codes(cast.teacher)


# ---- The first time


def test_first_sign_in_leads_to_setting_up_a_second_factor_and_nowhere_else(client, teacher, door):
    door.password(client, teacher)
    for name in ("staff:notices", "mfa_index", "mfa_view_recovery_codes", "account_change_password"):
        assert client.get(reverse(name)).headers["Location"] == reverse("mfa_activate_totp"), name
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200  # the password was typed a moment ago: it is not asked for again
    assert reverse("mfa_add_webauthn") in page.content.decode()
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_setting_up_codes_lets_in_and_shows_printed_codes(committed_db, client, teacher, later, door):
    door.password(client, teacher)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="secret">([A-Z2-7]+)<', page).group(1)
    later(minutes=10)  # finding an app takes a while
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(answer.headers["Location"]).content.decode())
    assert len(set(codes)) == 10
    assert door.is_in(client)
    assert Entry.objects.filter(verb="second_factor.added", actor_id=str(teacher.public_id)).exists()


def test_the_code_that_set_it_up_is_spent(committed_db, client, teacher, door):
    door.password(client, teacher)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="secret">([A-Z2-7]+)<', page).group(1)
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    other = Client()
    door.password(other, teacher)
    other.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert not door.is_in(other)


def test_the_set_up_page_asks_for_the_password_when_it_was_typed_long_ago(client, teacher, door):
    door.password(client, teacher)
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**records[0], "at": time.time() - 16 * 60}]
    session.save()
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(reverse("account_reauthenticate"))
    back = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    assert back.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_session_begun_before_the_owner_set_it_up_does_not_walk_in_behind(client, teacher, door):
    thief = client
    door.password(thief, teacher)
    TOTP.activate(teacher, generate_totp_secret())
    assert not door.is_in(thief)
    assert thief.get(reverse("staff:notices")).headers["Location"].startswith(reverse("mfa_reauthenticate"))
    # and can add no key of their own
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "mfa_view_recovery_codes", "account_reauthenticate"):
        assert thief.get(reverse(name)).headers["Location"].startswith(reverse("mfa_reauthenticate")), name
        assert thief.post(reverse(name), {"password": PASSWORD}).status_code == 302
    assert not door.is_in(thief)


# ---- Every other time


def test_password_and_code_let_in_and_rotate_the_session_key(client, with_codes, door):
    client.get(reverse("account_login"))
    door.password(client, with_codes.user)
    before = client.cookies["session"].value
    assert not door.is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": with_codes.code()})
    client.post(reverse("mfa_trust"), {"action": "skip"})
    assert door.is_in(client)
    assert client.cookies["session"].value != before
    assert Entry.objects.filter(verb="sign_in.done", actor_id=str(with_codes.user.public_id)).count() == 1


def test_the_second_step_offers_a_passkey_only_to_somebody_who_has_one(client, with_codes, door):
    door.password(client, with_codes.user)
    assert "Use a passkey" not in client.get(reverse("mfa_authenticate")).content.decode()


def test_a_code_works_once(client, with_codes, door):
    spent = with_codes.code()
    door.sign_in(client, with_codes)
    other = Client()
    door.password(other, with_codes.user)
    page = other.post(reverse("mfa_authenticate"), {"code": spent})
    assert "That code is not right" in page.content.decode()
    assert not door.is_in(other)


def test_a_code_of_half_a_minute_ago_is_too_old(client, with_codes, later, door):
    old = with_codes.code()
    later(seconds=31)
    door.password(client, with_codes.user)
    client.post(reverse("mfa_authenticate"), {"code": old})
    assert not door.is_in(client)


def test_a_printed_code_works_once(client, with_codes, door):
    printed = RecoveryCodes.activate(with_codes.user).get_unused_codes()[0]
    door.password(client, with_codes.user)
    assert client.post(reverse("mfa_authenticate"), {"code": printed}).status_code == 302
    other = Client()
    door.password(other, with_codes.user)
    assert other.post(reverse("mfa_authenticate"), {"code": printed}).status_code == 200


def test_codes_are_kept_encrypted(with_codes, door):
    stored = Authenticator.objects.get(user=with_codes.user, type="totp").data["secret"]
    assert with_codes.secret not in stored


@pytest.mark.parametrize("printed", [False, True])
def test_with_a_changed_key_no_code_is_right(client, with_codes, door, settings, printed):
    """Least of all that of an empty secret, which anybody can reckon."""
    settings.SECRET_KEY = "another key of this school, changed after a theft"
    door.password(client, with_codes.user)
    codes = RecoveryCodes(Authenticator(data={"seed": get_adapter().encrypt(""), "used_mask": 0}))
    guessed = codes.get_unused_codes()[0] if printed else code("")
    page = client.post(reverse("mfa_authenticate"), {"code": guessed})
    assert page.status_code == 200 and "code" in page.context["form"].errors


def test_guessing_codes_stops_after_five(client, with_codes, later, door):
    door.password(client, with_codes.user)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    page = client.post(reverse("mfa_authenticate"), {"code": with_codes.code()}).content.decode()
    assert "15 minutes" in page
    assert not door.is_in(client)


def test_an_evil_next_is_ignored(client, with_codes, door):
    door.password(client, with_codes.user, then="https://evil.example/")
    client.post(reverse("mfa_authenticate"), {"code": with_codes.code()})
    answer = client.post(reverse("mfa_trust"), {"action": "skip"})
    assert answer.headers["Location"] == reverse("dashboard:home")


def test_next_survives_the_second_step(client, with_codes, door):
    door.password(client, with_codes.user, then=reverse("staff:me"))
    client.post(reverse("mfa_authenticate"), {"code": with_codes.code()})
    assert client.post(reverse("mfa_trust"), {"action": "skip"}).headers["Location"] == reverse("staff:me")


def test_a_cancelled_sign_in_never_mingles_two_people(client, with_codes, cast, door):
    door.password(client, with_codes.user)
    # the next person on this classroom PC sees whose turn it is, and starts again
    assert client.get(reverse("account_login")).headers["Location"] == reverse("mfa_authenticate")
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert client.get(reverse("mfa_authenticate")).headers["Location"] == reverse("account_login")
    other = cast.other_teacher
    door.give_password(other)
    secret = generate_totp_secret()
    TOTP.activate(other, secret)
    door.password(client, other)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    client.post(reverse("mfa_trust"), {"action": "skip"})
    assert client.session["_auth_user_id"] == str(other.pk)
    records = client.session[AUTHENTICATION_METHODS_SESSION_KEY]
    assert [r["method"] for r in records] == ["password", "mfa"]
    assert records[0]["email"] == other.email


def test_the_first_persons_code_does_not_finish_the_second_persons_sign_in(client, with_codes, cast, door):
    other = cast.other_teacher
    door.give_password(other)
    TOTP.activate(other, generate_totp_secret())
    door.password(client, with_codes.user)
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    door.password(client, other)
    client.post(reverse("mfa_authenticate"), {"code": with_codes.code()})
    assert "_auth_user_id" not in client.session


# ---- A remembered device


def test_a_device_may_be_remembered_until_the_end_of_school_and_no_longer(client, with_codes, monday_morning, door):
    door.sign_in(client, with_codes, remember=True)
    client.post(reverse("account_logout"))
    door.password(client, with_codes.user)
    assert door.is_in(client)  # no code asked
    client.post(reverse("account_logout"))
    monday_morning.move_to("2026-11-23 18:01:00+00:00")
    door.password(client, with_codes.user)
    assert not door.is_in(client)


def test_a_device_remembered_yesterday_is_a_stranger_today(client, with_codes, monday_morning, door):
    monday_morning.move_to("2026-11-23 17:59:00+00:00")
    door.sign_in(client, with_codes, remember=True)
    client.post(reverse("account_logout"))
    monday_morning.move_to("2026-11-24 03:00:00+00:00")  # within ten hours
    door.password(client, with_codes.user)
    assert not door.is_in(client)


def test_after_school_nothing_is_remembered(client, with_codes, monday_morning, door):
    monday_morning.move_to("2026-11-23 18:30:00+00:00")
    door.password(client, with_codes.user)
    answer = client.post(reverse("mfa_authenticate"), {"code": with_codes.code()})
    assert answer.headers["Location"] == reverse("dashboard:home")


def test_a_remembered_device_is_remembered_for_one_person_only(client, with_codes, cast, door):
    door.sign_in(client, with_codes, remember=True)
    client.post(reverse("account_logout"))
    other = cast.other_teacher
    door.give_password(other)
    TOTP.activate(other, generate_totp_secret())
    door.password(client, other)
    assert not door.is_in(client)


# ---- Step-up


def recent(client, user):
    return second_factor.recent(SimpleNamespace(session=client.session, user=user))


def test_step_up_lasts_five_minutes(client, with_codes, later, door):
    door.sign_in(client, with_codes)
    assert recent(client, with_codes.user)
    later(minutes=5)
    assert not recent(client, with_codes.user)
    back = client.post(reverse("mfa_reauthenticate"), {"code": with_codes.code(), "next": reverse("staff:me")})
    assert back.headers["Location"] == reverse("staff:me")
    assert recent(client, with_codes.user)


def test_a_remembered_device_never_counts_for_step_up(client, with_codes, door):
    door.sign_in(client, with_codes, remember=True)
    client.post(reverse("account_logout"))
    door.password(client, with_codes.user)
    assert door.is_in(client)
    assert not recent(client, with_codes.user)


def test_a_password_typed_again_never_counts_for_step_up(client, with_codes, later, door):
    door.sign_in(client, with_codes)
    later(minutes=6)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not recent(client, with_codes.user)


def test_changing_keys_asks_for_the_second_factor_not_the_password(client, with_codes, later, door):
    door.sign_in(client, with_codes, remember=True)
    client.post(reverse("account_logout"))
    door.password(client, with_codes.user)
    for name in ("mfa_add_webauthn", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).headers["Location"].startswith(reverse("mfa_reauthenticate")), name
    later(seconds=30)
    client.post(reverse("mfa_reauthenticate"), {"code": with_codes.code()})
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200


def test_a_new_telephone_means_setting_up_again_before_anything_else(client, with_codes, door):
    door.sign_in(client, with_codes)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=with_codes.user).exists()
    assert not door.is_in(client)
    assert client.get(reverse("staff:notices")).headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


# ---- A forgotten password


def ask_for_reset(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def test_a_new_password_does_not_get_past_the_second_factor(client, with_codes, door):
    ask_for_reset(client, with_codes.user.email)
    assert not mail.outbox  # nothing is sent while the page waits
    send_account_emails()
    assert mail.outbox[0].to == [with_codes.user.email]
    assert with_codes.user.name not in mail.outbox[0].body
    link = re.search(r"http://127.0.0.1:8000(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link).headers["Location"]
    done = client.post(form, {"password1": "six very green frogs", "password2": "six very green frogs"})
    assert done.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert not door.is_in(client)
    assert door.password(client, with_codes.user, "six very green frogs").headers["Location"] == reverse(
        "mfa_authenticate"
    )
    assert not door.is_in(client)
    assert "does not work any more" in Client().get(link).content.decode()  # once
    assert Entry.objects.filter(verb="password.reset").count() == 1


def test_a_link_to_a_new_password_lasts_an_hour(client, with_codes, later, door):
    ask_for_reset(client, with_codes.user.email)
    send_account_emails()
    link = re.search(r"http://127.0.0.1:8000(/\S+)", mail.outbox[0].body).group(1)
    later(minutes=61)
    assert "does not work any more" in client.get(link).content.decode()


def test_a_reset_for_nobody_looks_the_same_and_sends_nothing(client, with_codes, door):
    known, unknown = ask_for_reset(client, with_codes.user.email), ask_for_reset(Client(), "nobody@example.org")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    send_account_emails()
    assert len(mail.outbox) == 1


def test_a_new_password_signs_out_everywhere(client, with_codes, door):
    door.sign_in(client, with_codes)
    user = User.objects.get(pk=with_codes.user.pk)
    user.set_password("six very green frogs")
    user.save()
    assert not door.is_in(client)


@pytest.mark.parametrize(
    ("words", "fine"),
    [("short", False), ("password1234", False), ("x" * 64 + " y", True), ("naïve résumé coöp", True)],
)
def test_passwords_may_be_long_and_odd_but_not_short_or_common(client, with_codes, words, fine, door):
    door.sign_in(client, with_codes)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": words, "password2": words})
    assert User.objects.get(pk=with_codes.user.pk).check_password(words) is fine


def test_a_megabyte_of_password_is_refused_in_words(client, teacher, door):
    page = door.password(client, teacher, "x" * 1_000_000)
    assert "longer than 200 letters" in page.content.decode()


def test_there_is_no_way_to_sign_up(client, db, door):
    for path in ("/account/signup/", "/account/3rdparty/signup/", "/account/email/", "/account/password/set/"):
        assert client.get(path).status_code == 403, path
