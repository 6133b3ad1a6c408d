"""What was agreed at a meeting: who does what by when."""

from django.db import models
from django.utils import timezone

from families.models.meeting import Meeting
from staff.models import User


class Agreed(models.Model):
    """One thing agreed at a meeting: who does what by when. The family reads it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreed")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=100)
    by_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"agreed at meeting {self.meeting_id}"
