"""How much help was planned and how much came about: counted in school days, one child at a time.

Nothing here asks the database. A session that was missed is not planned again by itself; it moves the
last one on.
"""

import datetime
from dataclasses import dataclass
from itertools import islice

WEEK = datetime.timedelta(weeks=1)
DAY = datetime.timedelta(days=1)
MOST_WEEKS = 120  # no search for a day goes further than this


def session_days(calendar, from_on, weekdays, sessions_a_week):
    """The school days on which a session is planned, one after another. Without fixed times, one each so many days."""
    if not weekdays:
        weekdays = range(min(sessions_a_week, 5))
    monday = from_on - from_on.weekday() * DAY
    for week in range(MOST_WEEKS):
        for weekday in sorted(weekdays):
            day = monday + week * WEEK + weekday * DAY
            if day >= from_on and calendar.is_school_day(day):
                yield day


def planned_end(calendar, from_on, weekdays, sessions_a_week, weeks):
    """The day of the last session, weeks × sessions counted in school days: holidays move it on. None without a dose."""
    many = (weeks or 0) * (sessions_a_week or 0)
    days = islice(session_days(calendar, from_on, weekdays, sessions_a_week or 1), many)
    return max(days, default=None)


def first_review(calendar, offering, start):
    """When help on this line is looked at first: after its own weeks, or as the school does it; by the school's rule both."""
    weeks = offering.review_weeks
    return calendar.review_date(start, start + weeks * WEEK) if weeks else calendar.review_date(start)


@dataclass(frozen=True)
class Dose:
    """What one child has had of what was planned."""

    planned: int
    came: int
    missed: int
    due: int
    last_on: datetime.date | None

    @property
    def to_come(self):
        return max(self.planned - self.came, 0)

    @property
    def not_written(self):
        """Sessions that should have been by now, of which nobody has written anything."""
        return max(self.due - self.came - self.missed, 0)

    @property
    def words(self):
        """One quiet line: what came about, what was missed."""
        missed = f", {self.missed} missed" if self.missed else ""
        return f"{self.came} of {self.planned} sessions{missed}"


def dose_of(calendar, *, from_on, weekdays, sessions_a_week, planned, came, missed, today):
    """Planned, had and missed; how many were due before today; and when the last one will be if none is missed."""
    due, ahead, last = 0, planned - came, None
    for day in session_days(calendar, from_on, weekdays, sessions_a_week):
        if day < today:
            due += 1
            continue
        if ahead <= 0:
            break
        ahead, last = ahead - 1, day
        if not ahead:
            break
    return Dose(planned, came, missed, min(due, planned), last)
