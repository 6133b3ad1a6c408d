"""Short lists that the school keeps for itself: what a plan can hold, what sessions are about, the times of a day."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from interventions.models.catalogue import ListedQuerySet
from staff.posting import Versioned


class HelpItem(Versioned):
    """One line of one of the lists. It is put away, never deleted: a record may still name it."""

    class Kind(models.TextChoices):
        PLAN = "plan", "What an informal plan can hold"
        THEME = "theme", "What a session can be about"
        TIMES = "times", "The school day, for reflection charts"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=5, choices=Kind, editable=False)
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=50)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                Lower("name"),
                condition=Q(retired_on=None),
                name="one_line_of_a_list_of_a_name",
                violation_error_message="There is already a line with this name.",
            )
        ]

    def __str__(self):
        return self.name
