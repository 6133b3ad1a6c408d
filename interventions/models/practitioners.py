"""Who is trained for what, when they were last supervised, and the times in their week that children can have."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interventions.models.catalogue import Offering, Practice
from school.models import Weekday
from staff.models import User

TRAINED_FOR = [(practice, practice.short) for practice in (Practice.ELSA, Practice.DRAWING)]


class CredentialQuerySet(models.QuerySet):
    """Words about who is trained."""

    def standing(self, on=None):
        """Gained, and not run out."""
        day = on or timezone.localdate()
        return self.filter(gained_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))


class Credential(models.Model):
    """Somebody is trained for a practice, from one day on. `until_on` is the first day without it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="credentials")
    practice = models.CharField(max_length=8, choices=TRAINED_FOR)
    awarded_by = models.CharField(max_length=120)
    gained_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["user", "practice", "-gained_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "practice"], condition=Q(until_on=None), name="trained_once_for_a_practice"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("gained_on")),
                name="training_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.practice} of {self.user_id}"

    @property
    def for_what(self):
        return Practice(self.practice).short


class SupervisionQuerySet(models.QuerySet):
    """Words about supervisions."""

    def that_count(self):
        return self.filter(struck_at=None)


class Supervision(models.Model):
    """The day somebody was supervised, and nothing else: what was said there stays out of this system.

    A day typed wrongly is struck out and stays to be seen.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervisions")
    practice = models.CharField(max_length=8, choices=TRAINED_FOR)
    on = models.DateField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    struck_at = models.DateTimeField(null=True, blank=True, editable=False)
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    struck_why = models.CharField(max_length=200, blank=True, editable=False)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "practice", "on"], condition=Q(struck_at=None), name="a_supervision_once"
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, struck_why="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_why=""),
                name="a_supervision_is_struck_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.practice} supervision on {self.on}"

    @property
    def for_what(self):
        return Practice(self.practice).short


class SlotQuerySet(models.QuerySet):
    """Words about the times that children can have."""

    def in_use(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))

    def free(self, on=None):
        """In use, and no programme has it."""
        from interventions.models.programmes import Booking

        held = Booking.objects.filter(until_on=None, slot=models.OuterRef("pk"))
        return self.in_use(on).filter(~models.Exists(held))


class Slot(models.Model):
    """A time in an adult's week for one kind of help. Together they are how much of it the school has."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practitioner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="slots")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="slots")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    where = models.CharField(max_length=60, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "weekday", "starts_at"],
                condition=Q(retired_on=None),
                name="nobody_is_in_two_places_at_once",
                violation_error_message="There is something at that time already.",
            )
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}"

    @property
    def when(self):
        """The time and the room, as people say them."""
        return f"{self.get_weekday_display()}s at {self.starts_at:%H:%M}" + (f", {self.where}" if self.where else "")
