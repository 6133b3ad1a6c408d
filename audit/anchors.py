"""A daily note of the chain's end, signed and kept where the database cannot reach."""

import hashlib
import hmac
import json
import os

from django.conf import settings
from django.utils import timezone

from audit.models import Entry


class AnchorProblem(Exception):
    """An anchor could not be read or its signature does not hold."""


def _key():
    return (settings.AUDIT_ANCHOR_KEY or settings.SECRET_KEY).encode()


def _signature(body):
    return hmac.new(_key(), json.dumps(body, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def write_anchor():
    """Append today's (seq, hash) to the anchors file. Returns the path, or None for an empty log."""
    last = Entry.objects.order_by("-seq").values("seq", "hash").first()
    if last is None:
        return None
    body = {"at": timezone.now().isoformat(), **last}
    folder = settings.AUDIT_ANCHOR_DIR
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "anchors.jsonl"
    with open(path, "a", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(json.dumps({**body, "signature": _signature(body)}, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def read_anchors():
    """Every anchor as (seq, hash); raises AnchorProblem where one has been altered."""
    path = settings.AUDIT_ANCHOR_DIR / "anchors.jsonl"
    if not path.exists():
        return []
    anchors = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        body = json.loads(line)
        signature = body.pop("signature", "")
        if not hmac.compare_digest(signature, _signature(body)):
            raise AnchorProblem(f"Line {number} of {path.name} has been altered, or the anchor key has changed.")
        anchors.append((body["seq"], body["hash"]))
    return anchors
