"""Starts the parts in order, watches them and stops them all: what script/server and script/manage run.

`DATABASE_URL`, `MIGRATION_DATABASE_URL` and `REDIS_URL`, when set, replace the embedded parts.
Whatever cannot be had is said in one sentence, and nothing is left running.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from stbarts import embedded

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "stbarts"
# What script/manage takes over from a server that runs over the same data.
LENT = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "STBARTS_VAR", "DEMO", "EMAIL_URL", "BASE_URL")
SOON = 10  # a part that ends sooner than this many seconds after its start will not do better next time
stopping = threading.Event()


class CannotStart(Exception):
    """One clear sentence for the person at the keyboard."""


class Stopped(Exception):
    """Somebody asked us to stop before everything was up."""


def serve():
    """The whole application until Ctrl-C or SIGTERM."""
    with listening() as (door, address), parts("script/server") as (environment, claim):
        environment.setdefault("BASE_URL", address)
        people = prepare(environment)
        with contextlib.ExitStack() as stack:
            web = Child("the web server", web_command(door), environment, pass_fds=[door.fileno()])
            children = [stack.enter_context(web)]
            wait_for_answer(door, children)
            schedule = ["--beat", "--schedule", str(Path(environment["STBARTS_VAR"]) / "celerybeat-schedule")]
            worker = Child("the worker with its clock", worker_command() + schedule, environment)
            children.append(stack.enter_context(worker))
            claim.publish(address=address, environment={name: environment.get(name, "") for name in LENT})
            say(f"\n{people}\nReady at {address}\nCtrl-C stops everything.")
            while not stopping.wait(0.3):
                for child in children:
                    child.restart_if_ended()
            say("Stopping …")
            for child in children:  # all at once; the stack then waits for each
                child.ask_to_end()


def manage(arguments):
    """One management command with the same parts up: a running server's, or its own for as long as it takes."""
    with contextlib.ExitStack() as stack:
        environment = running_environment()
        if environment is None:
            environment, _ = stack.enter_context(parts("script/manage"))
            if unfinished(environment).exists():  # an empty database: a command would find no tables
                prepare(environment)
        child = subprocess.Popen([*_python(), str(ROOT / "manage.py"), *arguments], env=environment)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal has told the command itself
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


@contextlib.contextmanager
def listening():
    """The port, taken before anything else is started; visitors who come early wait in the queue."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise CannotStart(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    with contextlib.closing(socket.socket()) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, int(port)))
            door.listen(64)
        except OSError as problem:
            reason = "something is already listening there" if problem.errno == 98 else problem.strerror
            raise CannotStart(f"Port {port} cannot be used: {reason}. Choose another, for example PORT=8001.")
        yield door, f"http://{host}:{port}"


@contextlib.contextmanager
def parts(name):
    """Database and broker up; yields the environment every process of ours needs, and the claim on the data."""
    var = var_folder()
    with contextlib.ExitStack() as stack:
        claim = stack.enter_context(Claim(var, name))
        environment = base_environment(var)
        if not environment.get("DATABASE_URL"):
            url_for = stack.enter_context(embedded.postgres(var / "postgres"))
            if embedded.ensure_database(url_for, DATABASE, afresh=unfinished(environment).exists()):
                unfinished(environment).touch()
            environment["DATABASE_URL"] = url_for(DATABASE, embedded.APP)
            environment["MIGRATION_DATABASE_URL"] = url_for(DATABASE, embedded.OWNER)
        else:
            check_database(environment, "DATABASE_URL")
            check_database(environment, "MIGRATION_DATABASE_URL")
        if not environment.get("REDIS_URL"):
            environment["REDIS_URL"] = stack.enter_context(embedded.valkey(var / "valkey"))
        else:
            check_broker(environment["REDIS_URL"])
        go_on()
        yield environment, claim


def base_environment(var):
    """The made-up school unless told otherwise; its e-mail goes into a folder, never out."""
    environment = {**os.environ, "STBARTS_VAR": str(var), "DJANGO_SETTINGS_MODULE": "stbarts.settings"}
    environment.setdefault("DEMO", "1")
    if environment["DEMO"].lower() in ("1", "true", "yes", "on"):
        environment.setdefault("EMAIL_URL", f"filemail:///{var / 'mail'}")
    return environment


def var_folder():
    """Where everything of this installation lies; made, and tried, before anything starts."""
    var = Path(os.environ.get("STBARTS_VAR") or ROOT / ".var").resolve()
    try:
        var.mkdir(mode=0o711, parents=True, exist_ok=True)  # PostgreSQL's own user must pass through
        (var / "mail").mkdir(exist_ok=True)
    except OSError as problem:
        raise CannotStart(
            f"The data folder {var} cannot be written: {problem.strerror}. Set STBARTS_VAR to one that can."
        )
    return var


class Claim:
    """One program at a time over the same data: a lock on a file that says who holds it."""

    def __init__(self, var, name):
        self.path, self.name = var / "running.json", name

    def __enter__(self):
        try:
            self.file = self.path.open("a+")
        except OSError as problem:
            raise CannotStart(
                f"The data folder {self.path.parent} cannot be written: {problem.strerror}. "
                "Set STBARTS_VAR to one that can."
            )
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.file.close()
            holder = self.holder()
            where = f" at {holder['address']}" if holder.get("address") else ""
            raise CannotStart(
                f"{holder.get('name', 'Another program')} (process {holder.get('pid', '?')}) already runs over "
                f"{self.path.parent}{where}. Stop it first, or set STBARTS_VAR to another folder."
            )
        self.publish()
        return self

    def publish(self, **facts):
        """Say who we are, for whoever finds the lock taken. Only our own user may read it."""
        self.file.truncate(0)
        self.path.chmod(0o600)
        self.file.write(json.dumps({"name": self.name, "pid": os.getpid(), **facts}))
        self.file.flush()

    def holder(self):
        try:
            return json.loads(self.path.read_text() or "{}")
        except (OSError, ValueError):
            return {}

    def __exit__(self, *problem):
        self.file.truncate(0)
        self.file.close()


def running_environment():
    """The environment of the server that runs over this data, or None when there is none."""
    claim = Claim(var_folder(), "script/manage")
    try:
        with claim:
            return None
    except CannotStart:
        holder = claim.holder()
        if "environment" in holder:
            return {**os.environ, **{name: value for name, value in holder["environment"].items() if value}}
        if holder.get("name") == "script/server":
            raise CannotStart("script/server is still starting; try again in a moment.")
        raise


def check_database(environment, name):
    """A database of the school's own must answer before we go on."""
    import psycopg2

    url = environment.get(name)
    if url:
        try:
            psycopg2.connect(**embedded.connection_parts(url), connect_timeout=5).close()
        except psycopg2.OperationalError as problem:
            reason = str(problem).strip().splitlines()[0]
            raise CannotStart(f"The database that {name} names cannot be used: {reason}")


def check_broker(url):
    """Nothing is lost without it, but nobody would be reminded: say so at the start."""
    import redis

    try:
        redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5).ping()
    except (redis.RedisError, ValueError) as problem:
        raise CannotStart(f"The broker that REDIS_URL names ({urlsplit(url).hostname}) cannot be used: {problem}")


def prepare(environment):
    """Tables up to date and the demo built; returns what to say of the demo's people."""
    people = run([*_python(), str(ROOT / "manage.py"), "prepare"], environment)
    unfinished(environment).unlink(missing_ok=True)
    return people


def unfinished(environment):
    """A mark that the first preparation has not reached its end: the next start throws that half away."""
    return Path(environment["STBARTS_VAR"]) / "unfinished"


def run(command, environment):
    """Run one step to its end, or stop it at once when we are asked to stop."""
    process = embedded.spawn(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        said = []
        reader = threading.Thread(target=lambda: said.append(process.stdout.read()))
        reader.start()
        while process.poll() is None:
            go_on(0.05)
        reader.join()
    finally:
        embedded.stop(process)
    if process.returncode:
        raise CannotStart("The database could not be made ready; the reason is above.")
    return said[0].strip("\n")


class Child:
    """A process of ours that should run as long as we do."""

    def __init__(self, name, command, environment, **options):
        self.name, self.command = name, command
        self.options = {"env": environment, "cwd": ROOT, "stdin": subprocess.DEVNULL, **options}

    def __enter__(self):
        self.began = time.monotonic()
        self.process = embedded.spawn(self.command, **self.options)
        return self

    def __exit__(self, *problem):
        embedded.stop(self.process)

    def ask_to_end(self):
        if self.process.poll() is None:
            self.process.terminate()

    def restart_if_ended(self):
        if self.process.poll() is not None:
            if time.monotonic() - self.began < SOON:
                raise CannotStart(f"{self.name.capitalize()} ended by itself; the reason is above.")
            complain(f"{self.name} ended by itself and is started again.")
            self.__enter__()


def wait_for_answer(door, children):
    """Until the first page is answered, whatever it says."""
    with socket.create_connection(door.getsockname(), timeout=5) as line:
        line.sendall(b"GET /account/login/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        while not select.select([line], [], [], 0.1)[0]:
            go_on()
            for child in children:
                child.restart_if_ended()


def go_on(seconds=0):
    """Wait a little, unless we were asked to stop."""
    if stopping.wait(seconds):
        raise Stopped


def _python():
    return [sys.executable]


# Else each of many threads keeps a heap of its own for as long as the process lives.
FEW_ARENAS = ["env", "MALLOC_ARENA_MAX=2"]


def web_command(door, application="stbarts.wsgi:application"):
    heartbeat = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108
    workers = os.cpu_count() or 2
    threads = max(4, 64 // workers)  # sixty who sign in at 08:45 wait in line (staff.hashing); pages must not
    return [
        *FEW_ARENAS, *_python(), "-m", "gunicorn", application, "--bind", f"fd://{door.fileno()}", "--preload",
        "--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads), "--no-control-socket",
        "--graceful-timeout", "5", "--log-level", "warning", *heartbeat,
    ]  # fmt: skip


def worker_command(loglevel="WARNING"):
    hush = ["-W", "ignore:You're running the worker with superuser"]  # script/server may be root's; it is only the demo
    return [
        *_python(), *hush, "-m", "celery", "--quiet", "--app", "stbarts.celery", "worker", "--pool", "threads",
        "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", loglevel,
    ]  # fmt: skip


def clock_command(schedule, loglevel="WARNING"):
    """A clock that is a process of its own, as at a school with several workers."""
    beat = ["-m", "celery", "--quiet", "--app", "stbarts.celery", "beat", "--loglevel", loglevel]
    return [*_python(), *beat, "--schedule", str(schedule), "--pidfile", ""]


def say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def complain(words):
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def main(arguments):
    """Returns the exit code; every refusal is one sentence on stderr."""
    what, *rest = arguments
    command = "script/manage" if what == "manage" else "script/server"
    try:
        if what == "manage":
            return manage(rest)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        serve()
        return 0
    except (CannotStart, embedded.PartFailed) as problem:
        complain(f"{command}: {problem}")
        return 1
    except OSError as problem:
        complain(f"{command}: {problem.strerror}: {problem.filename}")
        return 1
    except Stopped:
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
