"""What came after a concern was sent: decisions, changes of level and notes. Only ever added to."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.models.concern import LEVELS, Concern
from concerns.wording import LABELS
from pupils.models import FollowUp
from staff.models import User
from staff.permitted import PermittedQuerySet

LATELY = timedelta(days=30)


class AfterQuerySet(PermittedQuerySet):
    """Rows of what came after, open to those who read the whole concern, never by authorship alone."""

    def permitted(self, user, permission):
        return self.filter(concern__in=Concern.objects.all().whole(user, permission).values("pk"))


class Decision(models.Model):
    """What was decided at triage, and why; why something was not done belongs in the reason too.

    A decision is never changed: a new one is made. A later room cites it (a placement names the
    Wave 2 decision that led to it); a concern knows nothing of placements. "Urgent" names the episode it
    began or joined. `threshold` is the one that was set with it, for those who set thresholds.
    """

    class Kind(models.TextChoices):
        NO_ACTION = "nfa", "No further action"
        MONITOR = "monitor", "Keep an eye on it until a date"
        WAVE_1 = "wave1", "Wave 1: something to change in class"
        WAVE_2 = "wave2", "Wave 2: extra help"
        WAVE_3 = "wave3", "Wave 3: one-to-one or specialist help"
        URGENT = "urgent", "Urgent: outside help now"
        JOIN = "join", "Part of another concern"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Kind)
    rationale = models.TextField()
    until = models.DateField(null=True, blank=True)
    threshold = models.CharField(max_length=16, choices=Concern.Threshold, blank=True)
    joined_with = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    episode = models.ForeignKey(
        "concerns.Episode", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = AfterQuerySet.as_manager()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(rationale=""), name="a_decision_has_its_reason"),
            models.CheckConstraint(
                condition=Q(decision="monitor", until__isnull=False) | (~Q(decision="monitor") & Q(until=None)),
                name="an_eye_is_kept_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(decision="join", joined_with__isnull=False) | (~Q(decision="join") & Q(joined_with=None)),
                name="a_joined_concern_names_the_other",
            ),
        ]
        indexes = [models.Index(fields=["decision", "-decided_at"], name="decisions_of_a_kind")]

    def __str__(self):
        return f"decision {self.pk}"


class LevelChange(models.Model):
    """Who moved a concern to another level, when and why. Nobody (None) is a rule, which only ever raises."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="level_changes")
    was = models.CharField(max_length=12, choices=LEVELS)
    now = models.CharField(max_length=12, choices=LEVELS)
    reason = models.TextField()
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)

    objects = AfterQuerySet.as_manager()

    class Meta:
        ordering = ["changed_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_change_of_level_has_its_reason")]

    def __str__(self):
        return f"level of concern {self.concern_id}"


class NoteQuerySet(AfterQuerySet):
    """Words about notes."""

    def for_author(self):
        """What the person who reported it is told: nothing else that came after."""
        return self.filter(kind=Note.Kind.FEEDBACK)

    def in_their_own_words(self, user):
        """What somebody added to their own concern; theirs to read at every level."""
        return self.filter(written_by=user, kind__in=Note.OF_THE_WRITER)


class Note(models.Model):
    """Something said about a concern after it was sent, of one kind. A correction names its box and its reason."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        CORRECTED = "corrected", "Corrected"
        TOLD = "told", "Told a safeguarding lead in person"
        FEEDBACK = "feedback", "Word back to the person who told us"
        REFILED = "refiled", "Filed under another child"
        PARENTS = "parents", "Parents"
        CHANGE = "change", "A change in the child’s life"
        REOPENED = "reopened", "Opened again"

    OF_THE_WRITER = (Kind.ADDED, Kind.CORRECTED, Kind.TOLD, Kind.CHANGE)

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField()
    box = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_note_has_words"),
            models.CheckConstraint(
                condition=Q(kind="corrected") & ~Q(box="") & ~Q(reason="")
                | ~Q(kind="corrected") & Q(box="", reason=""),
                name="a_correction_says_what_and_why",
            ),
        ]

    def __str__(self):
        return f"note {self.pk}"

    @property
    def about(self):
        """Which box a correction puts right, as the page calls it."""
        return LABELS.get(self.box, "")

    def is_of_writer(self, user):
        """Is it what this person added to their own concern?"""
        return self.written_by_id == user.pk and self.kind in self.OF_THE_WRITER


def author_has_heard(concern):
    """A line to whoever wrote it, since it was last opened: one from before it was opened again does not close it."""
    kinds = [note.kind for note in concern.notes.all() if note.kind in (Note.Kind.FEEDBACK, Note.Kind.REOPENED)]
    return kinds[-1:] == [Note.Kind.FEEDBACK]


class AgencyContact(models.Model):
    """Somebody outside was rung or written to about this: who, when, what they said, their reference."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="agency_contacts")
    agency = models.ForeignKey("school.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=120)
    at = models.DateTimeField()
    what_they_said = models.TextField()
    their_reference = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = AfterQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(what_they_said=""), name="a_contact_says_what_was_said")]

    def __str__(self):
        return f"agency contact {self.pk}"


class FollowUpWordsQuerySet(AfterQuerySet):
    """Words about what is to be done."""

    def to(self, user):
        """What this person said they would do: these words are theirs to read, and nothing else of the concern."""
        mine = self.filter(follow_up__who=user)
        return mine.exclude(concern__in=Concern.objects.all().about_relatives_of(user))

    def open(self):
        return self.filter(follow_up__done_at=None)

    def to_do(self):
        """Those people are reminded of; a leaver's are the leads' to send on with the file (sending_on)."""
        return self.filter(follow_up__in=FollowUp.objects.all().to_do().values("pk"))

    def done_lately(self):
        """What may still be fresh enough to say more about, of children who are here."""
        since = timezone.now() - LATELY
        return self.filter(follow_up__in=FollowUp.objects.of_children_here().filter(done_at__gte=since).values("pk"))


class FollowUpWords(models.Model):
    """What is to be done about a concern. The words stay here; who and by when are the children's follow-up."""

    follow_up = models.OneToOneField(FollowUp, on_delete=models.PROTECT, primary_key=True, related_name="concern_words")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="follow_ups")
    words = models.TextField()

    objects = FollowUpWordsQuerySet.as_manager()

    class Meta:
        ordering = ["follow_up__due_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_follow_up_says_what")]

    def __str__(self):
        return f"words of follow-up {self.follow_up_id}"


class OutcomeQuerySet(AfterQuerySet):
    """Words about what came of a follow-up."""

    def own(self, user):
        """What this person wrote about what they themselves said they would do; theirs to read at every level."""
        return self.filter(written_by=user, follow_up__in=FollowUpWords.objects.all().to(user).values("pk"))


class Outcome(models.Model):
    """What came of a follow-up, in the words of whoever did it or heard of it. A second word is a row of its own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    follow_up = models.ForeignKey(FollowUpWords, on_delete=models.PROTECT, related_name="outcomes")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="outcomes")
    words = models.TextField()
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="an_outcome_has_words")]

    def __str__(self):
        return f"outcome {self.pk}"


class QuestionQuerySet(AfterQuerySet):
    """Words about questions to colleagues."""

    def to(self, user):
        """What this person was asked: theirs to read and answer, and nothing else of the concern."""
        return self.filter(asked_of=user).exclude(concern__in=Concern.objects.all().about_relatives_of(user))

    def unanswered(self):
        return self.filter(answer=None)


class Question(models.Model):
    """A colleague is asked for what they know. They see these words and the child's name, and no more."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="questions")
    asked_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_question_has_words")]
        indexes = [models.Index(fields=["asked_of", "-asked_at"], name="what_i_was_asked")]

    def __str__(self):
        return f"question {self.pk}"


class Answer(models.Model):
    """What the colleague knew, in their own words."""

    question = models.OneToOneField(Question, on_delete=models.PROTECT, primary_key=True, related_name="answer")
    words = models.TextField()
    answered_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="an_answer_has_words")]

    def __str__(self):
        return f"answer to question {self.question_id}"
