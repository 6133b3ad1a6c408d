"""Deep calls have room: no depth is a dear one."""

from concurrent.futures import ThreadPoolExecutor
from resource import RUSAGE_SELF, getrusage

from stbarts.room import with_room

TURNS = 2_000


def busy():
    for _ in range(TURNS):
        nothing()


def nothing():
    pass


def down(depth):
    return down(depth - 1) if depth else busy()


def fetched_at_the_worst_depth(call):
    """How many pieces of memory the system handed out while `busy` ran, at the depth where it was most."""
    most = 0
    for depth in range(500):
        before = getrusage(RUSAGE_SELF).ru_minflt
        call(depth)
        most = max(most, getrusage(RUSAGE_SELF).ru_minflt - before)
    return most


def test_no_depth_asks_the_system_for_memory_at_every_turn():
    assert fetched_at_the_worst_depth(with_room(down)) < TURNS / 10


def test_without_room_one_does():
    """Once this fails, Python does it by itself, and `with_room` may go. A test itself has room: a thread has none."""
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(fetched_at_the_worst_depth, down).result() > TURNS / 2


def test_what_it_gives_and_raises_is_the_calls_own():
    assert with_room(divmod)(7, 2) == (3, 1)
    assert with_room(dict)(a=1) == {"a": 1}
