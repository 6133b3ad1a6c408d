"""The calls with a real Celery, its clock, a real Valkey and a real mail server."""

import os
import signal
import time

from concerns.actions.urgent import acknowledge_urgent, open_urgent
from stbarts.tests.cast import load_cast


def ends_whole(process, seconds=10):
    """Is its whole group gone, the clock inside it too?"""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_worker_that_is_killed_loses_no_call_and_the_next_makes_none_twice(worker, mail_sink):
    cast = load_cast()
    process = worker()
    episode = open_urgent(by=cast.support, pupil=cast.child)
    first = mail_sink.wait_for(1, seconds=60)[0]["To"]
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert ends_whole(process)
    episode.alerts.filter(minute=5).update(due_at=episode.opened_at, next_at=episode.opened_at)
    worker()
    second = mail_sink.wait_for(2, seconds=60)[1]["To"]
    acknowledge_urgent(by=cast.dsl, episode=episode)
    assert first != second
    assert len(mail_sink.messages) == 2
    assert not episode.alerts.waiting().exists()
