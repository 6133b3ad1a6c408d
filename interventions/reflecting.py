"""What reflection charts show: each week as a grid, how the days went, which time of the day is hard. Two queries."""

import datetime
from dataclasses import dataclass

from charts.weeks import Day, day_trend, week_grid
from interventions.models import Chart, ChartWeek
from interventions.models.charts import DAYS
from staff.kept import kept
from staff.policy import Permission


@dataclass(frozen=True)
class Reflected:
    """One chart with its weeks as they were saved last, oldest first."""

    chart: Chart
    weeks: list

    @property
    def trend(self):
        """How the marked days went on average, the child's view beside the adult's."""
        return day_trend(self._days(), title="How the days went, from 0 to 3")

    def _days(self):
        for week in self.weeks:
            for number in range(DAYS):
                child, adult = (_average(week.marks_of(number, who)) for who in ("child", "adult"))
                if child is not None or adult is not None:
                    yield Day(week.week_on + datetime.timedelta(days=number), child, adult)

    @property
    def grids(self):
        """Each week with its picture, the newest first."""
        return [
            (week, week_grid(self.chart.sessions, week.child, week.adult, title=f"Week from {week.week_on:%-d %B}"))
            for week in reversed(self.weeks)
        ]

    @property
    def times(self):
        """Each time of the day with its average by child and adult over all weeks: where the day is hard."""
        return [
            (name, *(_said(_average(self._at(number, who))) for who in ("child", "adult")))
            for number, name in enumerate(self.chart.sessions)
        ]

    def _at(self, number, who):
        each = len(self.chart.sessions)
        return [mark for week in self.weeks for mark in getattr(week, who)[number::each] if mark is not None]


def _average(marks):
    return round(sum(marks) / len(marks), 1) if marks else None


def _said(value):
    return "–" if value is None else f"{value:g}"


def reflected(charts):
    """These charts with their weeks. One query for the weeks, however many charts."""
    charts, weeks = list(charts), {}
    for week in _weeks([chart.pk for chart in charts]) if charts else ():
        weeks.setdefault(week.chart_id, []).append(week)
    return [Reflected(chart, weeks.get(chart.pk, [])) for chart in charts]


def running_for(user, pupil):
    """The charts that run for a child, as this reader may see them."""
    return reflected(_running(user, pupil))


@kept
def _running(user, pupil):
    return Chart.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil, ended_on=None)


@kept
def _weeks(charts):
    return ChartWeek.objects.newest().filter(chart__in=charts).select_related("by").order_by("week_on")
