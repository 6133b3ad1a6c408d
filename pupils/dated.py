"""What a day holds for somebody, from every room: meetings, reviews, sessions, days on which something is owed.

A room whose rows have a day to come declares a Kind from its AppConfig, or says why that day is on no calendar:
a test asks. The calendar shows what its reader may meet; the calendar feed has the kind's own neutral words and
the time, never the child, the place or a record above wellbeing level.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils import timezone

from pupils.chronology import RESTRICTED
from staff.addresses import addresses

COLUMNS = (
    "dated_kind",
    "dated_when",
    "dated_time",
    "dated_key",
    "dated_ref",
    "dated_first",
    "dated_last",
    "dated_line",
    "dated_level",
)


class Entry(NamedTuple):
    """One thing on a day, as its reader meets it. `at` is its time (None: some time that day), `key` tells it from
    the others of its kind, `locked` one that is above wellbeing level."""

    on: datetime.date
    main: str
    quiet: str
    url: str
    key: str
    at: datetime.time | None = None
    minutes: int = 0
    locked: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of thing. `rows(user)` gives the rows its reader may meet, through the room's own `permitted`.

    `word` and `many` are all that a feed ever says of one, or of several on a day; `more` is the page with all of
    them. `days` are the columns, as (model, name), that it reads; the first is the day, or the moment where `timed`.
    The others are paths: `time` beside a day, `child` whose name it has ("" for `main` instead), `line` a fact that
    `say` turns into the quiet line, `level` ("" where it has none). What no single column says is worked out by
    `find(user, first, last)`.
    """

    name: str
    word: str
    many: str
    icon: str
    more: str
    days: tuple = ()
    rows: Callable | None = None
    url_name: str = ""
    ref: str = "public_id"
    child: str = "pupil"
    main: str = ""
    line: object = ""
    say: Callable = str
    level: str = ""
    time: str = ""
    timed: bool = False
    in_feed: bool = True
    find: Callable | None = None

    def within(self, user, first, last):
        """Its rows of these days, in the columns that all kinds share."""
        day = self.days[0][1]
        rows = self.rows(user)
        if self.timed:
            start, end = moments(first, last)
            rows = rows.filter(**{f"{day}__gte": start, f"{day}__lt": end})
        else:
            rows = rows.filter(**{f"{day}__range": (first, last)})
        forename, surname = (
            f"{self.child}__preferred_{part}" if self.child else "" for part in ("forename", "surname")
        )
        return (
            rows.order_by()
            .annotate(
                dated_kind=Value(self.name, output_field=CharField()),
                dated_when=_text(day),
                dated_time=_text(self.time),
                dated_key=_text("public_id"),
                dated_ref=_text(self.ref if self.url_name else ""),
                dated_first=_text(forename),
                dated_last=_text(surname),
                dated_line=_text(self.line),
                dated_level=_text(self.level),
            )
            .values_list(*COLUMNS)
        )

    def entry(self, when, time, key, ref, forename, surname, said, level):
        on, at = day_and_time(datetime.datetime.fromisoformat(when)) if self.timed else (_day(when), None)
        return Entry(
            on=on,
            main=f"{forename} {surname}" if self.child else self.main,
            quiet=self.say(said),
            url=addresses(self.url_name)(ref) if self.url_name else reverse(self.more),
            key=key,
            at=datetime.time.fromisoformat(time) if time else at,
            locked=level in RESTRICTED or not self.in_feed,
        )


KINDS: dict[str, Kind] = {}
LEFT_OUT: dict[str, str] = {}


def register(kind):
    """Declare a kind, from the owning room's AppConfig. Declaring it twice is a mistake."""
    if kind.name in KINDS:
        raise ValueError(f"{kind.name} is declared twice")
    KINDS[kind.name] = kind


def leave_out(model, column, reason):
    """Say why a day to come is on no calendar."""
    LEFT_OUT[label(model, column)] = reason


def label(model, column):
    model._meta.get_field(column)  # a column there is not fails here
    return f"{model._meta.label}.{column}"


def columns_shown():
    return {label(*day) for kind in KINDS.values() for day in kind.days}


def happenings(user, first, last, *, feed=False):
    """[(kind, its entries in their order)] of these days, in one question for all that are rows."""
    kinds = [kind for kind in KINDS.values() if kind.in_feed or not feed]
    found = defaultdict(list)
    first_rows, *others = [kind.within(user, first, last) for kind in kinds if kind.rows]
    for name, *columns in first_rows.union(*others, all=True):
        found[name].append(KINDS[name].entry(*columns))
    for kind in kinds:
        if kind.find:
            found[kind.name].extend(kind.find(user, first, last))
    if feed:
        found = {name: [one for one in entries if not one.locked] for name, entries in found.items()}
    return [(kind, sorted(found.get(kind.name, ()), key=_order)) for kind in kinds]


def _order(entry):
    return entry.on, entry.at or datetime.time.min, entry.main, entry.key


def moments(first, last):
    """From the first moment of one day to the last of another, for columns with a time."""
    start = datetime.datetime.combine(first, datetime.time.min)
    end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(start), timezone.make_aware(end)


def day_and_time(moment):
    """An aware moment as the school's day and time."""
    here = timezone.localtime(moment)
    return here.date(), here.time()


def _day(text):
    return datetime.date.fromisoformat(text)


def _text(of):
    """A column, an expression or nothing at all, as text."""
    if of == "":
        return Value("", output_field=CharField())
    expression = F(of) if isinstance(of, str) else of
    return Coalesce(Cast(expression, CharField()), Value(""), output_field=CharField())
