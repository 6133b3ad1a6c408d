"""Everyday help at Wave 1: what somebody tried with a child, and what a whole class has this term."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interventions.models.catalogue import Offering
from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from school.models import SchoolClass
from staff.models import User


class TriedQuerySet(AboutPupilQuerySet):
    """Words about what was tried. It is for the adults around the child, and for whoever wrote it."""

    AUTHOR = "noted_by"


class Tried(models.Model):
    """Something of Wave 1 was tried with a child on a day, and whether it helped. Never edited."""

    class Helped(models.TextChoices):
        YES = "yes", "It helped"
        A_LITTLE = "a_little", "It helped a little"
        NOT_YET = "not_yet", "Not this time"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="tried")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    helped = models.CharField(max_length=8, choices=Helped)
    words = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TriedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "tried"
        indexes = [models.Index(fields=["pupil", "-on"], name="what_was_tried_with_a_child")]

    def __str__(self):
        return f"tried with child {self.pupil_id} on {self.on}"


class ClassHelpQuerySet(models.QuerySet):
    """Words about what a class has."""

    def standing(self):
        return self.filter(taken_off_at=None)

    def of_term(self, starts_on):
        return self.standing().filter(from_on=starts_on)

    def offered(self, on=None):
        """Of lines that are on the map: what the school offers no longer, no class has."""
        return self.filter(offering__in=Offering.objects.in_use(on).values("pk"))


class ClassHelp(models.Model):
    """A line of Wave 1 that a whole class has in one term, and who leads it there. About no child."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="class_help")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="class_help")
    from_on = models.DateField()
    until_on = models.DateField()
    led_by = models.CharField(max_length=60, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_off_at = models.DateTimeField(null=True, editable=False)

    objects = ClassHelpQuerySet.as_manager()

    class Meta:
        ordering = ["offering__order", "pk"]
        verbose_name_plural = "class help"
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "offering", "from_on"],
                condition=Q(taken_off_at=None),
                name="a_class_has_a_line_once_a_term",
            ),
            models.CheckConstraint(condition=Q(until_on__gt=models.F("from_on")), name="a_term_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.offering_id} in class {self.school_class_id} from {self.from_on}"
