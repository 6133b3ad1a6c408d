"""What reflection charts show: each week as a grid, how the days went, which time of the day is hard. Two queries."""

import datetime
from dataclasses import dataclass

from django.db.models import Q

from charts.weeks import Day, day_trend, trend_told, week_grid
from interventions.models import Chart, ChartWeek
from interventions.models.charts import DAYS
from staff.kept import kept
from staff.policy import Permission

FRIDAY = datetime.timedelta(days=DAYS - 1)  # from its Monday


@dataclass(frozen=True)
class Reflected:
    """One chart with its weeks as they were saved last, oldest first."""

    chart: Chart
    weeks: list

    @property
    def trend(self):
        """How the marked days went on average, the child's view beside the adult's."""
        return self._trend("How the days went, from 0 to 3")

    @property
    def named_trend(self):
        """The same where several charts stand on one page: its name says which chart it is."""
        return self._trend(f"How the days went: {self.chart.about}")

    @property
    def sentence(self):
        """The same in words, for paper: where each began and where each is now."""
        return trend_told(list(self._days()))

    def _trend(self, title):
        return day_trend(self._days(), title=title)

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


def reflected_between(user, pupil, from_on, until_on):
    """The charts with a week typed in between two days, as this reader may see them, the oldest first.

    A week belongs to the time in which any of its days lies.
    """
    found = []
    for one in reflected(_between(user, pupil, from_on, until_on)):
        weeks = [week for week in one.weeks if from_on - FRIDAY <= week.week_on <= until_on]
        if weeks:
            found.append(Reflected(one.chart, weeks))
    return found


@kept
def _between(user, pupil, from_on, until_on):
    rows = Chart.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil, from_on__lte=until_on)
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=from_on)).order_by("from_on", "pk")


@kept
def _running(user, pupil):
    return Chart.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil, ended_on=None)


@kept
def _weeks(charts):
    return ChartWeek.objects.newest().filter(chart__in=charts).select_related("by").order_by("week_on")
