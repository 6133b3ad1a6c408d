"""A referral, its letter, and the steps it took: the last can only be added to."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from concerns.second_person import approvable_by
from pupils.about import AboutPupilQuerySet
from pupils.models import Consent, Pupil
from school.models import Agency
from staff.models import User
from staff.policy import LEVEL_NAMES, Level, Permission, Scope, scopes
from staff.posting import Versioned


class ReferralQuerySet(AboutPupilQuerySet):
    """Words about referrals."""

    AUTHOR = "raised_by"
    LEVEL = "level"

    def permitted(self, user, permission):
        """As the policy says; a paper about some children is let out by the safeguarding leads alone."""
        rows = super().permitted(user, permission)
        return approvable_by(rows, user) if permission == Permission.APPROVE else rows

    def open(self):
        """Not closed, not withdrawn, and the child is still here."""
        return self.exclude(state__in=Referral.ENDED).filter(pupil__in=Pupil.objects.open())

    def waiting_for_approval(self):
        return self.open().filter(state=Referral.State.WAITING)

    def noted(self, user):
        """Sealed and approved: what the office may print or post."""
        return Q(state__in=[Referral.State.APPROVED, Referral.State.SENT], level__in=[Level.TEAM, Level.WELLBEING])


def asks_for_the_safeguarding_leads(user):
    """May this person ask an agency that only the safeguarding leads ask?"""
    return Scope.ALL in scopes(user.roles, Permission.REFERRAL_WRITE)


class Referral(Versioned):
    """One request to one agency for one child, kept from the first thought of it, sent or not."""

    class State(models.TextChoices):
        CONSIDERING = "considering", "Being considered"
        DRAFTING = "drafting", "Letter being written"
        WAITING = "waiting", "Waiting for an approver"
        APPROVED = "approved", "Approved, ready to send"
        SENT = "sent", "Sent"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Not taken further"

    NEXT = {
        State.CONSIDERING: {State.DRAFTING, State.WITHDRAWN},
        State.DRAFTING: {State.WAITING, State.WITHDRAWN},
        State.WAITING: {State.DRAFTING, State.APPROVED, State.WITHDRAWN},
        State.APPROVED: {State.SENT, State.WITHDRAWN},
        State.SENT: {State.CLOSED, State.WITHDRAWN},
        State.CLOSED: set(),
        State.WITHDRAWN: set(),
    }
    ENDED = (State.CLOSED, State.WITHDRAWN)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=list(LEVEL_NAMES.items()), default=Level.WELLBEING)
    state = models.CharField(max_length=12, choices=State, default=State.CONSIDERING)
    why = models.TextField("why this agency", max_length=2000)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=200, blank=True)

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
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("raised_by")),
                name="a_second_person_approves",
            ),
        ]
        indexes = [models.Index(fields=["pupil", "-raised_at"], name="referrals_of_a_child")]

    def __str__(self):
        return f"{self.agency_id} {self.state}"

    def get_absolute_url(self):
        return reverse("referrals:referral", args=[self.public_id])

    def may_become(self, state):
        return state in self.NEXT[self.State(self.state)]


class Step(models.Model):
    """One move of a referral from state to state: who, when and why. Never edited."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12, choices=Referral.State, blank=True)
    to_state = models.CharField(max_length=12, choices=Referral.State)
    why = models.CharField(max_length=1000, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.from_state} → {self.to_state}"


class Letter(Versioned):
    """The words of a letter while it is being written. What was sent is the frozen document."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="letter")
    recipient = models.CharField("to", max_length=200)
    recipient_address = models.TextField("their address", max_length=400, blank=True)
    purpose = models.TextField("in one line, what this letter is for", max_length=400)
    strengths = models.TextField("what the child is good at and enjoys", max_length=3000)
    what_we_see = models.TextField("what we see at school, with dates and how often", max_length=6000)
    since_when = models.TextField("when it began and what changed", max_length=3000, blank=True)
    impact = models.TextField(
        "how it affects learning, friends, sleep, eating, attendance", max_length=3000, blank=True
    )
    tried = models.TextField("what has been tried, for how long, and what it changed", max_length=6000, blank=True)
    risk = models.TextField("any risk, and what we did", max_length=3000, blank=True)
    child_words = models.TextField("in the child's own words", max_length=3000, blank=True)
    parents_words = models.TextField("in the parents' words", max_length=3000, blank=True)
    ask = models.TextField("what we ask, and how soon", max_length=2000)
    school_continues = models.TextField("what school will keep doing", max_length=2000, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    WORDS = (
        "recipient", "recipient_address", "purpose", "strengths", "what_we_see", "since_when", "impact", "tried",
        "risk", "child_words", "parents_words", "ask", "school_continues",
    )  # fmt: skip

    def __str__(self):
        return f"letter of {self.referral_id}"

    def text(self):
        """Everything that will leave the house, for the checks."""
        return "\n".join(getattr(self, name) for name in self.WORDS)
