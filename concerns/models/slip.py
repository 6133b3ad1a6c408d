"""A slip from a class's "I wish my teacher knew" box: a child's own words, kept as they were written."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.models.concern import Concern
from concerns.models.report import Report
from pupils.models import ClassStaff, Pupil
from school.models import SchoolClass
from staff.models import User
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Permission, Scope, scopes


def classes_of(user, on=None):
    """Classes whose box this person may open: their own, or every one for those who read every child."""
    if Scope.ALL in scopes(user.roles, Permission.PUPIL_READ):
        return SchoolClass.objects.all()
    own = ClassStaff.objects.current(on).filter(user=user).values("school_class")
    mine = Scope.MINE in scopes(user.roles, Permission.PUPIL_READ)
    return SchoolClass.objects.filter(pk__in=own) if mine else SchoolClass.objects.none()


class SlipQuerySet(PermittedQuerySet):
    """Words about slips. A box belongs to its class; a slip by a relative's child is closed like any record."""

    SCOPES = {
        Scope.ALL: EVERY_ROW,
        Scope.RESTRICTED: EVERY_ROW,
        Scope.WELLBEING: EVERY_ROW,
        Scope.TEAM: lambda user: Q(school_class__in=classes_of(user).values("pk")),
        Scope.OWN: lambda user: Q(pk__in=[]),
    }

    def not_for(self, user, permission):
        return Q(pupil__in=Pupil.objects.relatives_of(user))

    def in_the_box(self):
        """Not passed on: once it is, its words are those of the concern."""
        return self.filter(concern=None, report=None)

    def of(self, school_class):
        return self.filter(school_class=school_class)


class Slip(models.Model):
    """One slip, word for word. It remembers the concern it became, or the report that still waits for a name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField()
    written_on = models.DateField()
    danger = models.CharField(max_length=6, choices=Concern.Danger, default=Concern.Danger.NO)
    typed_at = models.DateTimeField(default=timezone.now, editable=False)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="slip")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="slip")

    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["-written_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_slip_has_words"),
            models.CheckConstraint(condition=Q(concern=None) | Q(report=None), name="a_slip_goes_one_way"),
        ]
        indexes = [models.Index(fields=["school_class", "-written_on", "-id"], name="slips_of_a_class")]

    def __str__(self):
        return f"slip {self.pk}"

    @property
    def is_passed_on(self):
        return self.concern_id is not None or self.report_id is not None
