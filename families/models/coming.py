"""Who comes to a meeting, and what a child or a family is asked to say beforehand."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from families.models.meeting import Meeting
from pupils.models import Contact, Pupil
from staff.models import User
from staff.policy import Permission


class Coming(models.Model):
    """One adult asked to a meeting: somebody of the family, a colleague, or a guest; and whether they came."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="coming")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    came = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "contact"], name="a_contact_is_asked_once"),
            models.UniqueConstraint(fields=["meeting", "user"], name="a_colleague_is_asked_once"),
            models.CheckConstraint(condition=~Q(name="") & (Q(contact=None) | Q(user=None)), name="somebody_is_asked"),
        ]

    def __str__(self):
        return f"asked to meeting {self.meeting_id}"


class ViewQuerySet(models.QuerySet):
    """Words about what was asked beforehand."""

    def asked_of(self, user):
        """Those this person is to ask, of children they still work with."""
        return self.filter(
            asked_of=user, meeting__pupil__in=Pupil.objects.permitted(user, Permission.PUPIL_READ).open().values("pk")
        )

    def to_do(self):
        going_on = [Meeting.State.PLANNED, Meeting.State.HELD]
        here = Pupil.objects.open().values("pk")
        return self.filter(answered_at=None, meeting__state__in=going_on, meeting__pupil__in=here)


class View(models.Model):
    """What a child, or the family, wants to say: asked for before the meeting, brought by a colleague who knows them."""

    class Whose(models.TextChoices):
        CHILD = "child", "What the child says"
        FAMILY = "family", "What the family says"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="views")
    whose = models.CharField(max_length=6, choices=Whose)
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    words = models.TextField(max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ViewQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "whose", "asked_of"], name="one_view_asked_of_a_colleague"),
            models.CheckConstraint(
                condition=Q(answered_at=None, words="") | (Q(answered_at__isnull=False) & ~Q(words="")),
                name="a_view_given_has_words",
            ),
        ]

    def __str__(self):
        return f"view for meeting {self.meeting_id}"
