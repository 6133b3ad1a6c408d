"""What came back and what was said: calls, replies with their papers, advice that became a target, a place inside school."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interventions.models import ProgrammePlace, Target
from pupils.about import AboutPupilQuerySet
from referrals.models.referral import Referral
from staff.models import User


class OfReferral(AboutPupilQuerySet):
    """Rows that belong to a referral: read by whoever may read it."""

    PUPIL = "referral__pupil"
    AUTHOR = "referral__raised_by"
    LEVEL = "referral__level"


class Call(models.Model):
    """One telephone call: who, when, what was asked, what they advised and what follows. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="calls")
    called_at = models.DateTimeField()
    spoke_to = models.CharField(max_length=120)
    asked = models.TextField(max_length=2000)
    advice = models.TextField(max_length=4000)
    follows = models.TextField(max_length=1000)
    their_reference = models.CharField(max_length=60, blank=True)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfReferral.as_manager()

    class Meta:
        ordering = ["-called_at", "-pk"]

    def __str__(self):
        return f"call about {self.referral_id}"


class Reply(models.Model):
    """Something that came back: a letter, an appointment, a report. Its papers are filed with it. Never edited."""

    class Kind(models.TextChoices):
        REPLY = "reply", "A letter or a message"
        APPOINTMENT = "appointment", "An appointment"
        REPORT = "report", "A report with advice"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(max_length=11, choices=Kind)
    received_on = models.DateField()
    sender = models.CharField(max_length=120)
    words = models.TextField(max_length=4000)
    appointment_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfReferral.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="appointment") | Q(appointment_at__isnull=False), name="an_appointment_is_at_a_time"
            )
        ]

    def __str__(self):
        return f"reply to {self.referral_id}"


class Followed(models.Model):
    """A reply's advice that became a child's target."""

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="followed")
    target = models.OneToOneField(Target, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "followed"

    def __str__(self):
        return f"target from reply {self.reply_id}"


class InsideRequest(models.Model):
    """A request inside school: the place on a programme that was asked for."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="inside")
    place = models.OneToOneField(ProgrammePlace, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"place for {self.referral_id}"
