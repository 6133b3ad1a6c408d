"""Woken by Celery: make the documents that are owed. PostgreSQL is the queue."""

import logging
import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.actions import System
from documents import files
from documents.actions import fail_document, finish_document
from documents.models import Attachment, Document
from documents.rendering import CannotBeMade, Interrupted, make_pdf

logger = logging.getLogger(__name__)

LEASE = timedelta(
    seconds=settings.DOCUMENT_LEASE_SECONDS
)  # above the print room's own limit; a worker that died gives its document back
MOST_ATTEMPTS = 5
GIVEN_UP = "It was tried five times and something stopped it each time. Please tell whoever looks after the system."


@shared_task
def render_owed(seconds=20):
    """Make what is waiting, oldest first, for some seconds: others are waiting for this worker too.

    Any number of workers may do this at once. One that is killed leaves its lease to run out
    and its file, if it wrote one, to the nightly sweep: another makes the document anew.
    """
    made, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (document := claim()):
        _make(document)
        made += 1
    return made


@shared_task
def sweep_orphans():
    """Remove files that no document or attachment names: what a killed worker or a full disk left behind."""
    return files.sweep(
        lambda name: (
            Document.objects.filter(file_name=name).exists() or Attachment.objects.filter(file_name=name).exists()
        )
    )


def claim():
    """Take one document for this worker, committed before anything is printed."""
    now = timezone.now()
    with transaction.atomic():
        document = (
            Document.objects.to_render(now)
            .defer(None)
            .select_for_update(no_key=True, skip_locked=True)
            .order_by("pk")
            .first()
        )
        if document is None:
            return None
        document.state = Document.State.RENDERING
        document.attempts += 1
        document.lease_until = now + LEASE
        document.save(update_fields=["state", "attempts", "lease_until"])
        return document


def _make(document):
    by = System("make documents", on_behalf=document.made_by)
    if document.attempts > MOST_ATTEMPTS:
        fail_document(by=by, document=document, problem=GIVEN_UP)
        return
    try:
        made = make_pdf(document.html, title=document.title, reference=document.reference)
        file_name, sha256 = files.keep(made.pdf)
    except CannotBeMade as problem:
        fail_document(by=by, document=document, problem=str(problem))
    except (Interrupted, OSError) as problem:
        _put_back(document, problem)
    else:
        if not finish_document(by=by, document=document, made=made, file_name=file_name, sha256=sha256):
            files.drop(file_name)  # our lease ran out and another worker was quicker


def _put_back(document, problem):
    """Wait longer each time: a full disk or a restart is usually over in minutes."""
    logger.warning("document %s: attempt %s: %s", document.public_id, document.attempts, type(problem).__name__)
    Document.objects.held(document).update(
        state=Document.State.OWED, lease_until=timezone.now() + LEASE / 6 * 2**document.attempts
    )
