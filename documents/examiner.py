"""The bench where a file that was sent in is looked into: a process of its own, with little of everything.

`python -m documents.examiner` reads frames (see render_server) with one file each and answers
with the bytes to keep, or with the one sentence that says why not. It may use little time and
memory, write no file and reach no network; a file that breaks it costs nobody else anything.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

from documents.render_server import cut_off, receive, send

LIMITS = {"cpu": 20, "memory": 768 << 20}  # seconds and bytes, for all the files of one visit
BROKEN = "It could not be read: it is damaged, or not what its name says. Please save it again and choose the new copy."


class NotTaken(Exception):
    """This file is not kept. The message is a whole sentence, fit for the page."""


def look_into(content, named):
    """What kind it is and the bytes to keep; NotTaken with a sentence for everything else."""
    from documents import pictures, portable, wordfiles

    kind = kind_of(content)
    if kind is None:
        raise NotTaken(_not_a_kind(content))
    ending = named.rpartition(".")[2].lower()
    said = "jpg" if ending == "jpeg" else ending
    pictured = {kind, said} <= {"jpg", "png"}  # telephones mix these two up, and both are drawn afresh
    if said != kind and not pictured:
        raise NotTaken(f"Its name ends in “.{said[:10]}”, but inside it is something else ({kind}).")
    examine = {"pdf": portable.examined, "jpg": pictures.redrawn, "png": pictures.redrawn, "docx": wordfiles.examined}
    try:
        return kind, examine[kind](content)
    except NotTaken:
        raise
    except MemoryError:
        raise NotTaken("It unpacks into more than this school's computer can hold.")
    except Exception as problem:  # a parser's own errors are many; none of them is a reason to keep a file
        raise NotTaken(BROKEN) from problem


def kind_of(content):
    """What it is by its first bytes, not by its name."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "docx" if content.startswith(b"PK\x03\x04") else None


def _not_a_kind(content):
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"heif"):
        return "It is a HEIC picture. On the telephone choose “Most compatible”, or save it as JPEG, and send that."
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return (
            "It is an old kind of Office file, or locked with a password. Please save it as PDF or .docx and send that."
        )
    return "Only PDF, JPEG, PNG and Word (.docx) files are kept here."


def _confine():
    die_with_parent, no_dumps, no_new_rights = (1, signal.SIGKILL), (4, 0), (38, 1)
    with contextlib.suppress(OSError):
        libc = ctypes.CDLL(None)
        for what, how in (die_with_parent, no_dumps, no_new_rights):
            libc.prctl(what, how, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (LIMITS["cpu"], LIMITS["cpu"] + 1))
    resource.setrlimit(resource.RLIMIT_AS, (LIMITS["memory"], LIMITS["memory"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main():
    """One file after another, until the other side has no more."""
    answers, files = os.dup(1), os.dup(0)
    os.dup2(2, 1)  # a stray print must not look like an answer
    cut_off()
    from documents import pictures, portable, wordfiles  # noqa: F401 loaded before the limits bite

    _confine()
    while frame := receive(lambda count: os.read(files, count)):
        header, content = frame
        try:
            kind, keep = look_into(content, header["named"])
        except NotTaken as refusal:
            send(answers, {"no": str(refusal)})
        else:
            send(answers, {"kind": kind}, keep)


if __name__ == "__main__":
    sys.modules["documents.examiner"] = sys.modules["__main__"]  # so that its refusals are caught as what they are
    main()
