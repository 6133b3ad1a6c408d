"""The school's own wordings: of letters, of the answers an agency asks for, of calls. Every version is kept."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from school.models import Agency
from staff.addresses import address_of
from staff.models import User


class WordingQuerySet(models.QuerySet):
    """Words about wordings. They are about no child."""

    def of(self, agency, route):
        """All versions for this agency (None: the school's own for every agency), newest first."""
        return self.filter(agency=agency, route=route).order_by("-number")

    def for_agency(self, agency):
        """The one in use for this agency: its own, or the school's for whoever is asked this way."""
        rows = self.filter(Q(agency=agency) | Q(agency=None), route=agency.route)
        return rows.order_by(models.F("agency").asc(nulls_last=True), "-number").first()


class Wording(models.Model):
    """One version of how something reads. It is never changed: a change is the next version."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    route = models.CharField(max_length=10, choices=Agency.Route)
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=12_000)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "route", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "route", "number"], name="wordings_follow_one_another"),
            models.UniqueConstraint(
                fields=["route", "number"], condition=Q(agency=None), name="the_schools_own_wordings_follow_one_another"
            ),
        ]

    def __str__(self):
        return f"wording {self.pk}, version {self.number}"

    def get_absolute_url(self):
        if self.agency_id:
            return address_of("referrals:wording_of_agency", self.agency.public_id)
        return reverse("referrals:wording_of_route", args=[self.route])
