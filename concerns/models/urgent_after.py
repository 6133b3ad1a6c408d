"""What is done and said in something urgent: ticks, calls, words home, plans, hand-overs. Only ever added to."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.models.urgent import Episode
from pupils.models import Contact, FollowUp
from staff.models import User
from staff.permitted import may
from staff.policy import Permission

WRITTEN_BY = {"on_delete": models.PROTECT, "related_name": "+", "editable": False}


class Step(models.TextChoices):
    """What has to happen, in the order it usually does. None of it is ever in the way of another."""

    NOT_ALONE = "not_alone", "An adult is with the child"
    FIRST_AID = "first_aid", "First aid given, or 999 rung"
    MEANS = "means", "What could hurt them is taken away"
    LEAD = "lead", "A safeguarding lead knows"
    PARENTS = "parents", "Parents told, or not safe to tell"
    AGENCY = "agency", "An agency rung"
    ADULT = "adult", "We know which adult they go with"
    PLAN = "plan", "Safety plan written"
    RETURN = "return", "Somebody plans the return to school"
    DEBRIEF = "debrief", "Somebody looks after the staff"


class Tick(models.Model):
    """A step was done, was not needed, or was ticked by mistake: the newest row says how it stands.

    `ticked_at` is when the button was pressed, `at` when it reached us: a telephone without a line keeps it.
    """

    class Kind(models.TextChoices):
        DONE = "done", "Done"
        NOT_NEEDED = "not_needed", "Not needed"
        TAKEN_BACK = "taken_back", "Not done after all"

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="ticks")
    step = models.CharField(max_length=10, choices=Step)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DONE)
    words = models.CharField(max_length=300, blank=True)
    ticked_at = models.DateTimeField(default=timezone.now, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, **WRITTEN_BY)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"tick {self.pk}"


class EpisodeNote(models.Model):
    """Words about it: what is happening, where, which child, how it ended."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        CHILD = "child", "The child"
        CONCERN = "concern", "Concern"
        CLOSED = "closed", "Stood down"
        AGAIN = "again", "Calling again"

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NOTE)
    step = models.CharField(max_length=10, choices=Step, blank=True)
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, **WRITTEN_BY)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="an_urgent_note_has_words")]

    def __str__(self):
        return f"urgent note {self.pk}"


class AgencyCall(models.Model):
    """Somebody outside was rung: one press says whom and when; who answered and their reference may follow."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="calls")
    adds_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="details")
    agency = models.ForeignKey("school.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    who = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    called_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, **WRITTEN_BY)

    class Meta:
        ordering = ["called_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_call_says_whom")]

    def __str__(self):
        return f"urgent call {self.pk}"


class WordHome(models.Model):
    """Direct word to the parents: who, when, what, whether it is safe, and the agency they were directed to."""

    class Kind(models.TextChoices):
        TOLD = "told", "I told them"
        NO_ANSWER = "no_answer", "I rang, nobody answered"
        NOT_SAFE = "not_safe", "Not told: it may not be safe"

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="words_home")
    kind = models.CharField(max_length=10, choices=Kind)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    directed_to = models.ForeignKey("school.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, **WRITTEN_BY)

    class Meta:
        ordering = ["told_at", "pk"]

    def __str__(self):
        return f"word home {self.pk}"


PLAN_BOXES = {
    "signs": "How we notice that it is getting hard",
    "helps": "What helps",
    "people": "Who I can go to, at school and at home",
    "safe_places": "Where it is safe and calm",
    "kept_away": "What is kept out of reach, and by whom",
    "after_school": "Tonight and at the weekend",
    "ring": "Whom to ring if it gets worse",
}


class SafetyPlanQuerySet(models.QuerySet):
    """Words about safety plans. A named reader has the newest version, and nothing else of the record."""

    def newest(self):
        later = SafetyPlan.objects.filter(episode=models.OuterRef("episode"), version__gt=models.OuterRef("version"))
        return self.exclude(models.Exists(later))

    def for_reader(self, user):
        """The newest version of every plan this person is named on, and works here to read; never of a relative."""
        if not may(user, Permission.CONCERN_RAISE):
            return self.none()
        named = PlanReader.objects.filter(user=user, ended_at=None).values("episode")
        blocked = Episode.objects.filter(Episode.objects.all().about_relatives(user)).values("pk")
        return self.newest().filter(episode__in=named).exclude(episode__in=blocked)

    def to_read(self, user):
        return self.for_reader(user).exclude(reads__user=user)


class SafetyPlan(models.Model):
    """How everybody keeps this child safe, as one version. A change is a new version; the old one stays."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    signs = models.TextField(PLAN_BOXES["signs"], blank=True)
    helps = models.TextField(PLAN_BOXES["helps"], blank=True)
    people = models.TextField(PLAN_BOXES["people"], blank=True)
    safe_places = models.TextField(PLAN_BOXES["safe_places"], blank=True)
    kept_away = models.TextField(PLAN_BOXES["kept_away"], blank=True)
    after_school = models.TextField(PLAN_BOXES["after_school"], blank=True)
    ring = models.TextField(PLAN_BOXES["ring"], blank=True)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, **WRITTEN_BY)

    objects = SafetyPlanQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["episode", "version"], name="plans_are_numbered")]

    def __str__(self):
        return f"safety plan {self.pk}"

    @property
    def boxes(self):
        """What was filled in, in order."""
        filled = [(label, getattr(self, name)) for name, label in PLAN_BOXES.items() if getattr(self, name)]
        return [{"label": label, "words": words} for label, words in filled]


class PlanReader(models.Model):
    """Somebody who has to know the safety plan. It opens nothing else to them."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="plan_readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    named_by = models.ForeignKey(User, **WRITTEN_BY)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "user"], condition=Q(ended_at=None), name="a_reader_is_named_once"
            ),
        ]

    def __str__(self):
        return f"reader {self.pk}"


class PlanRead(models.Model):
    """The reader pressed that they have read it, for one version."""

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="a_version_is_read_once")]

    def __str__(self):
        return f"reading {self.pk}"


class HandOver(models.Model):
    """A note to the lead who has it from now on, for instance over the weekend. They say that they have it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="hand_overs")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, **WRITTEN_BY)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_hand_over_has_words")]
        indexes = [models.Index(fields=["to"], condition=Q(taken_at=None), name="hand_overs_not_taken")]

    def __str__(self):
        return f"hand-over {self.pk}"


class EpisodeFollowUpQuerySet(models.QuerySet):
    """Words about what is to be done afterwards."""

    def to(self, user):
        """What this person said they would do, unless the child is their relative."""
        blocked = Episode.objects.filter(Episode.objects.all().about_relatives(user)).values("pk")
        return self.filter(follow_up__who=user).exclude(episode__in=blocked)

    def answered_for(self, user):
        """Of what this person answers for: they may see to it where somebody is away."""
        return self.filter(episode__in=Episode.objects.all().by_role(user).values("pk"))

    def open(self):
        return self.filter(follow_up__done_at=None)

    def to_do(self):
        """Those people are reminded of; a leaver's are the leads' to send on with the file (sending_on)."""
        return self.filter(follow_up__in=FollowUp.objects.all().to_do().values("pk"))


class EpisodeFollowUp(models.Model):
    """The return to school, looking after the staff, or something else: its words; who and when are the child's."""

    class Kind(models.TextChoices):
        RETURN = "return", "Plan the return to school"
        DEBRIEF = "debrief", "Look after the staff who were there"
        OTHER = "other", "Something else"

    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, primary_key=True, related_name="urgent_words")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.TextField(blank=True)

    objects = EpisodeFollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["follow_up__due_on", "pk"]

    def __str__(self):
        return f"words of follow-up {self.follow_up_id}"

    @property
    def sentence(self):
        """What the person who does it reads."""
        return f"{self.get_kind_display()}: {self.words}" if self.words else self.get_kind_display()
