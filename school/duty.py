"""Who is on duty now, and whom to ring when nobody is: what the urgent page shows first."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from school import calendar
from school.models import FallbackLine, OnDuty, StaffedHours, dialled
from staff.models import User
from staff.policy import POLICY, Permission, Scope

# Somebody told of danger must be able to open what they are told of.
READS_SAFEGUARDING = {
    role for role, scope in POLICY[Permission.CONCERN_READ].items() if scope in (Scope.ALL, Scope.RESTRICTED)
}


@dataclass(frozen=True)
class OnCall:
    """One person to tell, with the telephone to ring them on."""

    person: User
    phone: str
    where: str
    hours: str

    @property
    def dial(self):
        return dialled(self.phone)


@dataclass(frozen=True)
class Duty:
    """Who answers at one moment.

    `staffed`: it is a school day and within the hours somebody is at school. `people`: on duty
    at this moment, in the order to try them; `everyone`: the whole rota, for a cascade. `lines`
    are for when nobody answers. `next_at`: when school is next staffed (None: now, or unknown).
    """

    staffed: bool
    people: tuple
    everyone: tuple
    lines: tuple
    next_at: datetime.datetime | None


def on_duty(now=None):
    """Who is on duty at `now`: never an error and never nothing to ring. At most six queries."""
    now = timezone.localtime(now)
    today, time = now.date(), now.time()
    hours = {row.weekday: row for row in StaffedHours.objects.all()}
    terms = calendar.current()
    staffed = terms.is_school_day(today) and _open(hours.get(today.weekday()), time)
    rota = list(OnDuty.objects.here(today))
    here = [row for row in rota if staffed and row.covers(today.weekday(), time)]
    return Duty(
        staffed=staffed,
        people=tuple(map(_on_call, here)),
        everyone=tuple(map(_on_call, rota)) or _leads(),
        lines=tuple(FallbackLine.objects.current()),
        next_at=None if staffed else _next_staffed(now, hours, terms),
    )


def may_be_on_duty():
    """The people the rota may name: those who may read safeguarding text."""
    return User.objects.holding(*READS_SAFEGUARDING)


def unmanned_weekdays(hours, rota):
    """The staffed weekdays on which the rota has nobody: a hole to tell the office about."""
    covered = {day for row in rota for day in row.weekdays}
    return [row for row in hours if row.weekday not in covered]


def _open(hours, time):
    return hours is not None and hours.opens_at <= time < hours.closes_at


def _on_call(row):
    return OnCall(row.person, row.number, row.where, row.when)


def _leads():
    """Where nobody has written a rota yet: everybody who may be on one."""
    return tuple(OnCall(person, person.phone, "", "") for person in may_be_on_duty())


def _next_staffed(now, hours, terms):
    """The next moment at which somebody is at school, looking ahead over one whole year at most."""
    if not hours:
        return None
    day = now.date()
    if not (hours.get(day.weekday()) and now.time() < hours[day.weekday()].opens_at):
        day += calendar.DAY
    for _ in range(10):  # ten school days are two weeks: some weekday with hours is among them
        day = terms.next_school_day(day)
        if day.weekday() in hours:
            return timezone.make_aware(datetime.datetime.combine(day, hours[day.weekday()].opens_at))
        day += calendar.DAY
    return None
