"""Families of children on the SEN register who were met less often than once a term: three a year is the least."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from families.models import Meeting
from interventions.looked_at import school_year
from pupils.models import Pupil
from pupils.sen import ON_THE_REGISTER
from school import calendar
from staff.policy import Permission

MOST = 200
A_YEAR = 3
State = Meeting.State


@dataclass(frozen=True)
class Behind:
    """One child, how many meetings there were this school year, the last one, and the next one that is planned."""

    pupil: Pupil
    met: int
    last_on: object
    next_at: object


def terms_so_far(day):
    """How many terms of this school year have begun: as many meetings each family should have had by the end of this one."""
    since, begun = school_year(day), set()
    while since <= day:
        if term := calendar.term_of(since):
            begun.add(term.starts_on)
        since += calendar.DAY * 7
    return min(max(len(begun), 1), A_YEAR)


def behind(user, day):
    """[Behind], the fewest meetings first, and how many there should be; of the children this reader reads. Two questions."""
    since = timezone.make_aware(datetime.combine(school_year(day), time.min))
    known = Meeting.objects.permitted(user, Permission.MEETING_READ).filter(pupil=OuterRef("pk")).order_by()
    held = known.filter(planned_at__gte=since, planned_at__date__lte=day).exclude(
        state__in=[State.PLANNED, State.CANCELLED]
    )
    to_come = known.filter(state=State.PLANNED, planned_at__date__gte=day)
    by_pupil = held.values("pupil")
    rows = Pupil.objects.with_class(day).open(day).permitted(user, Permission.REFERRAL_READ)
    rows = rows.filter(sen_status__in=ON_THE_REGISTER).annotate(
        met=Subquery(by_pupil.annotate(n=Count("pk")).values("n")),
        last_at=Subquery(by_pupil.annotate(last=Max("planned_at")).values("last")),
        next_at=Subquery(to_come.values("pupil").annotate(next=Min("planned_at")).values("next")),
    )
    wanted = terms_so_far(day)
    rows = rows.filter(Q(met=None) | Q(met__lt=wanted)).order_by("met", "sort_name", "pk")
    found = [Behind(child, child.met or 0, child.last_at, child.next_at) for child in rows[:MOST]]
    return sorted(found, key=lambda one: one.met), wanted
