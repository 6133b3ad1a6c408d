"""A few words shared by name from what is held apart: who may read them, until when, and who said they had."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from concerns.models.concern import Concern
from concerns.models.file import Filed
from concerns.models.naming import FileQuerySet
from pupils.models import Relative
from staff.models import User


class ShareQuerySet(FileQuerySet):
    """Words about what was shared."""

    def current(self, on=None):
        return self.filter(withdrawn_at=None, until_on__gte=on or timezone.localdate())

    def to(self, user, on=None):
        """What this person may read today because it was shared with them: never about their own relative."""
        if not user.is_active:
            return self.none()
        mine = ShareReader.objects.filter(share=OuterRef("pk"), user=user)
        related = Relative.objects.filter(pupil=OuterRef("pupil"), user=user)
        return self.current(on).filter(Exists(mine), ~Exists(related))


class Share(Filed):
    """The fewest words that some people need about a child, until a day (the last on which they read it)."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="shares")
    until_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_share_is_withdrawn_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["pupil", "until_on"], condition=Q(withdrawn_at=None), name="shares_of_a_child")]

    def __str__(self):
        return f"share {self.pk}"


class ShareText(models.Model):
    """The words that were shared. Never in a list, never changed: other words are another share."""

    share = models.OneToOneField(Share, on_delete=models.PROTECT, primary_key=True, related_name="text")
    words = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_share_has_words")]

    def __str__(self):
        return f"words of share {self.share_id}"


class ShareReader(models.Model):
    """One of the people a share was made for; `read_at` is when they said so, not when they looked."""

    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["share", "user"], name="a_share_is_theirs_once")]
        indexes = [models.Index(fields=["user", "share"], name="shared_with_me")]

    def __str__(self):
        return f"{self.user_id} of share {self.share_id}"
