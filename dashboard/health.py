"""Is everything running? Numbers only, without a word about anybody, for whoever watches and for the page behind it."""

import shutil
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max
from django.utils import timezone

from concerns.models import Alert
from documents.models import Document
from staff.models import AccountEmail, Digest, Heartbeat, Notice

LATE = timedelta(minutes=10)  # what is owed should have gone long before
SILENT = timedelta(minutes=2)  # a worker speaks twice a minute
LEAST_FREE = 10  # hundredths of the disk
PATIENCE = 1  # second, for a broker that takes calls and never answers
PARTS = ("database", "broker", "owed", "worker", "disk")


@dataclass(frozen=True)
class Part:
    """One part: whether it is well, and the number that says so (seconds, or hundredths of the disk)."""

    ok: bool
    number: int | None = None


def examine(*names):
    """{name: Part} of these, or of all of them. What hangs on the database is not well when it is not."""
    return {name: EXAMINE[name]() for name in names or PARTS}


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Part(False)
    return Part(True)


def _broker():
    """The one place where a request asks the broker: no page hangs on it."""
    import redis  # large, and for this alone: not in every web worker

    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as broker:
            broker.ping()
    except (redis.RedisError, OSError):
        return Part(False)
    return Part(True)


def _owed():
    """How long the oldest thing that is due has waited for a worker: an e-mail, a call or a document."""
    now = timezone.now()
    try:
        first, *others = [kind.objects.to_send(now).order_by().values_list("next_at") for kind in SENT]
        papers = Document.objects.to_render(now).order_by().values_list("made_at")
        oldest = first.union(*others, papers, all=True).order_by("next_at").first()
    except DatabaseError:
        return Part(False)
    waited = now - oldest[0] if oldest else timedelta()
    return Part(waited < LATE, int(waited.total_seconds()))


def _worker():
    try:
        last = Heartbeat.objects.aggregate(at=Max("at"))["at"]
    except DatabaseError:
        return Part(False)
    if last is None:
        return Part(False)
    silent = timezone.now() - last
    return Part(silent < SILENT, max(0, int(silent.total_seconds())))


def _disk():
    """Where files are kept. Of the nearest folder above it that is there."""
    folder = settings.MEDIA_ROOT
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    free = usage.free * 100 // usage.total
    return Part(free >= LEAST_FREE, free)


SENT = (Notice, Digest, AccountEmail, Alert)
EXAMINE = {"database": _database, "broker": _broker, "owed": _owed, "worker": _worker, "disk": _disk}
