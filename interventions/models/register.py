"""When an education, health and care plan is reviewed: said here, or heard from the school's own system."""

import uuid

from django.db import models
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.models import User


class PlanReviewQuerySet(AboutPupilQuerySet):
    """Words about the dates of annual reviews."""

    def latest(self):
        """For each child, the date that stands."""
        return self.order_by("pupil_id", "-pk").distinct("pupil_id")


class PlanReview(models.Model):
    """A child's plan is reviewed on this day. Another day is another row: the newest stands, the others are history.

    Where nobody set it here (`set_by` is empty), it was heard from the school's system.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="plan_reviews")
    review_on = models.DateField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["pupil", "-id"], name="plan_reviews_of_a_child")]

    def __str__(self):
        return f"plan review on {self.review_on}"
