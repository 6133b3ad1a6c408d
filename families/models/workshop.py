"""A workshop for families on a topic, and the invitations to it, each for one adult about one child."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from concerns.second_person import approvable_by
from pupils.about import AboutPupilQuerySet
from pupils.going_home import goes_home
from pupils.models import Contact, Pupil
from staff.addresses import address_of
from staff.models import User
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Permission, Scope, scopes
from staff.posting import Versioned

EVERY_FAMILY = {Scope.ALL, Scope.WELLBEING}


class WorkshopQuerySet(PermittedQuerySet):
    """Words about workshops. They are about no child: whoever reads meetings reads of every one."""

    SCOPES = {Scope.ALL: EVERY_ROW, Scope.WELLBEING: EVERY_ROW, Scope.TEAM: EVERY_ROW}

    def permitted(self, user, permission):
        """A teacher changes the ones they planned. One is let out by whoever may approve an invitation to it."""
        if permission == Permission.APPROVE:
            return self.filter(pk__in=Invitation.objects.to_approve(user).values("workshop"))
        rows = super().permitted(user, permission)
        if permission == Permission.MEETING_WRITE and not EVERY_FAMILY & scopes(user.roles, permission):
            rows = rows.filter(planned_by=user)
        return rows


class Workshop(Versioned):
    """When, where and on what. Afterwards: what comes next for those who came, and for those who could not."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Did not happen"

    NEXT = {
        State.PLANNED: {State.HELD, State.CANCELLED},
        State.HELD: {State.HELD},  # somebody was forgotten
        State.CANCELLED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.CharField(max_length=100)
    words = models.CharField("what it is about", max_length=500)
    held_at = models.DateTimeField("when")
    place = models.CharField("where", max_length=100)
    led_by = models.CharField("who leads it", max_length=120)
    room_for = models.PositiveSmallIntegerField("places", validators=[MinValueValidator(1), MaxValueValidator(500)])
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    follow_up = models.CharField(max_length=500, blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(room_for__gte=1), name="a_workshop_has_places")]

    def __str__(self):
        return self.topic

    def get_absolute_url(self):
        return address_of("families:workshop", self.public_id)

    def may_become(self, state):
        return state in self.NEXT[self.State(self.state)]

    def places_for(self, user):
        """The places and how many people are asked by anybody, in words that name nobody.

        A reader with a relative here is told only of those they may see, and that it is so: one more than they may see
        would tell them of their relative.
        """
        invitations = Invitation.objects.all()
        if not Pupil.objects.relatives_of(user).exists():
            return self.places_in_words(invitations.filter(workshop=self).count())
        seen = invitations.permitted(user, Permission.MEETING_READ).filter(workshop=self)
        return f"{self.places_in_words(seen.count())} Only those whom you may see are counted."

    def places_in_words(self, asked):
        """The places beside how many people are asked: more is no mistake, for families may say no."""
        places = f"{self.room_for} place{'s' if self.room_for != 1 else ''}"
        if not asked:
            return f"{places}, and nobody is asked yet."
        people = f"{asked} {'people are' if asked != 1 else 'person is'} asked"
        if asked > self.room_for:
            return f"{places}, and {people}: {asked - self.room_for} more than there is room for, if all of them come."
        if asked == self.room_for:
            return f"{places}, and {people}: just enough, if all of them come."
        return f"{places}, and {people}: room for {self.room_for - asked} more."


class InvitationQuerySet(AboutPupilQuerySet):
    """Words about invitations: read by whoever may know of meetings with the family, and by who invited them."""

    AUTHOR = "invited_by"

    def permitted(self, user, permission):
        rows = super().permitted(user, permission)
        return approvable_by(rows, user) if permission == Permission.APPROVE else rows

    def to_approve(self, user):
        """Waiting for a second person, and this is one. Home that must not be reached yet waits on, and so
        does an adult who may not be told any longer."""
        waiting = self.permitted(user, Permission.APPROVE).filter(state=Invitation.State.WAITING, pupil__in=_here())
        planned = waiting.filter(workshop__state=Workshop.State.PLANNED)
        return planned.exclude(invited_by=user).filter(goes_home())

    def to_send(self):
        """Approved, not sent, and home may be reached."""
        ready = self.filter(state=Invitation.State.APPROVED, workshop__state=Workshop.State.PLANNED, pupil__in=_here())
        return ready.filter(goes_home())


def _here():
    return Pupil.objects.open().values("pk")


class Invitation(models.Model):
    """One adult is asked to come. That they came is a fact; that they did not is not one, and is never written."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a second person"
        APPROVED = "approved", "Ready to send"
        SENT = "sent", "Sent"

    NEXT = {State.WAITING: {State.APPROVED}, State.APPROVED: {State.SENT}, State.SENT: set()}

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="invitations")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    sent_on = models.DateField(null=True, editable=False)
    sent_how = models.CharField(max_length=120, blank=True, editable=False)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    came = models.BooleanField(default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pupil__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "contact"], name="one_invitation_a_person"),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("invited_by")),
                name="a_second_person_lets_an_invitation_out",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_on__isnull=False, sent_by__isnull=False, approved_by__isnull=False),
                name="a_sent_invitation_was_approved_and_has_its_day",
            ),
        ]

    def __str__(self):
        return f"invitation {self.pk}"
