"""A backup put back into an empty place: the same rows, files, log and sign-in, and no old mail."""

import os
import shutil
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.management import CommandError, call_command
from django.db import connections

from concerns.tests.world import raise_about
from school.models import School
from staff.models import Notice
from staff.notices import owe
from stbarts.backup import CannotBackUp, _cancel_old_mail, opener, restore

SIGN_IN = """
import django; django.setup()
from django.test import Client
from staff.models import Notice, User
from staff.tasks import send_digests, send_notices
words = {"login": "teacher@example.org", "password": "three words together"}
wrong = Client(HTTP_HOST="localhost").post("/account/login/", {**words, "password": "other words together"})
right = Client(HTTP_HOST="localhost").post("/account/login/", words)
sent = send_notices() + send_digests()
print(wrong.status_code, right.status_code, sent, Notice.objects.filter(email_state="cancelled").count())
"""


@pytest.fixture
def gpg(tmp_path, monkeypatch):
    """A key pair of this test's own."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed")
    home = tmp_path / "gpg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    make = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "drill@example.org",
        "ed25519/cert",
    ]
    make[-1:] = ["rsa2048", "encrypt", "never"]
    subprocess.run(make, check=True, capture_output=True)
    yield "drill@example.org"
    subprocess.run(["gpgconf", "--kill", "all"], check=False, capture_output=True)


def test_it_comes_back_whole_and_sends_no_old_mail(cast, committed_db, databases, gpg, tmp_path, capsys):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "a paper.pdf").write_bytes(b"%PDF made up")
    cast.teacher.password = ScryptPasswordHasher().encode("three words together", "of-this-test")
    cast.teacher.save()
    concern = raise_about(cast.child, by=cast.teacher)
    owe("review_due", to=[cast.sendco], about=concern, due_on=date(2026, 1, 5))
    waiting = Notice.objects.count()
    call_command("backup", str(tmp_path / "here"), "--keys", str(tmp_path / "there"), "--for", gpg)
    (path,) = (tmp_path / "here").iterdir()
    sealed = path.read_bytes()
    for words in (b"%PDF made up", cast.child.preferred_forename.encode(), settings.SECRET_KEY.encode(), b"PGDMP"):
        assert words not in sealed
    (keys,) = (tmp_path / "there").iterdir()
    opened = subprocess.run([*opener(keys, ""), keys], capture_output=True)
    assert settings.SECRET_KEY.encode() in opened.stdout

    empty = f"{databases.mine}_drill"
    databases.drop(empty)
    databases.run(f'CREATE DATABASE "{empty}"')
    try:
        environment = {**os.environ, **committed_db.environment(), "STBARTS_VAR": str(tmp_path / "var")}
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
            environment[name] = environment[name].replace(databases.mine, empty)
        command = [sys.executable, "manage.py", "restore", str(path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "are as they were, to the last one. The audit log is whole" in done.stdout
        assert f"{waiting} e-mails that waited then are cancelled" in done.stdout
        assert (tmp_path / "var" / "media" / "a paper.pdf").read_bytes() == b"%PDF made up"
        signed_in = subprocess.run([sys.executable, "-c", SIGN_IN], env=environment, capture_output=True, text=True)
        assert signed_in.stdout.split() == ["200", "302", "0", str(waiting)], signed_in.stderr
        again = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert again.returncode and "is not empty" in again.stderr
    finally:
        databases.drop(empty)
    with path.open("r+b") as file:
        file.seek(len(sealed) // 2)
        file.write(b"changed")
    databases.run(f'CREATE DATABASE "{empty}"')
    name, media = connections["owner"].settings_dict["NAME"], settings.MEDIA_ROOT
    try:
        connections["owner"].settings_dict["NAME"], settings.MEDIA_ROOT = empty, tmp_path / "media"
        settings_anchors, settings.AUDIT_ANCHOR_DIR = settings.AUDIT_ANCHOR_DIR, tmp_path / "anchors"
        with pytest.raises(CannotBackUp):
            restore(path)
    finally:
        connections["owner"].settings_dict["NAME"], settings.MEDIA_ROOT = name, media
        settings.AUDIT_ANCHOR_DIR = settings_anchors
        databases.drop(empty)


@pytest.mark.django_db
def test_afterwards_no_morning_is_told_by_email_until_somebody_says_so(cast, client_for):
    School.objects.update_or_create(pk=1, defaults={"name": "The school", "digests_by_email": True})
    _cancel_old_mail()
    assert not School.tells_by_email()
    assert "The mornings’ e-mails are off" in client_for(cast.head).get("/watch/").content.decode()


@pytest.mark.parametrize(
    ("to", "keys", "why"),
    [
        ("", "keys", "BACKUP_RECIPIENT"),
        ("age1" + "q" * 58, "keys", "age is not installed"),
        ("x", "here/keys", "apart"),
    ],
)
def test_it_refuses_in_one_sentence_and_writes_nothing(tmp_path, monkeypatch, to, keys, why):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("BACKUP_RECIPIENT", raising=False)
    with pytest.raises(CommandError, match=why):
        call_command("backup", str(tmp_path / "here"), "--keys", str(tmp_path / keys), "--for", to)
    assert not (tmp_path / "here").exists()
