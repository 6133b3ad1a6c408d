"""What came after a concern was sent: decisions, changes of level and notes. Only ever added to."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.models.concern import LEVELS, Concern
from staff.models import User
from staff.permitted import PermittedQuerySet


class AfterQuerySet(PermittedQuerySet):
    """Rows of what came after, open to those who read the whole concern, never by authorship alone."""

    def permitted(self, user, permission):
        return self.filter(concern__in=Concern.objects.all().whole(user, permission).values("pk"))


class DecisionQuerySet(AfterQuerySet):
    """Words about decisions."""

    def for_wave(self, wave):
        """Those that ask for a place on this wave."""
        return self.filter(decision=f"wave{int(wave)}")


class Decision(models.Model):
    """What was decided at triage, and why; why something was not done belongs in the reason too.

    A decision is never changed: a new one is made. A later room cites it (a placement names the
    Wave 2 decision that led to it); a concern knows nothing of placements.
    """

    class Kind(models.TextChoices):
        NO_ACTION = "nfa", "No further action"
        MONITOR = "monitor", "Keep an eye on it until a date"
        WAVE_1 = "wave1", "Wave 1: something to change in class"
        WAVE_2 = "wave2", "Wave 2: extra help"
        WAVE_3 = "wave3", "Wave 3: one-to-one or specialist help"
        URGENT = "urgent", "Urgent: outside help now"
        JOIN = "join", "Part of another concern"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Kind)
    rationale = models.TextField()
    until = models.DateField(null=True, blank=True)
    joined_with = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(rationale=""), name="a_decision_has_its_reason"),
            models.CheckConstraint(
                condition=Q(decision="monitor", until__isnull=False) | (~Q(decision="monitor") & Q(until=None)),
                name="an_eye_is_kept_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(decision="join", joined_with__isnull=False) | (~Q(decision="join") & Q(joined_with=None)),
                name="a_joined_concern_names_the_other",
            ),
        ]
        indexes = [models.Index(fields=["decision", "-decided_at"], name="decisions_of_a_kind")]

    def __str__(self):
        return f"decision {self.pk}"


class LevelChange(models.Model):
    """Who moved a concern to another level, when and why. Rules only ever raise; a person may lower."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="level_changes")
    was = models.CharField(max_length=12, choices=LEVELS)
    now = models.CharField(max_length=12, choices=LEVELS)
    reason = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = AfterQuerySet.as_manager()

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_change_of_level_has_its_reason")]

    def __str__(self):
        return f"level of concern {self.concern_id}"


class NoteQuerySet(AfterQuerySet):
    """Words about notes."""

    def for_author(self):
        """What the person who reported it is told: nothing else that came after."""
        return self.filter(kind=Note.Kind.FEEDBACK)


class Note(models.Model):
    """Something said about a concern after it was sent, of one kind."""

    class Kind(models.TextChoices):
        FEEDBACK = "feedback", "Word back to the person who told us"
        REOPENED = "reopened", "Opened again"

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_note_has_words")]

    def __str__(self):
        return f"note {self.pk}"
