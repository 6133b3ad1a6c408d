"""An informal plan: a few small things that make a child's day easier, from a tick list, with one owner."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from interventions.models.lists import HelpItem
from interventions.models.placements import Placement
from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.addresses import address_of
from staff.models import User
from staff.posting import Versioned


class InformalPlanQuerySet(AboutPupilQuerySet):
    """Words about plans. They are for the adults around the child; the owner is always one of them."""

    AUTHOR = "made_by"

    def open(self, on=None):
        """Not ended, of children who are still here."""
        return self.filter(ended_on=None, pupil__in=Pupil.objects.open(on).values("pk"))


class InformalPlan(Versioned):
    """One child's plan. What is on it are its lines, each with its days; each change has its step."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="informal_plans")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()

    # These change with its steps.
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="plans_owned")
    review_on = models.DateField()
    ended_on = models.DateField(null=True)

    objects = InformalPlanQuerySet.as_manager()

    class Meta:
        ordering = ["review_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(ended_on=None), name="one_informal_plan_at_a_time"),
            models.CheckConstraint(condition=Q(review_on__gt=F("started_on")), name="a_plan_is_looked_at_later"),
        ]
        indexes = [models.Index(fields=["review_on"], condition=Q(ended_on=None), name="plans_to_look_at")]

    def __str__(self):
        return f"informal plan since {self.started_on}"

    def get_absolute_url(self):
        return address_of("interventions:informal_plan", self.public_id)


class PlanLine(models.Model):
    """One thing on a plan, as it is done for this child. `until_on` is the first day without it."""

    plan = models.ForeignKey(InformalPlan, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(HelpItem, on_delete=models.PROTECT, related_name="+")
    detail = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        ordering = ["item__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item"], condition=Q(until_on=None), name="a_thing_is_on_a_plan_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="a_line_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return f"{self.item_id} on plan {self.plan_id}"


class PlanStepQuerySet(AboutPupilQuerySet):
    """Words about steps: read by whoever may read the plan."""

    PUPIL = "plan__pupil"
    AUTHOR = "plan__made_by"


class PlanStep(models.Model):
    """One moment of a plan: begun, looked at again, ended, with a line about it. Only ever added to."""

    class Kind(models.TextChoices):
        STARTED = "started", "Begun"
        LOOKED_AT = "looked_at", "Looked at again"
        ENDED = "ended", "Ended"

    # The only ways a plan may go; after its end a new one is begun.
    NEXT = {
        Kind.STARTED: {Kind.LOOKED_AT, Kind.ENDED},
        Kind.LOOKED_AT: {Kind.LOOKED_AT, Kind.ENDED},
        Kind.ENDED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(InformalPlan, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind="started") | ~Q(words=""), name="a_plan_says_how_it_went")
        ]

    def __str__(self):
        return f"{self.kind} of plan {self.plan_id}"
