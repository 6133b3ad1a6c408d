"""What people are owed: kinds are declared by the room that owns the fact, rows are written with it.

A kind never carries words about a child: one neutral sentence and the name of the page where
its reader will see, if still allowed, what it is about. The sweep writes what a date makes due;
sending asks again whether it is still owed and its reader still allowed.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from staff.models import Notice


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `still_owed(notice)` asks the owning room; `owed(day)` yields (user, subject_id, due_on)."""

    name: str
    sentence: str
    url_name: str
    still_owed: Callable
    owed: Callable | None = None
    urgent: bool = False


KINDS: dict[str, Kind] = {}


def register(kind):
    """Declare a kind, from the owning room's AppConfig. Declaring it twice is a mistake."""
    if kind.name in KINDS:
        raise ValueError(f"{kind.name} is declared twice")
    KINDS[kind.name] = kind


def owe(kind_name, *, to, about, due_on=None):
    """Owe each person one notice about a row, in the transaction of the fact. Twice is once."""
    due_on = due_on or timezone.localdate()
    return _insert(KINDS[kind_name], [(user, about.pk, due_on) for user in to])


def sweep(day):
    """Write what the dates make due on `day`. A second sweep, or a second beat, writes nothing."""
    return sum(_insert(kind, kind.owed(day)) for kind in KINDS.values() if kind.owed is not None)


def _insert(kind, owed):
    """One statement for all of them; what is there already stays as it is."""
    now, state, rows = timezone.now(), Notice.Email, []
    for user, subject_id, due_on in owed:
        if user.is_active:
            email = state.PENDING if (user.by_email or kind.urgent) else state.NOT_WANTED
            rows.append([str(uuid.uuid4()), user.pk, kind.name, subject_id, due_on, now, email, now])
    if not rows:
        return 0
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, 0, %s, '')"] * len(rows))
    sql = f"{INSERT} VALUES {values} ON CONFLICT DO NOTHING"  # noqa: S608 our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
        return cursor.rowcount


INSERT = (
    "INSERT INTO staff_notice "
    "(public_id, user_id, kind, subject_id, due_on, made_at, email_state, attempts, next_at, problem)"
)


def settle(kind_name, subject_id, *, due_on=None):
    """The thing was done: nobody is owed this any longer (or, with `due_on`, what was owed for that day)."""
    rows = Notice.objects.filter(kind=kind_name, subject_id=subject_id, settled_at=None)
    rows = rows if due_on is None else rows.filter(due_on=due_on)
    rows.update(settled_at=timezone.now())


def is_still_owed(notice):
    """Is the person still here, and does the owning room still owe it to them?"""
    return notice.user.is_active and KINDS[notice.kind].still_owed(notice)


def open_up(notice):
    """Its reader opened it. One that is no longer owed is settled by that, and leaves their list."""
    now = timezone.now()
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
    if not is_still_owed(notice):
        Notice.objects.filter(pk=notice.pk).update(settled_at=now)
