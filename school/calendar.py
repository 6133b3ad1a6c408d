"""School days: which they are, and how to count them. Every date the later rooms owe comes from here.

`Calendar` is pure: built from terms and closures, it asks the database nothing. The functions
below it speak of this school's own calendar, loaded once a request (one query).

Where nobody has entered the terms yet, the usual pattern of English schools is assumed, so
that nothing owed is lost because a date was missing; `is_assumed` says so, and the pages show
it. An assumed term is used only where it does not meet a known one.
"""

import datetime
from bisect import bisect_left, bisect_right
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

from django.db.models import CharField, DateField, Value

from audit.requests import request_id
from staff.kept import kept

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(weeks=1)
SIX_WEEKS = 6 * WEEK
SOONEST_REVIEW = 15  # school days: sooner says nothing about whether help helps
WORTH_ASSUMING = 3 * WEEK  # what is left of an assumed term beside a known one, at least
LOOK_BACK = 10  # school days: no worker ran for some of them, and nothing that was owed then is lost
MONDAY = 0


@dataclass(frozen=True)
class TermDates:
    """A term as dates alone. `assumed`: nobody entered it."""

    name: str
    starts_on: datetime.date
    ends_on: datetime.date
    half_term_from: datetime.date | None = None
    half_term_until: datetime.date | None = None
    assumed: bool = False

    def halves(self):
        """The two half-terms, or the whole where there is no half-term holiday in it."""
        if self.half_term_from is None:
            return [Half(self.name, self.starts_on, self.ends_on, self.assumed)]
        return [
            Half(f"{self.name}, first half", self.starts_on, self.half_term_from - DAY, self.assumed),
            Half(f"{self.name}, second half", self.half_term_until + DAY, self.ends_on, self.assumed),
        ]


@dataclass(frozen=True)
class Half:
    """A half-term: school days between two holidays."""

    name: str
    starts_on: datetime.date
    ends_on: datetime.date
    assumed: bool = False


@dataclass(frozen=True)
class Week:
    """The first and last school day of one week."""

    first: datetime.date
    last: datetime.date


class Calendar:
    """The school days of known terms less closures, and of assumed terms where none are known."""

    def __init__(self, terms=(), closures=()):
        self.known = sorted(terms, key=lambda term: term.starts_on)
        self.closures = frozenset(closures)
        self._by_year, self._by_weekdays = {}, {}
        self._between = lru_cache(maxsize=512)(self._work_out_between)  # children of a group begin together

    # Which days

    def is_school_day(self, day):
        days = self._days(_year_of(day))
        at = bisect_left(days, day)
        return at < len(days) and days[at] == day

    def days_on(self, weekdays, since, until):
        """The school days on these weekdays (0 for Monday) between two days, both counted: a list in order."""
        return self._between(frozenset(weekdays), since, until).copy()

    def _work_out_between(self, weekdays, since, until):
        years = range(_year_of(since), _year_of(until) + 1)
        days = list(chain.from_iterable(self._days_on(weekdays, year) for year in years))
        return days[bisect_left(days, since) : bisect_right(days, until)]

    def is_assumed(self, day):
        """Is what we say of this day an assumption, because it lies in no known term or holiday?"""
        term = self.term_of(day)
        if term is not None:
            return term.assumed
        return any(term.assumed for term in self._neighbours(day))

    def next_school_day(self, day):
        """This day if it is a school day, else the first one after it."""
        years = map(self._days, count(_year_of(day)))
        return next(days[bisect_left(days, day)] for days in years if days and days[-1] >= day)

    def last_school_day(self, day):
        """This day if it is a school day, else the last one before it."""
        years = map(self._days, count(_year_of(day), -1))
        return next(days[bisect_right(days, day) - 1] for days in years if days and days[0] <= day)

    def add_school_days(self, day, n):
        """The n-th school day after `day` (before it, for a negative n). For 0 the day itself or the next one."""
        if n == 0:
            return self.next_school_day(day)
        year, step = _year_of(day), (1 if n > 0 else -1)
        while True:
            days = self._days(year)
            ahead = days[bisect_right(days, day) :] if n > 0 else days[: bisect_left(days, day)]
            if abs(n) <= len(ahead):
                return ahead[n - 1] if n > 0 else ahead[n]
            n -= step * len(ahead)
            year += step

    def school_days_between(self, day, other):
        """How many school days after `day`, up to and including `other`; negative when `other` is earlier."""
        if other < day:
            return -self.school_days_between(other, day)
        return sum(
            bisect_right(days, other) - bisect_right(days, day)
            for days in map(self._days, range(_year_of(day), _year_of(other) + 1))
        )

    # Which part of the year

    def term_of(self, day):
        """The term this day lies in, its half-term holiday included; None in other holidays."""
        return next((term for term in self._terms(_year_of(day)) if term.starts_on <= day <= term.ends_on), None)

    def half_term_of(self, day):
        """The half-term this day lies in; on a holiday the one that comes next."""
        halves = (half for year in count(_year_of(day)) for half in self._halves(year))
        return next(half for half in halves if half.ends_on >= day and self._school_days_of(half))

    def next_half_term(self, day):
        """The half-term after the one of this day."""
        return self.half_term_of(self.half_term_of(day).ends_on + DAY)

    def last_week_of_half_term(self, day):
        """First and last school day of the last week of this day's half-term."""
        return self._last_week(self.half_term_of(day))

    def review_date(self, start, planned_end=None):
        """When to look at what was begun on `start`: always a school day.

        Six weeks, the last week of the half-term or the planned end, whichever is first, but
        never sooner than 15 school days. Where this half-term ends sooner than that, it is
        the last week of the next one; a planned end sooner than that does not count.
        The last week begins with its first school day, so that there are days left to meet in.
        """
        soonest = self.add_school_days(start, SOONEST_REVIEW)
        half = self.half_term_of(start)
        choices = []
        if self._last_week(half).last >= soonest:
            choices.append(self.last_school_day(self.next_school_day(start) + SIX_WEEKS))
        while self._last_week(half).last < soonest:
            half = self.next_half_term(half.ends_on)
        choices.append(max(soonest, self._last_week(half).first))
        if planned_end is not None:
            choices.append(self.last_school_day(planned_end))
        return min(choice for choice in choices if choice >= soonest)

    # How it is worked out: by academic year (August to July), each once

    def _last_week(self, half):
        days = self._school_days_of(half)
        monday = days[-1] - days[-1].weekday() * DAY
        return Week(days[bisect_left(days, monday)], days[-1])

    def _school_days_of(self, half):
        found = []
        for year in range(_year_of(half.starts_on), _year_of(half.ends_on) + 1):
            days = self._days(year)
            found += days[bisect_left(days, half.starts_on) : bisect_right(days, half.ends_on)]
        return found

    def _days(self, year):
        return self._worked_out(year)[1]

    def _days_on(self, weekdays, year):
        if (weekdays, year) not in self._by_weekdays:
            self._by_weekdays[weekdays, year] = [day for day in self._days(year) if day.weekday() in weekdays]
        return self._by_weekdays[weekdays, year]

    def _terms(self, year):
        return self._worked_out(year)[0]

    def _halves(self, year):
        return [half for term in self._terms(year) for half in term.halves()]

    def _worked_out(self, year):
        """The terms that touch an academic year and its school days."""
        if year not in self._by_year:
            first, last = datetime.date(year, 8, 1), datetime.date(year + 1, 7, 31)
            terms = [term for term in self.known if term.starts_on <= last and term.ends_on >= first]
            for assumed in usual_terms(year):
                terms += self._beside_the_known(assumed)
            terms.sort(key=lambda term: term.starts_on)
            days = {
                day
                for term in terms
                for half in term.halves()
                for day in _weekdays(max(half.starts_on, first), min(half.ends_on, last))
                if day not in self.closures and not (term.assumed and day == may_day(year + 1))
            }
            self._by_year[year] = terms, sorted(days)
        return self._by_year[year]

    def _beside_the_known(self, assumed):
        """What is left of an assumed term where no known one lies: the whole, nothing, or a long piece."""
        pieces = [(assumed.starts_on, assumed.ends_on)]
        for term in self.known:
            if term.ends_on < assumed.starts_on or term.starts_on > assumed.ends_on:
                continue
            pieces = [
                piece
                for starts, ends in pieces
                for piece in ((starts, min(ends, term.starts_on - DAY)), (max(starts, term.ends_on + DAY), ends))
                if piece[1] - piece[0] >= WORTH_ASSUMING
            ]
        for starts, ends in pieces:
            holiday = (assumed.half_term_from, assumed.half_term_until)
            if not starts < holiday[0] <= holiday[1] < ends:
                holiday = (None, None)
            yield TermDates(assumed.name, starts, ends, *holiday, assumed=True)

    def _neighbours(self, day):
        """The terms before and after a holiday. There always are some: assumed ones at the least."""
        year = _year_of(day)
        around = [term for y in (year - 1, year, year + 1) for term in self._terms(y)]
        return (
            max((term for term in around if term.ends_on < day), key=lambda term: term.ends_on),
            min((term for term in around if term.starts_on > day), key=lambda term: term.starts_on),
        )


def _year_of(day):
    """The academic year a day counts to, by the year it begins in; August opens it."""
    return day.year if day.month >= 8 else day.year - 1


def _weekdays(first, last):
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += DAY


def _on_or_after(day, weekday):
    return day + (weekday - day.weekday()) % 7 * DAY


def _last_of_month(year, month, weekday):
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return _on_or_after(following - WEEK, weekday)


def may_day(year):
    """The bank holiday on the first Monday of May."""
    return _on_or_after(datetime.date(year, 5, 1), MONDAY)


def usual_terms(year):
    """The terms English schools usually keep in the academic year that begins in `year`."""
    friday = 4
    october = _last_of_month(year, 10, MONDAY)
    february = _on_or_after(datetime.date(year + 1, 2, 15), MONDAY)
    may = _last_of_month(year + 1, 5, MONDAY)
    spring_ends = _last_of_month(year + 1, 3, friday)
    autumn_starts = datetime.date(year, 9, 2)
    if autumn_starts.weekday() > friday:
        autumn_starts = _on_or_after(autumn_starts, MONDAY)
    return [
        TermDates(
            "Autumn term",
            autumn_starts,
            _on_or_after(datetime.date(year, 12, 15), friday),
            october,
            october + 4 * DAY,
            assumed=True,
        ),
        TermDates(
            "Spring term",
            _on_or_after(datetime.date(year + 1, 1, 3), MONDAY),
            spring_ends,
            february,
            february + 4 * DAY,
            assumed=True,
        ),
        TermDates(
            "Summer term",
            spring_ends + 17 * DAY,
            _on_or_after(datetime.date(year + 1, 7, 15), friday),
            may,
            may + 4 * DAY,
            assumed=True,
        ),
    ]


# This school's own calendar

_held = ContextVar("school_calendar", default=(None, None))


def current():
    """This school's calendar: one query, once a request. Elsewhere (tasks) call it once and pass it on."""
    request, calendar = _held.get()
    if calendar is None or not request or request != request_id.get():
        calendar = load()
        _held.set((request_id.get(), calendar))
    return calendar


def forget():
    """Terms or closures changed: read them again when next asked."""
    _held.set((None, None))


def load():
    """Read the terms and closures: one query. The same ones give the same calendar, worked out once."""
    rows = _terms_and_closures()
    return _calendar(tuple(row for row in rows if row[0]), tuple(on for name, on, *_ in rows if not name))


@lru_cache(maxsize=4)
def _calendar(terms, closures):
    return Calendar([TermDates(*dates) for dates in terms], closures)


@kept
def _terms_and_closures():
    """A closure is a row without a name."""
    from school.models import Closure, Term

    none = Value(None, output_field=DateField())
    terms = Term.objects.order_by().values_list("name", "starts_on", "ends_on", "half_term_from", "half_term_until")
    closed = Closure.objects.order_by().values_list(Value("", output_field=CharField()), "on", "on", none, none)
    return terms.union(closed, all=True).order_by("starts_on")


def is_school_day(day):
    return current().is_school_day(day)


def is_assumed(day):
    return current().is_assumed(day)


def next_school_day(day):
    return current().next_school_day(day)


def last_school_day(day):
    return current().last_school_day(day)


def add_school_days(day, n):
    return current().add_school_days(day, n)


def lately(day):
    """The last school days before this one, the newest first: what was missed on one of them is still found."""
    return [add_school_days(day, -n) for n in range(1, LOOK_BACK + 1)]


def school_days_between(day, other):
    return current().school_days_between(day, other)


def term_of(day):
    return current().term_of(day)


def half_term_of(day):
    return current().half_term_of(day)


def last_week_of_half_term(day):
    return current().last_week_of_half_term(day)


def review_date(start, planned_end=None):
    return current().review_date(start, planned_end)
