"""Words that were carried over into another system's child-protection file, and what proves which words they were."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.models.concern import Concern
from staff.models import User

# What stands where words were. The database writes it itself, in its one door for it (see the migration).
MARKER = "Kept in the school’s child-protection file."


class CarriedOver(models.Model):
    """A person copied a concern's words into the other system and gave its reference. Only then do they leave here.

    `sha256` is of the words as they were (carrying.canonical), so that either side can be checked later.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="carried")
    kept_in = models.CharField(max_length=60)
    reference = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    letters = models.PositiveIntegerField()
    carried_at = models.DateTimeField(default=timezone.now, editable=False)
    carried_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["carried_at", "pk"]
        verbose_name_plural = "carried over"
        constraints = [
            models.CheckConstraint(condition=~Q(reference="") & ~Q(kept_in=""), name="what_is_carried_says_where_to")
        ]

    def __str__(self):
        return f"concern {self.concern_id} carried over"
