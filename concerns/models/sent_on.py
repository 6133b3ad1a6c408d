"""A child has left: their safeguarding file goes to the next school, and comes to rest when it is there."""

from django.db import models
from django.db.models import Q

from concerns.models.file import Filed
from concerns.models.naming import FileQuerySet


class SentOnQuerySet(FileQuerySet):
    """Words about files on their way."""

    def newest_first(self):
        return self.order_by("-written_at", "-pk")


class SentOn(Filed):
    """One step of a leaver's file: sent, received, or nothing to send. Only ever added to.

    `left_on` is the leaving it belongs to: a child who comes back and leaves again is owed a new answer.
    """

    class Kind(models.TextChoices):
        WAITING = "waiting", "The child has left"
        SENT = "sent", "We have sent the file"
        RECEIVED = "received", "The next school has told us that they have it"
        NOTHING = "nothing", "There is nothing to send"

    # The only ways it may go. It may be sent again: it never came, or more was found.
    NEXT = {
        Kind.WAITING: {Kind.SENT, Kind.NOTHING},
        Kind.SENT: {Kind.SENT, Kind.RECEIVED},
        Kind.RECEIVED: {Kind.SENT},
        Kind.NOTHING: {Kind.SENT},
    }

    AT_REST = (Kind.RECEIVED, Kind.NOTHING)

    left_on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind.choices[1:])
    on = models.DateField()
    whom = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=160, blank=True)

    objects = SentOnQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "sent on"
        constraints = [
            models.CheckConstraint(condition=Q(kind="nothing") | ~Q(whom=""), name="a_file_is_sent_to_somebody"),
            models.CheckConstraint(condition=~Q(kind="nothing") | ~Q(how=""), name="nothing_to_send_has_its_reason"),
        ]
        indexes = [models.Index(fields=["pupil", "left_on"], name="files_sent_on")]

    def __str__(self):
        return f"{self.kind} {self.pk}"
