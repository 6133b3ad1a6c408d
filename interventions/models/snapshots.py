"""How many children had help as a term ended. Counted once and never changed: names are copied, not looked up."""

import uuid

from django.db import models
from django.utils import timezone

from staff.addresses import address_of


class MapSnapshot(models.Model):
    """One term's end, whole in one row: the database lets nobody change it.

    `counts` is a list of [kind, name, wave, how many children], in the order in which they are shown.
    """

    class Kind(models.TextChoices):
        WAVE = "wave", "By wave"
        AREA = "area", "By need"
        CLASS = "class", "By class"
        OFFERING = "offering", "By line of the map"
        WAITING = "waiting", "Waiting for a place"
        PLAN = "plan", "Informal plans"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    term = models.CharField(max_length=60)
    term_from = models.DateField(unique=True)
    taken_on = models.DateField()
    taken_at = models.DateTimeField(default=timezone.now)
    pupils = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        ordering = ["-term_from"]

    def __str__(self):
        return f"{self.term} {self.taken_on.year}"

    def get_absolute_url(self):
        return address_of("interventions:snapshot", self.public_id)
