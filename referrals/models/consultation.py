"""A question to the SENDCo about a child, and the advice that answers it. The words of both stay as they were."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from referrals.models.referral import Referral
from staff.addresses import address_of
from staff.models import User
from staff.policy import LEVEL_NAMES, Level
from staff.posting import Versioned


class ConsultationQuerySet(AboutPupilQuerySet):
    """Words about consultations."""

    AUTHOR = "asked_by"
    LEVEL = "level"

    def open(self):
        """Asked and not yet answered, about children who are still here."""
        waiting = [Consultation.State.ASKED, Consultation.State.DATED]
        return self.filter(state__in=waiting, pupil__in=Pupil.objects.open())


class Consultation(Versioned):
    """A teacher asks the SENDCo; a day is set; advice is given, and what follows from it is said."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        DATED = "dated", "A day is set"
        ADVISED = "advised", "Advice given"
        DROPPED = "dropped", "No longer asked for"

    # A day may be moved; advice may be given without one.
    NEXT = {
        State.ASKED: {State.DATED, State.ADVISED, State.DROPPED},
        State.DATED: {State.DATED, State.ADVISED, State.DROPPED},
        State.ADVISED: set(),
        State.DROPPED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=list(LEVEL_NAMES.items()), default=Level.TEAM)
    question = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    meet_on = models.DateField(null=True, blank=True)
    dated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    dropped_why = models.CharField(max_length=300, blank=True)
    dropped_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="dated") | Q(meet_on__isnull=False, dated_by__isnull=False), name="a_day_is_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | (~Q(dropped_why="") & Q(dropped_by__isnull=False)),
                name="a_dropped_question_has_its_reason",
            ),
        ]
        indexes = [models.Index(fields=["pupil", "-asked_at"], name="consultations_of_a_child")]

    def __str__(self):
        return f"{self.state} since {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return address_of("referrals:consultation", self.public_id)

    def may_become(self, state):
        return state in self.NEXT[self.State(self.state)]


class AdviceQuerySet(AboutPupilQuerySet):
    """Words about advice: read by whoever may read its question."""

    PUPIL = "consultation__pupil"
    AUTHOR = "consultation__asked_by"
    LEVEL = "consultation__level"


class Advice(models.Model):
    """What the SENDCo advised on a day, and what follows. Never edited."""

    class Follows(models.TextChoices):
        CLASS = "class", "Carry on in class, with this advice"
        HELP = "help", "Extra help at Wave 2 or 3 is looked at"
        AGENCY = "agency", "An agency is thought of"
        MEETING = "meeting", "A meeting with the family"
        NOTHING = "nothing", "Nothing more for now"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="advice")
    on = models.DateField()
    words = models.TextField(max_length=3000)
    follows = models.CharField(max_length=7, choices=Follows)
    more = models.CharField(max_length=300, blank=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AdviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(follows="agency") | Q(referral=None), name="advice_opens_a_referral_only_to_an_agency"
            )
        ]

    def __str__(self):
        return f"advice on {self.on}"
