"""The kinds of need a concern can be about: data that the school edits."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from concerns.triggers import REASONS
from staff.posting import Versioned


class NeedQuerySet(models.QuerySet):
    """Words about the list: rows are retired, never deleted."""

    def in_use(self, on=None):
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on or timezone.localdate()))


class Need(Versioned):
    """One kind of need. `holds` names what ticking it sets off (see concerns.triggers)."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=120, blank=True)
    holds = models.CharField(max_length=20, blank=True, choices=list(REASONS.items()))
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(retired_on=None), name="one_need_of_a_name"),
        ]

    def __str__(self):
        return self.name
