"""A report whose child is only typed: by a guest, on the short form, or copied from paper. It waits to be matched."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

from concerns.models.concern import Concern
from concerns.triggers import REASONS
from documents.models import new_reference
from pupils.models import Pupil
from staff.models import User
from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Level, Scope


class ReportQuerySet(PermittedQuerySet):
    """Words about reports. Nobody knows yet whose they are, so only those who triage everything meet them."""

    SCOPES = {
        Scope.ALL: EVERY_ROW,
        **dict.fromkeys([Scope.MINE, Scope.OWN, Scope.TEAM, Scope.WELLBEING, Scope.RESTRICTED], lambda user: _nobody()),
    }

    def not_for(self, user, permission):
        """It may be about a relative: then it is for the others. See ReportChild."""
        theirs = Pupil.objects.relatives_of(user)
        return Q(pk__in=ReportChild.objects.filter(pupil__in=theirs).values("report"))

    def waiting(self):
        return self.filter(status=Report.Status.WAITING)

    def entered_by(self, user):
        """What this person wrote or typed in: for their own receipt, which is a number and no words."""
        return self.filter(entered_by=user)

    def still_to_hear_of(self, user):
        """What this person sent that is not a concern of their own: where it stands is said of each."""
        own = Q(status=Report.Status.MATCHED, author=user)
        return self.entered_by(user).exclude(own).order_by("-received_at", "-pk")

    def danger_first(self):
        """Each row with `calm`: 0 where somebody is or may be in danger, else 1."""
        return self.annotate(calm=Case(When(danger=Concern.Danger.NO, then=1), default=0))


def _nobody():
    return Q(pk__in=[])


class Report(models.Model):
    """What somebody told us about a child whose name they typed. Its words stay as sent, in ReportText.

    The safeguarding leads match it to a child, and it becomes a concern; or they set it aside,
    with a reason. `held_because` keeps the codes of the rules it set off. `author` is whoever wrote
    it, where they have an account; `entered_by` whoever typed it in; a guest is neither.
    """

    class Kind(models.TextChoices):
        GUEST = "guest", "A guest"
        SHORT = "short", "The short form"
        PAPER = "paper", "A paper form"
        SLIP = "slip", "A slip nobody signed"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to be matched"
        MATCHED = "matched", "Now a concern"
        SET_ASIDE = "set_aside", "Set aside"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=5, choices=Kind, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    writer_name = models.CharField(max_length=100, editable=False)
    writer_role = models.CharField(max_length=100, blank=True, editable=False)
    writer_phone = models.CharField(max_length=30, blank=True, editable=False)
    child_name = models.CharField(max_length=100, editable=False)
    class_name = models.CharField(max_length=60, blank=True, editable=False)
    danger = models.CharField(max_length=6, choices=Concern.Danger, editable=False)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    held_because = ArrayField(
        models.CharField(max_length=20, choices=list(REASONS.items())), default=list, editable=False
    )

    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="report")
    reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()
    level = Level.SAFEGUARDING  # until somebody knows better

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(writer_name=""), name="a_report_is_signed"),
            models.CheckConstraint(
                condition=Q(status="waiting", concern=None, settled_at=None, settled_by=None)
                | Q(status="matched", concern__isnull=False, settled_at__isnull=False, settled_by__isnull=False)
                | Q(status="set_aside", concern=None, settled_at__isnull=False, settled_by__isnull=False)
                & ~Q(reason=""),
                name="a_report_is_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["received_at", "id"], condition=Q(status="waiting"), name="reports_waiting"),
        ]

    def __str__(self):
        return f"report {self.reference}"

    @property
    def is_danger(self):
        return self.danger != Concern.Danger.NO

    @property
    def reasons(self):
        """What the rules found, in sentences."""
        return [REASONS[code] for code in self.held_because if code in REASONS]


class ReportText(models.Model):
    """The words of a report as they were sent. Never in a list, never changed."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="text")
    facts = models.TextField()
    childs_words = models.TextField(blank=True)
    where_now = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(facts=""), name="a_report_has_words")]

    def __str__(self):
        return f"words of report {self.report_id}"


class ReportChild(models.Model):
    """A child it may be about, by the name that was typed: offered to whoever matches it, and closed to relatives."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="perhaps")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "pupil"], name="perhaps_this_child_once")]

    def __str__(self):
        return f"perhaps {self.pupil_id} in report {self.report_id}"


class GuestPin(models.Model):
    """Somebody asked for another PIN on this day: the one before it opens nothing any more."""

    on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        indexes = [models.Index(fields=["on"], name="pins_of_a_day")]

    def __str__(self):
        return f"another PIN on {self.on}"
