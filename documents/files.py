"""Bytes on the disk: whole or not there, named at random, readable by nobody but us."""

import contextlib
import hashlib
import os
import secrets
import time
from pathlib import Path

from django.conf import settings

SETTLED_SECONDS = 3600  # younger files may belong to a transaction that has not committed yet


def folder():
    return Path(settings.MEDIA_ROOT) / "documents"


def path_of(file_name):
    return folder() / file_name


def keep(content, ending="pdf"):
    """Write the bytes under a new random name: temporary file, fsync, rename. Returns (name, SHA-256).

    On any error (a full disk is one) nothing is left behind.
    """
    stem = secrets.token_hex(16)
    name = f"{stem[:2]}/{stem}.{ending}"
    shelf = folder() / stem[:2]
    for place in (Path(settings.MEDIA_ROOT), folder(), shelf):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = shelf / f"{stem}.part"
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(path_of(name))
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    opened = os.open(shelf, os.O_RDONLY)
    try:
        os.fsync(opened)  # the name itself must survive a power cut, not only the bytes
    finally:
        os.close(opened)
    return name, hashlib.sha256(content).hexdigest()


def drop(file_name):
    """Take away a file that no record came to need."""
    path_of(file_name).unlink(missing_ok=True)


def sweep(known):
    """Remove what no record names and nobody can still be writing. `known` asks for a name."""
    removed = 0
    for path in folder().glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            old = time.time() - path.stat().st_mtime > SETTLED_SECONDS
            if old and not known(f"{path.parent.name}/{path.name}"):
                path.unlink()
                removed += 1
    return removed
