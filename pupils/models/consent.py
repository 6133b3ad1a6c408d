"""What a family agreed to, in dated rows: given, refused, withdrawn, or why it was not sought."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models.contact import Contact
from pupils.models.pupil import Pupil
from staff.models import User


class ConsentQuerySet(AboutPupilQuerySet):
    """Words about consents."""

    AUTHOR = "recorded_by"

    def standing(self, on=None):
        """Given, not withdrawn, not run out."""
        day = on or timezone.localdate()
        given = self.filter(answer=Consent.Answer.GIVEN, withdrawal__isnull=True)
        return given.filter(Q(until_on=None) | Q(until_on__gte=day))


class Consent(models.Model):
    """Who agreed to what, how and until when: one row for each thing the family said, and none is ever changed.

    A refusal is recorded without judgement (PAR-5). A change of mind is a row of its own that names the first.
    """

    class Answer(models.TextChoices):
        GIVEN = "given", "They agree"
        REFUSED = "refused", "They would rather not, for now"
        NOT_SOUGHT = "not_sought", "Not asked (say why)"
        WITHDRAWN = "withdrawn", "They have changed their mind"
        WITHOUT = "without", "Decided without it by a safeguarding lead (say why)"

    class Route(models.TextChoices):
        SIGNED = "signed", "Signed on paper"
        SPOKEN = "spoken", "Said in person"
        PHONE = "phone", "By telephone"
        EMAIL = "email", "By e-mail"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    answer = models.CharField(max_length=12, choices=Answer)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    route = models.CharField(max_length=10, choices=Route, blank=True)
    information = models.CharField(max_length=500, blank=True)
    childs_wishes = models.CharField(max_length=500, blank=True)
    why_not_sought = models.CharField(max_length=500, blank=True)
    given_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal", editable=False
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="given") | Q(contact__isnull=False), name="a_consent_is_somebodys"
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["not_sought", "without"]) | ~Q(why_not_sought=""),
                name="not_asking_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(answer="withdrawn", withdraws__isnull=False) | (~Q(answer="withdrawn") & Q(withdraws=None)),
                name="a_change_of_mind_names_what_it_changes",
            ),
        ]
        indexes = [models.Index(fields=["pupil", "-given_on"], name="consents_of_a_child")]

    def __str__(self):
        return f"{self.purpose}: {self.answer}"

    @property
    def may_be_signed(self):
        """Did somebody at home say it, so that there may be a paper with their name under it?"""
        return self.contact_id is not None

    def has_run_out(self, on):
        return self.until_on is not None and self.until_on < on
