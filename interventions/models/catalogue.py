"""What the school offers: provisions, and at which wave and in which way each is offered."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from staff.addresses import address_of
from staff.policy import ROLE_NAMES, Role
from staff.posting import Versioned


class Wave(models.IntegerChoices):
    """Where help is given: places, not grades. Everybody is at Wave 1 and has no row for it."""

    ONE = 1, "Wave 1"
    TWO = 2, "Wave 2"
    THREE = 3, "Wave 3"
    URGENT = 4, "Urgent"


class Way(models.TextChoices):
    """How an offering reaches children."""

    PROACTIVE = "proactive", "Proactive"
    REACTIVE = "reactive", "Reactive"
    GUIDED = "guided", "Guided"
    ONE_TO_ONE = "one_to_one", "One to one"
    EXTERNAL = "external", "From outside the school"


class Practice(models.TextChoices):
    """Help that has rules of its own, whatever the school calls it."""

    PLAIN = "plain", "No special rules"
    ELSA = "elsa", "ELSA: trained and supervised, each session with its objective"
    DRAWING = "drawing", "Drawing and Talking: trained; nothing of what was drawn or said is written down"

    @property
    def short(self):
        """Its name alone."""
        return str(self.label).partition(":")[0]


class ListedQuerySet(models.QuerySet):
    """Words about lists that the school edits: rows are retired, never deleted."""

    def in_use(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=on))

    def retired(self, on=None):
        return self.filter(retired_on__lte=on or timezone.localdate())


class WaveWords(Versioned):
    """What this school calls a wave, and the few words that open its column on the map. Its number stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wave = models.PositiveSmallIntegerField(choices=Wave, unique=True)
    name = models.CharField(max_length=60)
    plain_name = models.CharField(max_length=60)
    official_name = models.CharField(max_length=100)
    opening = models.TextField(blank=True, max_length=2000)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["wave"]

    def __str__(self):
        return f"{self.name}: {self.plain_name}"


class Area(Versioned):
    """An area of need, in the school's own words with the official one beside it. It is put away, never deleted."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    official_name = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_area_a_name",
                violation_error_message="There is a need with this name already, here or among those put away.",
            )
        ]

    def __str__(self):
        return self.name


class Provision(models.Model):
    """One kind of help the school has. It may be offered at several waves, in several ways."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    for_parents = models.TextField(blank=True, max_length=1000)
    practice = models.CharField(max_length=8, choices=Practice, default=Practice.PLAIN)
    retired_on = models.DateField(null=True, blank=True)

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="one_provision_a_name")]

    def __str__(self):
        return self.name


class OfferingQuerySet(ListedQuerySet):
    """Words about the lines of the map."""

    def in_use(self, on=None):
        on = on or timezone.localdate()
        return super().in_use(on).filter(Q(provision__retired_on=None) | Q(provision__retired_on__gt=on))

    def in_sessions(self):
        """Lines of Waves 2 and 3 that are given in sessions: those with a usual number of them a week."""
        return self.filter(wave__in=[Wave.TWO, Wave.THREE], sessions_a_week__gte=1).exclude(way=Way.EXTERNAL)

    def for_one_child(self):
        """Lines of Wave 1 that are for one child when they need it."""
        return self.filter(wave=Wave.ONE, way=Way.REACTIVE)

    def for_a_class(self):
        """Lines of Wave 1 that are for everybody."""
        return self.filter(wave=Wave.ONE, way=Way.PROACTIVE)

    def as_on_the_map(self):
        return self.select_related("provision").order_by("wave", "order", "pk")


class Offering(Versioned):
    """A provision at one wave, in one way: a line of the school's provision map.

    Its wave and way stay: what was given at Wave 2 was given there. A line that moves is retired and added anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="offerings")
    wave = models.PositiveSmallIntegerField(choices=Wave)
    way = models.CharField(max_length=12, choices=Way)
    code = models.CharField(max_length=10, unique=True)
    called = models.CharField(max_length=100, blank=True, help_text="If it has another name at this wave.")
    words = models.TextField(max_length=2000, help_text="The line as the school's map has it.")
    run_by = models.CharField(max_length=100, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    sessions_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    areas = models.ManyToManyField(Area, blank=True, related_name="offerings")
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    review_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    for_parents = models.TextField(blank=True, max_length=1000)
    session_cost = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    needs_consent = models.BooleanField(default=False)
    needs_referral = models.BooleanField(default=False)
    owner_role = models.CharField(max_length=20, choices=list(ROLE_NAMES.items()), default=Role.TEACHER)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        ordering = ["wave", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["proactive", "reactive"]) | ~Q(wave=1), name="wave_1_is_proactive_or_reactive"
            ),
            models.CheckConstraint(
                condition=Q(session_cost=None) | Q(session_cost__gte=0), name="a_session_costs_nothing_or_more"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def name(self):
        return self.called or self.provision.name

    def get_absolute_url(self):
        return address_of("interventions:offering", self.public_id)

    @property
    def is_for_one_child_at_wave_1(self):
        return self.wave == Wave.ONE and self.way == Way.REACTIVE

    @property
    def words_for_parents(self):
        """Its own words, or those for this kind of help everywhere."""
        return self.for_parents or self.provision.for_parents

    @property
    def says_more(self):
        """Are its words more than its name over again?"""
        return self.words.rstrip(".").casefold() != self.name.casefold()

    @property
    def dose(self):
        """The usual dose in words: "12 weeks, once a week, 30 minutes"; empty where there is none."""
        often = {None: "", 1: "once a week", 2: "twice a week"}.get(
            self.sessions_a_week, f"{self.sessions_a_week} times a week"
        )
        parts = [
            f"{self.weeks} weeks" if self.weeks else "",
            often,
            f"{self.minutes} minutes" if self.minutes else "",
        ]
        return ", ".join(part for part in parts if part)
