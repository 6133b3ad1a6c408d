"""What a child works towards at Wave 2 or 3, and the numbers that say how far they have come."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from interventions.models.placements import Placement
from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.addresses import address_of
from staff.models import User

LIVE_AT_ONCE = 3  # what a child can hold in mind


class OfPlacement(AboutPupilQuerySet):
    """Rows that belong to a placement: read by whoever may read it."""

    PUPIL = "placement__pupil"
    AUTHOR = "placement__decided_by"
    LEVEL = "placement__level"


class Measure(models.Model):
    """One thing that is rated or counted again and again, in the same way. Never the questions of somebody's test."""

    class Kind(models.TextChoices):
        RATING = "rating", "A rating from 0 to 10"
        COUNT = "count", "A count: how often, how many"
        SCALE = "scale", "A scale of our own"
        OUTSIDE = "outside", "A score from an outside scale, the number only"

    class Better(models.TextChoices):
        HIGHER = "higher", "A higher number is better"
        LOWER = "lower", "A lower number is better"

    ENDS = {Kind.RATING: (0, 10), Kind.COUNT: (0, None)}  # those that a kind brings with it

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=100)
    low = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    high = models.DecimalField(max_digits=7, decimal_places=1, null=True, blank=True)
    ends = models.CharField(max_length=200, blank=True)
    better = models.CharField(max_length=6, choices=Better)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfPlacement.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "kind", "name"], name="a_measure_is_there_once"),
            models.CheckConstraint(condition=Q(high=None) | Q(low=None) | Q(high__gt=F("low")), name="a_scale_goes_up"),
            models.CheckConstraint(
                condition=~Q(kind__in=["rating", "scale"]) | Q(low__isnull=False, high__isnull=False),
                name="a_scale_has_two_ends",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("interventions:measure", self.public_id)

    def holds(self, value):
        """Does this number lie on its scale?"""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    @property
    def scale(self):
        """Its ends in words: "0 to 10", "at least 0"; empty where it has none."""
        if self.high is None:
            return "" if self.low is None else f"{plain(self.low)} or more"
        return f"up to {plain(self.high)}" if self.low is None else f"{plain(self.low)} to {plain(self.high)}"


class Target(models.Model):
    """ "By … will … in …, measured by … from … to …", with the child's own version. Its words are never edited."""

    class Outcome(models.TextChoices):
        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NOT_YET = "not_yet", "Not yet"
        SET_ASIDE = "set_aside", "Set aside"
        HELP_ENDED = "help_ended", "The help ended"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="targets")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="targets", editable=False)
    slot = models.PositiveSmallIntegerField(editable=False)  # first, second or third of those that are live
    by_on = models.DateField()
    will = models.CharField(max_length=300)
    setting = models.CharField(max_length=200)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="targets")
    baseline = models.DecimalField(max_digits=7, decimal_places=1)
    goal = models.DecimalField(max_digits=7, decimal_places=1)
    childs_words = models.TextField(max_length=1000, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    # Its end may be written once; the database refuses a change to anything above.
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    why = models.CharField(max_length=1000, blank=True)

    objects = OfPlacement.as_manager()

    class Meta:
        ordering = ["set_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pupil", "slot"], condition=Q(ended_at=None), name="one_target_a_slot"),
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=LIVE_AT_ONCE), name="three_targets_at_once"),
            models.CheckConstraint(condition=~Q(baseline=F("goal")), name="a_target_leads_somewhere"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, outcome="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome="")),
                name="a_target_ends_with_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["placement"], condition=Q(ended_at=None), name="live_targets")]

    def __str__(self):
        return f"target {self.pk}"

    @property
    def is_live(self):
        return self.ended_at is None

    @property
    def sentence(self):
        """The target as one sentence. Needs `pupil` and `measure` fetched with it."""
        return (
            f"By {self.by_on.day} {self.by_on:%B %Y} {self.pupil.preferred_forename} will {self.will} "
            f"in {self.setting}, measured by {self.measure.name}, from {plain(self.baseline)} to {plain(self.goal)}."
        )


class ReadingQuerySet(AboutPupilQuerySet):
    """Words about readings: read by whoever may read the placement."""

    PUPIL = "measure__placement__pupil"
    AUTHOR = "measure__placement__decided_by"
    LEVEL = "measure__placement__level"

    def that_count(self):
        return self.filter(struck_at=None)


class Reading(models.Model):
    """One number, on one day, from one rater. A mistake is struck out and stays to be seen."""

    class Rater(models.TextChoices):
        CHILD = "child", "The child"
        ADULT = "adult", "An adult of the school"
        PARENT = "parent", "A parent or carer"
        OTHER = "other", "Somebody else"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="readings")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=7, decimal_places=1)
    rater = models.CharField(max_length=6, choices=Rater)
    rated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    rater_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    struck_why = models.CharField(max_length=300, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["measured_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rater__in=["parent", "other"], rated_by=None)
                | Q(rater="child", rated_by=None, rater_name="")
                | Q(rater="adult", rated_by__isnull=False, rater_name=""),
                name="who_rated_is_named_once",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, struck_why="")
                | (Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_why="")),
                name="a_reading_is_struck_out_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["measure", "measured_on"], name="readings_of_a_measure")]

    def __str__(self):
        return f"reading {self.pk}"

    @property
    def who(self):
        """Whose number it is: only numbers of one rater are ever compared. Needs `rated_by` fetched with it."""
        if self.rater == self.Rater.ADULT:
            return self.rated_by.name
        name = self.get_rater_display()
        return f"{self.rater_name} ({name.lower()})" if self.rater_name else name  # a picture cuts off the end

    @property
    def counts(self):
        return self.struck_at is None


def plain(number):
    """A number as people write it: 3, 4.5."""
    return f"{number:.1f}".removesuffix(".0")
