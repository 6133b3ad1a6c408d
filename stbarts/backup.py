"""A backup is one sealed file, and the keys in another: what the school's records are, and how to prove it.

Everything in it is of one moment: the rows are counted and hashed in the very snapshot that pg_dump reads. Files
are added afterwards; one is never changed, so none that a row names is missing. It is sealed with age or GPG for
somebody's public key before it touches the disk, so that this machine cannot read its own backups.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils import timezone
from psycopg2 import sql

from audit.chain import verify
from stbarts import embedded

DUMP, MANIFEST = "database.dump", "manifest.json"
KEYS = ("SECRET_KEY", "AUDIT_ANCHOR_KEY")
LINES = sql.SQL(
    "SELECT count(*), encode(sha256(coalesce(string_agg(line, '' ORDER BY line), '')::bytea), 'hex') "
    "FROM (SELECT md5(t::text) AS line FROM {} t) lines"
)


class CannotBackUp(Exception):
    """One clear sentence for the person at the keyboard."""


# Sealing


def sealer(recipient):
    """The command that seals what it reads for this public key: age's, or GPG's."""
    if not recipient:
        raise CannotBackUp("Set BACKUP_RECIPIENT to the public key that backups are sealed for: age1…, or a GPG key.")
    program = "age" if recipient.startswith("age1") else "gpg"
    if shutil.which(program) is None:
        raise CannotBackUp(f"{program} is not installed here, so nothing can be sealed; nothing was written.")
    if program == "age":
        return ["age", "--recipient", recipient]
    return ["gpg", "--batch", "--quiet", "--trust-model", "always", "--encrypt", "--recipient", recipient]


def opener(path, identity):
    """The command that opens a sealed file: by its beginning one sees whose it is."""
    with Path(path).open("rb") as file:
        is_age = file.read(21) == b"age-encryption.org/v1"
    program = "age" if is_age else "gpg"
    if shutil.which(program) is None:
        raise CannotBackUp(f"{program} is not installed here, so {path} cannot be opened.")
    if is_age:
        return ["age", "--decrypt", "--identity", identity or ""]
    return ["gpg", "--batch", "--quiet", "--decrypt"]


@contextlib.contextmanager
def sealed(path, recipient):
    """A file to write to, whose bytes reach `path` sealed, whole or not at all."""
    command, making = sealer(recipient), path.with_name(path.name + ".making")
    with open(making, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as out:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE)
        try:
            broken = None
            try:
                yield process.stdin
                process.stdin.close()
            except BrokenPipeError as problem:  # it ended before we did, and has said why
                broken = problem
            said = process.stderr.read().decode(errors="replace").strip()
            if process.wait() or broken:
                raise CannotBackUp(
                    f"{command[0]} could not seal it: {'; '.join(said.splitlines()) or 'no reason given'}"
                )
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            process.kill()
            process.wait()
            making.unlink()
            raise
    making.rename(path)


# What is in it


def back_up(folder, keys_folder, recipient):
    """Write one backup into `folder` and the keys beside it into `keys_folder`; returns (paths, manifest)."""
    folder, keys_folder = Path(folder).resolve(), Path(keys_folder).resolve()
    if folder == keys_folder or folder in keys_folder.parents or keys_folder in folder.parents:
        raise CannotBackUp(
            "The keys must be kept apart from the backups: choose a folder that is not inside the other."
        )
    sealer(recipient)
    for one in (folder, keys_folder):
        one.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"backup-{timezone.now():%Y%m%d-%H%M%S}"
    path, keys = folder / f"{name}.tar.sealed", keys_folder / f"{name}.keys.sealed"
    with tempfile.TemporaryDirectory(dir=folder) as making, sealed(path, recipient) as out:
        manifest = _dump(Path(making) / DUMP)
        with tarfile.open(fileobj=out, mode="w|") as tar:
            tar.add(Path(making) / DUMP, DUMP)
            manifest["media"] = _add_files(tar, settings.MEDIA_ROOT, "media")
            manifest["anchors"] = _add_files(tar, settings.AUDIT_ANCHOR_DIR, "anchors")
            _add_bytes(tar, MANIFEST, json.dumps(manifest, sort_keys=True).encode())
    with sealed(keys, recipient) as out:
        out.write(json.dumps({name: getattr(settings, name) for name in KEYS}).encode())
    return path, keys, manifest


def _dump(path):
    """The tables as pg_dump writes them, and what they hold, both as of one moment."""
    import psycopg2

    dsn = _dsn("owner")
    with contextlib.closing(psycopg2.connect(**dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        major = connection.server_version // 10000
        command = [program("pg_dump", major), "--format=custom", f"--snapshot={snapshot}", "--no-owner"]
        _run([*command, "--no-privileges", f"--file={path}"], dsn)
        tables = hashes(cursor)
        cursor.execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
        chain = cursor.fetchone() or (0, "")
    return {"at": timezone.now().isoformat(), "postgresql": major, "tables": tables, "chain": list(chain)}


def hashes(cursor):
    """{table: [rows, hash]}: the same for the same rows, in whatever order they lie."""
    cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    found = {}
    for (table,) in cursor.fetchall():
        cursor.execute(LINES.format(sql.Identifier(table)))
        found[table] = list(cursor.fetchone())
    return found


def program(name, major):
    """The server's own pg_dump or pg_restore: one of another version may leave something out."""
    places = [embedded.program(name), f"/usr/lib/postgresql/{major}/bin/{name}", shutil.which(name)]
    if os.environ.get("PG_BIN"):
        places.insert(0, str(Path(os.environ["PG_BIN"]) / name))
    for place in places:
        if place and Path(place).exists():
            said = subprocess.run([place, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"\b{major}[.\s]", said):
                return str(place)
    raise CannotBackUp(f"There is no {name} of PostgreSQL {major} here, the server's own. Name its folder in PG_BIN.")


def _add_files(tar, root, name):
    """Every file under `root`, with its hash; {path: sha256}."""
    found = {}
    for path in sorted(p for p in Path(root).rglob("*") if p.is_file()):
        inside = f"{name}/{path.relative_to(root)}"
        data = path.read_bytes()
        _add_bytes(tar, inside, data)
        found[inside] = hashlib.sha256(data).hexdigest()
    return found


def _add_bytes(tar, name, data):
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


# Back again


def restore(path, identity=None):
    """Put a backup into an empty database and empty folders, and compare: returns what was found equal.

    Refuses a database with tables in it, and a folder with files. Old mail is never sent again: what waited to be
    sent when the backup was made is cancelled, and stays to be read in the app.
    """
    import psycopg2

    dsn = _dsn("owner")
    for folder in (settings.MEDIA_ROOT, settings.AUDIT_ANCHOR_DIR):
        if folder.exists() and any(folder.iterdir()):
            raise CannotBackUp(f"{folder} is not empty. A backup is put back into an empty place only.")
    with contextlib.closing(psycopg2.connect(**dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if cursor.fetchone()[0]:
            raise CannotBackUp("This database has tables already. A backup is put back into an empty one only.")
        major = connection.server_version // 10000
    settings.MEDIA_ROOT.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.MEDIA_ROOT.parent) as place:
        place = Path(place)
        manifest = _unseal(path, place, identity)
        _compare_files(place, manifest)
        command = [program("pg_restore", major), "--no-owner", "--no-privileges", "--single-transaction"]
        _run([*command, "--exit-on-error", f"--dbname={dsn['dbname']}", place / DUMP], dsn)
        with contextlib.closing(psycopg2.connect(**dsn)) as connection, connection.cursor() as cursor:
            _compare_rows(hashes(cursor), manifest["tables"])
        for name, folder in (("media", settings.MEDIA_ROOT), ("anchors", settings.AUDIT_ANCHOR_DIR)):
            if (place / name).exists():
                shutil.copytree(place / name, folder, dirs_exist_ok=True)
    return manifest


def _unseal(path, place, identity):
    command = opener(path, identity)
    with Path(path).open("rb") as file:
        process = subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
                for one in _as_ours(tar, place):
                    tar.extract(one, place)
            while process.stdout.read(2**16):  # what pads the end: unread, it would look as if the file were cut short
                pass
        except tarfile.TarError as problem:
            said = process.stderr.read().decode(errors="replace").strip().splitlines()
            raise CannotBackUp(f"{path} could not be opened: {said[-1] if said else problem}") from problem
        finally:
            process.stdout.close()
            process.stderr.close()
            process.wait()
    if process.returncode:
        raise CannotBackUp(f"{command[0]} says that {path} is not whole. Nothing was put back.")
    return json.loads((place / MANIFEST).read_text())


def _as_ours(members, place):
    """Plain files and folders below `place`, for whoever restores. Debian's Python 3.11.2 has no `filter` that does it."""
    for one in members:
        if not (one.isfile() or one.isdir()) or not (place / one.name).resolve().is_relative_to(place.resolve()):
            raise CannotBackUp(f"It holds {one.name}, which no backup of ours does. Nothing was put back.")
        one.uid, one.gid, one.uname, one.gname = os.geteuid(), os.getegid(), "", ""
        one.mode &= 0o755
        yield one


def _compare_files(place, manifest):
    for name, known in {**manifest["media"], **manifest["anchors"]}.items():
        path = place / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != known:
            raise CannotBackUp(f"{name} is not in the backup as it was. Nothing was put back.")


def _compare_rows(found, known):
    different = sorted(table for table in found.keys() | known.keys() if found.get(table) != known.get(table))
    if different:
        raise CannotBackUp(f"These tables are not as they were: {', '.join(different)}. Do not use this database.")


def open_again(manifest):
    """After the rows are back: the app's rights, the chain to its end, no old mail, and no morning's e-mail until a
    person switches them on again. Returns (entries, held back, in the app only)."""
    from audit.anchors import read_anchors
    from audit.grants import grant_app_role

    grant_app_role(connections["owner"], settings.DATABASES["default"]["USER"])
    verdict = verify(read_anchors())
    if verdict.problems or [verdict.last_seq, verdict.last_hash] not in (manifest["chain"], [0, "0" * 64]):
        raise CannotBackUp(f"The audit log is not whole: {(verdict.problems or ['its end differs'])[0]}")
    return verdict.entries, *_cancel_old_mail()


def _cancel_old_mail():
    """Nothing that waited goes by itself, whatever its kind. A person sends again, on the page of what failed, what is
    still wanted; notices that waited for a morning's e-mail stay in the app."""
    from school.models import School
    from staff.models import HELD_BACK, Notice, Outgoing

    waiting = [Outgoing.Email.PENDING, Outgoing.Email.SENDING]
    cancelled, now = 0, timezone.now()
    School.objects.update(digests_by_email=False)
    for kind in outgoing_kinds():
        rows = kind.objects.filter(email_state__in=waiting)
        cancelled += rows.update(email_state=Outgoing.Email.CANCELLED, problem=HELD_BACK, next_at=now)
    return cancelled, Notice.objects.for_a_digest().update(email_state=Outgoing.Email.CANCELLED)


def outgoing_kinds():
    """Every table of e-mails or text messages that are owed."""
    from staff.models import Outgoing

    return [model for model in apps.get_models() if issubclass(model, Outgoing)]


# The programs


def _dsn(alias):
    if alias not in settings.DATABASES:
        raise CannotBackUp("Set MIGRATION_DATABASE_URL: only the owner of the tables can back them up.")
    parts = connections[alias].settings_dict
    options = parts.get("OPTIONS", {})
    found = {"dbname": parts["NAME"], "user": parts["USER"], "password": parts["PASSWORD"]}
    found |= {"host": parts["HOST"] or options.get("host"), "port": parts["PORT"]}
    return {name: str(value) for name, value in found.items() if value}


def _run(command, dsn):
    """With the password in the environment, where no list of processes shows it."""
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    environment = {**os.environ, **{names[name]: value for name, value in dsn.items()}}
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise CannotBackUp(f"{Path(str(command[0])).name} stopped: {said}")
