"""A document: its words from the moment it is ordered, its bytes once they are made, both frozen."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from staff.permitted import EVERY_ROW, PermittedQuerySet
from staff.policy import Scope

SPOKEN = "23456789ABCDEFGHJKMNPQRTUVWXYZ"  # no 0 and O, 1 and I and L, 5 and S read alike on the telephone


def new_reference():
    """A code for the foot of every page: short enough to read out, long enough not to guess."""
    letters = "".join(secrets.choice(SPOKEN) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


class DocumentQuerySet(PermittedQuerySet):
    """Words about documents. The text of a document is fetched only by the worker that needs it."""

    SCOPES = {Scope.ALL: EVERY_ROW}

    def of(self, owner):
        """Those that belong to this record, newest first."""
        return self.filter(owner_type=owner._meta.label_lower, owner_id=owner.pk).order_by("-pk")

    def ordered_by(self, user):
        return self.filter(made_by=user)

    def failed(self):
        return self.filter(state=Document.State.FAILED)

    def to_render(self, now):
        """Owed, or begun by a worker that has not been heard of since its lease ran out."""
        waiting = Q(state__in=[Document.State.OWED, Document.State.RENDERING])
        return self.filter(waiting & (Q(lease_until=None) | Q(lease_until__lte=now)))

    def held(self, document):
        """This document, if the worker that claimed it still holds it: every claim counts one attempt more."""
        return self.filter(pk=document.pk, state=Document.State.RENDERING, attempts=document.attempts)


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):
    """Leaves the words out of every query: lists and progress never need them."""

    def get_queryset(self):
        return super().get_queryset().defer("html")


class Document(models.Model):
    """One copy for one recipient. `title` and `kind` are neutral: never a child's name."""

    class State(models.TextChoices):
        OWED = "owed", "Waiting to be made"
        RENDERING = "rendering", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    NEXT = {
        State.OWED: {State.RENDERING},
        State.RENDERING: {State.OWED, State.READY, State.FAILED},
        State.FAILED: {State.OWED},
        State.READY: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    owner_type = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    html = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    # From here on a worker may write; nothing may be written once the document is ready.
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    file_name = models.CharField(max_length=80, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes_size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    objects = DocumentManager()

    class Meta:
        indexes = [
            models.Index(fields=["owner_type", "owner_id"], name="documents_of_owner"),
            models.Index(
                fields=["lease_until"],
                name="documents_to_render",
                condition=Q(state__in=["owed", "rendering"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_ready_document_is_whole",
                condition=~Q(state="ready")
                | (
                    Q(ready_at__isnull=False, bytes_size__isnull=False, pages__isnull=False)
                    & Q(bytes_size__gt=0, pages__gt=0)
                    & ~Q(sha256="")
                    & ~Q(file_name="")
                ),
            ),
            models.CheckConstraint(name="a_failed_document_says_why", condition=~Q(state="failed") | ~Q(problem="")),
        ]

    def __str__(self):
        return f"{self.title} {self.reference}"

    @property
    def is_ready(self):
        return self.state == self.State.READY

    @property
    def is_failed(self):
        return self.state == self.State.FAILED

    @property
    def download_name(self):
        """What the file is called on somebody's desk: neutral words and the reference."""
        return f"{slugify(self.title) or 'document'}-{self.reference}.pdf"


class AttachmentQuerySet(models.QuerySet):
    """Words about attachments. Who may have one is said by the record it belongs to."""

    def of(self, owner):
        """Those of this record, in the order they came."""
        return self.filter(owner_type=owner._meta.label_lower, owner_id=owner.pk).order_by("pk")

    def sent_by(self, user):
        return self.filter(added_by=user)


class Attachment(models.Model):
    """A file that somebody sent in with a record: looked into, kept under our own name, never changed or deleted.

    `given_name` is what its sender called it: words about a child, for the page only. It goes
    into no file name, address or log.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    owner_type = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    given_name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=4, choices=[("pdf", "PDF"), ("jpg", "Picture"), ("png", "Picture"), ("docx", "Word")]
    )
    file_name = models.CharField(max_length=80, unique=True)
    sha256 = models.CharField(max_length=64)
    bytes_size = models.PositiveIntegerField()
    scanned = models.BooleanField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["owner_type", "owner_id"], name="attachments_of_owner"),
            models.Index(fields=["added_by", "added_at"], name="attachments_sent_by"),
        ]

    def __str__(self):
        return f"attachment {self.reference}"

    @property
    def download_name(self):
        """What the file is called on somebody's desk: neutral words and the reference."""
        return f"attachment-{self.reference}.{self.kind}"
