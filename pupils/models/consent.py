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
        return self.filter(answer=Consent.Answer.GIVEN, withdrawn_on=None).filter(
            Q(until_on=None) | Q(until_on__gte=day)
        )


class Consent(models.Model):
    """Who agreed to what, how and until when. A refusal is recorded without judgement (PAR-5)."""

    class Answer(models.TextChoices):
        GIVEN = "given", "They agree"
        REFUSED = "refused", "They would rather not, for now"
        NOT_SOUGHT = "not_sought", "Not asked (say why)"

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
    withdrawn_on = models.DateField(null=True, blank=True)
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
                condition=~Q(answer="not_sought") | ~Q(why_not_sought=""), name="not_asking_has_its_reason"
            ),
        ]
        indexes = [models.Index(fields=["pupil", "-given_on"], name="consents_of_a_child")]

    def __str__(self):
        return f"{self.purpose}: {self.answer}"
