"""A target that somebody who teaches the child proposes: it becomes one when those who decide accept it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interventions.models.placements import Placement
from interventions.models.targets import OfPlacement, Target
from pupils.models import Pupil
from staff.models import User


class ProposedTargetQuerySet(OfPlacement):
    """Words about proposals: read by whoever may read the placement."""

    def waiting(self):
        """Nobody has answered, the help goes on, and the child is here."""
        here = Pupil.objects.open().values("pk")
        return self.filter(answered_at=None, placement__ended_on=None, placement__pupil__in=here)

    def by(self, user):
        return self.filter(proposed_by=user)


class ProposedTarget(models.Model):
    """What a child could work towards, in the words of who proposed it. Never changed: it is answered once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="proposals")
    by_on = models.DateField()
    will = models.CharField(max_length=300)
    setting = models.CharField(max_length=200)
    measured = models.CharField(max_length=100)
    baseline = models.DecimalField(max_digits=7, decimal_places=1)
    goal = models.DecimalField(max_digits=7, decimal_places=1)
    childs_words = models.TextField(max_length=1000, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)

    # Its answer may be written once; the database refuses a change to anything above.
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    target = models.OneToOneField(Target, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal")
    why_not = models.CharField(max_length=300, blank=True)

    objects = ProposedTargetQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, target=None, why_not="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, target__isnull=False, why_not="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, target=None) & ~Q(why_not=""),
                name="a_proposal_is_taken_up_or_says_why_not",
            )
        ]
        indexes = [
            models.Index(fields=["proposed_at"], condition=Q(answered_at=None), name="targets_proposed"),
        ]

    def __str__(self):
        return f"proposed target {self.pk}"
