"""The SEN register: who is on it, since when, with which needs; from the school's system, beside what we do about it.

Waves are not here: they are our help, the register is the school's code for a child, and neither follows from the other.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from concerns.paging import page_of
from families.models import Meeting
from interventions.looked_at import school_year
from interventions.models import PlanReview
from pupils.models import Pupil, SenEntry
from pupils.sen import ON_THE_REGISTER
from staff.policy import Permission

READ = Permission.REFERRAL_READ
SHOWN = {"": "Everybody on it", "E": "With a plan (EHCP)", "K": "SEN support", "off": "Came off it this year"}
A_YEAR = 3  # meetings with the family, at least


@dataclass
class Line:
    """One child of the register."""

    pupil: Pupil
    entry: SenEntry
    review_on: object
    meetings: int


def register_of(user, day, *, which="", after=None):
    """(a page of lines, where to go on, {status: how many}), of the children here whom this reader may read of."""
    here = Pupil.objects.with_class(day).open(day).permitted(user, READ)
    counts = dict(here.order_by().values_list("sen_status").annotate(n=Count("pk")))
    if which == "off":
        last = SenEntry.objects.filter(pupil=OuterRef("pk")).order_by("-pk")
        rows = here.annotate(off_on=Subquery(last.values("from_on")[:1])).filter(off_on__gte=school_year(day))
        rows = rows.filter(pk__in=SenEntry.objects.filter(status__in=ON_THE_REGISTER).values("pupil"))
        rows = rows.exclude(sen_status__in=ON_THE_REGISTER)
    else:
        rows = here.filter(sen_status__in=[which] if which else ON_THE_REGISTER)
    pupils, more = page_of(rows, after, order=("sort_name", "pk"))
    entries = {e.pupil_id: e for e in SenEntry.objects.filter(pupil__in=pupils).latest()}
    reviews = dict(PlanReview.objects.filter(pupil__in=pupils).latest().values_list("pupil", "review_on"))
    meetings = _meetings(user, pupils, day)
    lines = [Line(p, entries.get(p.pk), reviews.get(p.pk), meetings.get(p.pk, 0)) for p in pupils]
    return lines, more, {status: counts.get(status, 0) for status in ON_THE_REGISTER}


def _meetings(user, pupils, day):
    """How often the family was met this school year, of the meetings this reader may know of."""
    since = timezone.make_aware(datetime.combine(school_year(day), time.min))
    rows = Meeting.objects.permitted(user, Permission.MEETING_READ).filter(pupil__in=pupils, planned_at__gte=since)
    rows = rows.exclude(state__in=[Meeting.State.PLANNED, Meeting.State.CANCELLED]).order_by()
    return dict(rows.values_list("pupil").annotate(n=Count("pk")))
