"""How long agencies take, and what came of it: one line for each agency, worked out by the database."""

from dataclasses import dataclass

from django.db.models import Avg, Count, DateField, DurationField, ExpressionWrapper, F, Max, Q, Value
from django.db.models.functions import Coalesce

from charts.bars import Bar, bars
from pupils.models import Pupil
from referrals.models import ENDED, THEIRS, Referral
from staff.policy import Permission

State = Referral.State
A_WEEK = 7


@dataclass(frozen=True)
class OfAgency:
    """What became of the referrals to one agency, as one reader may know it."""

    name: str
    public_id: object
    asked: int
    with_them: int
    longest: int | None
    usual: int | None
    helped: int
    refused: int
    passed_on: int
    dropped: int


def by_agency(user, today):
    """[OfAgency] of every agency that was asked, by name. One question."""
    until = Coalesce("started_on", "ended_on", Value(today, output_field=DateField()))
    waited = ExpressionWrapper(until - F("sent_on"), output_field=DurationField())
    there = Q(state__in=THEIRS, pupil__in=Pupil.objects.open())
    rows = (
        Referral.objects.permitted(user, Permission.REFERRAL_READ)
        .filter(sent_on__isnull=False)
        .order_by()
        .values("agency__name", "agency__public_id")
        .annotate(
            asked=Count("pk"),
            with_them=Count("pk", filter=there),
            longest=Max(waited, filter=there),
            usual=Avg(waited, filter=Q(started_on__isnull=False) | Q(state__in=ENDED)),
            helped=Count("pk", filter=Q(started_on__isnull=False)),
            refused=Count("pk", filter=Q(state=State.DECLINED)),
            passed_on=Count("pk", filter=Q(state=State.REDIRECTED)),
            dropped=Count("pk", filter=Q(state=State.WITHDRAWN)),
        )
    )
    return sorted((_line(**row) for row in rows), key=lambda one: one.name.lower())


def _line(agency__name, agency__public_id, longest, usual, **counts):
    return OfAgency(agency__name, agency__public_id, longest=_weeks(longest), usual=_weeks(usual), **counts)


def _weeks(span):
    return None if span is None else span.days // A_WEEK


def picture(lines):
    """The longest that a child waits with each agency now, as bars; None where nobody waits."""
    waiting = [Bar(one.name, one.longest) for one in lines if one.with_them]
    if not waiting:
        return None
    return bars(
        waiting, title="Weeks waited so far, the longest with each agency", value_name="Weeks", width=350, above=True
    )
