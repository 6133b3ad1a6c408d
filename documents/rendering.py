"""The worker's side of the print room: starts one when it needs one, hands it words, gets bytes.

Works alike in Celery's threads pool and in prefork, whose daemonic processes may not have
multiprocessing children: a print room is a plain subprocess that ends when its pipe closes.
"""

import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass

from django.conf import settings

from documents.render_server import receive, send

LIMITS = {"cpu": 20, "wall": 30, "memory": 1 << 30, "bytes": 50 << 20}
START_SECONDS = 30
GRACE_SECONDS = 10

SENTENCES = {
    "time": "It took too long to make. It may be too long or too complicated.",
    "memory": "It needed too much memory to make. It may be too long or too complicated.",
    "size": "It came out too large to keep. It may be too long.",
    "depth": "Its parts are nested too deeply to print.",
    "forbidden": "It asked for something outside itself, such as a file or a web page. That is not allowed.",
    "words": "Its words could not be turned into a page.",
    "crash": "The printing program stopped while making it.",
}


class CannotBeMade(Exception):
    """These words will never print: trying again changes nothing. The message is a plain sentence."""


class Interrupted(Exception):
    """The print room was stopped or could not start; the words may be quite all right."""


@dataclass(frozen=True)
class Made:
    pdf: bytes
    pages: int


_idle = []  # print rooms nobody is using; a list's pop and append are safe between threads
os.register_at_fork(after_in_child=_idle.clear)  # a forked worker must not share its parent's


def make_pdf(html, *, title, reference):
    """The PDF of these finished words. Raises CannotBeMade for good, Interrupted for now."""
    room = _take()
    try:
        answer, pdf = room.ask({"title": title, "reference": reference, "limits": LIMITS}, html.encode())
    except BaseException:
        room.close()
        raise
    _idle.append(room)
    if answer.get("why") == "killed":
        raise Interrupted("the child was killed from outside")
    if "why" in answer:
        raise CannotBeMade(SENTENCES[answer["why"]])
    return Made(pdf, answer["pages"])


def close_rooms():
    """End every idle print room of this process."""
    while _idle:
        _idle.pop().close()


def _take():
    while _idle:
        room = _idle.pop()
        if room.is_open():
            return room
        room.close()
    return PrintRoom()


class PrintRoom:
    """One render server and its two pipes. It sees no secret of ours: its environment is empty."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-B", "-m", "documents.render_server"],
            cwd=settings.ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": os.environ.get("HOME", "/nonexistent")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # Ctrl-C stops the worker, and through its pipe this
        )
        try:
            hello, _ = self._answer(START_SECONDS)
        except BaseException:
            self.close()
            raise
        if "problem" in hello:
            self.close()
            raise Interrupted(f"the print room did not start: {hello['problem']}")

    def ask(self, header, body):
        try:
            send(self.process.stdin.fileno(), header, body)
        except OSError as problem:
            raise Interrupted("the print room has gone") from problem
        return self._answer(header["limits"]["wall"] + GRACE_SECONDS)

    def is_open(self):
        return self.process.poll() is None

    def close(self):
        self.process.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def _answer(self, seconds):
        until = time.monotonic() + seconds
        out = self.process.stdout.fileno()

        def read(count):
            if not select.select([out], [], [], max(0, until - time.monotonic()))[0]:
                raise Interrupted("the print room did not answer")
            return os.read(out, count)

        frame = receive(read)
        if frame is None:
            raise Interrupted("the print room has gone")
        return frame
