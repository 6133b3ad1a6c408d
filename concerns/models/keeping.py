"""How this school keeps its safeguarding records: who leads, what the head reads, and where the file is."""

import uuid

from django.db import models
from django.db.models import Exists, Q

from staff.kept import kept
from staff.models import User
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Scope
from staff.posting import Versioned


class KeepingQuerySet(PermittedQuerySet):
    """Words about the one row; where it was never filled in, the defaults of its columns hold."""

    SCOPES = {Scope.ALL: EVERY_ROW}

    def led_by_another(self, user):
        """The row, where somebody still here is named as the lead and it is not this person."""
        return self.filter(lead__is_active=True).exclude(lead=user)


class Keeping(Versioned):
    """One row of settings that only the safeguarding leads change. `kept_in` names another system, or is empty."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    head_reads = models.BooleanField(default=True)
    kept_in = models.CharField(max_length=60, blank=True)

    objects = KeepingQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="safeguarding_is_kept_one_way")]

    def __str__(self):
        return "how safeguarding is kept"

    @classmethod
    def current(cls):
        return next(iter(_the_row()), None) or cls()


@kept
def _the_row():
    return Keeping.objects.select_related("lead").order_by("pk")[:1]


def head_reads():
    """Q that holds unless the school closed safeguarding text to its head: asked in the query, never cached."""
    return Q(~Exists(Keeping.objects.filter(head_reads=False)))
