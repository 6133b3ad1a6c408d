"""Reflection charts: for a few weeks the child and an adult mark each part of the day, and look at it together."""

import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from interventions.models.sheets import LEVELS, WhileAroundQuerySet
from pupils.models import Pupil
from school.calendar import last_school_day, next_school_day
from staff.addresses import address_of
from staff.models import User
from staff.policy import Level

DAYS, MOST_SESSIONS, HIGHEST = 5, 10, 3
WEEKS = (2, 3, 4)
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


WEEK, TO_SUNDAY, WEDNESDAY = datetime.timedelta(weeks=1), datetime.timedelta(days=6), 2


def monday_of(day):
    return day - datetime.timedelta(days=day.weekday())


def last_day_of(weeks, begun_on):
    """The last school day of so many weeks with school in them. What is left of a week from Thursday on is over and above."""
    first = next_school_day(begun_on)
    monday, left = monday_of(first), weeks - (first.weekday() <= WEDNESDAY)
    while left:
        monday += WEEK
        left -= last_school_day(monday + TO_SUNDAY) >= monday
    return last_school_day(monday + TO_SUNDAY)


class ChartQuerySet(WhileAroundQuerySet):
    """Words about charts."""

    AUTHOR = "started_by"
    LEVEL = "level"

    def open(self, on=None):
        """Not ended, of children who are still here."""
        return self.filter(ended_on=None, pupil__in=Pupil.objects.open(on).values("pk"))


class Chart(models.Model):
    """One child's chart: what is looked at, at which times of the day, until when. Its weeks are rows beside it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="charts")
    about = models.CharField(max_length=120)
    with_faces = models.BooleanField(default=True)
    sessions = ArrayField(models.CharField(max_length=60), size=MOST_SESSIONS)
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.TEAM)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    stop_on = models.DateField()

    # Its end may be written once.
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    came_of_it = models.CharField(max_length=300, blank=True)

    objects = ChartQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stop_on__gt=F("from_on")), name="a_chart_stops_after_it_begins"),
            models.CheckConstraint(condition=Q(sessions__len__gt=0), name="a_chart_has_times"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, came_of_it="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(came_of_it="")),
                name="a_chart_ends_with_a_line",
            ),
        ]

    def __str__(self):
        return f"chart {self.pk}"

    def get_absolute_url(self):
        return address_of("interventions:chart", self.public_id)

    def mondays(self, until):
        """The weeks there are to type in, up to this day, the newest first."""
        day, found = monday_of(self.from_on), []
        while day <= min(until, self.ended_on or until):
            found.insert(0, day)
            day += WEEK
        return found


class ChartWeekQuerySet(WhileAroundQuerySet):
    """Words about weeks: read by whoever may read the chart."""

    PUPIL = "chart__pupil"
    AUTHOR = "chart__started_by"
    LEVEL = "chart__level"

    def newest(self):
        """Each week as it was saved last."""
        later = ChartWeek.objects.filter(
            chart=models.OuterRef("chart"), week_on=models.OuterRef("week_on"), version__gt=models.OuterRef("version")
        )
        return self.exclude(models.Exists(later))


class ChartWeek(models.Model):
    """One week as it was typed in once. The marks go day by day, each day's times in order; none where nobody marked."""

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="weeks")
    week_on = models.DateField()  # its Monday
    version = models.PositiveSmallIntegerField()
    child = ArrayField(models.PositiveSmallIntegerField(null=True), size=DAYS * MOST_SESSIONS)
    adult = ArrayField(models.PositiveSmallIntegerField(null=True), size=DAYS * MOST_SESSIONS)
    helped = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ChartWeekQuerySet.as_manager()

    class Meta:
        ordering = ["week_on", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["chart", "week_on", "version"], name="weeks_of_a_chart_are_numbered")
        ]

    def __str__(self):
        return f"week {self.week_on} of chart {self.chart_id}"

    def marks_of(self, number, who):
        """The marks of one day that were made."""
        each = len(self.child) // DAYS
        return [mark for mark in getattr(self, who)[number * each : (number + 1) * each] if mark is not None]
