"""The school's own facts, as rows the office keeps right."""

import uuid
from datetime import time, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.db.models.functions import Lower
from django.urls import reverse

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

    objects = SchoolQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_school")]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        """The school, or one without any facts where nobody has filled them in yet."""
        return cls.objects.first() or cls(name="School")

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


# Terms differ in length; a third of a year is what "older than a term" means here.
A_TERM = timedelta(days=122)


class AgencyQuerySet(RetiringQuerySet):
    """Words about the directory."""

    def stale(self, on):
        """Not checked for more than a term, or never."""
        return self.current().filter(Q(last_verified_on=None) | Q(last_verified_on__lt=on - A_TERM))

    def urgent(self):
        return self.current().filter(urgent=True)


class Agency(Versioned):
    """Somebody outside (or a service inside) whom the school asks for help, and how they like to be asked."""

    class Route(models.TextChoices):
        PORTAL = "portal", "Their own form or website (we prepare the answers)"
        LETTER = "letter", "A letter from school"
        TELEPHONE = "telephone", "A telephone call (we prepare and log it)"
        INTERNAL = "internal", "A request inside school"

    class Wave(models.IntegerChoices):
        ONE = 1, "Wave 1: everyday classroom support"
        TWO = 2, "Wave 2: extra help"
        THREE = 3, "Wave 3: one-to-one or specialist help"

    class Consent(models.TextChoices):
        NOT_NEEDED = "not_needed", "Not needed (no name is given)"
        TELL = "tell", "Tell the parents first, unless that puts the child at risk"
        AGREED = "agreed", "A parent agrees (spoken is enough, written down here)"
        SIGNED = "signed", "Signed by somebody with parental responsibility"
        WHOLE_FAMILY = "whole_family", "Every adult of the family agrees; the child is asked"

    class Lead(models.TextChoices):
        SENDCO = "sendco", "SENDCo"
        WELLBEING_LEAD = "wellbeing_lead", "Wellbeing Lead"
        DSL = "dsl", "Safeguarding lead (DSL)"
        HEAD = "head", "Headteacher"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True, editable=False)
    name = models.CharField(max_length=120)
    aliases = models.CharField("other names", max_length=300, blank=True)
    purpose = models.TextField("what they help with", max_length=600)
    wave = models.PositiveSmallIntegerField(choices=Wave, null=True, blank=True)
    route = models.CharField("how to ask", max_length=10, choices=Route)
    url = models.URLField("website or portal", max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField("when they answer", max_length=120, blank=True)
    eligibility = models.TextField("who it is for", max_length=600, blank=True)
    consent = models.CharField(max_length=12, choices=Consent, default=Consent.AGREED)
    consent_note = models.CharField(max_length=300, blank=True)
    lead_role = models.CharField("who leads", max_length=20, choices=Lead, default=Lead.SENDCO)
    approver_role = models.CharField("who approves", max_length=20, choices=Lead, default=Lead.DSL)
    attachments = models.TextField("what must go with it", max_length=600, blank=True)
    response_days = models.PositiveSmallIntegerField("usual answer, in school days", null=True, blank=True)
    chase_every = models.PositiveSmallIntegerField("ask again every so many school days", null=True, blank=True)
    least_evidence = models.CharField("least evidence they expect", max_length=300, blank=True)
    least_cycles = models.PositiveSmallIntegerField("reviewed rounds of help they expect first", default=0)
    urgent = models.BooleanField("shown on the urgent page", default=False)
    dsl_only = models.BooleanField("only the safeguarding leads ask them", default=False)
    last_verified_on = models.DateField(null=True, blank=True, editable=False)
    last_verified_by = models.ForeignKey(
        "staff.User", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(retired_on=None),
                name="one_agency_of_a_name",
                violation_error_message="There is already an agency with this name.",
            ),
            models.CheckConstraint(
                condition=Q(last_verified_by=None) | Q(last_verified_on__isnull=False),
                name="who_verified_an_agency_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(dsl_only=False) | Q(lead_role__in=["dsl", "head"]),
                name="only_the_dsl_leads_what_only_the_dsl_asks",
                violation_error_message="Where only the safeguarding leads ask, one of them or the head leads.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("school:agency", kwargs={"agency": self.public_id})

    @property
    def other_names(self):
        return [name.strip() for name in self.aliases.split(",") if name.strip()]

    @property
    def dial(self):
        return dialled(self.phone)

    @property
    def attachment_list(self):
        return [line.strip() for line in self.attachments.splitlines() if line.strip()]

    @property
    def shelf(self):
        """Under which heading the directory lists it."""
        return self.get_wave_display() if self.wave else "In a crisis" if self.urgent else "Other"

    def stale(self, on):
        """Checked more than a term ago, or never: a page then says so before anybody rings."""
        return self.last_verified_on is None or self.last_verified_on < on - A_TERM


class OnDutyQuerySet(SchoolQuerySet):
    """Words about the rota."""

    def active(self):
        """The whole rota, leavers left out."""
        return self.filter(person__is_active=True).select_related("person")

    def here(self, day):
        """The rota as it stands on a day: people who are away left out too."""
        return self.active().filter(Q(away_until=None) | Q(away_until__lt=day))


def every_weekday():
    return [int(day) for day in Weekday]


class OnDuty(Versioned):
    """Somebody to tell in person when it is urgent: in which order, on which telephone, when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField("staff.User", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=1)
    phone = models.CharField(max_length=30, blank=True)
    where = models.CharField("where to find them", max_length=80, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(choices=Weekday), default=every_weekday)
    from_at = models.TimeField("from", null=True, blank=True)
    until_at = models.TimeField("until", null=True, blank=True)
    away_until = models.DateField(null=True, blank=True)

    objects = OnDutyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "on-duty rota"
        constraints = [
            models.CheckConstraint(
                condition=Q(from_at=None) | Q(until_at=None) | Q(from_at__lt=F("until_at")),
                name="duty_starts_before_it_ends",
                violation_error_message="The start must be before the end.",
            ),
        ]

    def __str__(self):
        return f"{self.order}. {self.person}"

    @property
    def number(self):
        """The telephone to ring them on: the rota's own, else that of their account."""
        return self.phone or self.person.phone

    @property
    def dial(self):
        return dialled(self.number)

    def covers(self, weekday, at):
        """Is this person on duty at this time of this weekday? No times: all the hours school is staffed."""
        return (
            weekday in self.weekdays
            and (self.from_at is None or self.from_at <= at)
            and (self.until_at is None or at < self.until_at)
        )

    @property
    def when(self):
        """Their days and hours in words."""
        days = ", ".join(Weekday(day).label for day in sorted(self.weekdays))
        if len(self.weekdays) == len(Weekday):
            days = "Every school day"
        times = [f"from {self.from_at:%H:%M}"] if self.from_at else []
        times += [f"until {self.until_at:%H:%M}"] if self.until_at else []
        return " ".join([days, *times])
