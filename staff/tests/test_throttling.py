"""Guessing passwords fails, and nobody can shut the school, or a colleague, out."""

import re
import threading

import pytest
from allauth.core.internal import ratelimit as counting
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from staff import throttling
from staff.models import User

WAIT = "wait 15 minutes"
pytestmark = pytest.mark.usefixtures("monday_morning")


@pytest.fixture
def teacher(cast, door):
    return door.give_codes(cast.teacher)


def wrong(door, user, times=5, **extra):
    for _ in range(times):
        page = door.password(Client(), user, "wrong password", **extra)
    return page.content.decode()


def test_five_wrong_passwords_and_the_account_waits(door, teacher):
    assert WAIT not in wrong(door, teacher.user)
    page = door.password(Client(), teacher.user)  # the right one
    assert WAIT in page.content.decode()


def test_the_wait_ends_after_fifteen_minutes_however_hard_somebody_hammers(door, teacher, later):
    wrong(door, teacher.user)
    for _ in range(14):
        later(minutes=1)
        assert WAIT in wrong(door, teacher.user, times=3)
    later(minutes=1, seconds=1)
    assert door.password(Client(), teacher.user).status_code == 302


def test_four_wrong_passwords_and_the_right_one_let_in(door, teacher):
    wrong(door, teacher.user, times=4)
    assert door.password(Client(), teacher.user).status_code == 302


def test_capitals_and_blanks_do_not_make_another_account(door, teacher):
    for spelling in ("teacher@example.org", "Teacher@Example.org", " teacher@example.org ", "TEACHER@EXAMPLE.ORG") * 2:
        page = door.password(Client(), spelling, "wrong password")
    assert WAIT in page.content.decode()


def test_another_name_of_the_server_does_not_give_five_more(door, teacher):
    wrong(door, teacher.user, HTTP_HOST="127.0.0.1")
    assert WAIT in wrong(door, teacher.user, times=1, HTTP_HOST="localhost")


def test_a_colleague_at_the_same_address_signs_in(door, teacher, cast):
    colleague = door.give_codes(cast.other_teacher)
    assert WAIT in wrong(door, teacher.user, times=8)
    client = Client()
    door.sign_in(client, colleague)
    assert door.is_in(client)


def test_sixty_people_behind_one_address_sign_in_within_a_minute(door, cast):
    people = [door.give_password(user) for user in list(vars(cast).values()) if isinstance(user, User)]
    for n in range(60):
        assert door.password(Client(), people[n % len(people)]).status_code == 302


@pytest.mark.parametrize("trusted_proxies", [0, 1])
def test_a_made_up_address_never_changes_what_is_counted(door, teacher, settings, trusted_proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted_proxies
    for n in range(6):
        extra = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}, 198.51.100.7", "HTTP_X_REAL_IP": f"203.0.113.{n}"}
        page = door.password(Client(), teacher.user, "wrong password", **extra)
    assert WAIT in page.content.decode()


def test_the_owners_own_browser_is_not_shut_out_by_somebody_far_away(door, teacher, later):
    mine = Client()
    door.sign_in(mine, teacher)
    mine.post(reverse("account_logout"))
    later(hours=1)
    for _ in range(40):  # somebody who keeps on guessing, for most of an hour
        wrong(door, teacher.user, times=2)
        later(minutes=1)
    assert WAIT in door.password(Client(), teacher.user).content.decode()
    door.sign_in(mine, teacher)
    assert door.is_in(mine)


def test_on_the_owners_browser_guessing_stops_after_five_too(door, teacher, later):
    mine = Client()
    door.sign_in(mine, teacher)
    mine.post(reverse("account_logout"))
    for _ in range(5):
        door.password(mine, teacher.user, "wrong password")
    assert WAIT in door.password(mine, teacher.user).content.decode()


def test_the_mark_of_a_known_browser_names_nobody_and_cannot_be_made_up(door, teacher, cast):
    mine = Client()
    door.sign_in(mine, teacher)
    mark = mine.cookies[throttling.COOKIE]
    assert mark["httponly"]
    assert teacher.user.email not in mark.value
    forged = Client()
    forged.cookies[throttling.COOKIE] = mark.value[:-1] + ("A" if mark.value[-1] != "A" else "B")
    wrong(door, teacher.user)
    assert WAIT in door.password(forged, teacher.user).content.decode()


def test_a_mark_ends_with_the_password_it_was_won_with(door, teacher):
    mine = Client()
    door.sign_in(mine, teacher)
    mine.post(reverse("account_logout"))
    teacher.user.set_password("six very green frogs")
    teacher.user.save()
    wrong(door, teacher.user)
    assert WAIT in door.password(mine, teacher.user, "six very green frogs").content.decode()


def without_what_differs(page, *said):
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    for word in said:
        page = page.replace(word, "somebody@example.org")
    return page


@pytest.mark.parametrize("times", [1, 6])
def test_the_page_is_the_same_for_an_address_nobody_has(door, teacher, cast, times):
    never_joined = cast.support  # invited, no password yet
    pages = set()
    for email in (teacher.user.email, "nobody@example.org", never_joined.email):
        for _ in range(times):
            page = door.password(Client(), email, "wrong password")
        pages.add((page.status_code, without_what_differs(page, email)))
    assert len(pages) == 1


def test_as_much_is_reckoned_for_an_address_nobody_has(cast, door, settings, monkeypatch):
    """What takes long is the hash of the password: one for everybody, and of the same length."""
    settings.PASSWORD_HASHERS = ["staff.hashing.OneAtATime"]
    real, rounds = hashers.pbkdf2, []

    def counted(password, salt, iterations, **options):
        rounds.append(iterations)
        return real(password, salt, 2000, **options)

    monkeypatch.setattr(hashers, "pbkdf2", counted)
    door.give_password(cast.teacher)
    reckoned = {}
    for email in ("teacher@example.org", "nobody@example.org", "support@example.org"):
        rounds.clear()
        door.password(Client(), email, "wrong password")
        reckoned[email] = tuple(rounds)
    assert set(reckoned.values()) == {(hashers.PBKDF2PasswordHasher.iterations,)}, reckoned


def test_asking_for_new_passwords_is_limited_for_each_address(cast):
    answers = [Client().post(reverse("account_reset_password"), {"email": "teacher@example.org"}) for _ in range(6)]
    assert [a.status_code for a in answers] == [302] * 5 + [429]
    assert "Please wait a little" in answers[-1].content.decode()
    other = Client().post(reverse("account_reset_password"), {"email": "other_teacher@example.org"})
    assert other.status_code == 302


def test_who_has_to_wait_to_be_counted_is_not_turned_away(committed_db):
    """With a passkey everybody at school is counted under one address, one after another."""
    which = {"app": "allauth.mfa", "action": "webauthn_login"}
    request = RequestFactory().post(reverse("mfa_login_webauthn"))
    busy = counting.get_cache_key(request, **which, rate=counting.get_rates(**which)[0]) + ":lock"
    cache.add(busy, True, timeout=60)
    clear_later = threading.Timer(1.5, cache.delete, [busy])  # longer than allauth would have waited
    clear_later.start()
    assert counting.consume(request, **which) is not None
    clear_later.join()
