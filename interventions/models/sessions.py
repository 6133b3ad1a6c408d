"""What happened in each session, in seconds: came or why not, a number, one line. Of Drawing and Talking, nothing more."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interventions.models.catalogue import Practice
from interventions.models.lists import HelpItem
from interventions.models.programmes import ProgrammePlace
from pupils.about import AboutPupilQuerySet
from staff.models import User


class SessionQuerySet(AboutPupilQuerySet):
    """Words about sessions: read by whoever may read the child's place."""

    PUPIL = "place__pupil"
    LEVEL = "place__level"

    def named(self, user):
        return Q(place__in=ProgrammePlace.objects.filter(ProgrammePlace.objects.all().named(user)).values("pk"))

    def standing(self):
        """Those that nobody put right."""
        return self.filter(undone_at=None)

    def came(self):
        return self.standing().filter(came=True)


class Session(models.Model):
    """One child, one day. A slip of the finger is put right by striking it out and writing it again: both stay."""

    class WhyNot(models.TextChoices):
        AWAY = "away", "The child was away"
        TRIP = "trip", "A trip or something else at school"
        LESSON = "lesson", "Could not leave the lesson"
        WOULD_NOT = "would_not", "The child did not want to"
        ADULT_AWAY = "adult_away", "The adult was away"
        ADULT_NEEDED = "adult_needed", "The adult was needed somewhere else"
        ROOM = "room", "The room was not free"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(ProgrammePlace, on_delete=models.PROTECT, related_name="sessions")
    practice = models.CharField(max_length=8, choices=Practice)
    on = models.DateField()
    came = models.BooleanField()
    why_not = models.CharField(max_length=12, choices=WhyNot, blank=True)
    objective = models.CharField(max_length=120, blank=True)
    theme = models.ForeignKey(HelpItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    line = models.CharField(max_length=200, blank=True)
    passed_on = models.BooleanField(null=True)
    logged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    logged_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "on"], condition=Q(undone_at=None), name="one_session_a_day"),
            models.CheckConstraint(condition=Q(came=True) ^ ~Q(why_not=""), name="who_did_not_come_has_a_reason"),
            models.CheckConstraint(
                condition=Q(came=True) | Q(rating=None, objective="", theme=None),
                name="nothing_happened_without_the_child",
            ),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__lte=10), name="a_rating_is_from_0_to_10"),
            models.CheckConstraint(
                condition=~Q(practice=Practice.DRAWING) | Q(objective="", line="", theme=None, rating=None),
                name="nothing_of_drawing_and_talking_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(practice=Practice.DRAWING) | Q(passed_on=None), name="only_drawing_and_talking_asks_this"
            ),
            models.CheckConstraint(
                condition=~Q(practice=Practice.ELSA) | Q(came=False) | ~Q(objective=""), name="elsa_has_an_objective"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="a_session_is_struck_out_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["place", "-on"], name="sessions_of_a_place")]

    def __str__(self):
        return f"session of place {self.place_id} on {self.on}"
