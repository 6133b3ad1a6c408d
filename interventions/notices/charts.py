"""What whoever began a reflection chart is owed: on the last school day of a week, that it can be typed in."""

from django.db.models import Exists, OuterRef

from interventions.models import Chart, ChartWeek
from interventions.models.charts import monday_of
from school import calendar
from staff.notices import Kind, register
from staff.policy import Permission


def waiting(day):
    """Charts that run in the week of this day, with nothing typed in for it."""
    monday = monday_of(day)
    typed = ChartWeek.objects.filter(chart=OuterRef("pk"), week_on=monday)
    return Chart.objects.open(day).filter(~Exists(typed), from_on__lte=day, stop_on__gte=monday)


def to_type(day):
    """Whoever began a chart, on the last school day of a week in which it ran, or as soon after as a worker is there."""
    if not calendar.is_school_day(day):
        return
    for one in [day, *calendar.lately(day)]:
        if ends_a_week(one):
            for chart in waiting(one).filter(started_by__is_active=True).select_related("started_by"):
                yield chart.started_by, chart.pk, one


def ends_a_week(day):
    """Is this school day the last of its week?"""
    return monday_of(calendar.add_school_days(day, 1)) != monday_of(day)


def _still_to_type(notice):
    rows = waiting(notice.due_on).permitted(notice.user, Permission.PLACEMENT_READ)
    return rows.filter(pk=notice.subject_id).exists()


register(
    Kind(
        name="chart_to_type",
        sentence="A week of a reflection chart can be typed in.",
        url_name="interventions:charts",
        still_owed=_still_to_type,
        owed=to_type,
    )
)
