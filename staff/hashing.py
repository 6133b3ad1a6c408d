"""Checking a password costs a quarter of a second of a processor. At 08:45 sixty people sign in at once.

One quiet clerk in each process does the sums, one after another and behind everybody else's work,
so that pages that are open go on answering while the others wait their turn at the door.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import PBKDF2PasswordHasher

BEHIND_THE_OTHERS = 3  # as `nice` counts: a step back, not the back of the room


class OneAtATime(PBKDF2PasswordHasher):
    """Django's own hasher, its sums done by the clerk."""

    def encode(self, password, salt, iterations=None):
        return _clerk().submit(super().encode, password, salt, iterations).result()


_clerks, _door = {}, threading.Lock()


def _clerk():
    """One thread for each process; a forked child has none of its parent's threads."""
    with _door:
        process = os.getpid()
        if process not in _clerks:
            _clerks.clear()
            _clerks[process] = ThreadPoolExecutor(1, thread_name_prefix="passwords", initializer=_step_back)
        return _clerks[process]


def _step_back():
    """On Linux each thread has a place of its own in the queue for the processor."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(19, os.nice(0) + BEHIND_THE_OTHERS))
