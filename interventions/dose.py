"""How much help was planned and how much came about: counted in school days, one child at a time.

Nothing here asks the database. A session that was missed is not planned again by itself; it moves the
last one on.
"""

import datetime
from bisect import bisect_left
from dataclasses import dataclass

WEEK = datetime.timedelta(weeks=1)
DAY = datetime.timedelta(days=1)
MOST_WEEKS = 120  # no search for a day goes further than this


def session_days(calendar, from_on, weekdays, sessions_a_week):
    """The school days on which a session is planned, in order. Without fixed times, one each so many days."""
    monday = from_on - from_on.weekday() * DAY
    return calendar.days_on(weekdays or range(min(sessions_a_week, 5)), from_on, monday + MOST_WEEKS * WEEK - DAY)


def planned_end(calendar, from_on, weekdays, sessions_a_week, weeks):
    """The day of the last session, weeks × sessions counted in school days: holidays move it on. None without a dose."""
    many = (weeks or 0) * (sessions_a_week or 0)
    return max(session_days(calendar, from_on, weekdays, sessions_a_week or 1)[:many], default=None)


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
    days = session_days(calendar, from_on, weekdays, sessions_a_week)
    due = bisect_left(days, today)
    ahead = days[due:][: max(planned - came, 0)]
    return Dose(planned, came, missed, min(due, planned), max(ahead, default=None))
