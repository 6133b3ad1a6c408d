"""Everything breaks while something is owed: what was lost, what came twice, and how soon all was well again.

script/chaos starts a database, a broker, a mail server and workers of its own, all on this machine, owes a thousand
reminders and sixty documents, and breaks the parts one after the other. It prints what it found and fails when a
figure is off. `--short` does the same with less of everything, within a minute.
"""

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from stbarts import embedded
from stbarts.breakable import Mail, Workers, mail_server, small_disk
from stbarts.machine import machine

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "chaos"
PEOPLE = 20
TICK = 10  # seconds from one look at what is to be sent to the next
SLOW = 0.4  # seconds that the mail server takes over each, so that a kill meets one on its way


@dataclass(frozen=True)
class Measure:
    """How much of everything."""

    reminders: int
    documents: int
    kills: int
    flushes: int
    crashes: int
    lease: int  # seconds, of an e-mail
    paper_lease: int  # seconds, of a document
    pause: float  # seconds from one blow to the next
    patience: float  # seconds to wait for a worker to be sending before it is killed
    refusing: float  # seconds for which no e-mail is taken
    slow: float  # and, after that, for which each takes three times as long, at least
    full: float  # seconds for which the disk is full
    hung: float  # seconds for which the broker takes calls and never answers

    def each(self):
        """How many of each kind a person is reminded of: concerns nobody saw, reports nobody matched, drafts."""
        all_of_them = self.reminders // PEOPLE
        drafts = max(1, all_of_them // 8)
        reports = (all_of_them - drafts) // 2
        return all_of_them - drafts - reports, reports, drafts


FULL = Measure(
    1000, 60, 20, 3, 2, lease=120, paper_lease=90, pause=3, patience=15, refusing=300, slow=300, full=45, hung=20
)
SHORT = Measure(120, 4, 3, 1, 1, lease=6, paper_lease=8, pause=0.5, patience=5, refusing=2, slow=2, full=2, hung=2)


def chaos(measure, seed):
    """Run it all; returns the figures as [(what, found, whether it is as it must be)]."""
    chance, began = random.Random(seed), time.monotonic()  # noqa: S311 no secret hangs on it
    with contextlib.ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="stb-chaos-"))
        place.chmod(0o755)
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        # In a hurry only in the short form: no power is cut here, and a crash alone loses nothing that was written.
        url_for = stack.enter_context(embedded.postgres(place / "postgres", hasty=measure is SHORT))
        embedded.ensure_database(url_for, DATABASE)
        broker_url, broker = stack.enter_context(embedded.valkey_process(place / "valkey"))
        mail = Mail()
        door = stack.enter_context(mail_server(mail))
        environment = {
            **os.environ, "DEMO": "0", "DEBUG": "0", "SECRET_KEY": "only-for-chaos-" + "x" * 40,
            "DATABASE_URL": url_for(DATABASE, embedded.APP),
            "MIGRATION_DATABASE_URL": url_for(DATABASE, embedded.OWNER), "REDIS_URL": broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{door}", "STBARTS_VAR": str(place / "var"),
            "DJANGO_SETTINGS_MODULE": "stbarts.settings", "LOG_LEVEL": "ERROR",
            "LEASE_SECONDS": str(measure.lease), "DOCUMENT_LEASE_SECONDS": str(measure.paper_lease),
        }  # fmt: skip
        os.environ.update(environment)
        disk = stack.enter_context(small_disk(place / "var" / "media"))
        expected = _owe_everything(measure)
        kinds = ", ".join(f"{number} {kind}" for kind, number in expected.items())
        _say(
            f"{sum(expected.values())} reminders are owed ({kinds}), and {measure.documents} documents ({_since(began)})."
        )
        workers = Workers(place, environment)
        stack.callback(workers.stop)
        for number in (0, 1):
            workers.start(number)
        met, unwritten = _break(measure, chance, workers, broker, broker_url, mail, place, disk)
        _wait_for_the_workers()
        _say(f"Everything is well again ({_since(began)}); waiting until all is settled.")
        recovered = time.monotonic()
        within = max(measure.lease, measure.paper_lease) + TICK
        settled = _wait_until_settled(expected, recovered + within + 60)
        figures = _figures(measure, expected, mail, workers.kills)
        took = round(time.monotonic() - recovered)
        figures.append((f"kills that met an e-mail on its way, of {workers.kills}", met, met > 0))
        figures.append((f"documents that {disk.name} did not take, until it did", unwritten, unwritten > 0))
        what = f"seconds until all was settled, at most {within}: a lease, and one look at what is to be sent"
        figures.append((what, took, settled and took <= within))
        return figures


def _owe_everything(measure):
    """Concerns and reports nobody has seen since yesterday, twenty people to be told of each; what each of them began
    to write and left; and half of the documents. Returns {kind: how many}.

    All through the actions. On a school day the two beats find the reminders; on another, logging them owed them.
    """
    import django

    django.setup()
    import time_machine
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from audit.actions import System
    from concerns.actions import raise_concern
    from concerns.actions.reports import receive_report
    from pupils.actions import add_pupil
    from school.actions import add_class
    from school.calendar import is_school_day
    from staff.accounts import invite
    from staff.models import AccountEmail, Draft, Notice

    by, (concerns, reports, drafts) = System("chaos"), measure.each()
    people = [
        invite(by=by, email=f"person-{n}@example.org", name=f"Person {n}", job_title="", roles=["dsl"])
        for n in range(PEOPLE + 1)
    ]
    author, told = people[0], people[1:]
    AccountEmail.objects.update(email_state="cancelled")
    with time_machine.travel(timezone.now() - timezone.timedelta(days=1), tick=True):
        oak = add_class(by=by, facts={"name": "Oak", "year_group": "4"})
        facts = {
            "legal_forename": "Made",
            "legal_surname": "Up",
            "preferred_forename": "Made",
            "preferred_surname": "Up",
        }
        facts |= {"born_on": timezone.localdate().replace(year=2018, day=1), "year_group": "4", "mis_id": "1"}
        child = add_pupil(by=by, facts=facts, school_class=oak, from_on=timezone.localdate())
        for n in range(concerns):
            raise_concern(by=author, pupil=child, answers={"facts": f"Sat apart at lunch, day {n}.", "danger": "no"})
        for n in range(reports):
            words = {"facts": f"Sat apart in the hall, day {n}.", "danger": "no"}
            receive_report(by=author, kind="short", child=("Somebody", ""), writer=("", "", ""), answers=words)
    before = timezone.now() - timezone.timedelta(days=2)
    for person in told:
        for n in range(drafts):
            Draft.objects.create(user=person, form="log", about=str(n), begun_at=before, saved_at=before)
    Notice.objects.filter(user=author).delete()
    author.roles = ["teacher"]
    author.save()

    for n in range(measure.documents // 2):
        order_paper(n)
    if is_school_day(timezone.localdate()):
        Notice.objects.all().delete()
    else:
        drafts = 0  # nobody is reminded of a draft on a day without school
    kinds = {"concern_to_acknowledge": concerns, "report_to_match": reports, "draft_left_lying": drafts}
    return {kind: number * len(told) for kind, number in kinds.items() if number}


def order_paper(n):
    """One more document is owed."""
    from audit.actions import System, action
    from documents.actions import order_document
    from staff.models import User

    author = User.objects.get(email="person-0@example.org")

    @action
    def order(*, by):
        html = f"<h1>Paper {n}</h1><p>{'Made-up words. ' * 200}</p>"
        return order_document(by=author, kind="chaos", title=f"Paper {n}", html=html, owner=author)

    return order(by=System("chaos"))


def _break(measure, chance, workers, broker, broker_url, mail, place, disk):
    """One blow after the other; the clocks of both workers tick on, each for both tasks.

    Returns how many kills met an e-mail on its way, and how many documents the full disk did not take.
    """
    at = sorted(chance.sample(range(measure.kills), k=min(measure.kills, measure.flushes)))
    crashes = chance.sample(range(measure.kills), k=measure.crashes)
    mail.delay, met, unwritten, slow_until = SLOW, 0, 0, 0
    for blow in range(measure.kills):
        _tick(broker_url)
        if blow in at:
            _flush(broker_url)
        if blow in crashes:
            _crash(place / "postgres")
        if blow == measure.kills // 4:
            mail.refuses = True
            time.sleep(measure.refusing)
            mail.refuses, mail.delay = False, SLOW * 3
            slow_until = time.monotonic() + measure.slow
        if blow == measure.kills // 2:
            unwritten = _while_full(measure, disk, broker_url)
        if blow == measure.kills * 3 // 4:
            broker.send_signal(signal.SIGSTOP)
            time.sleep(measure.hung)
            broker.send_signal(signal.SIGCONT)
        time.sleep(measure.pause * (0.5 + chance.random()))
        busy = workers.busy(mail, measure.patience)
        met += busy is not None
        workers.kill(blow % 2 if busy is None else busy)
    while time.monotonic() < slow_until:
        time.sleep(0.5)
    mail.delay = 0
    _tick(broker_url)
    return met, unwritten


def _tick(broker_url):
    """What two clocks do at the same moment: everything twice."""
    from celery import current_app

    for task in ("staff.tasks.sweep_owed", "staff.tasks.send_notices", "documents.tasks.render_owed") * 2:
        with contextlib.suppress(OSError, current_app.connection().transport.connection_errors):
            current_app.send_task(task, retry=False)


def _flush(broker_url):
    import redis

    with redis.Redis.from_url(broker_url, socket_timeout=5) as broker:
        broker.flushall()


def _crash(folder):
    """A process of PostgreSQL's own is killed outright: it throws everybody out and recovers from its log."""
    import psutil

    pid = int((folder / "postmaster.pid").read_text().split()[0])
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):  # a connection that ended meanwhile
            if "checkpointer" in " ".join(child.cmdline()):
                child.kill()
                return
    raise SystemExit("script/chaos: PostgreSQL has no checkpointer to kill; nothing was proved.")


def _while_full(measure, disk, broker_url):
    """Half of the documents are ordered while nothing can be written. How many of them were tried in vain."""
    from documents.models import Document

    _wait_for_the_database()
    disk.fill()
    papers = [order_paper(n).pk for n in range(measure.documents // 2, measure.documents)]
    mine, until = Document.objects.filter(pk__in=papers), time.monotonic() + measure.full
    _tick(broker_url)
    while time.monotonic() < until or (not mine.filter(attempts__gt=0, state="owed") and time.monotonic() < until + 30):
        time.sleep(0.5)
    tried = mine.filter(attempts__gt=0).exclude(state="ready").count()
    disk.empty()
    return tried


def _wait_for_the_database():
    """It may just have crashed, and thrown us out too."""
    from django.db import DatabaseError, InterfaceError, connection

    time.sleep(1)
    for _ in range(100):
        try:
            connection.close()
            connection.ensure_connection()
            return
        except (DatabaseError, InterfaceError):
            time.sleep(0.2)
    raise SystemExit("script/chaos: the database did not come back; nothing was proved.")


def _wait_for_the_workers():
    """The last one was killed a moment ago: all is well again when both answer."""
    from celery import current_app

    until = time.monotonic() + 60
    while len(current_app.control.ping(timeout=1)) < 2:
        if time.monotonic() > until:
            raise SystemExit("script/chaos: a worker did not come back; nothing was proved.")


def _wait_until_settled(expected, until):
    """Everything is there, and nothing waits to be sent or made any more."""
    from django.db import DatabaseError, connection

    from documents.models import Document
    from staff.models import Digest, Notice

    done = ["sent", "not_wanted", "cancelled"]
    while time.monotonic() < until:
        try:
            waits = any(kind.objects.exclude(email_state__in=done).exists() for kind in (Notice, Digest))
            there = Notice.objects.count() >= sum(expected.values())
            if there and not waits and not Document.objects.exclude(state="ready").exists():
                return True
        except DatabaseError:
            connection.close()
        time.sleep(0.5)
    return False


def _figures(measure, expected, mail, kills):
    """An e-mail may come twice for a kill between sending and stamping; for nothing else."""
    from documents.files import folder, path_of
    from documents.models import Document
    from staff.models import Digest, Notice

    owed = list(Notice.objects.values_list("user", "kind", "subject_id", "due_on"))
    found, total = Counter(kind for _, kind, _, _ in owed), sum(expected.values())
    by_email = Notice.objects.exclude(email_state="not_wanted").values_list("public_id", flat=True)
    ids = {f"notice-{key}" for key in by_email}
    ids |= {f"digest-{key}" for key in Digest.objects.filter(email_state="sent").values_list("public_id", flat=True)}
    taken = Counter(line.split("<")[1].split("@")[0] for line in mail.taken)
    ready = Document.objects.filter(state="ready").values_list("file_name", "sha256")
    whole = [name for name, sha256 in ready if path_of(name).exists() and _sha256(path_of(name)) == sha256]
    on_disk = [path for path in folder().rglob("*") if path.is_file()]
    doubles, left = sum(count - 1 for count in taken.values()), len(on_disk) - len(whole)
    return [
        (f"reminders in the app, of {total} in {len(expected)} kinds", len(owed), dict(found) == expected),
        ("the same one twice in the app", len(owed) - len(set(owed)), len(set(owed)) == len(owed)),
        (f"e-mails lost, of {len(ids)}", len(ids - taken.keys()), bool(ids) and not ids - taken.keys()),
        (f"e-mails that came twice, at most {kills} (the kills), each with its Message-ID", doubles, doubles <= kills),
        ("e-mails that nobody was owed", len(taken.keys() - ids), not taken.keys() - ids),
        (f"documents made, of {measure.documents}", len(ready), len(ready) == measure.documents),
        ("documents missing or cut short on the disk", len(ready) - len(whole), len(whole) == len(ready)),
        ("files of two documents", len(whole) - len(set(whole)), len(whole) == len(set(whole))),
        (f"files that the nightly sweep takes, at most {kills}", left, left <= kills),
    ]


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _since(began):
    return f"{time.monotonic() - began:.0f} s"


def _say(words):
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main(arguments):
    """Returns the exit code: 1 when a figure is off."""
    parser = argparse.ArgumentParser(prog="script/chaos", description=__doc__.split("\n\n")[1])
    parser.add_argument("--short", action="store_true", help="less of everything, within a minute")
    parser.add_argument("--seed", type=int, default=None, help="the same blows in the same order again")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed if chosen.seed is not None else int(time.time()) % 10_000
    measure, began = SHORT if chosen.short else FULL, time.monotonic()
    _say(f"seed {seed}: {measure.kills} kills, {measure.flushes} flushes, {measure.crashes} crashes of the database, "
         f"a broker that hangs, mail refused for {measure.refusing:.0f} s and slow for {measure.slow:.0f} s, a full disk")  # fmt: skip
    figures = chaos(measure, seed)
    for what, found, well in figures:
        _say(f"{'  ' if well else '!!'} {found:>6} {what}")
    off = [what for what, _, well in figures if not well]
    _say(f"{'All as it must be' if not off else f'{len(off)} OFF'}, in {_since(began)} on {machine()}.")
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
