"""A file from the school's information system, row by row, between reading it and writing anything."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from pupils.models.pupil import Pupil
from staff.addresses import address_of
from staff.models import User
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Scope


class ImportBatchQuerySet(PermittedQuerySet):
    """Imports belong to those who manage pupils."""

    SCOPES = {Scope.ALL: EVERY_ROW}

    def with_counts(self, user):
        """Each with how many lines `came_in`, and how many children `not_in_it` are still here for somebody to tick."""
        missing = Q(rows__kind=ImportRow.Kind.MISSING)
        mine = ~Q(rows__pupil__in=Pupil.objects.relatives_of(user))
        return self.annotate(
            came_in=Count("rows", filter=Q(rows__written=True) & ~missing),
            not_in_it=Count("rows", filter=missing & mine & Q(rows__pupil__left_on=None)),
        )


class ImportBatch(models.Model):
    """One file, read and compared. Nothing of it is in the children's records until it is committed."""

    class State(models.TextChoices):
        REVIEW = "review", "Waiting for you to look"
        COMMITTED = "committed", "Brought in"
        DISCARDED = "discarded", "Thrown away"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.REVIEW)
    read_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20)
    separator = models.CharField(max_length=1)
    headings = models.JSONField(default=dict)
    notes = ArrayField(models.CharField(max_length=300), default=list)
    committed_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="committed", committed_at__isnull=False)
                | (~Q(state="committed") & Q(committed_at=None)),
                name="a_committed_import_has_its_moment",
            )
        ]

    def __str__(self):
        return f"import {self.pk}"

    def get_absolute_url(self):
        return address_of("pupils:review_import", self.public_id)


class ImportRow(models.Model):
    """What one line of the file would do. Its facts go when the batch is committed or thrown away."""

    class Kind(models.TextChoices):
        NEW = "new", "New children"
        CHANGED = "changed", "Changed"
        MOVED = "moved", "Moved class or year"
        SAME = "same", "Already as in the file"
        AMBIGUOUS = "ambiguous", "A person must say who this is"
        REFUSED = "refused", "Cannot be read"
        MISSING = "missing", "At school here, not in the file"

    class Decision(models.TextChoices):
        NONE = "", "Not decided"
        ACCEPT = "accept", "Bring it in"
        NEW = "new", "A new child"
        THIS = "this", "This child"
        LEAVE = "leave", "Leave it out"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=9, choices=Kind)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    candidates = ArrayField(models.BigIntegerField(), default=list)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list)
    flags = ArrayField(models.CharField(max_length=300), default=list)
    problems = ArrayField(models.CharField(max_length=300), default=list)
    held = models.BooleanField(default=False)
    decision = models.CharField(max_length=6, choices=Decision, blank=True, default=Decision.NONE)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    written = models.BooleanField(default=False)

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["batch", "kind"], name="rows_of_an_import")]

    def __str__(self):
        return f"line {self.line}: {self.kind}"
