"""A referral, where it stands, and the steps it took: the last can only be added to."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from concerns.second_person import approvable_by
from pupils.about import WELLBEING, AboutPupilQuerySet
from pupils.models import Consent, Pupil
from referrals.agreed import nothing_stops, says_no, with_the_no
from school.models import Agency
from staff.addresses import address_of
from staff.models import User
from staff.permitted import may
from staff.policy import LEVEL_NAMES, Level, Permission, Scope, scopes
from staff.posting import Versioned


class ReferralQuerySet(AboutPupilQuerySet):
    """Words about referrals."""

    AUTHOR = "raised_by"
    LEVEL = "level"

    def permitted(self, user, permission):
        """As the policy says; papers about some children, and to some agencies, are let out by the safeguarding leads alone."""
        rows = super().permitted(user, permission)
        if permission != Permission.APPROVE:
            return rows
        if Scope.ALL not in scopes(user.roles, permission):
            rows = rows.exclude(agency__approver_role=Agency.Lead.DSL)
        return approvable_by(rows, user)

    def open(self):
        """Not finished, not withdrawn, not refused, and the child is still here."""
        return self.exclude(state__in=ENDED).filter(pupil__in=Pupil.objects.open())

    def led_by_this(self, user):
        """Those this person goes on with: handed over to them, or started by them and kept."""
        return self.filter(Q(led_by=user) | Q(led_by=None, raised_by=user))

    def waiting_for_approval(self):
        return self.open().filter(state=Referral.State.WAITING)

    def to_finish(self):
        """Where the next step is the school's own, apart from an approver's."""
        return self.open().filter(state__in=OURS)

    def with_them(self):
        """Sent, and the agency has the next word."""
        return self.open().filter(state__in=THEIRS)

    def to_chase(self, day):
        """With an agency, and longer without a word than it asks for."""
        return self.with_them().filter(chase_on__lte=day)

    def asked(self, user):
        """Requests to an agency whose row names one's own role as the one that approves."""
        return Q(agency__approver_role__in=sorted(user.roles)) & self._at(WELLBEING)

    def noted(self, user):
        """Sealed and approved: what the office may print or post, while the family lets it go."""
        sealed = Q(state__in=[Referral.State.APPROVED, Referral.State.SENT], level__in=[Level.TEAM, Level.WELLBEING])
        return sealed & nothing_stops()


def asks_for_the_safeguarding_leads(user):
    """May this person ask an agency that only the safeguarding leads ask?"""
    return Scope.ALL in scopes(user.roles, Permission.REFERRAL_WRITE)


class Referral(Versioned):
    """One request to one agency for one child, kept from the first thought of it, sent or not."""

    class State(models.TextChoices):
        CONSIDERING = "considering", "Being considered"
        CONSENT = "consent", "Talking with the family"
        DRAFTING = "drafting", "Being written"
        WAITING = "waiting", "Waiting for an approver"
        APPROVED = "approved", "Approved, ready to send"
        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "They have it"
        MORE = "more", "They ask for more"
        ACCEPTED = "accepted", "They will help"
        IN_LINE = "in_line", "On their waiting list"
        REDIRECTED = "redirected", "Passed on to somebody else"
        STARTED = "started", "Help has begun"
        DECLINED = "declined", "They said no"
        CLOSED = "closed", "Finished"
        WITHDRAWN = "withdrawn", "Not taken further"

    # The only ways a referral may go. A call, or a request inside school, is sent without a paper.
    _ANSWERS = {
        State.ACCEPTED, State.IN_LINE, State.REDIRECTED, State.STARTED, State.DECLINED, State.CLOSED, State.WITHDRAWN,
    }  # fmt: skip
    NEXT = {
        State.CONSIDERING: {State.CONSENT, State.DRAFTING, State.SENT, State.WITHDRAWN},
        State.CONSENT: {State.DRAFTING, State.SENT, State.WITHDRAWN},
        State.DRAFTING: {State.WAITING, State.SENT, State.WITHDRAWN},
        State.WAITING: {State.DRAFTING, State.APPROVED, State.WITHDRAWN},
        State.APPROVED: {State.SENT, State.WITHDRAWN},
        State.SENT: {State.ACKNOWLEDGED, State.MORE, *_ANSWERS},
        State.ACKNOWLEDGED: {State.MORE, *_ANSWERS},
        State.MORE: {State.ACKNOWLEDGED, *_ANSWERS},
        State.ACCEPTED: {State.MORE, *_ANSWERS} - {State.ACCEPTED},
        State.IN_LINE: {State.MORE, *_ANSWERS} - {State.IN_LINE},
        State.REDIRECTED: {State.ACKNOWLEDGED, State.MORE, *_ANSWERS} - {State.REDIRECTED},
        State.STARTED: {State.CLOSED, State.WITHDRAWN},
        State.DECLINED: set(),
        State.CLOSED: set(),
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # One request for several children is a referral for each: every word about a child hangs on their own.
    group = models.ForeignKey(
        "referrals.Group", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    level = models.CharField(max_length=12, choices=list(LEVEL_NAMES.items()), default=Level.WELLBEING)
    state = models.CharField(max_length=12, choices=State, default=State.CONSIDERING)
    why = models.TextField("why this agency", max_length=2000)
    # The last word of the family; everything they said is in `consents`.
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consents = models.ManyToManyField(Consent, related_name="+", editable=False)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Who goes on with it, where that is no longer whoever started it. It opens nothing: the policy does.
    led_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    raised_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=200, blank=True)
    their_reference = models.CharField(max_length=60, blank=True)
    chase_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="an_approval_has_its_person_and_moment",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("raised_by")),
                name="a_second_person_approves",
            ),
            models.UniqueConstraint(
                fields=["group", "pupil"], condition=Q(group__isnull=False), name="a_child_is_once_in_a_group"
            ),
        ]
        indexes = [
            models.Index(fields=["pupil", "-raised_at"], name="referrals_of_a_child"),
            models.Index(fields=["chase_on"], condition=Q(chase_on__isnull=False), name="referrals_to_chase"),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.state}"

    def get_absolute_url(self):
        return address_of("referrals:referral", self.public_id)

    def may_become(self, state):
        return state in self.NEXT[self.State(self.state)]

    @property
    def next_step(self):
        """(words, address) of the page on which its writer goes on, from a list; None where somebody else is next."""
        route = self.agency.route
        if self.state == State.DRAFTING and route != Agency.Route.TELEPHONE:
            return "Write", address_of("referrals:letter", self.public_id)
        if self.state in (State.CONSIDERING, State.CONSENT) and route == Agency.Route.INTERNAL and not says_no(self):
            return "Ask for the place", address_of("referrals:ask_inside", self.public_id)
        if self.state in (State.CONSIDERING, State.CONSENT, State.DRAFTING) and route == Agency.Route.TELEPHONE:
            return "The call", address_of("referrals:calls", self.public_id)
        return None

    @property
    def stands(self):
        """Where it is, for a list: and that the family says no, while that still has to be acted on."""
        label, consent = self.get_state_display(), self.consent
        return with_the_no(label, consent.answer) if consent and not self.has_ended else label

    @property
    def family_says_no(self):
        return says_no(self)

    @property
    def lead(self):
        """Who goes on with it, and hears of it."""
        return self.led_by or self.raised_by

    @property
    def has_ended(self):
        return self.state in ENDED

    def weeks_waited(self, on):
        """Whole weeks from the sending until help began or it ended; None where it has not been sent."""
        if self.sent_on is None:
            return None
        until = self.started_on or self.ended_on or on
        return max((until - self.sent_on).days, 0) // 7


State = Referral.State
UNSENT = (State.CONSIDERING, State.CONSENT, State.DRAFTING, State.WAITING, State.APPROVED)
OURS = (State.CONSIDERING, State.CONSENT, State.DRAFTING, State.APPROVED, State.MORE)
THEIRS = (State.SENT, State.ACKNOWLEDGED, State.ACCEPTED, State.IN_LINE, State.REDIRECTED)
ENDED = (State.DECLINED, State.CLOSED, State.WITHDRAWN)
OUTLINE = (State.SENT, State.ACCEPTED, State.IN_LINE, State.STARTED, State.DECLINED, State.CLOSED)


class StepQuerySet(AboutPupilQuerySet):
    """Words about steps: read by whoever may read the referral."""

    PUPIL = "referral__pupil"
    AUTHOR = "referral__raised_by"
    LEVEL = "referral__level"

    def outline_for(self, user):
        """What a class teacher hears of the referrals of their own children, and no more: to whom, sent, what came of it.

        Nothing of those that only the safeguarding leads know of; nothing for those who read the whole.
        """
        if may(user, Permission.REFERRAL_READ) or not may(user, Permission.MEETING_READ):
            return self.none()
        children = Pupil.objects.permitted(user, Permission.MEETING_READ).values("pk")
        return self.filter(referral__pupil__in=children, referral__level__in=WELLBEING, to_state__in=OUTLINE)


class Step(models.Model):
    """One move of a referral from state to state: on which day, why, and who wrote it down when. Never edited."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12, choices=Referral.State, blank=True)
    to_state = models.CharField(max_length=12, choices=Referral.State)
    on = models.DateField()
    why = models.CharField(max_length=1000, blank=True)
    # Where the family was pointed to instead, or to whom it was passed on.
    pointed_to = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state="declined") | (~Q(why="") & ~Q(pointed_to="")),
                name="a_no_has_its_reason_and_where_to_turn",
            ),
            models.CheckConstraint(
                condition=~Q(to_state="redirected") | ~Q(pointed_to=""), name="what_is_passed_on_goes_somewhere"
            ),
        ]

    def __str__(self):
        return f"{self.from_state} → {self.to_state}"

    @property
    def days_late(self):
        """Whole days between its happening and its being written down."""
        return max((timezone.localdate(self.made_at) - self.on).days, 0)
