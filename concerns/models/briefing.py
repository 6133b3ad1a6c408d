"""A briefing: the fewest words the adults around a child need, for named readers, until a day."""

import uuid

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from pupils.about import AboutPupilQuerySet
from pupils.models import Pupil
from staff.models import User
from staff.policy import Level


class BriefingQuerySet(AboutPupilQuerySet):
    """Words about briefings. To be the child's teacher opens none: one is named, or wrote it, or looks after it."""

    AUTHOR = "written_by"
    LEVEL = "level"

    def live(self, on=None):
        """Sent, not withdrawn, not run out, about a child who is here."""
        here = self.of_children_here()
        return here.filter(state=Briefing.State.SENT, until_on__gte=on or timezone.localdate())

    def named(self, user):
        """Those this person is to read; not after the last day, nor once it is withdrawn or the child has left."""
        mine = BriefingReader.objects.filter(user=user).values("briefing")
        return Q(pk__in=Briefing.objects.live().filter(pk__in=mine).values("pk"))

    def with_receipts(self):
        """Each row with how many it is for and how many of them have said that they have read it."""
        said = Q(readers__read_at__isnull=False)
        return self.annotate(is_for=Count("readers"), have_read=Count("readers", filter=said))

    def proposed(self):
        return self.filter(state=Briefing.State.PROPOSED)

    def of(self, pupil):
        return self.filter(pupil=pupil)


class Briefing(models.Model):
    """Words for named people. Never edited: it is withdrawn, and written anew."""

    MOST = 400  # letters

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting to be approved"
        SENT = "sent", "Sent"
        DECLINED = "declined", "Not sent"
        WITHDRAWN = "withdrawn", "Withdrawn"

    # The only ways it may go; it also runs out by itself on its last day. Whoever proposed it may take it back.
    NEXT = {
        State.PROPOSED: {State.SENT, State.DECLINED, State.WITHDRAWN},
        State.SENT: {State.WITHDRAWN},
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=[(Level.WELLBEING, "Named readers")], default=Level.WELLBEING)
    words = models.CharField(max_length=MOST)
    until_on = models.DateField()
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_briefing_has_words"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | ~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_briefing_is_let_out_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") & Q(ended_at=None, ended_by=None)
                | Q(state="withdrawn", ended_at__isnull=False, ended_by__isnull=False),
                name="a_briefing_is_withdrawn_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["pupil", "-written_at"], name="briefings_of_a_child"),
            models.Index(fields=["until_on"], condition=Q(state="sent"), name="briefings_out"),
        ]

    def __str__(self):
        return f"briefing {self.pk}"

    def has_run_out(self, on):
        return self.state == self.State.SENT and self.until_on < on


class BriefingReader(models.Model):
    """Somebody it is for, and when they said that they have read it: said by them, never guessed."""

    briefing = models.ForeignKey(Briefing, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["briefing", "user"], name="a_reader_once_a_briefing")]
        indexes = [models.Index(fields=["user"], condition=Q(read_at=None), name="briefings_unread")]

    def __str__(self):
        return f"reader {self.user_id} of briefing {self.briefing_id}"
