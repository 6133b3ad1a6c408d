"""The school's own facts, as rows the office keeps right."""

import uuid
from datetime import time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Lower

from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Scope
from staff.posting import Versioned


class SchoolQuerySet(PermittedQuerySet):
    """The school's own rows: whoever may manage them may manage every one."""

    SCOPES = {Scope.ALL: EVERY_ROW}


class RetiringQuerySet(SchoolQuerySet):
    """Rows that are put away rather than deleted: a record may still name them."""

    def current(self):
        return self.filter(retired_on=None)

    def retired(self):
        return self.exclude(retired_on=None)


def dialled(number):
    """A telephone number as a link dials it; empty where the words are not a number to ring."""
    digits = "".join(c for c in number if c.isdigit() or c == "+")
    return "" if any(c.isalpha() for c in number) or not digits else f"tel:{digits}"


def four_o_clock():
    return time(16, 0)


class School(Versioned):
    """The one school this installation serves: a single row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120)
    address = models.TextField(max_length=400, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=200, blank=True)
    letterhead_line = models.CharField(max_length=200, blank=True)
    head_name = models.CharField("head's name for letters", max_length=100, blank=True)
    head_title = models.CharField("head's title for letters", max_length=60, default="Headteacher", blank=True)
    chair_of_governors = models.CharField(max_length=100, blank=True)
    chair_contact = models.CharField(max_length=120, blank=True)
    urn = models.CharField("URN", max_length=6, blank=True)
    local_authority = models.CharField(max_length=80, blank=True)
    is_maintained = models.BooleanField(default=True)
    handover_at = models.TimeField(default=four_o_clock)
    digests_by_email = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_school")]

    def __str__(self):
        return self.name

    @classmethod
    def why_real(cls):
        """A sentence where this is a real school, for the demo, which must never open over one."""
        if cls.objects.filter(is_demo=False).exists():
            return "DEMO is switched on, but the school in this database is not the demo's. Switch DEMO off."
        return ""

    @classmethod
    def current(cls):
        """The school, or one without any facts where nobody has filled them in yet."""
        return cls.objects.first() or cls(name="School")

    @classmethod
    def tells_by_email(cls):
        """May the staff be told by e-mail of what is not urgent? Yes, until somebody says no."""
        return not cls.objects.filter(digests_by_email=False).exists()

    @property
    def address_lines(self):
        return [line.strip() for line in self.address.splitlines() if line.strip()]


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


class StaffedHours(models.Model):
    """When somebody is at school to answer, on a school day of this weekday. No row: nobody is."""

    weekday = models.PositiveSmallIntegerField(choices=Weekday, unique=True)
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="staffed_hours_open_then_close"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.times}"

    @property
    def times(self):
        return f"{self.opens_at:%H:%M} to {self.closes_at:%H:%M}"


class FallbackLine(Versioned):
    """A telephone line for when nobody is at school: shown on the urgent page, in this order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=30)
    hours = models.CharField(max_length=100, blank=True)
    why = models.CharField("when to ring it", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=1)
    last_verified_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = RetiringQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self):
        return f"{self.name}: {self.number}"

    @property
    def dial(self):
        return dialled(self.number)


YEARS = {"N1": "Nursery 1", "N2": "Nursery 2", "R": "Reception", **{str(n): f"Year {n}" for n in range(1, 7)}}
youngest_first = Case(*[When(year_group=year, then=n) for n, year in enumerate(YEARS)], default=len(YEARS))


class SchoolClass(Versioned):
    """A class. Children and staff belong to it by date; one that is no longer taught is retired."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    year_group = models.CharField(max_length=2, choices=list(YEARS.items()), blank=True)
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = RetiringQuerySet.as_manager()

    class Meta:
        ordering = [youngest_first, Lower("name"), "pk"]
        verbose_name_plural = "school classes"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(retired_on=None),
                name="one_class_of_a_name",
                violation_error_message="There is already a class with this name.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def years(self):
        """The year group in words; a class without one has mixed years."""
        return YEARS.get(self.year_group, "Mixed years")


class Days(Func):
    """Two dates as one range that includes both."""

    function = "daterange"
    output_field = DateRangeField()


class Term(Versioned):
    """A term and its half-term holiday. Every count of school days comes from these."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=40)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    half_term_from = models.DateField("half-term holiday from", null=True, blank=True)
    half_term_until = models.DateField("half-term holiday until", null=True, blank=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")),
                name="a_term_starts_before_it_ends",
                violation_error_message="The last day must be after the first day.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("starts_on") + timedelta(days=200)),
                name="a_term_is_at_most_200_days",
                violation_error_message="That is longer than a term. Please check the years of these dates.",
            ),
            models.CheckConstraint(
                condition=Q(half_term_from=None, half_term_until=None)
                | Q(
                    half_term_from__isnull=False,
                    half_term_until__isnull=False,
                    half_term_from__gt=F("starts_on"),
                    half_term_until__gte=F("half_term_from"),
                    half_term_until__lt=F("ends_on"),
                ),
                name="half_term_is_inside_its_term",
                violation_error_message="The half-term holiday needs both its dates, inside the term.",
            ),
            ExclusionConstraint(
                name="terms_do_not_overlap",
                expressions=[
                    (
                        Days("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message="These dates overlap another term.",
            ),
        ]

    def __str__(self):
        return self.name


class Closure(Versioned):
    """A day in term time on which children do not come."""

    class Kind(models.TextChoices):
        INSET = "inset", "INSET day (staff only)"
        CLOSURE = "closure", "Closed (bank holiday, snow, election)"
        OCCASIONAL = "occasional", "Occasional day"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField("day", unique=True, error_messages={"unique": "That day is already in the list."})
    why = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INSET)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["on"]

    def __str__(self):
        return f"{self.on:%d %b %Y}: {self.why}"
