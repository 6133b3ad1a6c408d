"""The directory of agencies: whom the school asks for help, and how they like to be asked."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from school.models.own import RetiringQuerySet, dialled
from staff.posting import Versioned

# Terms differ in length; a third of a year is what "older than a term" means here.
A_TERM = timedelta(days=122)


class AgencyQuerySet(RetiringQuerySet):
    """Words about the directory."""

    def stale(self, on):
        """Not checked for more than a term, or never."""
        return self.unchecked_since(on - A_TERM)

    def unchecked_since(self, day):
        return self.current().filter(Q(last_verified_on=None) | Q(last_verified_on__lt=day))


class Agency(Versioned):
    """Somebody outside (or a service inside) whom the school asks for help, and how they like to be asked."""

    class Route(models.TextChoices):
        PORTAL = "portal", "Their own form or website (we prepare the answers)"
        LETTER = "letter", "A letter from school"
        TELEPHONE = "telephone", "A telephone call (we prepare and log it)"
        INTERNAL = "internal", "A request inside school"

    class Wave(models.IntegerChoices):
        ONE = 1, "Wave 1: everyday classroom support"
        TWO = 2, "Wave 2: extra help"
        THREE = 3, "Wave 3: one-to-one or specialist help"

    class Consent(models.TextChoices):
        NOT_NEEDED = "not_needed", "Not needed (no name is given)"
        TELL = "tell", "Tell the parents first, unless that puts the child at risk"
        AGREED = "agreed", "A parent agrees (spoken is enough, written down here)"
        SIGNED = "signed", "Signed by somebody with parental responsibility"
        WHOLE_FAMILY = "whole_family", "Every adult of the family agrees; the child is asked"

    class Lead(models.TextChoices):
        SENDCO = "sendco", "SENDCo"
        WELLBEING_LEAD = "wellbeing_lead", "Wellbeing Lead"
        DSL = "dsl", "Safeguarding lead (DSL)"
        HEAD = "head", "Headteacher"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True, editable=False)
    name = models.CharField(max_length=120)
    aliases = models.CharField("other names", max_length=300, blank=True)
    purpose = models.TextField("what they help with", max_length=600)
    wave = models.PositiveSmallIntegerField(choices=Wave, null=True, blank=True)
    route = models.CharField("how to ask", max_length=10, choices=Route)
    url = models.URLField("website or portal", max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField("when they answer", max_length=120, blank=True)
    eligibility = models.TextField("who it is for", max_length=600, blank=True)
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.AGREED)
    consent_note = models.CharField(max_length=300, blank=True)
    lead_role = models.CharField("who leads", max_length=20, choices=Lead, default=Lead.SENDCO)
    approver_role = models.CharField("who approves", max_length=20, choices=Lead, default=Lead.DSL)
    attachments = models.TextField("what must go with it", max_length=600, blank=True)
    response_days = models.PositiveSmallIntegerField("usual answer, in school days", null=True, blank=True)
    chase_every = models.PositiveSmallIntegerField("ask again every so many school days", null=True, blank=True)
    least_evidence = models.CharField("least evidence they expect", max_length=300, blank=True)
    least_cycles = models.PositiveSmallIntegerField("reviewed rounds of help they expect first", default=0)
    urgent = models.BooleanField("shown on the urgent page", default=False)
    dsl_only = models.BooleanField("only the safeguarding leads ask them", default=False)
    last_verified_on = models.DateField(null=True, blank=True, editable=False)
    last_verified_by = models.ForeignKey(
        "staff.User", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(retired_on=None),
                name="one_agency_of_a_name",
                violation_error_message="There is already an agency with this name.",
            ),
            models.CheckConstraint(
                condition=Q(last_verified_by=None) | Q(last_verified_on__isnull=False),
                name="who_verified_an_agency_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(dsl_only=False) | Q(lead_role__in=["dsl", "head"]),
                name="only_the_dsl_leads_what_only_the_dsl_asks",
                violation_error_message="Where only the safeguarding leads ask, one of them or the head leads.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("school:agency", kwargs={"agency": self.public_id})

    @property
    def other_names(self):
        return [name.strip() for name in self.aliases.split(",") if name.strip()]

    @property
    def dial(self):
        return dialled(self.phone)

    @property
    def attachment_list(self):
        return [line.strip() for line in self.attachments.splitlines() if line.strip()]

    @property
    def shelf(self):
        """Under which heading the directory lists it."""
        return self.get_wave_display() if self.wave else "In a crisis" if self.urgent else "Other"

    def stale(self, on):
        """Checked more than a term ago, or never: a page then says so before anybody rings."""
        return self.last_verified_on is None or self.last_verified_on < on - A_TERM
