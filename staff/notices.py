"""What people are owed: kinds are declared by the room that owns the fact, rows are written with it.

A kind never carries words about a child: one neutral sentence and the name of the page where
its reader will see, if still allowed, what it is about. The sweep writes what a date makes due;
sending asks again whether it is still owed and its reader still allowed.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db import connection
from django.db.models import Count, F, Q
from django.urls import resolve, reverse
from django.utils import timezone

from audit.requests import one_request
from staff.access import rule_of
from staff.models import Notice, User
from staff.permitted import may


def by_their_child(user, rows):
    """{key: whose record it is}."""
    return {row.pk: row.pupil.name for row in rows.select_related("pupil")}


def its_own_page(row):
    return row.get_absolute_url()


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `still_owed(notice)` asks the owning room; `owed(day)` yields (user, subject_id, due_on).

    `rows(user)`, where a kind has it, are the records it speaks of that this person may read: the list of
    the kind then names each child, and leads straight to the record (`whose(user, rows)` and `page(row)` say how, where
    a record is of several children or is read on another's page). `stands_in(notice)` is asked instead of
    `still_owed` where what is owed is one person's own, and its reader stands in for them. An urgent kind is sent at once, on
    any day; the others wait for the next morning of a school day (staff/digests.py). Only what is about no child
    is shown to those who watch the system: anything else would say that there is a record.
    """

    name: str
    sentence: str
    url_name: str
    still_owed: Callable
    owed: Callable | None = None
    urgent: bool = False
    rows: Callable | None = None
    stands_in: Callable | None = None
    about_a_child: bool = True
    whose: Callable = by_their_child
    page: Callable = its_own_page


@dataclass
class House:
    """What others know: the school room of days and ways, staff/cover.py of who stands in. Filled in as rooms open."""

    is_school_day: Callable[[date], bool]
    allows_email: Callable[[], bool]
    inherit: Callable = lambda kind, left: 0  # (user, subject_id, due_on) of who cannot be told: staff/cover.py


house = House(is_school_day=lambda day: day.weekday() < 5, allows_email=lambda: True)
KINDS: dict[str, Kind] = {}
MOST_LISTED = 200


def register(kind):
    """Declare a kind, from the owning room's AppConfig. Declaring it twice is a mistake."""
    if kind.name in KINDS:
        raise ValueError(f"{kind.name} is declared twice")
    KINDS[kind.name] = kind


def owe(kind_name, *, to, about, due_on=None, again=False):
    """Owe each person one notice about a row, in the transaction of the fact. Twice is once.

    `again`: somebody who has read of it on this day already, or was owed it no longer, is told anew, for it has
    changed since.
    """
    due_on = due_on or timezone.localdate()
    if again:
        now = timezone.now()
        told = Notice.objects.filter(kind=kind_name, subject_id=about.pk, due_on=due_on, user__in=to)
        told.exclude(read_at=None, settled_at=None).update(read_at=None, settled_at=None, digest=None, made_at=now)
    return write(KINDS[kind_name], [(user, about.pk, due_on) for user in to])


def sweep(day):
    """Write what the dates make due on `day`. A second sweep, or a second beat, writes nothing.

    On a day without school only what is urgent: the rest is found on the next one.
    """
    written = 0
    with one_request():
        school_day = house.is_school_day(day)
        for kind in [one for one in KINDS.values() if one.owed is not None and (school_day or one.urgent)]:
            told, left = [], []
            for one in kind.owed(day):
                (told if may_be_told(one[0], kind) else left).append(one)
            written += write(kind, told) + house.inherit(kind, left)
    return written


def write(kind, owed, *, for_whom=None):
    """One statement for all of them; what is there already stays as it is. `for_whom` they stand in, if for anybody."""
    now, rows = timezone.now(), []
    email = Notice.Email.PENDING if kind.urgent else Notice.Email.NOT_WANTED
    whom = for_whom.pk if for_whom else None
    for user, subject_id, due_on in owed:
        if user.is_active:
            rows.append([str(uuid.uuid4()), user.pk, whom, kind.name, subject_id, due_on, now, email, now])
    if not rows:
        return 0
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, 0, %s, '')"] * len(rows))
    sql = f"{INSERT} VALUES {values} ON CONFLICT DO NOTHING"  # noqa: S608 our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
        return cursor.rowcount


INSERT = (
    "INSERT INTO staff_notice "
    "(public_id, user_id, for_whom_id, kind, subject_id, due_on, made_at, email_state, attempts, next_at, problem)"
)


def settle(kind_name, subject_id, *, due_on=None):
    """The thing was done: nobody is owed this any longer (or, with `due_on`, what was owed for that day)."""
    rows = Notice.objects.filter(kind=kind_name, subject_id=subject_id, settled_at=None)
    rows = rows if due_on is None else rows.filter(due_on=due_on)
    rows.update(settled_at=timezone.now())


def is_still_owed(notice):
    """Is the person still here, may they open the page at all, and does the owning room still owe it to them?"""
    kind = KINDS[notice.kind]
    ask = kind.stands_in if notice.for_whom_id and kind.stands_in else kind.still_owed
    return may_be_told(notice.user, kind) and ask(notice)


def may_be_told(user, kind):
    """Neither somebody who has left nor somebody whose roles have no such page any longer."""
    return user.is_active and may_open(user, kind)


def may_open(user, kind):
    """Does this person have the page that the kind leads to, with the roles they hold now?"""
    asked = _asked_by(kind.url_name)
    return not asked or any(may(user, permission) for permission in asked)


@cache
def _asked_by(url_name):
    """The permissions of which a page asks for one. Pages do not change while we run."""
    return rule_of(resolve(reverse(url_name))).permissions


def open_up(notice):
    """Its reader opened it. One that is no longer owed is settled by that, and leaves their list."""
    now = timezone.now()
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
    if not is_still_owed(notice):
        Notice.objects.filter(pk=notice.pk).update(settled_at=now)


def met(user, subjects):
    """Its reader opens the thing itself, by whatever way: what they were told of it counts as read, and stays listed.

    `subjects` are {kind: rows}. Call it before the page reads anything: what is told after that is new. Never for
    what waits for an act.
    """
    about = Q(pk__in=[])
    for kind, rows in subjects.items():
        about |= Q(kind=kind, subject_id__in=rows)
    Notice.objects.of(user).unread().filter(about).update(read_at=timezone.now())


def waiting(user, kind_names):
    """{kind: how many of it this person has not read}, those no longer owed settled first."""
    unread = Notice.objects.of(user).unread().filter(kind__in=[name for name in kind_names if name in KINDS])
    over = [notice.pk for notice in unread.select_related("user") if not is_still_owed(notice)]
    Notice.objects.filter(pk__in=over).update(settled_at=timezone.now())
    counts = unread.order_by().values_list("kind").annotate(Count("pk"))
    return {name: count for name, count in counts if count}


def one_kind(user, kind_name):
    """[(notice, whose record it is about or "")] of one kind that this person has: a question or two, however many.

    Where the kind has records, those this person may not read are about nobody.
    """
    kind = KINDS[kind_name]
    unread_first = Notice.objects.of(user).order_by(F("read_at").asc(nulls_first=True), "-made_at")
    mine = list(unread_first.filter(kind=kind_name, settled_at=None).select_related("for_whom")[:MOST_LISTED])
    if kind.rows is None or not mine:
        return [(notice, "") for notice in mine]
    names = kind.whose(user, kind.rows(user).filter(pk__in=[notice.subject_id for notice in mine]))
    return [(notice, names.get(notice.subject_id, "")) for notice in mine]


def leads_to(notice):
    """Where its reader finds what it is about: the record itself if its kind knows it and they may read it."""
    kind = KINDS[notice.kind]
    row = kind.rows and kind.rows(notice.user).filter(pk=notice.subject_id).first()
    return kind.page(row) if row else reverse(kind.url_name)


def shown_in_app(user):
    """The kinds that call this person in the app: only the urgent ones for who chose e-mail, where it is allowed."""
    by_email = user.told_by == User.Told.EMAIL and house.allows_email()
    return tuple(name for name, kind in KINDS.items() if kind.urgent or not by_email)
