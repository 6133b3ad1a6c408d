"""The drill: the newest backup put into an empty place of its own, compared, signed in to, and thrown away again.

It needs what a school has after the loss of everything: the folder with the backups, the folder with the keys that is
kept apart, and whatever opens them. The school's own database is only asked to make a second one beside it.
"""

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from stbarts.backup import KEYS, CannotBackUp, opener

ROOT = Path(__file__).resolve().parent.parent
URLS = ("DATABASE_URL", "MIGRATION_DATABASE_URL")
DATABASE = "stbarts_drill"


def drill(folder, keys_folder, identity="", *, person="", password=""):
    """Do it all; returns the figures as {what: found}. Raises CannotBackUp, with nothing left behind, where one is off.

    `person` signs in with the `password` they had when the backup was made; else somebody gets one for the drill.
    """
    began = time.monotonic()
    path, keys = newest(folder, keys_folder)
    known = _open_keys(keys, identity)
    with contextlib.ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stb-drill-")))
        place.chmod(0o700)
        name = stack.enter_context(_empty_database())
        environment = {
            **{key: value for key, value in os.environ.items() if key not in ("MEDIA_ROOT", "REDIS_URL")}, **known,
            **{key: _named(os.environ[key], name) for key in URLS}, "STBARTS_VAR": str(place),
            "AUDIT_ANCHOR_DIR": str(place / "anchors"), "EMAIL_URL": "memorymail://", "SMS_SENDER": "",
            "DJANGO_SETTINGS_MODULE": "stbarts.settings", "LOG_LEVEL": "ERROR",
            # Its doors are real, whatever the school's are called: nobody but the drill knocks, and from inside.
            "DEMO": "0", "BASE_URL": "http://localhost", "ALLOWED_HOSTS": "localhost",
        }  # fmt: skip
        said = _run([sys.executable, "manage.py", "restore", str(path), "--identity", identity], environment)
        asked = {"person": person, "password": password}
        found = json.loads(_run([sys.executable, "-m", "stbarts.drill"], environment, asked))
    if (found["wrong password"], found["sign-in with a code"], found["e-mails that went"]) != (200, 200, 0):
        raise CannotBackUp(f"It was put back, but is not as it should be: {found}")
    return {"backup": path.name, "keys": keys.name, "restored": said.strip(), **found,
            "seconds": round(time.monotonic() - began)}  # fmt: skip


def newest(folder, keys_folder):
    """The newest backup, and its keys out of the other folder."""
    backups = sorted(Path(folder).glob("backup-*.tar.sealed"))
    if not backups:
        raise CannotBackUp(f"There is no backup in {folder}.")
    keys = Path(keys_folder) / backups[-1].name.replace(".tar.sealed", ".keys.sealed")
    if not keys.is_file():
        raise CannotBackUp(f"The keys of {backups[-1].name} are not in {keys_folder}. Without them it is worth little.")
    return backups[-1], keys


def _open_keys(keys, identity):
    opened = subprocess.run([*opener(keys, identity), str(keys)], capture_output=True)
    if opened.returncode:
        raise CannotBackUp(f"{keys} could not be opened.")
    found = json.loads(opened.stdout)
    return {name: found[name] for name in KEYS}


@contextlib.contextmanager
def _empty_database():
    """Beside the school's own, made by the owner of the tables; gone afterwards, whatever happened."""
    import psycopg2
    from psycopg2 import sql

    from stbarts.backup import _dsn

    name = sql.Identifier(f"{DATABASE}_{secrets.token_hex(4)}")
    with contextlib.closing(psycopg2.connect(**_dsn("owner"))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        try:
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        except psycopg2.errors.InsufficientPrivilege:
            raise CannotBackUp(
                "The owner of the tables may not make a database for the drill. Let it: ALTER ROLE … CREATEDB."
            )
        try:
            yield name.string
        finally:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _named(url, name):
    parts = urlsplit(url)
    whole = urlunsplit(parts._replace(path=f"/{name}"))
    return whole if parts.netloc else whole.replace(":/", ":///", 1)  # an empty host keeps its slashes


def _run(command, environment, asked=None):
    said = json.dumps(asked) if asked else None
    done = subprocess.run(command, env=environment, cwd=ROOT, input=said, capture_output=True, text=True)
    if done.returncode:
        raise CannotBackUp((done.stderr.strip() or "no reason given").splitlines()[-1])
    return done.stdout


def look_inside(person, password):
    """In the place where it was put back: a wrong password, then the way in to the first page, and send what waits."""
    import django

    django.setup()
    from django.db import connections
    from django.test import Client
    from django.urls import reverse

    from pupils.models import Pupil
    from staff.models import User
    from staff.tasks import send_digests, send_notices

    people = User.objects.joined()
    with_code = people.filter(authenticator__type="totp").order_by("pk")
    if person:
        user = User.objects.active().filter(email__iexact=person).first()
        if user is None:
            sys.exit(f"Nobody in the backup signs in as {person}.")
    else:
        user, password = with_code.first() or people.order_by("pk").first(), secrets.token_urlsafe(24)
        user.set_password(password)
        user.save(update_fields=["password"])
    people.filter(pk=user.pk).update(is_demo=False)  # the demo's people come in by no real door
    words, client = {"login": user.email, "password": password}, Client(HTTP_HOST="localhost")
    login = reverse("account_login")
    telephone = _telephone(user)  # before they come: who has no second factor is not asked for it
    wrong = client.post(login, {**words, "password": secrets.token_urlsafe(24)}).status_code
    client.post(login, words)
    client.post(reverse("mfa_authenticate"), {"code": telephone()})  # as it stands now: a code lasts thirty seconds
    client.post(reverse("mfa_trust"), {"action": "skip"})
    found = {
        "wrong password": wrong,
        "sign-in with a code": client.get(reverse("dashboard:home")).status_code,
        "e-mails that went": send_notices() + send_digests(),
        "children": Pupil.objects.count(),
        "people": people.count(),
    }
    connections.close_all()
    return found


def _telephone(user):
    """What shows this person's code: the secret was put back too, and the keys kept apart must open it."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

    owned = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if owned is None:  # a passkey's owner, or one of the demo
        owned = TOTP.activate(user, generate_totp_secret()).instance
    secret = get_adapter().decrypt(owned.data["secret"])
    return lambda: format_hotp_value(hotp_value(secret, int(time.time()) // 30))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(look_inside(**json.loads(sys.stdin.read()))))
