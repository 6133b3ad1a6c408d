"""Keeping an eye on a child, and what somebody said they would do next."""

import uuid

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models.pupil import Pupil
from staff.models import User
from staff.policy import LEVEL_NAMES, Level, Permission

LEVELS = [(str(level), LEVEL_NAMES[level]) for level in Level]


class MonitoringFlagQuerySet(AboutPupilQuerySet):
    """Words about children somebody keeps an eye on."""

    AUTHOR = "set_by"
    LEVEL = "level"

    def open(self):
        return self.filter(cleared_at=None)

    def due(self, on):
        """To look at again by this day."""
        return self.open().of_children_here().filter(review_on__lte=on)

    def reviewable_by(self, user):
        """Those this person may look at again: at team level the adults around the child, above it those who triage."""
        near = self.permitted(user, Permission.PLACEMENT_READ).filter(level=Level.TEAM)
        return self.filter(Q(pk__in=near.values("pk")) | Q(pk__in=self.permitted(user, Permission.CONCERN_TRIAGE)))


class MonitoringFlag(models.Model):
    """Keep an eye on this child until a day: a concern, a past incident or a step down set it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="flags")
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.WELLBEING)
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    review_on = models.DateField()
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MonitoringFlagQuerySet.as_manager()

    class Meta:
        ordering = ["review_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "level"], condition=Q(cleared_at=None), name="one_open_flag_a_level"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None) | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="a_flag_is_cleared_by_somebody",
            ),
        ]

    def __str__(self):
        return f"flag {self.pk}"


class FlagStepQuerySet(models.QuerySet):
    """Words about the moments of a flag."""

    def later(self):
        """All but the first of each flag."""
        return self.filter(models.Exists(FlagStep.objects.filter(flag=OuterRef("flag"), pk__lt=OuterRef("pk"))))


class FlagStep(models.Model):
    """One moment of a flag's life, and why: set, kept on, cleared, or taken further. Only ever added to."""

    class Kind(models.TextChoices):
        SET = "set", "Keep an eye on it"
        KEPT = "kept", "Keep on looking"
        CLEARED = "cleared", "No longer needed"
        ESCALATED = "escalated", "More is needed: made a concern"

    # The only ways a flag may go; a cleared one is set anew.
    NEXT = {
        Kind.SET: {Kind.SET, Kind.KEPT, Kind.CLEARED, Kind.ESCALATED},
        Kind.KEPT: {Kind.SET, Kind.KEPT, Kind.CLEARED, Kind.ESCALATED},
        Kind.CLEARED: set(),
        Kind.ESCALATED: set(),
    }

    flag = models.ForeignKey(MonitoringFlag, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    reason = models.CharField(max_length=300)
    review_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = FlagStepQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_flags_step_has_its_reason")]

    def __str__(self):
        return f"{self.kind} of flag {self.flag_id}"


class FollowUpQuerySet(AboutPupilQuerySet):
    """Words about what people said they would do."""

    AUTHOR = "who"
    LEVEL = "level"

    def open(self):
        return self.filter(done_at=None)

    def to_do(self):
        """What people are reminded of: of children who are here, or asked for when the child had left already."""
        here = Q(pupil__in=Pupil.objects.open().values("pk"))
        return self.open().filter(here | Q(made_at__date__gte=F("pupil__left_on")))

    def of(self, user):
        return self.filter(who=user)

    def due(self, *, before):
        return self.open().of_children_here().filter(due_on__lt=before)


class FollowUp(models.Model):
    """Who does what by when, and which record said so. Safeguarding words stay in that record."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="follow_ups")
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.WELLBEING)
    who = models.ForeignKey(User, on_delete=models.PROTECT, related_name="follow_ups")
    what = models.CharField(max_length=300, blank=True)
    due_on = models.DateField()
    source = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["team", "wellbeing"]) | Q(what=""), name="restricted_words_stay_in_their_record"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_follow_up_is_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["who", "due_on"], condition=Q(done_at=None), name="what_i_said_i_would_do")]

    def __str__(self):
        return f"follow-up {self.pk}"
