"""What makes something urgent: the school's own list of triggers, with the words and needs that offer the route."""

import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Lower

from concerns.models.need import Need
from concerns.triggers import finds, held_words
from staff.kept import kept
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Scope
from staff.posting import Versioned


class UrgentTriggerQuerySet(PermittedQuerySet):
    """Words about the list: rows are put away, never deleted."""

    SCOPES = {Scope.ALL: EVERY_ROW}

    def current(self):
        return self.filter(retired_on=None)

    def retired(self):
        return self.exclude(retired_on=None)

    def with_needs(self):
        """Each row with `need_keys`, the keys of its needs."""
        pairs = self.model.needs.through.objects.filter(urgenttrigger=OuterRef("pk")).order_by()
        return self.annotate(need_keys=ArraySubquery(pairs.values("need")))


class UrgentTrigger(Versioned):
    """One thing that makes the urgent route be offered: words to look for, a line each, and needs. It only offers."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True, editable=False)
    name = models.CharField(max_length=80)
    words = models.TextField("words to look for", max_length=4000, blank=True)
    needs = models.ManyToManyField(Need, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = UrgentTriggerQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(retired_on=None), name="one_trigger_of_a_name"),
        ]

    def __str__(self):
        return self.name

    @property
    def phrases(self):
        return tuple(line.strip().casefold() for line in self.words.splitlines() if line.strip())


def triggers_met(text, needs):
    """The triggers in use that this text or one of these needs, by their keys, meets, in the school's order."""
    return [one for one in _in_use() if {*needs}.intersection(one.need_keys) or finds(one.phrases, text)]


def heard_in_words(text):
    """(why these words are held for the safeguarding leads, which urgent things they speak of): sentences, or ""."""
    return held_words(text), ", ".join(one.name for one in triggers_met(text, []))


@kept
def _in_use():
    return UrgentTrigger.objects.current().with_needs()
