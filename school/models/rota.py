"""Who is told in person when it is urgent."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from school.models.own import SchoolQuerySet, Weekday, dialled
from staff.models import Cover
from staff.posting import Versioned


class OnDutyQuerySet(SchoolQuerySet):
    """Words about the rota."""

    def active(self):
        """The whole rota, leavers left out."""
        return self.filter(person__is_active=True).select_related("person")

    def here(self, day):
        """The rota as it stands on a day: people who are away, or for whom somebody stands in, left out too."""
        here = self.active().exclude(person__in=Cover.objects.current(day).values("person"))
        return here.filter(Q(away_until=None) | Q(away_until__lt=day))


def every_weekday():
    return [int(day) for day in Weekday]


class OnDuty(Versioned):
    """Somebody to tell in person when it is urgent: in which order, on which telephone, when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField("staff.User", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)
    phone = models.CharField(max_length=30, blank=True)
    where = models.CharField("where to find them", max_length=80, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=Weekday), default=every_weekday)
    from_at = models.TimeField("from", null=True, blank=True)
    until_at = models.TimeField("until", null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)

    objects = OnDutyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "on-duty rota"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_at=None) | Q(until_at=None) | Q(from_at__lt=F("until_at")),
                name="duty_starts_before_it_ends",
                violation_error_message="The start must be before the end.",
            ),
        ]

    def __str__(self):
        return f"{self.order}. {self.person}"

    @property
    def number(self):
        """The telephone to ring them on: the rota's own, else that of their account."""
        return self.phone or self.person.phone

    @property
    def dial(self):
        return dialled(self.number)

    def covers(self, weekday, at):
        """Is this person on duty at this time of this weekday? No times: all the hours school is staffed."""
        return (
            weekday in self.weekdays
            and (self.from_at is None or self.from_at <= at)
            and (self.until_at is None or at < self.until_at)
        )

    @property
    def when(self):
        """Their days and hours in words."""
        days = ", ".join(Weekday(day).label for day in sorted(self.weekdays))
        if len(self.weekdays) == len(Weekday):
            days = "Every school day"
        times = [f"from {self.from_at:%H:%M}"] if self.from_at else []
        times += [f"until {self.until_at:%H:%M}"] if self.until_at else []
        return " ".join([days, *times])
