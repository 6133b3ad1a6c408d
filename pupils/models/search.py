"""The index of words. What is restricted has an index of its own, which only its own request asks.

Rows are written by the database itself, in the transaction that wrote the words (pupils.indexing):
nobody can forget to, and a word is found from the moment it is saved.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class IndexedWords(models.Model):
    """The words of one row, of one kind, that belongs to one record. Who may read the record may find it."""

    kind = models.CharField(max_length=20)
    row = models.BigIntegerField()
    record = models.CharField(max_length=20)
    parent = models.BigIntegerField()
    at = models.DateTimeField()
    vector = SearchVectorField()

    class Meta:
        abstract = True


class OpenWords(IndexedWords):
    """Words at team and wellbeing level, and those without a level."""

    class Meta:
        verbose_name_plural = "open words"
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="open_words_once")]
        indexes = [
            GinIndex(fields=["vector"], name="open_words_found", fastupdate=False),
            models.Index(fields=["record", "-at", "-id"], name="open_words_newest_first"),
            models.Index(fields=["record", "parent"], name="open_words_of_a_record"),
        ]

    def __str__(self):
        return f"{self.kind} {self.row}"


class RestrictedWords(IndexedWords):
    """Words at safeguarding and named level: asked only by a request of its own, with a purpose."""

    class Meta:
        verbose_name_plural = "restricted words"
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="restricted_words_once")]
        indexes = [
            GinIndex(fields=["vector"], name="restricted_words_found", fastupdate=False),
            models.Index(fields=["record", "-at", "-id"], name="restricted_words_newest_first"),
            models.Index(fields=["record", "parent"], name="restricted_words_of_a_record"),
        ]

    def __str__(self):
        return f"{self.kind} {self.row}"
