"""What changed in a child's life, in one line: told by a family or a colleague, shown for some weeks, then only kept."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from concerns.models.concern import Concern, ConcernPupil
from pupils.about import AboutPupilQuerySet
from pupils.models import MonitoringFlag, Pupil
from staff.models import User
from staff.posting import Versioned


class ChangeKindQuerySet(models.QuerySet):
    """Words about the list: rows are retired, never deleted."""

    def in_use(self, on=None):
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on or timezone.localdate()))


class ChangeKind(Versioned):
    """One kind of change. `keep_eye`: telling one also asks everybody to keep an eye on the child."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=20, blank=True, editable=False)
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=120, blank=True)
    weeks = models.PositiveSmallIntegerField(default=6)
    keep_eye = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=50)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = ChangeKindQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(retired_on=None),
                name="one_kind_of_change_of_a_name",
                violation_error_message="There is already a kind with this name.",
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=1, weeks__lte=52),
                name="a_change_is_shown_for_a_while",
                violation_error_message="Choose from 1 to 52 weeks.",
            ),
        ]

    def __str__(self):
        return self.name


class ChangeQuerySet(AboutPupilQuerySet):
    """Words about changes. They are for the adults around the child, and for whoever wrote them down."""

    AUTHOR = "told_by"

    def not_for(self, user, permission):
        """Nor those of a concern that was filed under this child by mistake."""
        return super().not_for(user, permission) | Q(concern__isnull=False) & ~self._in_place()

    def _in_place(self):
        theirs = {"concern": OuterRef("concern"), "pupil": OuterRef("pupil")}
        return Exists(ConcernPupil.objects.in_place().filter(**theirs))

    def current(self, on=None):
        """Still shown to the adults around the child."""
        return self.of_children_here().filter(until_on__gt=on or timezone.localdate())

    def of(self, pupil):
        return self.filter(pupil=pupil)


class Change(models.Model):
    """One change: what, in a line, who said so, which day. Never edited; a second line is told anew."""

    class SaidBy(models.TextChoices):
        PARENT = "parent", "A parent or carer"
        CHILD = "child", "The child"
        STAFF = "staff", "Somebody who works here"
        OTHER = "other", "Somebody else"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(ChangeKind, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    said_by = models.CharField(max_length=6, choices=SaidBy, default=SaidBy.PARENT)
    on = models.DateField()
    until_on = models.DateField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    flag = models.ForeignKey(MonitoringFlag, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now, editable=False)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_change_has_its_line"),
            models.CheckConstraint(condition=Q(until_on__gt=models.F("on")), name="a_change_is_shown_after_it_began"),
        ]
        indexes = [
            models.Index(fields=["pupil", "-told_at"], name="changes_of_a_child"),
            models.Index(fields=["until_on"], name="changes_still_shown"),
        ]

    def __str__(self):
        return f"change {self.pk}"
