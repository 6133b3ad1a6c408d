"""script/server and script/manage: what they promise at the keyboard, tried for real on an empty school."""

import importlib.machinery
import importlib.util
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from stbarts import embedded

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "EMAIL_URL", "BASE_URL", "TESTING", "HOST")


@pytest.fixture
def home(tmp_path):
    """An environment as a person's, with a data folder of this test's own and no demo to build."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("PYTEST")}
    kept |= {"STBARTS_VAR": str(tmp_path / "var"), "DEMO": "0", "SECRET_KEY": "x" * 60}
    kept["PORT"] = str(embedded.free_port())
    yield kept
    for process in left_running(kept):
        process.kill()


def left_running(home):
    """Every process that works on this data folder."""
    var, found = home["STBARTS_VAR"], []
    for process in psutil.process_iter():
        try:
            if process.environ().get("STBARTS_VAR") == var or any(var in word for word in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.pid != os.getpid()]


def refusal(home, command="server", *arguments, **changes):
    """The sentence a command refuses with; it must be one, and nothing may be left running.

    What this machine would do better with is said before it, and is no part of the refusal.
    """
    done = subprocess.run(
        [ROOT / "script" / command, *arguments], env={**home, **changes}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if not line.startswith("Better with these")]
    assert len(said) == 1, done.stderr
    assert left_running({**home, **changes}) == []
    return said[0]


class Server:
    def __init__(self, home):
        self.home, self.began = home, time.monotonic()
        self.log = Path(home["STBARTS_VAR"]).parent / f"server-{time.monotonic_ns()}.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [ROOT / "script/server"], env=home, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
        while "Ready at" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - self.began < 300, self.log.read_text()
            time.sleep(0.05)

    def answers(self):
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.home['PORT']}/account/login/").status
        except urllib.error.HTTPError as problem:
            return problem.code


@pytest.mark.parametrize("port", ["abc", "70000"])
def test_a_port_that_is_none_is_refused(home, port):
    assert "it must be a number from 1 to 65535" in refusal(home, PORT=port)


def test_a_taken_port_is_refused(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(home["PORT"])))
        other.listen()
        assert f"Port {home['PORT']} cannot be used: something is already listening there" in refusal(home)


def test_a_data_folder_that_cannot_be_written_is_refused(home):
    assert "The data folder /proc/school cannot be written" in refusal(home, STBARTS_VAR="/proc/school")
    assert "The data folder /proc/school cannot be written" in refusal(
        home, "manage", "check", STBARTS_VAR="/proc/school"
    )


def test_a_database_or_broker_that_does_not_answer_is_refused(home):
    nowhere = f"127.0.0.1:{embedded.free_port()}"
    sentence = refusal(home, DATABASE_URL=f"postgres://app:secret-word@{nowhere}/school")
    assert "The database that DATABASE_URL names cannot be used" in sentence
    assert "secret-word" not in sentence
    assert "looks like postgres://" in refusal(home, DATABASE_URL="nonsense")
    assert "The broker that REDIS_URL names" in refusal(home, REDIS_URL=f"redis://{nowhere}/0")


def test_a_real_school_without_its_secret_key_is_refused_and_the_database_is_stopped_again(home):
    home["SECRET_KEY"] = ""
    done = subprocess.run([ROOT / "script/server"], env=home, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1
    assert "Set SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr
    assert left_running(home) == []


def test_a_missing_library_is_named_when_it_may_not_be_installed(monkeypatch):
    loader = importlib.machinery.SourceFileLoader("ready", str(ROOT / "script/ready"))
    ready = importlib.util.module_from_spec(importlib.util.spec_from_loader("ready", loader))
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    loader.exec_module(ready)
    monkeypatch.setattr(ready, "LIBRARIES", {"libnothing0": "libnothing.so.0"})
    monkeypatch.setattr(ready.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="Missing on this machine: libnothing0.*apt-get install libnothing0"):
        ready.debian("server")


def manage(home, *arguments):
    return subprocess.run([ROOT / "script/manage", *arguments], env=home, capture_output=True, text=True, timeout=300)


def test_a_server_runs_alone_lends_its_parts_and_leaves_nothing_however_it_ends(home):
    """One long story rather than four tests: every start costs seconds."""
    server = Server(home)
    assert server.answers() < 500

    elsewhere = {**home, "PORT": str(embedded.free_port())}
    second = subprocess.run([ROOT / "script/server"], env=elsewhere, capture_output=True, text=True, timeout=300)
    assert second.returncode == 1
    assert f"already runs over {home['STBARTS_VAR']} at http://127.0.0.1:{home['PORT']}" in second.stderr

    which = "from django.db import connection; print(connection.settings_dict['NAME'], connection.vendor)"
    lent = manage(home, "shell", "--no-imports", "-c", which)
    assert lent.stdout == "stbarts postgresql\n", lent.stderr
    unknown = manage(home, "no_such_command")
    assert unknown.returncode == 1
    assert "no_such_command" in unknown.stderr
    assert server.answers() < 500

    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0
    assert left_running(home) == []

    own = manage(home, "shell", "--no-imports", "-c", which)
    assert own.stdout == "stbarts postgresql\n", own.stderr
    assert left_running(home) == []

    again = Server(home)
    again.process.kill()
    again.process.wait()
    until = time.monotonic() + 15
    while left_running(home) and time.monotonic() < until:
        time.sleep(0.1)
    assert left_running(home) == []

    after = Server(home)
    after.process.send_signal(signal.SIGINT)
    assert after.process.wait(20) == 0
    assert left_running(home) == []
