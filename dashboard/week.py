"""A week as somebody has it: on each day what they may know of, from every room."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import formats
from django.utils.dateparse import parse_date

from pupils.dated import happenings
from school import calendar

DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
FARTHEST = 400  # days from today
MOST = 8  # of one kind on one day; the rest are on their own page


def monday_asked(text, today):
    """The Monday of the week in the address; of this week where it makes no sense, or of the next at a weekend."""
    try:
        asked = parse_date(text[:10])
    except ValueError:
        asked = None
    if asked is None or abs((asked - today).days) > FARTHEST:
        asked = today + 2 * DAY if today.weekday() > 4 else today
    return asked - asked.weekday() * DAY


@dataclass
class Day:
    """One day: its rows for dashboard/_calendar_rows.html, and whether there is school."""

    on: datetime.date
    is_school_day: bool
    is_today: bool
    rows: list = field(default_factory=list)


class Week:
    """The days of one week with what is on them, and how much of each kind."""

    def __init__(self, user, monday, today):
        self.first, self.last = monday, monday + 6 * DAY
        self.before, self.after = monday - WEEK, monday + WEEK
        self.is_now = self.first <= today <= self.last
        rows, self.counts = defaultdict(list), []
        for kind, entries in happenings(user, self.first, self.last):
            if entries:
                self.counts.append(f"{len(entries)} {kind.many}" if len(entries) > 1 else f"1 {_small(kind.word)}")
            by_day = defaultdict(list)
            for one in entries:
                by_day[one.on].append(one)
            for on, found in by_day.items():
                rows[on] += [_row(kind, one) for one in found[:MOST]]
                if len(found) > MOST:
                    rows[on].append(_and_more(kind, len(found) - MOST))
        days = (monday + n * DAY for n in range(7))
        self.days = [
            Day(on, calendar.is_school_day(on), on == today, sorted(rows[on], key=lambda row: row[0]))
            for on in days
            if on.weekday() < 5 or rows[on]
        ]


def _row(kind, one):
    """Timed things first, in their order; then the day's, kind by kind as found."""
    at = formats.time_format(one.at, "H:i") if one.at else ""
    return (at or "~", at, kind.icon, kind.word, one.url, one.main, one.quiet, one.locked)


def _and_more(kind, n):
    words = f"and {n} more {kind.many if n > 1 else _small(kind.word)}"
    return ("~", "", kind.icon, kind.word, reverse(kind.more), words, "", False)


def _small(word):
    """Within a sentence; the names in it keep their capitals."""
    return word[:1].lower() + word[1:]
