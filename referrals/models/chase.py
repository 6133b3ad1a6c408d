"""Asking an agency again, after too long without a word, or on another day than usual. Only ever added to."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from referrals.models.referral import Referral
from staff.models import User


class ChaseQuerySet(AboutPupilQuerySet):
    """Words about chases: read by whoever may read the referral."""

    PUPIL = "referral__pupil"
    AUTHOR = "referral__raised_by"
    LEVEL = "referral__level"


class Chase(models.Model):
    """Somebody asked the agency again on a day, and perhaps what they said; or chose another day to ask them, and why."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="chases")
    on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    next_on = models.DateField("ask again on", null=True, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ChaseQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(next_on=None) | ~Q(words=""), name="another_day_has_its_reason"),
        ]

    def __str__(self):
        return f"asked again on {self.on}" if self.next_on is None else f"to be asked again on {self.next_on}"
