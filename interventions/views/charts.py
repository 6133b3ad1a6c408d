"""Reflection charts: begin one, look at its weeks, type a week in on one screen, print an empty one, end it."""

import datetime

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from charts.faces import SAID, face
from concerns.paging import page_of
from interventions.actions import charts as acts
from interventions.actions.prints import print_blank_chart
from interventions.forms.charts import EndChartForm, StartChartForm, WeekForm
from interventions.models import Chart, ChartWeek
from interventions.models.charts import DAY_NAMES, DAYS, monday_of
from interventions.reflecting import reflected
from interventions.views.prints import print_asked
from pupils.models import Pupil
from school.calendar import is_school_day
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission

READ, WRITE = Permission.PLACEMENT_READ, Permission.PLAN_WRITE


@rule(READ)
@require_safe
def charts(request):
    """Reflection charts that run, of the children this person may see, with this week one press away."""
    today = timezone.localdate()
    typed = ChartWeek.objects.filter(chart=OuterRef("pk"), week_on=monday_of(today))
    rows = Chart.objects.permitted(request.user, READ).open(today).select_related("pupil")
    found, after = page_of(rows.annotate(typed=Exists(typed)), request.GET.get("after"), order=("stop_on", "pk"))
    context = {"charts": found, "after": after, "today": today, "week": monday_of(today)}
    return render(request, "interventions/charts.html", context)


@rule(WRITE)
def start_chart(request, pupil):
    """Begin a chart with a child, for a few weeks."""
    child = get_permitted_or_404(Pupil.objects.open, request.user, WRITE, public_id=pupil)
    form = StartChartForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.start_chart, by=request.user, pupil=child, **form.answers())
        if made:
            messages.success(request, "The chart has begun. Print an empty one for the child.")
            return redirect(made)
    return render(request, "interventions/start_chart.html", {"form": form, "pupil": child})


def _fetch(request, public_id, permission=READ):
    return get_permitted_or_404(
        Chart, request.user, permission, beside=("pupil", "started_by", "ended_by"), public_id=public_id
    )


def _goes_on(chart):
    return chart.ended_on is None and not chart.pupil.has_left(timezone.localdate())


def _may_be_sent(request, chart):
    """A chart that has ended has no such page; what is sent once more is answered as it was the first time."""
    return _goes_on(chart) or (request.method == "POST" and not chart.pupil.has_left(timezone.localdate()))


@rule(READ)
@require_safe
def chart(request, chart):
    """How the days went, and each week as it was saved last."""
    found = _fetch(request, chart)
    record_read(request.user, found, "chart.opened", pupil=found.pupil)
    (shown,) = reflected([found])
    typed = {week.week_on for week in shown.weeks}
    context = {
        "chart": found,
        "pupil": found.pupil,
        "shown": shown,
        "mondays": [
            (day, day in typed) for day in found.mondays(timezone.localdate()) if day in typed or _school_in(day)
        ],
        "goes_on": _goes_on(found),
        "may_end": is_permitted(request.user, WRITE, found),
        "may_move": is_permitted(request.user, Permission.PLACEMENT_DECIDE, found),
    }
    return render(request, "interventions/chart.html", context)


def _school_in(monday):
    return any(is_school_day(monday + datetime.timedelta(days=number)) for number in range(DAYS))


@rule(READ)
def type_week(request, chart, week):
    """A week on one screen: a digit for each time of each day, one line, one press."""
    found, today = _fetch(request, chart), timezone.localdate()
    week_on = next((day for day in found.mondays(today) if day.isoformat() == week), None)
    if not _may_be_sent(request, found) or week_on is None:
        raise Http404("There is nothing here for you to see.")
    record_read(request.user, found, "chart.opened", pupil=found.pupil)
    days = [week_on + datetime.timedelta(days=number) for number in range(DAYS)]
    newest = found.weeks.filter(week_on=week_on).order_by("-version").first()
    open_days = {number for number, day in enumerate(days) if day <= today and is_school_day(day)}
    about = {"chart": found, "week_on": week_on, "newest": newest, "open_days": open_days}
    form = WeekForm(request.POST or None, by=request.user, **about)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.type_week, by=request.user, chart=found, week_on=week_on, **form.answers())
        if made:
            messages.success(request, "The week is saved.")
            return redirect(found)
    context = {"form": form, "chart": found, "pupil": found.pupil, "week_on": week_on, "faces": _faces()}
    return render(request, "interventions/type_week.html", context)


@rule(WRITE)
def end_chart(request, chart):
    """The chart is put away, with a line about how it went."""
    found = _fetch(request, chart, WRITE)
    if not _may_be_sent(request, found):
        raise Http404("There is nothing here for you to see.")
    form = EndChartForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        came_of_it = form.cleaned_data["came_of_it"]
        if form.once(acts.end_chart, by=request.user, chart=found, came_of_it=came_of_it):
            return redirect(found)
    return render(request, "interventions/end_chart.html", {"form": form, "chart": found, "pupil": found.pupil})


@rule(READ)
def blank_chart(request, chart):
    """An empty week to print: the child and an adult mark it together."""
    found = _fetch(request, chart)
    form, waiting = print_asked(request, print_blank_chart, chart=found)
    if waiting:
        return waiting
    record_read(request.user, found, "chart.opened", pupil=found.pupil)
    context = {"chart": found, "pupil": found.pupil, "days": DAY_NAMES, "faces": _faces(), "form": form}
    return render(request, "interventions/blank_chart.html", context)


def _faces():
    return [(mark, SAID[mark], face(mark)) for mark in sorted(SAID)]
