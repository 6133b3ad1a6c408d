"""A child, and the relations that decide who may see one: classes by date, adults by date, relatives."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from pupils.normal import find_words, has_lost_letter, sort_name, words_to_find
from school.models import YEARS as YEAR_NAMES
from staff.addresses import address_of
from staff.models import User
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Permission, Scope
from staff.posting import Versioned

NAMES = ("legal_forename", "legal_surname", "preferred_forename", "preferred_surname")
YEARS = tuple(YEAR_NAMES)


def current(on):
    """Q of a relation that holds on this day: `from_on` is its first day, `until_on` the first without it."""
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))


@models.CharField.register_lookup
class Like(models.Lookup):
    """SQL's own LIKE, for a pattern that is ready."""

    lookup_name = "like"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", [*left_params, *right_params]


class PupilQuerySet(PermittedQuerySet):
    """Words about children: who is here, whose they are, how one is found."""

    def open(self, on=None):
        """Children who are at the school: no leaving day, or one still to come."""
        return self.filter(_open(on or timezone.localdate()))

    def left(self, on=None):
        return self.filter(left_on__lte=on or timezone.localdate())

    def in_class(self, school_class, on=None):
        day = on or timezone.localdate()
        return self.filter(pk__in=Membership.objects.filter(current(day), school_class=school_class).values("pupil"))

    def taught_by(self, user, on=None):
        """Children in a class this person is staff of today; last year's class is nobody's."""
        day = on or timezone.localdate()
        return self.filter(pk__in=_taught_by(user, day)).open(day)

    def around(self, user, on=None):
        """Children this person is a key adult of, delivers a programme to, or was named for."""
        day = on or timezone.localdate()
        return self.filter(pk__in=_around(user, day)).open(day)

    def mine(self, user):
        """My class this year and the children I am around, relatives left out."""
        return self.filter(_mine(user)).exclude(_relatives(user))

    def mine_first(self, user):
        """Each row with `place`: 0 for the children that are mine, else 1."""
        return self.annotate(place=Case(When(_mine(user) & ~_relatives(user), then=Value(0)), default=Value(1)))

    def relatives_of(self, user):
        """The keys of the children who are this person's own, for an IN: asked straight of where it is written down."""
        return Relative.objects.filter(user=user).values("pupil")

    def with_class(self, on=None):
        """Each row with `class_name` as of that day, or None."""
        day = on or timezone.localdate()
        now = Membership.objects.filter(current(day), pupil=OuterRef("pk")).order_by("-from_on", "-pk")
        return self.annotate(class_name=Subquery(now.values("school_class__name")[:1]))

    def named_like(self, text):
        """Every word of `text` begins a word of the child's preferred or legal name."""
        return self.with_words(words_to_find(text))

    def with_words(self, patterns):
        """Names with all of these in them: what `words_to_find` makes of what was typed."""
        rows = self
        for pattern in patterns:
            rows = rows.filter(find_name__like=pattern)
        return rows

    # A permission about records (a placement, a meeting) asks of a child: may this be done for them?
    SCOPES = {
        Scope.ALL: EVERY_ROW,
        Scope.WELLBEING: EVERY_ROW,
        Scope.RESTRICTED: EVERY_ROW,
        Scope.MINE: lambda user: _mine(user),
        Scope.TEAM: lambda user: _mine(user),
        Scope.OWN: lambda user: Q(pk__in=[]),
        Scope.NOTED: lambda user: Q(pk__in=[]),
    }

    def not_for(self, user, permission):
        # Anybody may say that they are worried about any child, their own niece too.
        return None if permission == Permission.CONCERN_RAISE else _relatives(user)


def _mine(user):
    day = timezone.localdate()
    return _open(day) & (Q(pk__in=_taught_by(user, day)) | Q(pk__in=_around(user, day)))


def _open(day):
    return Q(left_on=None) | Q(left_on__gt=day)


def _taught_by(user, day):
    classes = ClassStaff.objects.filter(current(day), user=user).values("school_class")
    return Membership.objects.filter(current(day), school_class__in=classes).values("pupil")


def _around(user, day):
    return Around.objects.filter(current(day), user=user).values("pupil")


def _relatives(user):
    return Q(pk__in=Pupil.objects.relatives_of(user))


class Pupil(Versioned):
    """A child of the school, now or once. Known to people by name, to the software by public_id."""

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"
        UNKNOWN = "", "Not recorded"

    class SenStatus(models.TextChoices):
        UNKNOWN = "", "Not recorded"
        NONE = "N", "No special educational needs"
        SUPPORT = "K", "SEN support"
        PLAN = "E", "Education, health and care plan (EHCP)"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    upn = models.CharField(max_length=13, blank=True)
    mis_id = models.CharField(max_length=30, blank=True)
    legal_forename = models.CharField(max_length=60)
    legal_surname = models.CharField(max_length=60)
    preferred_forename = models.CharField(max_length=60)
    preferred_surname = models.CharField(max_length=60)
    name_flag = models.BooleanField(default=False)
    sort_name = models.CharField(max_length=200, editable=False)
    find_name = models.CharField(max_length=400, editable=False)
    born_on = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    year_group = models.CharField(max_length=2, choices=[(y, YEAR_NAMES[y]) for y in YEARS])
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    strengths = models.CharField(max_length=200, blank=True)
    sen_status = models.CharField(max_length=1, choices=SenStatus, blank=True)
    sen_needs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    sen_from = models.DateField(null=True, blank=True)
    plan_review_on = models.DateField(null=True, blank=True)  # as the school's system last said; see interventions
    pupil_premium = models.BooleanField(null=True)
    free_meals = models.BooleanField(null=True)
    eal = models.BooleanField(null=True)
    first_language = models.CharField(max_length=60, blank=True)
    ethnicity = models.CharField(max_length=60, blank=True)
    in_care = models.BooleanField(null=True)
    young_carer = models.BooleanField(null=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address_confidential = models.BooleanField(default=False)
    do_not_contact = models.BooleanField(default=False)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["upn"], condition=~Q(upn=""), name="a_upn_is_one_childs"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=F("joined_on")),
                name="a_child_leaves_after_joining",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="pupils_in_order"),
            models.Index(fields=["mis_id"], name="pupils_by_mis_id"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.set_found_by()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name", "find_name", "name_flag"}
        super().save(*args, **kwargs)

    def set_found_by(self):
        """Keep the columns people are found and sorted by in step with the names."""
        self.sort_name = sort_name(self.preferred_surname, self.preferred_forename)
        names = (self.preferred_forename, self.preferred_surname, self.legal_forename, self.legal_surname)
        self.find_name = find_words(*names)
        self.name_flag = any(has_lost_letter(name) for name in names)

    def get_absolute_url(self):
        return address_of("dashboard:child", self.public_id)

    @property
    def name(self):
        """What the child is called, which is what everybody sees."""
        return f"{self.preferred_forename} {self.preferred_surname}"

    @property
    def legal_name(self):
        return f"{self.legal_forename} {self.legal_surname}"

    @property
    def year_name(self):
        return YEAR_NAMES[self.year_group]

    @property
    def upn_masked(self):
        """A UPN is a blind number: shown whole only where it is asked for, and then it is logged."""
        return f"{self.upn[0]}••••••••{self.upn[-4:]}" if self.upn else ""

    def has_left(self, on):
        return self.left_on is not None and self.left_on <= on


class DatedQuerySet(models.QuerySet):
    """Words about a relation that begins and ends."""

    def current(self, on=None):
        return self.filter(current(on or timezone.localdate()))


class Dated(models.Model):
    """A relation with its days: `from_on` is the first with it, `until_on` the first without."""

    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def _ends_after_it_begins(name):
    return models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name=name)


class Membership(Dated):
    """A child's place in a class, by date. Nobody is in two classes at once."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="memberships")
    school_class = models.ForeignKey("school.SchoolClass", on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(until_on=None), name="in_one_class_at_a_time"),
            _ends_after_it_begins("a_class_place_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["school_class", "pupil"], name="members_of_a_class")]

    def __str__(self):
        return f"{self.pupil_id} in {self.school_class_id}"


class ClassStaff(Dated):
    """A member of staff of a class, by date: its teacher, a job share, its teaching assistant."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="classes")
    school_class = models.ForeignKey("school.SchoolClass", on_delete=models.PROTECT, related_name="staff")

    class Meta:
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school_class"], condition=Q(until_on=None), name="staff_of_a_class_once"
            ),
            _ends_after_it_begins("class_staff_end_after_they_begin"),
        ]

    def __str__(self):
        return f"{self.user_id} with {self.school_class_id}"


class Around(Dated):
    """An adult who is around this child, and why; written by the act that makes it so.

    `source` names that act's record ("interventions.programme:12"), so that its end ends this.
    """

    class Why(models.TextChoices):
        KEY_ADULT = "key_adult", "Key adult"
        PROGRAMME = "programme", "Runs a programme with them"
        NAMED = "named", "Shared with them by name"

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="adults")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="children_around")
    why = models.CharField(max_length=12, choices=Why)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["from_on", "pk"]
        verbose_name_plural = "around"
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "user", "why", "source"],
                condition=Q(until_on=None),
                name="around_once_for_each_reason",
            ),
            _ends_after_it_begins("around_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["user", "pupil"], name="children_i_am_around")]

    def __str__(self):
        return f"{self.user_id} around {self.pupil_id}"


class Relative(models.Model):
    """A member of staff who is a parent or relative of this child: the record is closed to them."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "pupil"], name="a_relative_once")]

    def __str__(self):
        return f"{self.user_id} is related to {self.pupil_id}"
