"""What staff do with a reflection chart: begin one for a few weeks, type a week in, end it with a line."""

import datetime

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import Chart, ChartWeek, next_version
from interventions.models.charts import DAYS, HIGHEST, WEEKS, last_day_of, monday_of
from pupils.here import refuse_leaver
from pupils.models import Pupil
from school.calendar import last_school_day
from staff.notices import settle
from staff.permitted import require
from staff.policy import Level, Permission


@action
def start_chart(*, by, pupil, about, sessions, weeks=2, with_faces=True, level=Level.TEAM):
    """Begin a chart: what is looked at, at which times of the day (their names), for two to four weeks of school.

    Refuses one without times, a length nobody keeps up, and a child who has left.
    """
    require(by, Permission.PLAN_WRITE, pupil)
    today = timezone.localdate()
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    refuse_leaver(pupil)
    if not about.strip() or not sessions:
        raise Refused("Please say what is looked at, and tick at least one time of the day.")
    if weeks not in WEEKS or level not in (Level.TEAM, Level.WELLBEING):
        raise Refused("A chart is kept for two to four weeks, for the team or at wellbeing level.")
    made = Chart.objects.create(
        pupil=pupil, about=about.strip(), sessions=list(sessions), with_faces=with_faces, level=level, started_by=by,
        from_on=today, stop_on=last_day_of(weeks, today),
    )  # fmt: skip
    record("chart.started", made, by=by, pupil=pupil, fields=["about", "sessions", "stop_on"])
    return made


@action
def type_week(*, by, chart, week_on, child, adult, helped="", version=0):
    """Type a week in, or again as it should be: what was saved before stays. By anybody who may read the chart.

    `version` is the one the writer saw, nought for the first. Refuses a week with no mark, one outside the
    chart's weeks or to come, and a chart that has ended.
    """
    require(by, Permission.PLACEMENT_READ, chart)
    chart = Chart.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=chart.pk)
    today = timezone.localdate()
    _goes_on(chart, today)
    if week_on.weekday() or not monday_of(chart.from_on) <= week_on <= today:
        raise Refused("That week is not one of this chart’s.")
    length = DAYS * len(chart.sessions)
    for marks in (child, adult):
        if len(marks) != length or any(mark is not None and not 0 <= mark <= HIGHEST for mark in marks):
            raise Refused("A mark is a number from 0 to 3.")
    if not any(mark is not None for mark in (*child, *adult)):
        raise Refused("Please type at least one mark.")
    made = ChartWeek.objects.create(
        chart=chart, week_on=week_on, version=next_version(chart.weeks.filter(week_on=week_on), version),
        child=list(child), adult=list(adult), helped=helped.strip(), by=by,
    )  # fmt: skip
    asked_on = last_school_day(week_on + datetime.timedelta(days=6))
    if asked_on >= week_on:  # what is asked about another week stays owed
        settle("chart_to_type", chart.pk, due_on=asked_on)
    record("chart.week_typed", chart, by=by, pupil=chart.pupil, fields=["child", "adult", "helped"])
    return made


@action
def end_chart(*, by, chart, came_of_it):
    """The chart is put away, with a line about how it went. Its weeks stay. Refuses one that has ended already."""
    require(by, Permission.PLAN_WRITE, chart)
    chart = Chart.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=chart.pk)
    today = timezone.localdate()
    _goes_on(chart, today)
    if not came_of_it.strip():
        raise Refused("Please say in a line how it went.")
    chart.ended_on, chart.ended_by, chart.came_of_it = today, by, came_of_it.strip()
    chart.save(update_fields=["ended_on", "ended_by", "came_of_it"])
    settle("chart_to_type", chart.pk)
    record("chart.ended", chart, by=by, pupil=chart.pupil, fields=["ended_on", "came_of_it"])
    return chart


def _goes_on(chart, today):
    if chart.ended_on is not None:
        raise Refused("This chart has ended. Begin a new one.")
    refuse_leaver(chart.pupil)
