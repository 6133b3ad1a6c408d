"""Sixty people who sign in at once wait for one another, and nobody else waits for them."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import hashers
from django.contrib.auth.hashers import check_password, make_password

from staff.hashing import BEHIND_THE_OTHERS

HASHERS = ["staff.hashing.OneAtATime"]


def test_passwords_are_checked_one_at_a_time_behind_everybody_else(settings, monkeypatch):
    settings.PASSWORD_HASHERS = HASHERS
    real, seen, busy = hashers.pbkdf2, [], threading.Lock()

    def spied_on(password, salt, iterations, **options):
        assert busy.acquire(blocking=False), "two at once"
        try:
            seen.append((threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))
            return real(password, salt, 2000, **options)
        finally:
            busy.release()

    monkeypatch.setattr(hashers, "pbkdf2", spied_on)
    kept = make_password("three odd words")
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda number: check_password("three odd words", kept), range(24)))
    assert answers == [True] * 24 and not check_password("three other words", kept)
    assert len({thread for thread, _ in seen}) == 1
    assert {place for _, place in seen} == {min(19, os.nice(0) + BEHIND_THE_OTHERS)}
    assert threading.get_native_id() not in {thread for thread, _ in seen}


def test_a_password_kept_before_still_opens(settings):
    settings.PASSWORD_HASHERS = HASHERS
    kept = hashers.PBKDF2PasswordHasher().encode("three odd words", "salt", 1000)
    assert check_password("three odd words", kept)
