"""Words that would eat the machine are ended within their limits, once, with a plain sentence."""

# ruff: noqa: E501 a bomb is read whole

import subprocess
import sys
import threading
import time

import psutil
import pytest
from django.conf import settings

from documents import rendering
from documents.models import Document
from documents.rendering import SENTENCES, CannotBeMade, Interrupted, make_pdf
from documents.tasks import render_owed

SMALL = {"cpu": 1, "wall": 5, "memory": 512 << 20, "bytes": 2 << 20}

LAUGHS = ";".join(f"--v{i}: {' '.join([f'var(--v{i - 1})'] * 10)}" for i in range(1, 12))
USES = "".join(f'<g id="g{i}">{f"<use href=#g{i - 1} />" * 10}</g>' for i in range(1, 12))

BOMBS = {
    "a table that spans millions": "<table><tr><td rowspan=65534 colspan=1000>x<tr>" + "<td rowspan=65534>x" * 1000,
    "deep boxes": "<div>" * 20_000 + "x",
    "deep words": "<b>" * 5_000 + "x",
    "tables in tables": "<table><tr><td>" * 30 + "x",
    "floats in floats": '<div style="float: left">' * 60 + "x" * 100,
    "flex in flex": '<div style="display: flex">' * 40 + "x",
    "grid in grid": '<div style="display: grid">' * 40 + "x",
    "a million columns": '<div style="columns: 1000000; column-gap: 0">' + "x " * 5000,
    "a million tracks": '<div style="display: grid; grid-template-columns: repeat(1000000, 1px)"><i>x</i></div>',
    "laughing variables": f"<style>html {{ --v0: lol lol; {LAUGHS} }} p {{ font-family: var(--v11) }}</style><p>x",
    "laughing drawings": f'<svg width="9" height="9"><defs><g id="g0"><rect width="1" height="1"/></g>{USES}</defs><use href="#g11"/></svg>',
    "a tall page": '<div style="height: 100000000cm">x</div>',
    "pages the size of a crumb": "<style>@page { size: 0.1mm; margin: 0 } </style>" + "x " * 20_000,
    "a hundred thousand pages": '<p style="break-after: page">x' * 100_000,
    "a word without end": "x" * 1_900_000,
    "endless stripes": '<p style="background: repeating-linear-gradient(red 0, blue 0.0000001px); height: 20cm">x',
    "a giant's type": '<p style="font-size: 100000000px">x',
    "a drawing that repeats": '<svg width="20000" height="20000"><pattern id="p" width=".01" height=".01" patternUnits="userSpaceOnUse"><rect width="1" height="1"/></pattern><rect width="20000" height="20000" fill="url(#p)"/></svg>',
    "a number of a billion numerals": "<style>@counter-style a { system: additive; additive-symbols: 1 x } li { list-style: a }</style><ol start=2000000000><li>x",
}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(rendering, "LIMITS", SMALL)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_ends_within_its_limits_and_hurts_nobody_else(bomb, small):
    try:  # a print room that did not answer in time would be Interrupted, which nothing here catches
        make_pdf(f"<!doctype html>{bomb}", title="Letter", reference="AB-1")
    except CannotBeMade as refusal:
        assert str(refusal) in SENTENCES.values()


@pytest.mark.parametrize(
    "bomb, limits, why",
    [
        ("a hundred thousand pages", {}, "time"),
        ("deep words", {"cpu": 10, "wall": 15}, "depth"),
        ("endless stripes", {"cpu": 10, "wall": 15, "memory": 340 << 20}, "memory"),
    ],
)
def test_each_kind_of_bomb_has_its_own_plain_sentence(bomb, limits, why, monkeypatch):
    monkeypatch.setattr(rendering, "LIMITS", {**SMALL, **limits})
    with pytest.raises(CannotBeMade) as refusal:
        make_pdf(BOMBS[bomb], title="Letter", reference="AB-1")
    assert str(refusal.value) == SENTENCES[why]


def test_a_result_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(rendering, "LIMITS", {**SMALL, "bytes": 2000})
    with pytest.raises(CannotBeMade) as refusal:
        make_pdf("<p>x", title="Letter", reference="AB-1")
    assert str(refusal.value) == SENTENCES["size"]


def test_a_bomb_fails_once_and_the_next_letter_is_made(cast, small, letter_html):
    from documents.actions import order_document

    bomb, letter = (
        order_document(by=cast.dsl, kind="letter", title="Letter", html=html, owner=cast.dsl)
        for html in (BOMBS["flex in flex"], letter_html())
    )
    assert render_owed() == 2
    bomb.refresh_from_db()
    letter.refresh_from_db()
    assert (bomb.state, bomb.attempts, bomb.problem) == ("failed", 1, SENTENCES["time"])
    assert letter.state == "ready"
    assert render_owed() == 0
    assert Document.objects.failed().count() == 1


# What the child may not do, tried from inside a process confined in the same way.
ATTEMPTS = {
    "a socket": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "a name looked up": "import socket; socket.getaddrinfo('localhost', 80)",
    "a file of the machine": "open('/etc/hostname').read()",
    "a file by way of the code": "import os, sysconfig; open(os.path.join(sysconfig.get_path('stdlib'), '../../../../../../etc/hostname'))",
    "a file written": "open('/tmp/out-of-the-print-room', 'w')",
    "a file of the code written": "import os; open(os.__file__, 'a')",
    "a low-level open": "import os; os.open('/etc/hostname', 0)",
    "another program": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "a folder": "import tempfile; tempfile.mkdtemp()",
    "a library": "import ctypes; ctypes.CDLL('libc.so.6')",
    "the web": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_a_child_that_reaches_outside_is_ended_on_the_spot(attempt):
    code = (
        "import socket, subprocess, tempfile, ctypes, urllib.request\n"
        "from documents.render_server import allow, confine, FORBIDDEN\n"
        "confine()\nallow({'cpu': 5, 'memory': 1 << 30})\n"
        f"try:\n    {attempt}\nexcept BaseException:\n    pass\nraise SystemExit(1)"
    )
    ended = subprocess.run([sys.executable, "-B", "-c", code], cwd=settings.ROOT, capture_output=True)
    assert ended.returncode == 63, ended.stderr


def test_the_print_room_sees_no_secret_of_the_worker(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "the-secret-of-the-worker")
    rendering.close_rooms()
    make_pdf("<p>x", title="T", reference="AB-1")
    room = rendering._idle[-1]
    with open(f"/proc/{room.process.pid}/environ") as environment:
        assert "the-secret" not in environment.read()


def test_a_print_room_ends_with_its_worker():
    make_pdf("<p>x", title="T", reference="AB-1")
    room = rendering._idle.pop()
    room.process.stdin.close()
    assert room.process.wait(5) == 0
    room.process.stdout.close()


def test_a_print_room_that_was_killed_is_replaced(letter_html):
    make_pdf("<p>x", title="T", reference="AB-1")
    rendering._idle[-1].process.kill()
    time.sleep(0.1)
    assert make_pdf(letter_html(), title="T", reference="AB-1").pages == 1


def a_new_room():
    """A print room that has had no order yet, and the child that stands ready in it."""
    rendering.close_rooms()
    room = rendering.PrintRoom()
    rendering._idle.append(room)
    (child,) = psutil.Process(room.process.pid).children()
    return room, child


def test_a_child_killed_while_it_waits_costs_nobody_a_letter(letter_html):
    _, child = a_new_room()
    child.kill()
    while child.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.001)
    assert make_pdf(letter_html(), title="T", reference="AB-1").pages == 1


def test_no_child_outlives_its_print_room():
    _, child = a_new_room()
    rendering._idle.pop().close()
    gone, alive = psutil.wait_procs([child], timeout=5)
    assert gone and not alive


def test_a_print_room_killed_at_its_work_is_an_interruption_not_a_verdict(small):
    room, child = a_new_room()

    def kill_at_work():
        until = time.monotonic() + 30
        while child.cpu_times().user < 0.1 and time.monotonic() < until:
            time.sleep(0.001)
        room.process.kill()

    killer = threading.Thread(target=kill_at_work)
    killer.start()
    with pytest.raises(Interrupted):
        make_pdf(BOMBS["a table that spans millions"], title="T", reference="AB-1")
    killer.join()


# A press that counts, in place of WeasyPrint: each document's number is how many pages its child says it has.
COUNTING = """
import os, signal
from documents import render_server
warm = [signal.SIGUSR1]
signal.pthread_sigmask(signal.SIG_BLOCK, warm)
orders, _ = os.pipe()

class Press:
    made = 0
    def pdf(self, html, title, reference):
        self.made += 1
        if reference == "WARM":
            os.kill(os.getppid(), warm[0])
        return html.encode(), self.made

def child(moment):
    render_server.MOMENT = moment
    return render_server.Child(Press())

def number(child):
    limits = {"cpu": 5, "wall": 20, "memory": 1 << 33, "bytes": 100}
    answer, words = child.make({"title": "T", "reference": "AB-1", "limits": limits}, b"words", orders)
    child.end()
    return answer["pages"], words

waiting = child(moment=0)
assert signal.sigtimedwait(warm, 20), "it waits, and stays cold"
print(number(waiting), number(child(moment=60)))
"""


def test_a_child_that_waits_warms_up_and_one_that_is_needed_at_once_does_not():
    said = subprocess.run([sys.executable, "-B", "-c", COUNTING], cwd=settings.ROOT, capture_output=True, text=True)
    assert said.stdout == "(2, b'words') (1, b'words')\n", said.stderr
