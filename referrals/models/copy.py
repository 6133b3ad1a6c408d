"""A copy of a letter for one more reader: theirs alone, with nobody else's address on it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.going_home import goes_home, stays_here
from pupils.models import Contact
from referrals.agreed import held_by_the_family, nothing_stops
from referrals.models.referral import Referral
from staff.models import User
from staff.policy import Level


class LetterCopyQuerySet(AboutPupilQuerySet):
    """Words about copies: read by whoever may read the referral."""

    PUPIL = "referral__pupil"
    AUTHOR = "referral__raised_by"
    LEVEL = "referral__level"

    def noted(self, user):
        """Sealed and approved: what the office may print or post, while the family lets it go. For home only where
        nothing holds it."""
        sealed = Q(
            referral__state__in=[Referral.State.APPROVED, Referral.State.SENT],
            referral__level__in=[Level.TEAM, Level.WELLBEING],
        )
        return sealed & nothing_stops(referral="referral__") & (Q(contact=None) | goes_home("referral__pupil"))


class LetterCopy(models.Model):
    """One more reader: somebody at home, or another service. Each has a PDF of their own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="copies")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = LetterCopyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "letter copies"
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "contact"], condition=Q(contact__isnull=False), name="one_letter_copy_a_person"
            ),
            models.CheckConstraint(
                condition=(Q(contact=None) & ~Q(name="")) | Q(contact__isnull=False, name="", address=""),
                name="a_letter_copy_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_by=None) | Q(sent_on__isnull=False, sent_by__isnull=False),
                name="a_letter_copy_is_sent_by_somebody",
            ),
        ]

    def __str__(self):
        return f"copy of letter {self.referral_id}"

    @property
    def reader(self):
        """Who reads it. Needs `contact` fetched with it."""
        return self.contact.name if self.contact else self.name

    @property
    def stays_here(self):
        """Why this copy does not leave now, or "". Needs the referral's `pupil` and `contact` fetched with it."""
        if self.contact is not None and (why := stays_here(self.referral.pupil, self.contact)):
            return why
        return held_by_the_family(self.referral) if self.goes_with_it else ""

    @property
    def goes_with_it(self):
        """Does this copy wait for the family's word as the letter does? Home may have one of what has been sent."""
        return self.contact_id is None or self.referral.sent_on is None

    @property
    def lines(self):
        """Name and address for the top of it; an address that is kept from others at home is on nobody's paper."""
        if self.contact is None:
            return [self.name, *self.address.splitlines()]
        shown = "" if self.contact.hides_address(timezone.localdate()) else self.contact.address
        return [self.contact.name, *shown.splitlines()]
