"""What the school's information system has said of each child's special educational needs, from which day on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models.pupil import Pupil
from staff.models import User

NEED_NAMES = {
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SEMH": "Social, emotional and mental health",
    "SLCN": "Speech, language and communication",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "ASD": "Autism",
    "OTH": "Another difficulty",
    "NSA": "No specialist assessment yet",
    "DS": "Down syndrome",
}


class SenEntryQuerySet(AboutPupilQuerySet):
    """Words about the register's history."""

    def latest(self):
        """For each child, what stands now."""
        return self.order_by("pupil_id", "-pk").distinct("pupil_id")


class SenEntry(models.Model):
    """SEN status and ranked needs from a day on. The register is the newest of each child; nothing is overwritten.

    `or_before`: it was so when we first heard of it, and nobody told us since when.
    """

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="sen_entries")
    status = models.CharField(max_length=1, choices=Pupil.SenStatus, blank=True)
    needs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    from_on = models.DateField()
    or_before = models.BooleanField(default=False)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = SenEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "sen entries"
        indexes = [models.Index(fields=["pupil", "-id"], name="sen_entries_of_a_child")]

    def __str__(self):
        return f"{self.status or 'none'} from {self.from_on}"

    @property
    def need_names(self):
        """In their order, the greatest first."""
        return [NEED_NAMES.get(code, code) for code in self.needs]

    @property
    def since(self):
        """ "since 4 September 2025", or "since 4 September 2025 or before"."""
        day = f"since {self.from_on.day} {self.from_on:%B %Y}"
        return f"{day} or before" if self.or_before else day
