"""A child-protection file that came from another school: when, from whom, where it is kept, and who was briefed."""

from django.db import models
from django.db.models import Q

from concerns.models.file import Filed
from concerns.models.naming import FileQuerySet
from staff.models import User


class ReceivedFileQuerySet(FileQuerySet):
    """Words about files that came from other schools."""


class ReceivedFile(Filed):
    """One file that arrived. What was scanned of it is sealed with it; the row itself is never changed."""

    received_on = models.DateField()
    from_school = models.CharField(max_length=120)
    from_who = models.CharField(max_length=120, blank=True)
    stored_where = models.CharField(max_length=160, blank=True)

    objects = ReceivedFileQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_school=""), name="a_received_file_comes_from_somewhere")
        ]
        indexes = [models.Index(fields=["pupil", "-received_on"], name="files_received")]

    def __str__(self):
        return f"received file {self.pk}"


class Briefed(models.Model):
    """Somebody here was told what they need to know of it, by whoever wrote the row."""

    received = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="briefed")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "briefed"
        constraints = [models.UniqueConstraint(fields=["received", "user"], name="briefed_once")]

    def __str__(self):
        return f"{self.user_id} briefed on received file {self.received_id}"
