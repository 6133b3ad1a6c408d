"""The one way a document's bytes leave: checked against their hash, as a download, in nobody's browser."""

import hashlib
import io
import logging

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from audit.actions import record_read
from documents.files import path_of
from documents.uploads import MIME

logger = logging.getLogger(__name__)

DAMAGED = {
    "title": "This file is damaged",
    "sentence": "The file on the disk is not the one that was sealed, so it is not given out. "
    "Its words are kept. Please tell whoever looks after the system.",
}


def serve(request, document, *, pupil=None):
    """Answer with the document as a download. Call it after your own room's permission check.

    Each download is an audit entry of its own. A file that is missing or whose hash is not the
    sealed one is refused and logged; a document that is not ready is not there yet.
    """
    if not document.is_ready:
        raise Http404("This document is not ready.")
    return _hand_out(request, document, "document", "application/pdf", pupil)


def serve_attachment(request, attachment, *, pupil=None):
    """Answer with a file that was sent in, as a download and in no browser. Call it after your own room's check."""
    return _hand_out(request, attachment, "attachment", MIME[attachment.kind], pupil)


def taken_away(request, document, where, *, pupil=None):
    """Answer for a paper that was taken away because its words are kept in another system now (`where`, if it has a name)."""
    sentence = (
        f"Words in it were carried over into {where or 'another system'}, so this copy is not kept here any more. "
        "Print it again to have what is here now."
    )
    record_read(request.user, document, "document.taken_away", pupil=pupil, always=True)
    return render(request, "staff/error.html", {"title": "This paper was taken away", "sentence": sentence}, status=410)


def serve_public(document):
    """Answer anybody with a paper that has no child in it. Nobody is asked who they are, so nothing is entered.

    Only for papers of the public catalogue: the calling room has chosen which those are.
    """
    if not document.is_ready:
        raise Http404("This document is not ready.")
    content = sealed(document)
    if content is None:
        raise Http404("This document is not here.")
    return _file(document, content, "application/pdf")


def serve_public_file(attachment):
    """The same for a file that somebody put on a public page."""
    content = sealed(attachment)
    if content is None:
        raise Http404("This file is not here.")
    return _file(attachment, content, MIME[attachment.kind])


def _hand_out(request, kept, word, mime, pupil):
    content = sealed(kept)
    if content is None:
        record_read(request.user, kept, f"{word}.damaged", pupil=pupil, always=True)
        return render(request, "staff/error.html", DAMAGED, status=409)
    record_read(request.user, kept, f"{word}.downloaded", pupil=pupil, always=True)
    return _file(kept, content, mime)


def sealed(kept):
    """The bytes as they were sealed; None where the file cannot be read or is another, and the log says which."""
    what = f"{kept._meta.model_name} {kept.public_id}"
    try:
        content = path_of(kept.file_name).read_bytes()
    except OSError as problem:
        logger.error("%s: its file cannot be read: %s", what, problem)
        return None
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        logger.error("%s: its file is not the one that was sealed", what)
        return None
    return content


def _file(kept, content, mime):
    if settings.X_ACCEL_PREFIX:  # nginx sends the file itself from a folder only it can name
        response = HttpResponse(headers={"X-Accel-Redirect": settings.X_ACCEL_PREFIX + kept.file_name})
    else:
        response = FileResponse(io.BytesIO(content))  # the bytes that were checked, not the file read again
    response.headers["Content-Type"] = mime
    response.headers["Content-Disposition"] = f'attachment; filename="{kept.download_name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
