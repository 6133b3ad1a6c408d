"""What was agreed at a meeting: an issue, who does what about it by when, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from families.models.meeting import Meeting
from pupils.about import AboutPupilQuerySet
from staff.models import User


class AgreedQuerySet(AboutPupilQuerySet):
    """Words about what was agreed: read by whoever reads its meeting."""

    PUPIL = "meeting__pupil"
    AUTHOR = "meeting__planned_by"
    LEVEL = "meeting__level"

    def open(self):
        """Not done yet, for a child who is still here."""
        return self.of_children_here().filter(outcome=Agreed.Outcome.OPEN)


class Agreed(models.Model):
    """One thing agreed: the issue, its owner, the next step, the date. The family reads it."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        CARRIED = "carried", "Carried over to the next meeting"
        DROPPED = "dropped", "No longer needed"

    NEXT = {
        Outcome.OPEN: {Outcome.DONE, Outcome.CARRIED, Outcome.DROPPED},
        Outcome.DONE: set(),
        Outcome.CARRIED: set(),
        Outcome.DROPPED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreed")
    issue = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=100)
    at_home = models.BooleanField(default=False)
    by_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    carried_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgreedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", ended_at=None, ended_by=None)
                | (~Q(outcome="open") & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="what_was_agreed_ends_by_somebody",
            )
        ]

    def __str__(self):
        return f"agreed at meeting {self.meeting_id}"

    @property
    def is_open(self):
        return self.outcome == self.Outcome.OPEN

    @cached_property
    def key(self):
        """An idempotency key for the button that ends or carries it over, made once for a page."""
        return uuid.uuid4()

    @cached_property
    def other_key(self):
        """The same for a second button beside it."""
        return uuid.uuid4()
