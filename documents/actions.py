"""What is done to documents: ordered with the act they belong to, made by the worker, tried again."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.models import Document
from staff.permitted import require
from staff.policy import Permission

LONGEST = 2_000_000  # characters: several times a child's whole chronology


@action
def order_document(*, by, kind, title, html, owner, pupil=None):
    """Owe the PDF of these finished words, in the same transaction as the act that needs it.

    Call it inside the action that approves or makes `owner`; that action has asked who may.
    `title` is neutral (it is in the PDF and the file's name); a worker only turns the words
    into bytes. Refuses words too long to print.
    """
    if not html.strip():
        raise Refused("There is nothing to print yet.")
    if len(html) > LONGEST:
        raise Refused("This is too long to print. Please make it shorter.")
    document = Document.objects.create(
        kind=kind, title=title, html=html, made_by=by, owner_type=owner._meta.label_lower, owner_id=owner.pk
    )
    record("document.ordered", document, by=by, pupil=pupil)
    return document


@action
def try_again(*, by, document):
    """Put a document that could not be made back in the queue. Refuses one that did not fail."""
    require(by, Permission.SYSTEM_WATCH, document)
    tried = (
        Document.objects.failed()
        .filter(pk=document.pk)
        .update(state=Document.State.OWED, attempts=0, problem="", lease_until=None)
    )
    if not tried:
        raise Refused("This document is not one that failed.")
    document.refresh_from_db(fields=["state", "attempts", "problem", "lease_until"])
    record("document.tried_again", document, by=by, fields=["state"])
    return document


@action
def finish_document(*, by, document, made, file_name, sha256):
    """Seal a document with its file and hash; from here the database refuses any change.

    False, and nothing done, where the worker no longer holds it: its lease ran out and another
    worker took it up.
    """
    finished = Document.objects.held(document).update(
        state=Document.State.READY,
        ready_at=timezone.now(),
        file_name=file_name,
        sha256=sha256,
        bytes_size=len(made.pdf),
        pages=made.pages,
        lease_until=None,
        problem="",
    )
    if finished:
        record("document.made", document, by=by, fields=["sha256"])
    return bool(finished)


@action
def fail_document(*, by, document, problem):
    """Say in a sentence why a document could not be made; it shows on the page of what failed."""
    if Document.objects.held(document).update(state=Document.State.FAILED, problem=problem, lease_until=None):
        record("document.failed", document, by=by, fields=["problem"])
