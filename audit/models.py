"""One table: what happened, in order, chained."""

from django.db import models


class Entry(models.Model):
    """One thing somebody did or read. The database numbers, dates and chains it; nobody can change it.

    `fields` are the names of what changed, never the values. `subject` is the public id of the
    record, `pupil` that of the child it is about. `hash` is SHA-256 over the previous hash and
    the canonical JSON of this row (see audit.chain).
    """

    seq = models.BigIntegerField(primary_key=True, editable=False)
    at = models.DateTimeField(editable=False)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200)
    roles = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=64, blank=True)
    pupil = models.CharField(max_length=64, blank=True)
    fields = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    prev = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["pupil", "-seq"], name="audit_by_pupil"),
            models.Index(fields=["actor_id", "subject", "verb", "-seq"], name="audit_by_actor"),
        ]

    def __str__(self):
        return f"{self.seq} {self.verb}"

    @property
    def what(self):
        """What was done, as words: "concern: feedback given (words, level)"."""
        room, _, act = self.verb.partition(".")
        names = f" ({self.fields.replace(',', ', ')})" if self.fields else ""
        return f"{room}: {act}{names}".replace("_", " ")


class LastRead(models.Model):
    """When this person last opened this record: a read is entered once per ten minutes."""

    actor_id = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_id", "subject", "verb"], name="one_last_read"),
        ]

    def __str__(self):
        return f"{self.actor_id} {self.verb}"
