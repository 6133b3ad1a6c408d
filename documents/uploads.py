"""Files sent in, on their way to a record: counted, weighed, looked into, checked for viruses, given our own names.

Nothing here opens a file: that is done in the examiner's own process. A refusal is one sentence.
"""

import os
import select
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

from documents import scanning
from documents.examiner import BROKEN, LIMITS, NotTaken
from documents.render_server import receive, send

MOST_FILES = 20  # in one record
SECONDS = LIMITS["cpu"] + 20
MIME = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class NotNow(NotTaken):
    """The file may be quite all right, but something of ours does not work just now."""


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: the bytes to keep, its kind, what it was called and whether a scanner has seen it."""

    content: bytes
    kind: str
    given_name: str
    scanned: bool


def examine(uploads):
    """For each file sent: what to keep, or the NotTaken that says why not. In order; no two share a fate."""
    results, bench = [], None
    try:
        for upload in uploads:
            name = plain_name(upload.name)
            try:
                content = _weighed(upload)
                bench = bench if bench and bench.is_open() else Bench()
                kind, keep = bench.ask(content, name)
                results.append(Examined(keep, kind, name, _scanned(content)))
            except NotTaken as refusal:
                results.append(refusal)
    finally:
        if bench:
            bench.close()
    return results


def _weighed(upload):
    """Its bytes, if there are some and not too many: asked before they are read."""
    if upload.size > settings.MAX_UPLOAD_BYTES:
        raise NotTaken(f"It is larger than {settings.MAX_UPLOAD_BYTES >> 20} MB. Please save it smaller and send that.")
    if not upload.size:
        raise NotTaken("It is empty.")
    return upload.read(settings.MAX_UPLOAD_BYTES + 1)


def _scanned(content):
    """Has a virus scanner passed it? False where the school has none; a refusal where it found something."""
    if not scanning.is_on():
        return False
    try:
        found = scanning.scan(content)
    except OSError:
        raise NotNow("The check for viruses does not answer just now, so it is not kept. Please add it again later.")
    if found:
        raise NotTaken(
            "The check for viruses found something in it. Do not open it; tell whoever looks after computers."
        )
    return True


def plain_name(name):
    """What it was called, as text to show: no folders, no invisible or reordering letters, not too long."""
    name = (name or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one)[0] != "C").strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:100]}{dot}{ending[:10]}" if dot else name[:100]


class Bench:
    """One examiner process and its two pipes; a file that breaks it is refused, and the next gets a new one."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-B", "-m", "documents.examiner"],
            cwd=settings.ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )

    def ask(self, content, named):
        """(kind, bytes to keep). Raises NotTaken."""
        until = time.monotonic() + SECONDS
        out = self.process.stdout.fileno()

        def read(count):
            if not select.select([out], [], [], max(0, until - time.monotonic()))[0]:
                raise NotTaken("It took too long to look through. Please save it smaller or as PDF and send that.")
            return os.read(out, count)

        try:
            send(self.process.stdin.fileno(), {"named": named}, content)
            frame = receive(read)
        except (OSError, NotTaken) as problem:
            self.close()
            raise problem if isinstance(problem, NotTaken) else NotTaken(BROKEN)
        if frame is None:  # it ran out of time or memory, or fell over
            self.close()
            raise NotTaken(BROKEN)
        header, keep = frame
        if "no" in header:
            raise NotTaken(header["no"])
        return header["kind"], keep

    def is_open(self):
        return self.process.poll() is None

    def close(self):
        self.process.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class CappedUpload(FileUploadHandler):
    """No file takes more of the disk than it may: what comes after is read off the line and dropped.

    The form then sees a file that is too large, and says so; everything else that was typed is there.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= settings.MAX_UPLOAD_BYTES else None

    def file_complete(self, file_size):
        return None
