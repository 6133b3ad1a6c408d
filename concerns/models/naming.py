"""Who is named on a record for named people, and who broke the glass: both by date, both only added to."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from concerns.models.keeping import head_reads
from pupils.about import AboutPupilQuerySet, nothing
from pupils.models import Pupil
from staff.models import Outgoing, User
from staff.policy import Level, Permission, Scope, scopes

OPEN_FOR = timedelta(hours=1)


def reads_closed_records(user):
    """May this person ever read what is held apart: the safeguarding leads, and the head where the school lets them?"""
    return bool(scopes(user.roles, Permission.CONCERN_READ) & {Scope.ALL, Scope.RESTRICTED})


class NamedReaderQuerySet(models.QuerySet):
    """Words about people named on records."""

    def current(self):
        return self.filter(ended_at=None)


class NamedReader(models.Model):
    """A person who reads a record at the level of named people, from the day they were named until they were not."""

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="named_readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = NamedReaderQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "user"], condition=Q(ended_at=None), name="named_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="naming_is_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["user", "concern"], condition=Q(ended_at=None), name="where_i_am_named")]

    def __str__(self):
        return f"{self.user_id} named on concern {self.concern_id}"


class FileQuerySet(AboutPupilQuerySet):
    """Rows of a child's safeguarding file: all at safeguarding level, nobody's by having written them."""

    def _at(self, levels):
        return head_reads() if Level.SAFEGUARDING in levels else nothing()

    def _own(self, user):
        opened = glass_open_to(user)
        return nothing() if opened is None else self.about(opened)

    def of(self, pupil):
        return self.filter(**{self.PUPIL: pupil})


class BrokenGlassQuerySet(FileQuerySet):
    """Words about records opened past their lock. A child's relatives are not told of theirs, either."""

    def still_open(self):
        """Open at the database's own moment: who may see what is asked in SQL that is kept (staff.kept)."""
        return self.filter(open_until__gt=Now())

    def broken_by(self, user):
        return self.filter(user=user)

    def to_send(self, now):
        """Word to the chair of governors that has not gone yet."""
        return self.filter(told="chair", email_state__in=["pending", "sending"], next_at__lte=now)


class BrokenGlass(Outgoing):
    """Somebody opened what is closed to them about one child, with a written reason, for an hour.

    The safeguarding lead has a notice of it. Where the child is the lead's own, or nobody is left
    to tell, word goes to the chair of governors: this row is that e-mail, too.
    """

    class Told(models.TextChoices):
        LEAD = "lead", "the safeguarding lead"
        CHAIR = "chair", "the chair of governors"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    open_until = models.DateTimeField()
    told = models.CharField(max_length=5, choices=Told)

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="glass_is_broken_for_a_reason"),
            models.CheckConstraint(condition=Q(open_until__gt=F("opened_at")), name="glass_closes_again"),
        ]
        indexes = [models.Index(fields=["user", "pupil", "open_until"], name="glass_i_broke")]

    def __str__(self):
        return f"glass {self.pk}"


def glass_open_to(user):
    """The children whose closed records this person has open for the moment: a subquery, or None for most people."""
    if not reads_closed_records(user):
        return None
    return BrokenGlass.objects.broken_by(user).still_open().values("pupil")
