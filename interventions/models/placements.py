"""A child's place on Wave 2 or 3, and the moves that are its only history."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concerns.models import Concern
from interventions.models.catalogue import Area, Wave
from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.addresses import address_of
from staff.models import User
from staff.policy import LEVEL_NAMES, Level, Permission
from staff.posting import Versioned

LEVELS = [(str(level), LEVEL_NAMES[level]) for level in Level]


class Decision(models.TextChoices):
    """What a review may decide. Stepping down is as easy as stepping up."""

    OPEN = "open", "Start"
    CONTINUE = "continue", "Continue"
    CHANGE = "change", "Change the help"
    STEP_DOWN = "step_down", "Step down"
    STEP_UP = "step_up", "Step up"
    END = "end", "End"


# Where each decision leads from each wave. Wave 1 is everybody's: a placement that leads there has ended.
NEXT = {
    Wave.ONE: {},
    Wave.TWO: {
        Decision.CONTINUE: Wave.TWO,
        Decision.CHANGE: Wave.TWO,
        Decision.STEP_DOWN: Wave.ONE,
        Decision.STEP_UP: Wave.THREE,
        Decision.END: Wave.ONE,
    },
    Wave.THREE: {
        Decision.CONTINUE: Wave.THREE,
        Decision.CHANGE: Wave.THREE,
        Decision.STEP_DOWN: Wave.TWO,
        Decision.END: Wave.ONE,
    },
}
# What leaves somebody keeping an eye on the child afterwards.
LEAVES_A_FLAG = {Decision.STEP_DOWN, Decision.END}


class Then(models.TextChoices):
    """Why the next review is on the day it is."""

    RULE = "rule", "As the school does it"
    PLANNED_END = "planned_end", "When the help is planned to end"
    MILESTONE = "milestone", "When somebody from outside has done their part"
    CHOSEN = "chosen", "Another day"


class PlacementQuerySet(AboutPupilQuerySet):
    """Words about who is on which wave."""

    PUPIL = "pupil"
    AUTHOR = "decided_by"
    LEVEL = "level"

    def open(self, on=None):
        """Those that have not ended, of children who are still here. Leaving is derived, so it can be undone."""
        return self.filter(ended_on=None, pupil__in=Pupil.objects.open(on).values("pk"))

    def review_due(self, *, before):
        return self.filter(review_on__lt=before)

    def narrowed(self, on, *, by, school_class=None, area=None, wave=None, until=None, line=None, programme=None):
        """Only those of a class as it is on that day, an area, a wave, due by a day, and of children on a programme."""
        rows = self.helped_by(by, on, line, programme) if line or programme else self
        if school_class:
            rows = rows.filter(pupil__in=Pupil.objects.in_class(school_class, on).values("pk"))
        if area:
            rows = rows.filter(area=area)
        if wave:
            rows = rows.filter(wave=wave)
        if until:
            rows = rows.filter(review_on__lte=until)
        return rows

    def helped_by(self, reader, on, line=None, programme=None):
        """Those whose child is on one programme, or on any of a line of the map, as far as this reader may know."""
        from interventions.models.programmes import ProgrammePlace

        places = ProgrammePlace.objects.permitted(reader, Permission.PROGRAMME_READ).active(on)
        if line:
            places = places.filter(programme__offering__code=line)
        if programme:
            places = places.filter(programme__public_id=programme)
        by_child = Q(pupil__in=places.filter(placement=None).values("pupil"))
        return self.filter(Q(pk__in=places.values("placement")) | by_child)


class Placement(Versioned):
    """One child, one area of need, Wave 2 or 3. Its words are never edited; it is only moved."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="placements")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="placements")
    reason = models.TextField(max_length=20_000)
    hoped_for = models.TextField(max_length=20_000)
    exit_criteria = models.TextField(max_length=20_000, blank=True)
    opened_on = models.DateField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    # A move may change these; the database refuses a change to anything above.
    wave = models.PositiveSmallIntegerField(choices=Wave)
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.TEAM)
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["review_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "area"], condition=Q(ended_on=None), name="one_open_placement_an_area"
            ),
            models.CheckConstraint(condition=Q(wave__in=[Wave.TWO, Wave.THREE]), name="nobody_is_placed_on_wave_1"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False),
                name="a_placement_is_ended_by_somebody",
            ),
            models.CheckConstraint(condition=Q(review_on__gt=F("opened_on")), name="a_review_is_after_the_start"),
        ]
        indexes = [
            models.Index(fields=["review_on", "id"], condition=Q(ended_on=None), name="reviews_to_come"),
            models.Index(fields=["pupil", "-opened_on"], name="placements_of_a_child"),
        ]

    def __str__(self):
        return f"{self.get_wave_display()} since {self.opened_on}"

    def get_absolute_url(self):
        return address_of("interventions:placement", self.public_id)

    @property
    def has_ended(self):
        return self.ended_on is not None

    def is_overdue(self, on):
        return not self.has_ended and self.review_on < on

    def decisions(self):
        """What a review of it may decide now."""
        return [] if self.has_ended else list(NEXT[self.wave])


class MoveQuerySet(AboutPupilQuerySet):
    """Words about moves: read by whoever may read the placement."""

    PUPIL = "placement__pupil"
    AUTHOR = "decided_by"
    LEVEL = "placement__level"


class Move(models.Model):
    """One decision about a placement, with what it rested on. The database lets nobody change it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    from_wave = models.PositiveSmallIntegerField(choices=Wave)
    to_wave = models.PositiveSmallIntegerField(choices=Wave)
    why = models.TextField(max_length=2000, blank=True)
    evidence = models.TextField(max_length=20_000, blank=True)
    child_said = models.TextField(max_length=20_000, blank=True)
    parents_said = models.TextField(max_length=20_000, blank=True)
    review_on = models.DateField(null=True, blank=True)
    then = models.CharField(max_length=11, choices=Then, default=Then.CHOSEN)
    waits_for = models.CharField(max_length=200, blank=True, help_text="An agency's milestone, where there is one.")
    # When the help is planned to end, as it was said; the review may be on another day by the school's rule.
    planned_end_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["placement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "number"], name="moves_follow_one_another"),
            models.CheckConstraint(condition=Q(decision="open") | ~Q(why=""), name="a_move_says_why"),
            models.CheckConstraint(
                condition=Q(to_wave=1, review_on=None) | (Q(to_wave__in=[2, 3]) & Q(review_on__isnull=False)),
                name="a_move_says_when_next",
            ),
            models.CheckConstraint(
                condition=Q(then="milestone") ^ Q(waits_for=""), name="a_milestone_says_what_is_waited_for"
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on=None) | Q(then="planned_end", review_on__isnull=False),
                name="a_planned_end_is_of_help_that_goes_on",
            ),
        ]

    def __str__(self):
        return f"{self.get_decision_display()}: {self.from_wave} to {self.to_wave}"


class Citation(models.Model):
    """A concern that led to a move. Shown only to those who may see the concern itself."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="citations")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+")
    cited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "concern"], name="a_move_cites_a_concern_once")]
        indexes = [models.Index(fields=["concern", "cited_at"], name="citations_of_a_concern")]

    def __str__(self):
        return f"move {self.move_id} cites concern {self.concern_id}"


class AnswerQuerySet(AboutPupilQuerySet):
    """Words about answers: read by whoever may read the placement."""

    PUPIL = "placement__pupil"
    AUTHOR = "answered_by"
    LEVEL = "placement__level"

    def before(self, placement, review_on):
        """Those for the review that comes next, newest first."""
        return self.filter(placement=placement, review_on=review_on).order_by("-answered_at")


class Answer(models.Model):
    """How it goes, in half a minute, from an adult who is with the child: asked for before each review."""

    class How(models.TextChoices):
        BETTER = "better", "Better than before"
        SAME = "same", "About the same"
        HARDER = "harder", "Harder than before"
        EARLY = "early", "Too soon to say"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="answers")
    review_on = models.DateField()
    how = models.CharField(max_length=6, choices=How)
    words = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["placement", "review_on"], name="answers_before_a_review")]

    def __str__(self):
        return self.get_how_display()
