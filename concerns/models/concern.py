"""A concern: the facts of it, its words in a table of their own, the children in it and its needs."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from concerns import body
from concerns.models.keeping import Keeping
from concerns.models.levels import LEVELS_OPEN, ReadByLevel
from concerns.models.need import Need
from concerns.triggers import REASONS, TEXTS
from documents.models import new_reference
from pupils.models import MonitoringFlag, Pupil, Relative
from staff.addresses import address_of
from staff.kept import kept
from staff.models import User
from staff.policy import LEVEL_NAMES, Level, Permission, Scope, scopes

LEVELS = [(str(level), LEVEL_NAMES[level]) for level in Level]


class Status(models.TextChoices):
    """Where a concern is on its way. Its author sees these words and no more."""

    SUBMITTED = "submitted", "Sent, not yet seen"
    ACKNOWLEDGED = "acknowledged", "Seen"
    TRIAGED = "triaged", "Being followed up"
    CLOSED = "closed", "Closed"


# What its author answers: the facts are columns of Concern, the words of ConcernText.
FACTS = ("happened_at", "happened_about", "place", "danger", "source", "on_paper")
WORDS = (*TEXTS, "place_detail")

# The only ways a concern may go. Triage may be done again; a closed one is opened again by a triage.
NEXT = {
    Status.SUBMITTED: {Status.ACKNOWLEDGED},
    Status.ACKNOWLEDGED: {Status.TRIAGED},
    Status.TRIAGED: {Status.TRIAGED, Status.CLOSED},
    Status.CLOSED: {Status.TRIAGED},
}


def sets_threshold(user):
    """Only those who triage at every level say where a child stands with the local authority."""
    return Scope.ALL in scopes(user.roles, Permission.CONCERN_TRIAGE)


class ConcernQuerySet(ReadByLevel):
    """Words about concerns. `permitted` opens the existence; `whole` opens what came after, too."""

    AUTHOR = "author"
    LEVEL = "level"

    def about(self, pupils):
        """Those with one of these children in them; one moved to the right child is no longer about the wrong one."""
        return Q(Exists(ConcernPupil.objects.in_place().filter(concern=OuterRef("pk"), pupil__in=pupils)))

    def about_relatives_of(self, user):
        """Those that are closed to this person whatever they were asked or once knew."""
        return self.filter(self.about(Pupil.objects.relatives_of(user)))

    def of(self, pupil):
        return self.filter(pk__in=ConcernPupil.objects.in_place().filter(pupil=pupil).values("concern"))

    def written_by(self, user):
        """What somebody logged: for their own receipts, which say no more than where each one is."""
        return self.filter(author=user)

    def unseen(self):
        """Nobody has seen it, or not what was added since."""
        return self.filter(Q(status=Status.SUBMITTED) | Q(look_again_at__isnull=False))

    def open(self):
        return self.exclude(status=Status.CLOSED)

    def danger_first(self):
        """Each row with `calm`: 0 where somebody is or may be in danger, else 1."""
        return self.annotate(calm=Case(When(danger=Concern.Danger.NO, then=1), default=0))

    def newest_first(self):
        return self.order_by("-recorded_at", "-pk")


class Concern(models.Model):
    """What somebody noticed about one child or several. Its words are in ConcernText, and stay as sent.

    The database refuses a change to anything but where it stands: level, status, who has seen
    and closed it. `held_because` keeps the codes of the rules that held it (concerns.triggers);
    `look_again_at` is when words were added after somebody had seen it: the first that nobody has looked at.
    """

    class Danger(models.TextChoices):
        NO = "no", "No"
        UNSURE = "unsure", "I am not sure"
        YES = "yes", "Yes"

    class Place(models.TextChoices):
        NOT_SAID = "", "Not said"
        CLASSROOM = "classroom", "Classroom"
        PLAYGROUND = "playground", "Playground or field"
        HALL = "hall", "Hall or lunch"
        CORRIDOR = "corridor", "Corridor or cloakroom"
        TOILETS = "toilets", "Toilets"
        OFFICE = "office", "Office"
        OTHER_SCHOOL = "other_school", "Somewhere else at school"
        TRIP = "trip", "On a trip"
        WAY = "way", "On the way to or from school"
        HOME = "home", "At home"
        ONLINE = "online", "Online"
        ELSEWHERE = "elsewhere", "Somewhere else"

    class Source(models.TextChoices):
        SAW = "saw", "I saw or heard it"
        CHILD_TOLD = "child_told", "The child told me"
        PARENT_TOLD = "parent_told", "A parent or carer told me"
        OTHER_CHILD = "other_child", "Another child told me"
        COLLEAGUE = "colleague", "A colleague told me"
        SLIP = "slip", "An “I wish my teacher knew” slip"
        ONLINE_ALERT = "online_alert", "An alert from online monitoring"
        ELSEWHERE = "elsewhere", "Some other way"

    class Threshold(models.TextChoices):
        """Of the local authority's steps of need; only the safeguarding leads set it. It is not the level."""

        NOT_SET = "", "Not set"
        NONE = "none", "Below any threshold"
        EARLY_HELP = "early_help", "Early help"
        CHILD_IN_NEED = "child_in_need", "Child in need (section 17)"
        CHILD_PROTECTION = "child_protection", "Child protection (section 47)"

    class ParentsTold(models.TextChoices):
        NOT_ANSWERED = "", "Not answered yet"
        TOLD = "told", "Yes, they have been told"
        NOT_SAFE = "not_safe", "No: telling them may not be safe"
        NOT_NEEDED = "not_needed", "No: there is no need"

    Status = Status

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    pupils = models.ManyToManyField(
        Pupil, through="ConcernPupil", through_fields=("concern", "pupil"), related_name="+"
    )
    needs = models.ManyToManyField(Need, through="ConcernNeed", related_name="+")

    # As it was sent. These never change.
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    author_name = models.CharField(max_length=200, editable=False)
    author_role = models.CharField(max_length=300, editable=False, blank=True)
    author_phone = models.CharField(max_length=30, blank=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)
    happened_about = models.BooleanField(default=False, editable=False)
    place = models.CharField(max_length=14, choices=Place, blank=True, editable=False)
    danger = models.CharField(max_length=6, choices=Danger, editable=False)
    source = models.CharField(max_length=14, choices=Source, default=Source.SAW, editable=False)
    on_paper = models.BooleanField(default=False, editable=False)
    flag = models.ForeignKey(
        MonitoringFlag, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    # Where it stands.
    held_because = ArrayField(
        models.CharField(max_length=20, choices=list(REASONS.items())), default=list, editable=False
    )
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.WELLBEING)
    status = models.CharField(max_length=12, choices=Status, default=Status.SUBMITTED)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parents_told = models.CharField(max_length=12, choices=ParentsTold, blank=True)
    threshold = models.CharField(max_length=16, choices=Threshold, blank=True)
    look_again_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="submitted", acknowledged_at=None, acknowledged_by=None)
                | (~Q(status="submitted") & Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False)),
                name="a_concern_is_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) & ~Q(status="closed")
                | Q(status="closed", closed_at__isnull=False, closed_by__isnull=False),
                name="a_concern_is_closed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(author_name=""), name="a_concern_is_signed"),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at", "id"],
                condition=Q(status="submitted") | Q(look_again_at__isnull=False),
                name="concerns_not_yet_seen",
            ),
            models.Index(fields=["-recorded_at", "-id"], name="concerns_newest_first"),
            models.Index(fields=["-recorded_at", "-id"], condition=~Q(status="closed"), name="concerns_open"),
            models.Index(fields=["author", "-recorded_at", "-id"], name="concerns_i_wrote"),
        ]

    def __str__(self):
        return f"concern {self.reference}"

    def get_absolute_url(self):
        return address_of("concerns:read", self.public_id)

    def who_triages(self):
        """Active people who may triage it as it stands: those to tell. Nobody's relative is among them."""
        blocked = set(_relatives_in(self))
        people = _who_may_triage()
        if self.level == Level.NAMED:
            lead = Keeping.current().lead
            named = set(self.named_readers.current().values_list("user", flat=True))
            people = [u for u in people if u.pk in named or lead is None or not lead.is_active or u.pk == lead.pk]
        return [
            user
            for user in people
            if user.pk not in blocked
            and any(self.level in LEVELS_OPEN[scope] for scope in scopes(user.roles, Permission.CONCERN_TRIAGE))
        ]

    def relatives_in_it(self):
        """People who are a relative of a child in it, as a subquery: it is closed to them."""
        return Relative.objects.filter(pupil__in=self.parts.in_place().values("pupil")).values("user")

    def may_become(self, status):
        return status in NEXT[Status(self.status)]

    @property
    def gap(self):
        """How much later it was written down than it happened; None when it was written the same day."""
        days = [timezone.localdate(at) for at in (self.happened_at, self.recorded_at)]
        return self.recorded_at - self.happened_at if days[0] < days[1] else None

    @property
    def is_restricted(self):
        """Are its words fetched only by a request of their own?"""
        return self.level in (Level.SAFEGUARDING, Level.NAMED)

    @property
    def is_danger(self):
        return self.danger != self.Danger.NO

    @property
    def calm(self):
        """Where it stands in danger_first: before those where nobody is in danger, or among them."""
        return 0 if self.is_danger else 1

    @property
    def tell_in_person(self):
        """Should its author speak to a safeguarding lead as well as write?"""
        return self.is_danger or bool(self.held_because)

    @property
    def reasons(self):
        """Why rules held it, in sentences for those who triage."""
        return [REASONS[code] for code in self.held_because if code in REASONS]


@kept
def _who_may_triage():
    return User.objects.who_may(Permission.CONCERN_TRIAGE).only("roles", "is_active")


@kept
def _relatives_in(concern):
    parts = ConcernPupil.objects.in_place().filter(concern=concern)
    return Relative.objects.filter(pupil__in=parts.values("pupil")).values_list("user", flat=True)


class ConcernText(models.Model):
    """The words as they were sent. Never in a list, never changed: the database refuses it.

    Fact, the child's own words and opinion are kept apart, so that nobody later takes one for
    the other.
    """

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, primary_key=True, related_name="text")
    facts = models.TextField()
    childs_words = models.TextField(blank=True)
    questions_asked = models.TextField(blank=True)
    opinion = models.TextField(blank=True)
    demeanour = models.TextField(blank=True)
    injuries = models.TextField(blank=True)
    others_present = models.TextField(blank=True)
    where_now = models.TextField(blank=True)
    done_already = models.TextField(blank=True)
    parents_know = models.TextField(blank=True)
    place_detail = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(facts=""), name="a_concern_has_words")]

    def __str__(self):
        return f"words of concern {self.concern_id}"


class ConcernPupilQuerySet(models.QuerySet):
    """Words about the children in a concern."""

    def in_place(self):
        """Filed under this child now: not moved to the right one."""
        return self.filter(moved_at=None)

    def moved(self):
        """Filed under this child by mistake: a trace for the safeguarding leads, and nothing to read."""
        return self.filter(moved_at__isnull=False)


class ConcernPupil(models.Model):
    """A child's part in a concern. A wrong child is never taken out: the part is marked as moved."""

    class Part(models.TextChoices):
        SUBJECT = "subject", "The concern is about them"
        AFFECTED = "affected", "They were affected"
        WITNESS = "witness", "They saw or heard it"
        ALLEGED = "alleged", "They are said to have done harm"

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="parts")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part, default=Part.SUBJECT)
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    moved_to = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConcernPupilQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "pupil"], condition=Q(moved_at=None), name="a_child_is_in_a_concern_once"
            ),
            models.CheckConstraint(
                condition=Q(moved_at=None, moved_by=None, moved_to=None)
                | Q(moved_at__isnull=False, moved_by__isnull=False, moved_to__isnull=False),
                name="a_child_is_moved_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["pupil", "concern"], condition=Q(moved_at=None), name="concerns_of_a_child")]

    def __str__(self):
        return f"{self.part} in concern {self.concern_id}"


class BodyMark(models.Model):
    """A mark on the body map: where, and what it looked like. Never a photograph."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="marks")
    region = models.CharField(max_length=24, choices=body.CHOICES)
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_mark_is_described")]

    def __str__(self):
        return f"mark {self.pk}"


class ConcernNeed(models.Model):
    """A need that a concern shows. Tags are tidied by those who triage; they are not evidence."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="tags")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    tagged_at = models.DateTimeField(default=timezone.now, editable=False)
    tagged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        ordering = ["need__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["concern", "need"], name="a_need_once_a_concern")]

    def __str__(self):
        return f"{self.need_id} in concern {self.concern_id}"
