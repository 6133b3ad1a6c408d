"""The one thing kept here: how the safeguarding leads put a child's chronology in order.

The records themselves are never touched. A curation is only ever added to: the newest one of a
line holds, and the ones before it say who had thought what.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.models import Pupil
from staff.models import User


def is_one_of(lines):
    """Q of the curations of these lines; of none where there are none."""
    kinds = {}
    for line in lines:
        kinds.setdefault(line.kind, set()).add(line.key)
    found = Q(pk__in=[])
    for kind, keys in kinds.items():
        found |= Q(kind=kind, key__in=sorted(keys))
    return found


class CurationQuerySet(models.QuerySet):
    """Words about curations."""

    def of_lines(self, pupils, lines):
        """The newest for each of these lines, at most one a line."""
        rows = self.filter(is_one_of(lines), pupil__in=pupils)
        return rows.order_by("pupil_id", "kind", "key", "-pk").distinct("pupil_id", "kind", "key")


class Curation(models.Model):
    """One line of one child's chronology, as somebody put it: in or out, and in their words."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    included = models.BooleanField(default=True)
    curated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    curated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CurationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["pupil", "kind", "key", "-id"], name="curations_of_a_line")]

    def __str__(self):
        return f"curation {self.pk}"


class CurationWords(models.Model):
    """The words of a curation. Apart from it, so that no list fetches those of a restricted line."""

    curation = models.OneToOneField(Curation, on_delete=models.PROTECT, primary_key=True, related_name="words")
    summary = models.CharField(max_length=300, blank=True)
    decided = models.CharField(max_length=300, blank=True)
    impact = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    SAID = ("summary", "decided", "impact", "outcome")

    class Meta:
        verbose_name_plural = "curation words"

    def __str__(self):
        return f"words of curation {self.curation_id}"
