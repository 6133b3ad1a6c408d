"""Reviews, plans to look at again, charts that stop and one's own sessions, for the calendar."""

import datetime
from collections import defaultdict

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast
from django.urls import reverse

from interventions.models import (
    Answer,
    Booking,
    Chart,
    InformalPlan,
    Move,
    Placement,
    PlanReview,
    PlanStep,
    ProgrammePlace,
    ProposedTarget,
    Target,
)
from pupils.chronology import joined
from pupils.dated import Entry, Kind, leave_out, register
from pupils.models import Pupil
from school import calendar
from staff.policy import Permission

READ = Permission.PLACEMENT_READ


def register_days():
    register(
        Kind(
            name="review", word="Review of help", many="reviews of help", icon="steps", more="interventions:board",
            days=((Placement, "review_on"),), rows=lambda user: Placement.objects.permitted(user, READ).open(),
            url_name="interventions:placement", line=joined(Cast("wave", CharField()), "area__name"),
            say=lambda line: "Wave {}, {}".format(*line.split("|", 1)), level="level",
        )
    )  # fmt: skip
    register(
        Kind(
            name="plan", word="Plan to look at again", many="plans to look at again", icon="sprout",
            more="interventions:plans", days=((InformalPlan, "review_on"),),
            rows=lambda user: InformalPlan.objects.permitted(user, READ).open(),
            url_name="interventions:informal_plan", line="owner__name", say=lambda name: f"Looked after by {name}",
        )
    )  # fmt: skip
    register(
        Kind(
            name="chart", word="Chart that stops", many="charts that stop", icon="chart", more="interventions:charts",
            days=((Chart, "stop_on"),), rows=lambda user: Chart.objects.permitted(user, READ).open(),
            url_name="interventions:chart", say=lambda _: "Say what came of it", level="level",
        )
    )  # fmt: skip
    register(
        Kind(
            name="annual", word="Annual review", many="annual reviews", icon="document", more="dashboard:sen_register",
            days=((PlanReview, "review_on"),), rows=_annual, url_name="interventions:sen_record",
            ref="pupil__public_id", say=lambda _: "Education, health and care plan",
        )
    )  # fmt: skip
    register(
        Kind(name="session", word="Session", many="sessions", icon="clock", more="interventions:today", find=_sessions)
    )
    for model in (Move, PlanStep, Answer):
        leave_out(model, "review_on", "What was said then about the next one: the record has the day that counts.")
    for model in (Target, ProposedTarget):
        leave_out(model, "by_on", "A target is looked at when its help is reviewed.")


def _annual(user):
    stand = PlanReview.objects.all().latest().values("pk")
    here = Pupil.objects.open().filter(sen_status=Pupil.SenStatus.PLAN).values("pk")
    return PlanReview.objects.permitted(user, Permission.REFERRAL_READ).filter(pk__in=stand, pupil__in=here)


def _sessions(user, first, last):
    """The sessions one leads, on school days, of programmes with children on them that day."""
    on_it = defaultdict(list)
    places = ProgrammePlace.objects.permitted(user, Permission.SESSION_KEEP).active()
    places = places.filter(programme__lead=user, programme__ended_on=None).order_by("pupil__sort_name", "pk")
    for programme, from_on, forename in places.values_list("programme", "from_on", "pupil__preferred_forename"):
        on_it[programme].append((from_on, forename))
    if not on_it:
        return
    booked = Booking.objects.filter(Q(until_on=None) | Q(until_on__gt=first), programme__in=on_it, from_on__lte=last)
    booked = booked.select_related("programme__offering__provision").annotate(
        weekday=F("slot__weekday"), starts_at=F("slot__starts_at"), where=F("slot__where")
    )
    booked, day = list(booked), first
    while day <= last:
        for one in booked if calendar.is_school_day(day) else ():
            children = [name for since, name in on_it[one.programme_id] if since <= day]
            has_it = one.from_on <= day and (one.until_on is None or day < one.until_on)
            if has_it and children and one.weekday == day.weekday():
                yield Entry(
                    day, str(one.programme), _who_and_where(children, one.where),
                    f"{reverse('interventions:today')}?on={day.isoformat()}", f"{one.pk} {day}", one.starts_at,
                    one.programme.minutes,
                )  # fmt: skip
        day += datetime.timedelta(days=1)


def _who_and_where(children, where):
    few = ", ".join(children[:3])
    who = f"{few} and {len(children) - 3} more" if len(children) > 3 else few
    return f"{who} · {where}" if where else who
