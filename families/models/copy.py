"""A copy of a summary for each person it is for."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from families.models.meeting import Meeting
from pupils.models import Contact
from staff.models import User


class Copy(models.Model):
    """The summary for one person: their own copy, with nobody else's address on it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="copies")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    # Keys of parts (families.summary.parts_of) that are not on this copy: each reads what is theirs to read.
    without = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    shared_on = models.DateField(null=True, blank=True)
    shared_how = models.CharField(max_length=200, blank=True)
    shared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "contact"], name="one_copy_a_person")]

    def __str__(self):
        return f"copy of meeting {self.meeting_id}"
