"""Harm between children: a risk assessment for each child, one version after another, never written over."""

from django.db import models
from django.db.models import Q

from concerns.models.file import DateOwed, Filed, FileQuerySet
from pupils.models import Pupil


class HarmAssessmentQuerySet(FileQuerySet):
    """Words about risk assessments. Closed to the relatives of the other child, too."""

    def not_for(self, user, permission):
        return super().not_for(user, permission) | Q(other_pupil__in=Pupil.objects.relatives_of(user))

    def newest(self):
        """The version that counts now, of each assessment."""
        return self.filter(followed_by=None)


class HarmAssessment(Filed):
    """One version: this child's part, how likely harm is, when it is looked at again. The words are in HarmText."""

    class Part(models.TextChoices):
        HARMED = "harmed", "Was harmed"
        ALLEGED = "alleged", "Is said to have harmed"
        BOTH = "both", "Both"

    class Likelihood(models.TextChoices):
        UNLIKELY = "unlikely", "Unlikely"
        POSSIBLE = "possible", "Possible"
        LIKELY = "likely", "Likely"
        CERTAIN = "certain", "It is happening now"

    version = models.PositiveSmallIntegerField(default=1)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", editable=False
    )
    part = models.CharField(max_length=8, choices=Part)
    other_pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    likelihood = models.CharField(max_length=8, choices=Likelihood)
    review_on = models.DateField()
    date_owed = models.ForeignKey(DateOwed, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = HarmAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version=1, follows=None) | Q(version__gt=1, follows__isnull=False),
                name="a_version_follows_another",
            ),
        ]

    def __str__(self):
        return f"risk assessment {self.pk}"


class HarmText(models.Model):
    """The words of one version. Never in a list, never changed."""

    assessment = models.OneToOneField(
        HarmAssessment, on_delete=models.PROTECT, primary_key=True, related_name="text", editable=False
    )
    what = models.TextField()
    who = models.TextField()
    measures = models.TextField()
    childs_view = models.TextField(blank=True)
    parents_view = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(who="") & ~Q(measures=""), name="an_assessment_says_what_who_and_measures"
            )
        ]

    def __str__(self):
        return f"words of risk assessment {self.assessment_id}"
