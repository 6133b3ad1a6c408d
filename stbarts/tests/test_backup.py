"""A backup put back into an empty place: the same rows, files, log and sign-in, and no old mail."""

import shutil
import subprocess
import tarfile
import tempfile
from datetime import date
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections

from concerns.actions.naming import break_glass
from concerns.actions.urgent import open_urgent
from concerns.tasks import call_people, tell_chair
from concerns.tests.world import raise_about
from dashboard.actions import EMAILS
from pupils.models import Relative
from school.models import School
from staff.models import AccountEmail, Digest, Notice
from staff.notices import owe
from staff.tasks import send_account_emails, send_digests, send_notices
from stbarts.backup import CannotBackUp, _as_ours, _cancel_old_mail, opener, outgoing_kinds, restore
from stbarts.tests.grid_asking import plain


@pytest.fixture
def key_pair(request, tmp_path, monkeypatch):
    """A key pair of this test's own, age's where it is installed: (for whom, the file with the private key)."""
    if shutil.which("age-keygen") is None:
        return request.getfixturevalue("gpg"), ""
    identity = tmp_path / "age.key"
    made = subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True, text=True)
    return made.stderr.split()[-1], str(identity)


@pytest.fixture
def gpg(tmp_path, monkeypatch):
    """GPG's, in a home of this test's own."""
    if shutil.which("gpg") is None:
        pytest.skip("neither age nor gpg is installed")
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


def test_it_comes_back_whole_and_sends_no_old_mail(
    cast, committed_db, databases, key_pair, tmp_path, capsys, monkeypatch
):
    recipient, identity = key_pair
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.MEDIA_ROOT / "a paper.pdf").write_bytes(b"%PDF made up")
    cast.teacher.password = ScryptPasswordHasher().encode("three words together", "of-this-test")
    cast.teacher.save()
    TOTP.activate(cast.teacher, generate_totp_secret())
    concern = raise_about(cast.child, by=cast.teacher)
    owe("review_due", to=[cast.sendco], about=concern, due_on=date(2026, 1, 5))
    waiting, calls = Notice.objects.count(), Notice.objects.filter(email_state="pending").count()
    call_command("backup", str(tmp_path / "here"), "--keys", str(tmp_path / "there"), "--for", recipient)
    (path,) = (tmp_path / "here").iterdir()
    sealed = path.read_bytes()
    for words in (b"%PDF made up", cast.child.preferred_forename.encode(), settings.SECRET_KEY.encode(), b"PGDMP"):
        assert words not in sealed
    (keys,) = (tmp_path / "there").iterdir()
    opened = subprocess.run([*opener(keys, identity), keys], capture_output=True)
    assert settings.SECRET_KEY.encode() in opened.stdout

    capsys.readouterr()
    (tmp_path / "drills").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "drills"))
    monkeypatch.setenv("DRILL_PASSWORD", "three words together")
    monkeypatch.setenv("BASE_URL", "https://school.example.org")
    monkeypatch.setenv("ALLOWED_HOSTS", "school.example.org")
    drill = ["restore_drill", str(tmp_path / "here"), "--identity", identity, "--person", cast.teacher.email]
    call_command(*drill, "--keys", str(tmp_path / "there"))
    said = capsys.readouterr().out
    assert "are as they were, to the last one. The audit log is whole" in said
    assert f"{calls} e-mails and text messages that waited then are cancelled" in said
    assert f"{waiting - calls} that waited for a morning's e-mail are in the app only" in said
    for line in ("sign-in with a code: 200", "wrong password: 200", "e-mails that went: 0", f"keys: {keys.name}"):
        assert line in said
    monkeypatch.setenv("DRILL_PASSWORD", "other words together")
    for folder, why in ((tmp_path / "there", "not as it should be"), (tmp_path / "nowhere", "are not in")):
        with pytest.raises(CommandError, match=why):
            call_command(*drill, "--keys", str(folder))
    assert not databases.run("SELECT 1 FROM pg_database WHERE datname LIKE 'stbarts_drill%'")
    assert not list((tmp_path / "drills").iterdir())
    with pytest.raises(CannotBackUp, match="is not empty"):
        restore(path, identity)
    empty = f"{databases.mine}_drill"
    with path.open("r+b") as file:
        file.seek(len(sealed) // 2)
        file.write(b"changed")
    databases.run(f'CREATE DATABASE "{empty}"')
    name, media = connections["owner"].settings_dict["NAME"], settings.MEDIA_ROOT
    try:
        connections["owner"].settings_dict["NAME"], settings.MEDIA_ROOT = empty, tmp_path / "media"
        settings_anchors, settings.AUDIT_ANCHOR_DIR = settings.AUDIT_ANCHOR_DIR, tmp_path / "anchors"
        with pytest.raises(CannotBackUp):
            restore(path, identity)
    finally:
        connections["owner"].settings_dict["NAME"], settings.MEDIA_ROOT = name, media
        settings.AUDIT_ANCHOR_DIR = settings_anchors
        databases.drop(empty)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kind"), [("../outside", tarfile.REGTYPE), ("/outside", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)]
)
def test_what_no_backup_of_ours_holds_is_not_put_anywhere(tmp_path, name, kind):
    odd = tarfile.TarInfo(name)
    odd.type, odd.linkname = kind, "/etc/passwd" if kind == tarfile.SYMTYPE else ""
    with pytest.raises(CannotBackUp, match=name):
        list(_as_ours([odd], tmp_path / "place"))


def test_afterwards_no_morning_is_told_by_email_until_somebody_says_so(cast, client_for):
    School.objects.update_or_create(pk=1, defaults={"name": "The school", "digests_by_email": True})
    _cancel_old_mail()
    assert not School.tells_by_email()
    assert "The mornings’ e-mails are off" in client_for(cast.head).get("/watch/").content.decode()


def send_what_waits():
    return sum(send() for send in (send_notices, send_digests, send_account_emails, call_people, tell_chair))


@pytest.mark.django_db
def test_whatever_waited_stays_until_a_person_sends_it_again_whatever_its_kind(cast, client_for):
    School.objects.create(name="The school", chair_contact="chair@example.org")
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.office)
    glass = break_glass(by=cast.deputy, pupil=cast.child, reason="The police ask about last night.")
    notice = owe_one("concern_to_acknowledge", cast.deputy, raise_about(cast.classmate, by=cast.teacher))
    account = AccountEmail.objects.owe(cast.teacher, AccountEmail.Kind.CHANGED)
    digest = Digest.objects.create(user=cast.sendco, on=date(2026, 1, 5))
    call = open_urgent(by=cast.support, pupil=cast.child).alerts.filter(channel="email").first()
    waited = {"chair": glass, "notice": notice, "account": account, "digest": digest, "call": call}
    assert {type(one) for one in waited.values()} == set(outgoing_kinds()) == set(EMAILS.values())
    many = sum(kind.objects.filter(email_state="pending").count() for kind in outgoing_kinds())
    assert _cancel_old_mail()[0] == many >= 5
    assert (send_what_waits(), len(mail.outbox)) == (0, 0)
    office = client_for(cast.office)
    page = plain(office.get("/watch/").content)
    assert "Held back after a restore" in page and "To the chair of governors" in page
    for secret in (cast.deputy.name + ", 2", cast.child.preferred_surname, "police"):
        assert secret not in page
    for kind, one in waited.items():
        answers = [
            office.post(f"/watch/{kind}/{one.public_id}/again/", {"idempotency_key": str(uuid4())}, follow=True)
            for _ in range(2)
        ]
        assert "within half a minute" in plain(answers[0].content) and "not waiting" in plain(answers[1].content)
    send_what_waits()
    assert len(mail.outbox) == 4, "of the morning's e-mail every line was done"
    assert (send_what_waits(), len(mail.outbox)) == (0, 4)


def owe_one(kind, user, about):
    owe(kind, to=[user], about=about)
    return Notice.objects.get(kind=kind, user=user, subject_id=about.pk)


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


def test_whoever_it_cannot_be_sealed_for_is_said_and_nothing_is_left(cast, committed_db, gpg, tmp_path):
    with pytest.raises(CommandError, match="gpg could not seal it: .*nobody@example.org"):
        call_command("backup", str(tmp_path / "here"), "--keys", str(tmp_path / "there"), "--for", "nobody@example.org")
    assert not any(path.is_file() for folder in ("here", "there") for path in (tmp_path / folder).rglob("*"))
