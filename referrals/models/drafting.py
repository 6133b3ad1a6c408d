"""What goes into a letter while it is written: lines ticked in from the record, and a colleague's paragraph."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from referrals.models.letter import Letter
from referrals.models.referral import Referral
from staff.addresses import address_of
from staff.models import User


class Chosen(models.Model):
    """One line of the record that somebody ticked in, as it read then. What was tried is a row of the letter's table."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="chosen")
    key = models.CharField(max_length=80)
    box = models.CharField(max_length=20)
    what = models.TextField(max_length=20_000)
    when = models.CharField(max_length=80, blank=True)
    effect = models.TextField(max_length=25_000, blank=True)
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "chosen"
        constraints = [models.UniqueConstraint(fields=["letter", "key"], name="a_line_is_ticked_in_once")]

    def __str__(self):
        return f"line of letter {self.letter_id}"


class ParagraphQuerySet(AboutPupilQuerySet):
    """Words about paragraphs that were asked for."""

    PUPIL = "referral__pupil"
    AUTHOR = "referral__raised_by"
    LEVEL = "referral__level"

    def asked_of(self, user):
        """Those this person was asked for, about children who are still theirs."""
        return self.filter(asked_of=user, referral__pupil__in=Pupil.objects.mine(user).values("pk"))

    def waiting(self):
        """Not answered, and what it is for is still being written."""
        return self.filter(answered_at=None, referral__state=Referral.State.DRAFTING)


class Paragraph(models.Model):
    """A few lines asked of an adult who is with the child every day. They hear what is asked, never by whom it is read."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="paragraphs")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    words = models.TextField(max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ParagraphQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, words="") | (Q(answered_at__isnull=False) & ~Q(words="")),
                name="a_paragraph_has_words",
            ),
            models.UniqueConstraint(
                fields=["referral", "asked_of"], condition=Q(answered_at=None), name="nobody_is_asked_twice_at_once"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_of"], condition=Q(answered_at=None), name="paragraphs_asked_of_somebody")
        ]

    def __str__(self):
        return f"paragraph for {self.referral_id}"

    def get_absolute_url(self):
        return address_of("referrals:answer_paragraph", self.public_id)

    @property
    def is_waiting(self):
        """Needs `referral` fetched with it."""
        return self.answered_at is None and self.referral.state == Referral.State.DRAFTING
