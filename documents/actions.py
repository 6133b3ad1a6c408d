"""What is done to documents: ordered with the act they belong to, made by the worker, tried again."""

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
