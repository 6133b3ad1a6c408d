"""A run of help in sessions: who leads it, how much of it is planned, when, and each child's place on it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from interventions.models.catalogue import Offering, Practice
from interventions.models.placements import Placement
from interventions.models.practitioners import Slot
from pupils.about import WELLBEING, AboutPupilQuerySet
from pupils.models import Consent, Pupil
from staff.addresses import address_of
from staff.models import User
from staff.permitted import PermittedQuerySet, may
from staff.policy import EVERY_CHILD, LEVEL_NAMES, Level, scopes
from staff.posting import Versioned


class State(models.TextChoices):
    """Where a child's place stands."""

    ASKED = "asked", "Asked for"
    CONSENT = "consent", "Waiting for the family to agree"
    WAITING = "waiting", "On the waiting list"
    OFFERED = "offered", "A place is offered"
    ACTIVE = "active", "Under way"
    COMPLETED = "completed", "Completed"
    ENDED = "ended", "Ended early"
    DECLINED = "declined", "Not taken up"
    WITHDRAWN = "withdrawn", "No longer asked for"


# The only ways a place may go.
NEXT = {
    State.ASKED: {State.CONSENT, State.WAITING, State.DECLINED, State.WITHDRAWN},
    State.CONSENT: {State.WAITING, State.DECLINED, State.WITHDRAWN},
    State.WAITING: {State.OFFERED, State.DECLINED, State.WITHDRAWN},
    State.OFFERED: {State.ACTIVE, State.WAITING, State.DECLINED, State.WITHDRAWN},
    State.ACTIVE: {State.COMPLETED, State.ENDED},
    State.COMPLETED: set(),
    State.ENDED: set(),
    State.DECLINED: set(),
    State.WITHDRAWN: set(),
}
IN_LINE = (State.ASKED, State.CONSENT, State.WAITING, State.OFFERED)
LIVE = (*IN_LINE, State.ACTIVE)
ON_A_PROGRAMME = (State.OFFERED, State.ACTIVE, State.COMPLETED, State.ENDED)


class ProgrammeQuerySet(PermittedQuerySet):
    """Words about programmes. One is met by whoever may meet a child on it."""

    def permitted(self, user, permission):
        """One without a child yet is for its lead, and for those who read every child's help."""
        if not may(user, permission):
            return self.none()
        met = Q(pk__in=ProgrammePlace.objects.permitted(user, permission).values("programme"))
        empty = Q(~Exists(ProgrammePlace.objects.filter(programme=OuterRef("pk"))))
        if not EVERY_CHILD & scopes(user.roles, permission):
            empty &= Q(lead=user, ended_on=None)
        return self.filter(met | empty)

    def running(self):
        return self.filter(ended_on=None)

    def led_by(self, user):
        return self.running().filter(lead=user)

    def with_room(self):
        """Each with `room`: how many more children it can take. Who has left the school holds no place."""
        held = ProgrammePlace.objects.here().filter(
            programme=OuterRef("pk"), state__in=[State.OFFERED, State.ACTIVE]
        )  # fmt: skip
        held = held.order_by().values("programme").annotate(number=Count("pk")).values("number")
        return self.annotate(room=F("room_for") - Coalesce(Subquery(held), 0))


class Programme(Versioned):
    """One run of a line of the map, for one child or a group. Its name never has a child's in it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="programmes")
    practice = models.CharField(max_length=8, choices=Practice, editable=False)
    name = models.CharField(max_length=80, blank=True)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="programmes_led")
    weeks = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(52)])
    sessions_a_week = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(10)])
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(240)])
    room_for = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(30)])
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "practice"], name="a_programme_keeps_its_practice"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="a_programme_is_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(weeks__gte=1, sessions_a_week__gte=1, minutes__gte=5, room_for__gte=1),
                name="a_programme_has_a_dose",
            ),
            models.CheckConstraint(
                condition=~Q(practice=Practice.DRAWING) | Q(room_for=1), name="drawing_and_talking_is_for_one_child"
            ),
        ]
        indexes = [models.Index(fields=["lead"], condition=Q(ended_on=None), name="programmes_somebody_leads")]

    def __str__(self):
        return self.name or self.offering.name

    def get_absolute_url(self):
        return address_of("interventions:programme", self.public_id)

    @property
    def sessions_planned(self):
        return self.weeks * self.sessions_a_week

    @property
    def dose(self):
        """As it is planned, in words."""
        often = {1: "once a week", 2: "twice a week"}.get(self.sessions_a_week, f"{self.sessions_a_week} times a week")
        return f"{self.weeks} week{'' if self.weeks == 1 else 's'}, {often}, {self.minutes} minutes"


class BookingQuerySet(models.QuerySet):
    """Words about which programme has which time."""

    def current(self, on=None):
        day = on or timezone.localdate()
        return self.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))


class Booking(models.Model):
    """A programme has a time in its lead's week. `until_on` is the first day without it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="bookings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["slot__weekday", "slot__starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(until_on=None), name="one_programme_at_a_time"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="a_booking_ends_after_it_begins"
            ),
        ]

    def __str__(self):
        return f"programme {self.programme_id} at {self.slot_id}"


class ProgrammePlaceQuerySet(AboutPupilQuerySet):
    """Words about places. Whoever leads the programme has theirs while it runs, and no longer."""

    LEVEL = "level"

    def named(self, user):
        near = Pupil.objects.around(user).values("pk")
        return Q(programme__lead=user, state=State.ACTIVE, pupil__in=near)

    def here(self, on=None):
        """Of children who are still at the school. Leaving is derived, so it can be undone."""
        return self.filter(pupil__in=Pupil.objects.open(on).values("pk"))

    def in_line(self):
        """Asked for, not begun: those put first with a reason, then those who asked first, each as `turn` and `wait_from`."""
        turn = Case(When(first_because="", then=1), default=0)
        return self.here().filter(state__in=IN_LINE).annotate(turn=turn).order_by("turn", "wait_from", "pk")

    def active(self, on=None):
        return self.here(on).filter(state=State.ACTIVE)


class ProgrammePlace(Versioned):
    """One child's place: what was asked for and why, where it stands, and their own dates. It is only moved."""

    class EndedWhy(models.TextChoices):
        BETTER = "better", "It was not needed any longer"
        OTHER_HELP = "other_help", "Other help is better now"
        CHILD = "child", "The child did not want to go on"
        FAMILY = "family", "The family did not want to go on"
        ADULT = "adult", "The adult could not go on"
        ABSENCE = "absence", "Too many sessions were missed"
        LEFT = "left", "The child left the school"

    class Outcome(models.IntegerChoices):
        """The scale schools know, in words; nothing is worked out from it."""

        MUCH_BETTER = 2, "Much better than before"
        BETTER = 1, "Better than before"
        SAME = 0, "About the same"
        HARDER = -1, "Harder than before"
        MUCH_HARDER = -2, "Much harder than before"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="programme_places")
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="places")
    practice = models.CharField(max_length=8, choices=Practice)
    why = models.CharField(max_length=300)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, related_name="programme_places")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    wait_from = models.DateField()

    # A step may change these; the database refuses a change to anything above.
    level = models.CharField(
        max_length=12, choices=[(level, LEVEL_NAMES[level]) for level in WELLBEING], default=Level.TEAM
    )
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    first_because = models.CharField(max_length=200, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, related_name="places")
    from_on = models.DateField(null=True)
    sessions_planned = models.PositiveSmallIntegerField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=10, choices=EndedWhy, blank=True)
    outcome = models.SmallIntegerField(choices=Outcome, null=True)
    folder_back = models.BooleanField(null=True)

    objects = ProgrammePlaceQuerySet.as_manager()

    class Meta:
        ordering = ["wait_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "offering"], condition=Q(state__in=LIVE), name="one_place_at_a_time_of_each_kind"
            ),
            models.UniqueConstraint(fields=["id", "practice"], name="a_place_keeps_its_practice"),
            models.CheckConstraint(
                condition=Q(state__in=ON_A_PROGRAMME, programme__isnull=False)
                | (~Q(state__in=ON_A_PROGRAMME) & Q(programme=None)),
                name="a_place_offered_is_on_a_programme",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACTIVE, State.COMPLETED, State.ENDED])
                | Q(from_on__isnull=False, sessions_planned__gte=1),
                name="a_place_under_way_has_its_dose",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_on=None) | (~Q(state__in=LIVE) & Q(ended_on__isnull=False)),
                name="a_place_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.COMPLETED) | Q(outcome__isnull=False),
                name="a_completed_place_says_what_came_of_it",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENDED) ^ Q(ended_why=""), name="a_place_ended_early_says_why"
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(outcome__range=(-2, 2)), name="an_outcome_is_on_its_scale"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "state"], name="places_of_a_programme"),
            models.Index(
                fields=["offering", "wait_from", "id"], condition=Q(state__in=IN_LINE), name="waiting_in_line"
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()} since {self.wait_from}"

    def get_absolute_url(self):
        return address_of("interventions:programme_place", self.public_id)

    @property
    def is_live(self):
        return self.state in LIVE

    @property
    def sessions_a_week(self):
        return self.programme.sessions_a_week

    def weeks_waited(self, on):
        return max((on - self.wait_from).days, 0) // 7


class PlaceStepQuerySet(AboutPupilQuerySet):
    """Words about steps: read by whoever may read the place."""

    PUPIL = "place__pupil"
    LEVEL = "place__level"

    def named(self, user):
        return Q(place__in=ProgrammePlace.objects.filter(ProgrammePlace.objects.all().named(user)).values("pk"))


class PlaceStep(models.Model):
    """One moment of a place: asked for, offered, begun, finished. Only ever added to."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(ProgrammePlace, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=State)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = PlaceStepQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACTIVE, State.COMPLETED, State.ENDED]) | Q(reason=""),
                name="once_begun_no_words_about_it",
            )
        ]
        indexes = [models.Index(fields=["place", "at"], name="steps_of_a_place")]

    def __str__(self):
        return f"{self.state} of place {self.place_id}"
