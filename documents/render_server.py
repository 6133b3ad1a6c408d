"""The print room: a process of its own that holds WeasyPrint warm and makes each document in a child.

`python -m documents.render_server` speaks frames over its two pipes with the worker that
started it, knows neither Django nor the database, and ends when that worker does. Each
document is made in a forked child that may use little time and memory, may not write a
file, open one, or speak to anybody, and is gone afterwards. One such child stands ready,
walled in already and with a page of ours behind it, so that nobody waits for it to be made,
to warm up or to go.
"""

import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import signal
import struct
import sys
import sysconfig
import time
from pathlib import Path

MOMENT = 0.05  # seconds without an order: one document is not following another
IDLE_SECONDS = 600  # a print room nobody uses gives its memory back; the next order starts another
NO_MEMORY, TOO_DEEP, FORBIDDEN, BROKEN = 61, 62, 63, 64
WHY = {NO_MEMORY: "memory", TOO_DEEP: "depth", FORBIDDEN: "forbidden", BROKEN: "words"}
ENDED_BY = {-signal.SIGXCPU: "time", -signal.SIGKILL: "killed"}
# Reaching outside: any one of these and the child is gone before it happens.
FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.chown",
    "os.truncate",
    "shutil.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "ctypes.",
)


def send(fd, header, body=b""):
    """One frame: the length of a JSON header, it, and the bytes it announces."""
    head = json.dumps({**header, "bytes": len(body)}).encode()
    rest = memoryview(struct.pack(">I", len(head)) + head + body)
    while rest:
        rest = rest[os.write(fd, rest) :]


def receive(read):
    """The next frame as (header, body), or None where the other side has gone. `read(n)` gives up to n bytes."""
    length = _exactly(read, 4)
    if length is None:
        return None
    head = _exactly(read, struct.unpack(">I", length)[0])
    if head is None:
        return None
    header = json.loads(head)
    body = _exactly(read, header["bytes"])
    return None if body is None else (header, body)


def _exactly(read, count):
    parts = bytearray()
    while len(parts) < count:
        part = read(min(count - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


def cut_off():
    """Leave the network altogether where the kernel lets us; elsewhere the child's own watch is the wall."""
    with contextlib.suppress(AttributeError, OSError):
        new_user, new_net = 0x10000000, 0x40000000
        ctypes.CDLL(None).unshare(new_user | new_net)


CODE = tuple({os.path.realpath(p) + os.sep for p in map(sysconfig.get_path, ("stdlib", "purelib", "platlib"))})


def confine():
    """In the child: no file, no socket, no way back."""
    libc = ctypes.CDLL(None)
    die_with_parent, no_dumps, no_new_rights = (1, signal.SIGKILL), (4, 0), (38, 1)
    for what in (die_with_parent, no_dumps, no_new_rights):
        libc.prctl(what[0], what[1], 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # somebody is waiting for a page while this prints

    def watch(event, args):
        if event == "open":
            path, _mode, flags = args
            if isinstance(path, int):
                return
            reading = not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if not (reading and os.path.realpath(os.fsdecode(path)).startswith(CODE)):
                os._exit(FORBIDDEN)
        elif event.startswith(FORBIDDEN_EVENTS):
            os._exit(FORBIDDEN)

    sys.addaudithook(watch)


def allow(limits):
    """In the child: so much time and memory for this document, and no more."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu"], limits["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))


def print_in_child(press, given, out):
    """Forked: wait for an order, make the document, write it to the pipe, end. Says what went wrong by its exit alone."""
    try:
        confine()
        if not select.select([given], [], [], MOMENT)[0]:
            press.pdf(WARM, title="Warm", reference="WARM")  # memory shared until written to is its own by then
        frame = receive(lambda count: os.read(given, count))
        if frame is None:  # the print room closes
            os._exit(0)
        header, html = frame
        allow(header["limits"])
        pdf, pages = press.pdf(html.decode(), title=header["title"], reference=header["reference"])
        send(out, {"pages": pages}, pdf)
        os.close(out)  # nobody waits while the memory is given back
        os._exit(0)
    except MemoryError:
        os._exit(NO_MEMORY)
    except RecursionError:
        os._exit(TOO_DEEP)
    except BaseException:  # the words are somebody's record: no traceback of them goes anywhere
        os._exit(BROKEN)


class Child:
    """One forked child and the two pipes to it. It makes one document."""

    def __init__(self, press):
        given, self.gives = os.pipe()
        self.takes, handed = os.pipe()
        self.code = None
        self.pid = os.fork()
        if self.pid == 0:
            first, second = sorted((given, handed))  # the worker's pipes are not for the child
            for low, high in ((3, first), (first + 1, second), (second + 1, 1024)):
                os.closerange(low, high)
            print_in_child(press, given, handed)
        os.close(given)
        os.close(handed)

    def is_there(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def make(self, header, html, orders):
        """One document: (answer, PDF). Waits for the child, the clock and the worker, whichever ends first."""
        limits, until = header["limits"], time.monotonic() + header["limits"]["wall"]
        with contextlib.suppress(BrokenPipeError):  # it has ended: why is asked below
            send(self.gives, header, html)
        got, why = bytearray(), ""
        while not why:
            ready, _, _ = select.select([self.takes, orders], [], [], max(0, until - time.monotonic()))
            if orders in ready:  # the worker sends nothing meanwhile: it has gone
                os.kill(self.pid, signal.SIGKILL)
                sys.exit(0)
            if not ready:
                why = "time"
            elif part := os.read(self.takes, 1 << 20):
                got += part
                why = "size" if len(got) > limits["bytes"] else ""
            else:
                break
        if not why and (frame := receive(_reader(got))):
            return {"pages": frame[0]["pages"]}, frame[1]
        if why:
            os.kill(self.pid, signal.SIGKILL)
        code = self.end()
        return {"why": why or ENDED_BY.get(code) or WHY.get(code, "crash")}, b""

    def end(self):
        """Wait until it has gone: its exit, or minus the signal that ended it."""
        if self.code is None:
            os.close(self.gives)
            os.close(self.takes)
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        return self.code


def _reader(data):
    left = memoryview(data)

    def read(count):
        nonlocal left
        part, left = left[:count], left[count:]
        return part

    return read


def main():
    """Warm up, say so, then make documents until the worker goes or nobody asks for ten minutes."""
    answers, orders = os.dup(1), os.dup(0)
    os.dup2(2, 1)  # a stray print must not look like an answer
    os.dup2(2, 0)
    cut_off()
    try:
        from documents.locked import HouseFonts, Press

        press = Press()
        press.pdf(WARM, title="Warm", reference="WARM")
        if len(list(Path("/proc/self/task").iterdir())) > 1:
            # A child has none of its parent's threads: fonts that one of them serves would wait for ever.
            press.fonts = HouseFonts()
    except Exception as problem:
        send(answers, {"problem": f"{type(problem).__name__}: {problem}"[:300]})
        return
    gc.collect()
    gc.freeze()
    child = Child(press)
    send(answers, {"ready": True})
    while select.select([orders], [], [], IDLE_SECONDS)[0]:
        frame = receive(lambda count: os.read(orders, count))
        if frame is None:
            return
        if not child.is_there():  # somebody ended it while it waited
            child.end()
            child = Child(press)
        send(answers, *child.make(*frame, orders))
        child.end()
        child = Child(press)


# Every letter in both weights and a line that is full: what a child has to look up anew, it looks up each time.
WARM = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Warm</title></head><body>
<div class="letterhead"><p class="school">School</p><p>1 Road, <span>Telephone 01632 960000</span></p></div>
<p class="marking">Confidential</p><div class="recipient"><p class="addressee">Dr A</p><p>2 Road</p></div>
<p class="date">1 May</p><p>Dear Dr A</p><h1>About</h1><h2>Part</h2><h3>Lesser</h3>
<p>The quick brown fox jumps over the lazy dog, AND THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG. And again it jumps, and
so on, until the line is full and the words go on to the next one, and to the one after that.</p>
<p><strong>The quick brown fox jumps over the lazy dog.</strong> <em>Slanted</em>, 1234567890; “quoted”, it’s – a dash: (so).</p>
<ul><li>one</li></ul><blockquote><p>said</p></blockquote>
<table><thead><tr><th scope="col">When</th></tr></thead><tbody><tr><td>Then</td></tr></tbody></table>
<div class="signature"><p>Yours sincerely</p></div></body></html>"""

if __name__ == "__main__":
    main()
