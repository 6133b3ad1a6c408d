"""Something urgent about a child: where it stands, who is called when, and what each of them answered."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

from concerns.models.concern import LEVELS, LEVELS_OPEN, Concern
from concerns.models.keeping import head_reads
from concerns.models.report import Report, ReportChild
from concerns.models.trigger import UrgentTrigger
from documents.models import new_reference
from pupils.about import RESTRICTED, WELLBEING, AboutPupilQuerySet
from pupils.models import Pupil, Relative
from staff.addresses import address_of
from staff.models import Outgoing, User
from staff.policy import Level, Permission, scopes

# Who is called after how many minutes: the first to try, the other leads, the head, everybody once more.
MINUTES = (0, 5, 10, 15)


class State(models.TextChoices):
    """Where it is on its way."""

    LIVE = "live", "Nobody has answered yet"
    ANSWERED = "answered", "Somebody has it"
    CLOSED = "closed", "Stood down"


# The only ways it may go. It calls again where whoever answered cannot come after all, or is a relative of the child.
NEXT = {
    State.LIVE: {State.ANSWERED, State.CLOSED},
    State.ANSWERED: {State.LIVE, State.CLOSED},
    State.CLOSED: set(),
}


class EpisodeQuerySet(AboutPupilQuerySet):
    """Words about urgent episodes. The child may not be known yet: then it is nobody's relative."""

    AUTHOR = "opened_by"
    LEVEL = "level"

    def about(self, pupils):
        """Where a guest wrote and nobody has said which child it is: those whose name it may be, too."""
        perhaps = ReportChild.objects.filter(pupil__in=pupils)
        return super().about(pupils) | Q(pupil=None, report__in=perhaps.values("report"))

    def by_role(self, user, permission=Permission.CONCERN_READ):
        """Those this person reads by what they are here, not because they opened them: who may answer."""
        opened = Q(pk__in=[])
        for scope in sorted(scopes(user.roles, permission)):
            opened |= self._at(LEVELS_OPEN[scope])
        return self.permitted(user, permission).filter(opened)

    def _at(self, levels):
        """The head is called, so they read it while it goes on; once it is over, the school's setting holds."""
        if levels is not RESTRICTED:
            return super()._at(levels)
        return super()._at(WELLBEING) | Q(level=Level.SAFEGUARDING) & (head_reads() | ~Q(state=State.CLOSED))

    def whole(self, user):
        """Those of which this person sees everything: by role, or because they opened it and it is not over."""
        mine = self.permitted(user, Permission.CONCERN_READ).filter(opened_by=user).exclude(state=State.CLOSED)
        return self.filter(Q(pk__in=self.by_role(user).values("pk")) | Q(pk__in=mine.values("pk")))

    def opened_by_me(self, user):
        """What somebody started: for their own receipt, which says no more than where it stands and their words."""
        return self.filter(opened_by=user)

    def about_relatives(self, user):
        """Q of those that are closed to this person because the child is their relative."""
        return self.about(Pupil.objects.relatives_of(user))

    def calling(self):
        return self.filter(state=State.LIVE)

    def takes_reports(self, now):
        """Those a guest began that are still to ring somebody, about nobody in particular yet."""
        to_come = Alert.objects.waiting().filter(due_at__gt=now, episode=models.OuterRef("pk"))
        return self.calling().filter(report__isnull=False, pupil=None).filter(models.Exists(to_come))

    def open(self):
        return self.exclude(state=State.CLOSED)

    def unanswered_first(self):
        """Those nobody has answered on top, however many went on before them; then in the order they began."""
        return self.order_by(Case(When(state=State.LIVE, then=0), default=1), "opened_at", "pk")

    def waiting_for(self, user, now):
        """Those that have called this person by now and that nobody has answered."""
        called = Alert.objects.filter(user=user, due_at__lte=now, episode=models.OuterRef("pk"))
        called = called.filter(round=models.OuterRef("round"))
        return self.calling().permitted(user, Permission.CONCERN_READ).filter(models.Exists(called))


class Episode(models.Model):
    """One urgent happening, from the first press to the end. Its words and ticks are in tables of their own.

    The database refuses a change to who started it and when; everything else that is said
    about it is only ever added.
    """

    class Outcome(models.TextChoices):
        NOT_OVER = "", "Not over"
        HOME = "home", "Safe, and home with somebody"
        CLASS = "class", "Safe, and back with their class"
        HOSPITAL = "hospital", "Gone to hospital"
        AGENCY = "agency", "With the police or another agency"
        MISTAKE = "mistake", "Started by mistake"
        OTHER = "other", "Something else"

    State = State

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    report = models.OneToOneField(
        Report, on_delete=models.PROTECT, null=True, blank=True, related_name="episode", editable=False
    )
    staffed = models.BooleanField(default=True, editable=False)
    trigger = models.ForeignKey(
        UrgentTrigger, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    level = models.CharField(max_length=12, choices=LEVELS, default=Level.SAFEGUARDING, editable=False)

    # Where it stands.
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.LIVE)
    round = models.PositiveSmallIntegerField(default=1)
    calls_began_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="") & ~Q(state="closed")
                | Q(state="closed", closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="an_episode_is_stood_down_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_episode_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=False) | Q(report__isnull=False),
                name="an_episode_is_begun_by_somebody_or_a_report",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(state="live"), name="episodes_calling"),
            models.Index(fields=["opened_by", "-opened_at"], name="episodes_i_started"),
        ]

    def __str__(self):
        return f"urgent {self.reference}"

    def get_absolute_url(self):
        return address_of("concerns:episode", self.public_id)

    def may_become(self, state):
        return state in NEXT[State(self.state)]

    @property
    def is_live(self):
        return self.state == State.LIVE

    @property
    def is_closed(self):
        return self.state == State.CLOSED

    @property
    def waited(self):
        """How long it called before somebody answered; None while nobody has."""
        return self.answered_at - self.opened_at if self.answered_at else None

    @property
    def holder(self):
        """Who has it now, or had it last: after a hand-over that is not whoever answered. None until somebody answers."""
        return self.held_by or self.answered_by

    @property
    def in_hands(self):
        """Who has it now, in words. Empty while nobody does."""
        if self.holder is None:
            return ""
        return f"{self.holder} has it" if self.holder.is_active else f"{self.holder} has left"

    @property
    def begun_by(self):
        """Who pressed; nobody did where a guest wrote of danger."""
        return self.opened_by or "a guest"

    def relatives(self):
        """People it is closed to because they are a relative of the child, or of one whose name a guest may have typed."""
        if self.pupil_id is None and self.report_id is not None:
            perhaps = ReportChild.objects.filter(report=self.report_id).values("pupil")
            return Relative.objects.filter(pupil__in=perhaps).values("user")
        return Relative.objects.filter(pupil=self.pupil_id).values("user")


class JoinedReport(models.Model):
    """Another guest wrote of danger while this one was calling: it rings once for both, and each is read here."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="joined")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="joined")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"report {self.report_id} in episode {self.episode_id}"


NOT_GONE = (Outgoing.Email.PENDING, Outgoing.Email.SENDING)


class AlertQuerySet(models.QuerySet):
    """Words about who is called."""

    def waiting(self):
        return self.filter(email_state__in=NOT_GONE)

    def to_send(self, now):
        """Due, of something nobody has answered; what a dead worker took is due again when its lease runs out."""
        return self.waiting().filter(next_at__lte=now)


class Alert(Outgoing):
    """One message to one person at one step. All are written when it starts; an answer cancels those not gone."""

    class Channel(models.TextChoices):
        EMAIL = "email", "e-mail"
        SMS = "sms", "text message"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="alerts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    minute = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=5, choices=Channel)
    due_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "round", "minute", "user", "channel"], name="called_once_a_step"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(email_state__in=["pending", "sending"]), name="alerts_to_send"
            ),
            models.Index(fields=["user", "due_at"], name="who_is_called"),
        ]

    def __str__(self):
        return f"alert {self.pk}"

    def is_overdue(self, now):
        """Due for more than a minute and not gone: the page then says that messages are not going out."""
        return self.email_state in NOT_GONE and self.due_at < now - timedelta(minutes=1)

    def is_still_owed(self):
        """Has nobody answered, is the person still here, and may they still open it?"""
        waiting = Episode.objects.calling().permitted(self.user, Permission.CONCERN_READ)
        return self.user.is_active and waiting.filter(pk=self.episode_id, round=self.round).exists()


class Reply(models.Model):
    """What somebody who was called answered. Pressed, never taken from an opened page."""

    class Kind(models.TextChoices):
        COMING = "coming", "is coming"
        CANNOT = "cannot", "has seen it and cannot come"
        SEEN = "seen", "has seen it"

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="replies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"reply {self.pk}"
