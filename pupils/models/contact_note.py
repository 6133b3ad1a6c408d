"""One log of every contact with a child's family: a call, a word at the gate, an e-mail, a letter."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models.contact import Contact
from pupils.models.pupil import Pupil
from staff.addresses import address_of
from staff.models import User
from staff.policy import LEVEL_NAMES, Level


class ContactNoteQuerySet(AboutPupilQuerySet):
    """Words about contacts with families."""

    AUTHOR = "made_by"
    LEVEL = "level"

    def open(self):
        """Those after which somebody said they would speak to the family again, and has not yet."""
        return self.of_children_here().filter(next_on__isnull=False, next_done_at=None)

    def due(self, on):
        return self.open().filter(next_on__lte=on)

    def made_by(self, user):
        return self.filter(made_by=user)


class ContactNote(models.Model):
    """What was said between school and home, once. Its words never change; only the next contact is ticked off."""

    class How(models.TextChoices):
        CALL = "call", "A phone call"
        GATE = "gate", "A word at the gate"
        EMAIL = "email", "An e-mail"
        LETTER = "letter", "A letter"
        MESSAGE = "message", "A text message"
        OTHER = "other", "Another way"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="contact_notes")
    level = models.CharField(max_length=12, choices=list(LEVEL_NAMES.items()), default=Level.TEAM)
    how = models.CharField(max_length=7, choices=How)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=120)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    said = models.TextField(max_length=3000)
    agreed = models.CharField(max_length=500, blank=True)
    asked_if_safe = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    next_on = models.DateField(null=True, blank=True)
    next_done_at = models.DateTimeField(null=True, blank=True)
    next_done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(who="") & ~Q(said=""), name="a_contact_says_who_and_what"),
            models.CheckConstraint(
                condition=Q(next_done_at=None, next_done_by=None)
                | Q(next_on__isnull=False, next_done_at__isnull=False, next_done_by__isnull=False),
                name="a_next_contact_is_done_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["pupil", "-at"], name="contact_notes_of_a_child"),
            models.Index(fields=["made_by", "next_on"], condition=Q(next_done_at=None), name="families_to_speak_to"),
        ]

    def __str__(self):
        return f"contact note {self.pk}"

    def get_absolute_url(self):
        return address_of("pupils:family", self.pupil.public_id)
