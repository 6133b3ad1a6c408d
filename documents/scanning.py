"""A virus scanner, where the school has one: clamd on its own socket (CLAMD). Without one it says so and goes on."""

import re
import socket
import struct

from django.conf import settings

SECONDS, MOMENT = 10, 2  # for a file, and only to ask whether it is there


def is_on():
    """Has the school named a scanner?"""
    return bool(settings.CLAMD)


def scan(content):
    """The name of what was found, or "". OSError where the scanner does not answer, or not as one."""
    with _line() as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), 1 << 16):
            part = content[at : at + (1 << 16)]
            line.sendall(struct.pack(">I", len(part)) + part)
        line.sendall(struct.pack(">I", 0))
        answer = _answer(line)
    if answer.endswith("FOUND"):
        return re.sub(r"^stream: | FOUND$", "", answer)
    if not answer.endswith("OK"):
        raise OSError("the scanner did not finish")
    return ""


def answers():
    """Does it answer just now? For the page of what failed."""
    try:
        with _line(MOMENT) as line:
            line.sendall(b"zPING\0")
            return _answer(line) == "PONG"
    except OSError:
        return False


def _line(seconds=SECONDS):
    where = settings.CLAMD
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=seconds)


def _answer(line):
    got = b""
    while not got.endswith(b"\0") and len(got) < 4096:
        part = line.recv(4096)
        if not part:
            break
        got += part
    return got.rstrip(b"\0\n").decode("utf-8", "replace")
