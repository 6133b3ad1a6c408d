"""What a family says is wrong or missing in a summary, and the school's answer: an addition, never a change."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from families.models.copy import Copy
from families.models.meeting import Meeting
from pupils.models import Pupil
from staff.models import User
from staff.permitted import PermittedQuerySet


class CorrectionQuerySet(PermittedQuerySet):
    """Words about corrections: read, written and let out by whoever may do so with the summary itself."""

    def permitted(self, user, permission):
        return self.filter(meeting__in=Meeting.objects.permitted(user, permission).order_by().values("pk"))

    def waiting_for_approval(self):
        here = Pupil.objects.open().values("pk")
        return self.filter(state=Correction.State.WAITING, meeting__pupil__in=here)

    def not_written_by(self, user):
        return self.exclude(written_by=user)


class Correction(models.Model):
    """One correction by one reader of a summary, in their words, with the answer they get. The summary stays as it was."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an approver"
        APPROVED = "approved", "Approved"
        SET_ASIDE = "set_aside", "Not sent like this"

    NEXT = {
        State.WAITING: {State.APPROVED, State.SET_ASIDE},
        State.APPROVED: set(),
        State.SET_ASIDE: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="corrections")
    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="corrections")
    said = models.TextField(max_length=2000)
    answer = models.TextField(max_length=2000)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    # From here on an approver writes; everything above stays as it was written.
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why_not = models.CharField(max_length=500, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="a_correction_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("written_by")),
                name="a_second_person_lets_a_correction_out",
            ),
        ]

    def __str__(self):
        return f"correction {self.pk}"

    @property
    def is_approved(self):
        return self.state == self.State.APPROVED
