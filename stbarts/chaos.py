"""Everything breaks while something is owed: what was lost, what came twice, and how soon all was well again.

script/chaos starts a database, a broker, a mail server and workers of its own, all on this machine, owes a thousand
reminders and sixty documents, and breaks the parts one after the other. It prints what it found and fails when a
figure is off. `--short` does the same with less of everything, within a minute.
"""

import argparse
import asyncio
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
from stbarts.supervisor import worker_command

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "chaos"
PEOPLE = 20
PATIENCE = 15  # seconds to wait for a worker to be busy before it is killed
WITHIN = 180  # seconds: a lease of two minutes, and a refused e-mail's own wait of one
SLOW = 0.4  # seconds that the mail server takes over each, so that a kill meets one on its way


@dataclass(frozen=True)
class Measure:
    """How much of everything."""

    reminders: int
    documents: int
    kills: int
    flushes: int
    crashes: int
    lease: int  # seconds, of an e-mail; a document's is the same here
    pause: float  # seconds from one blow to the next
    bad_mail: float  # seconds of refusing, and of slowness
    hung: float  # seconds for which the broker takes calls and never answers


FULL = Measure(1000, 60, 20, 3, 2, lease=120, pause=3, bad_mail=60, hung=20)
SHORT = Measure(160, 4, 4, 1, 1, lease=8, pause=0.5, bad_mail=2, hung=2)


class Mail:
    """A mail server that keeps each Message-ID it took, and is bad for a while."""

    def __init__(self):
        self.taken, self.refuses, self.delay = [], False, 0
        self.on_its_way = None  # the port of whoever is just sending

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 the library's name
        if self.refuses:
            return "451 Not now"
        self.on_its_way = session.peer[1]
        await asyncio.sleep(self.delay)
        self.on_its_way = None
        lines = envelope.content.decode(errors="replace").splitlines()
        self.taken.append(next(line for line in lines if line.lower().startswith("message-id:")))
        return "250 OK"


class Workers:
    """Two, each with a clock of its own: two beats at once. One that is killed is started again."""

    def __init__(self, place, environment):
        self.place, self.environment, self.processes, self.kills = place, environment, [None, None], 0

    def start(self, number):
        command = [*worker_command(), "--beat", "--schedule", str(self.place / f"schedule-{number}")]
        command += ["--hostname", f"worker-{number}@chaos"]
        with (self.place / f"worker-{number}.log").open("ab") as log:
            self.processes[number] = embedded.spawn(
                command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, dying=signal.SIGKILL
            )

    def busy(self, mail, seconds):
        """Which of them is just sending, once one is: that one is worth killing. None if none begins in time."""
        import psutil

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            port = mail.on_its_way
            for number, process in enumerate(self.processes):
                with contextlib.suppress(psutil.Error):
                    if port and any(line.laddr.port == port for line in psutil.Process(process.pid).net_connections()):
                        return number
            time.sleep(0.02)
        return None

    def kill(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[number].pid, signal.SIGKILL)
        self.processes[number].wait()
        self.kills += 1
        self.start(number)

    def stop(self):
        for process in self.processes:
            if process is not None:
                embedded.stop(process)


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
        door = stack.enter_context(_mail_server(mail))
        environment = {
            **os.environ, "DEMO": "0", "DEBUG": "0", "SECRET_KEY": "only-for-chaos-" + "x" * 40,
            "DATABASE_URL": url_for(DATABASE, embedded.APP),
            "MIGRATION_DATABASE_URL": url_for(DATABASE, embedded.OWNER), "REDIS_URL": broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{door}", "STBARTS_VAR": str(place / "var"),
            "DJANGO_SETTINGS_MODULE": "stbarts.settings", "LOG_LEVEL": "ERROR",
            "LEASE_SECONDS": str(measure.lease), "DOCUMENT_LEASE_SECONDS": str(min(90, measure.lease * 2)),
        }  # fmt: skip
        os.environ.update(environment)
        expected = _owe_everything(measure)
        _say(f"{expected} reminders and {measure.documents} documents are owed ({_since(began)}).")
        workers = Workers(place, environment)
        stack.callback(workers.stop)
        for number in (0, 1):
            workers.start(number)
        met = _break(measure, chance, workers, broker, broker_url, mail, place)
        _say(f"Everything is well again ({_since(began)}); waiting until all is settled.")
        recovered = time.monotonic()
        settled = _wait_until_settled(recovered + WITHIN + 60)
        figures = _figures(measure, expected, mail, workers.kills + 2 * measure.crashes)
        took = round(time.monotonic() - recovered)
        figures.append((f"kills that met an e-mail on its way, of {workers.kills}", met, met > 0))
        figures.append((f"seconds until all was settled, at most {WITHIN}", took, settled and took <= WITHIN))
        return figures


def _owe_everything(measure):
    """Concerns nobody has seen since yesterday, twenty people to be told of each, and documents ordered.

    All through the actions. On a school day the two beats find the reminders; on another, logging them owed them.
    """
    import django

    django.setup()
    import time_machine
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from audit.actions import System, action
    from concerns.actions import raise_concern
    from documents.actions import order_document
    from pupils.actions import add_pupil
    from school.actions import add_class
    from school.calendar import is_school_day
    from staff.accounts import invite
    from staff.models import AccountEmail, Notice

    by = System("chaos")
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
        for n in range(measure.reminders // PEOPLE):
            raise_concern(by=author, pupil=child, answers={"facts": f"Sat apart at lunch, day {n}.", "danger": "no"})
    Notice.objects.filter(user=author).delete()
    author.roles = ["teacher"]
    author.save()

    @action
    def order(*, by, n):
        html = f"<h1>Paper {n}</h1><p>{'Made-up words. ' * 200}</p>"
        return order_document(by=author, kind="chaos", title=f"Paper {n}", html=html, owner=author)

    for n in range(measure.documents):
        order(by=by, n=n)
    if is_school_day(timezone.localdate()):
        Notice.objects.all().delete()
    return measure.reminders // PEOPLE * len(told)


def _break(measure, chance, workers, broker, broker_url, mail, place):
    """One blow after the other; the clocks of both workers tick on, each for both tasks."""
    at = sorted(chance.sample(range(measure.kills), k=min(measure.kills, measure.flushes)))
    crashes = chance.sample(range(measure.kills), k=measure.crashes)
    mail.delay, met = SLOW, 0
    for blow in range(measure.kills):
        _tick(broker_url)
        if blow in at:
            _flush(broker_url)
        if blow in crashes:
            _crash(place / "postgres")
        if blow == measure.kills // 4:
            mail.refuses = True
            time.sleep(measure.bad_mail)
            mail.refuses, mail.delay = False, SLOW * 3
        if blow == measure.kills // 2:
            _disk_takes_nothing(place / "var" / "media" / "documents", measure.bad_mail)
            mail.delay = SLOW
        if blow == measure.kills * 3 // 4:
            broker.send_signal(signal.SIGSTOP)
            time.sleep(measure.hung)
            broker.send_signal(signal.SIGCONT)
        time.sleep(measure.pause * (0.5 + chance.random()))
        busy = workers.busy(mail, PATIENCE)
        met += busy is not None
        workers.kill(blow % 2 if busy is None else busy)
    mail.delay = 0
    _tick(broker_url)
    return met


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
    inside = [child for child in psutil.Process(pid).children() if "checkpointer" in " ".join(child.cmdline())]
    if not inside:
        raise SystemExit("script/chaos: PostgreSQL has no checkpointer to kill; nothing was proved.")
    inside[0].kill()


def _disk_takes_nothing(folder, seconds):
    """As when it is full: no file can be written where documents are kept."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name("aside")
    if folder.exists():
        folder.rename(aside)
    folder.write_text("nothing can be written here")
    time.sleep(seconds)
    folder.unlink()
    if aside.exists():
        aside.rename(folder)


def _wait_until_settled(until):
    """Nothing waits to be sent or made any more."""
    from django.db import DatabaseError, connection

    from documents.models import Document
    from staff.models import Notice

    while time.monotonic() < until:
        try:
            sent = Notice.objects.exists() and not Notice.objects.exclude(email_state="sent").exists()
            if sent and not Document.objects.exclude(state="ready").exists():
                return True
        except DatabaseError:
            connection.close()
        time.sleep(0.5)
    return False


def _figures(measure, expected, mail, cut_off):
    """`cut_off`: how often somebody may have been stopped midway; a crash of the database stops both workers."""
    from documents.files import folder, path_of
    from documents.models import Document
    from staff.models import Notice

    owed = list(Notice.objects.values_list("user", "kind", "subject_id", "due_on", "public_id"))
    ids = {f"notice-{row[4]}" for row in owed}
    taken = Counter(line.split("<")[1].split("@")[0] for line in mail.taken)
    ready = Document.objects.filter(state="ready").values_list("file_name", "sha256")
    whole = [name for name, sha256 in ready if path_of(name).exists() and _sha256(path_of(name)) == sha256]
    on_disk = [path for path in folder().rglob("*") if path.is_file()]
    doubles = sum(count - 1 for count in taken.values())
    return [
        (f"reminders in the app, of {expected}", len(owed), len(owed) == expected),
        ("the same one twice in the app", len(owed) - len({row[:4] for row in owed}), len({r[:4] for r in owed}) == len(owed)),
        ("e-mails lost", len(ids - taken.keys()), not ids - taken.keys()),
        (f"e-mails that came twice, at most {cut_off} (cut off midway), each with its Message-ID", doubles, doubles <= cut_off),
        ("e-mails that nobody was owed", len(taken.keys() - ids), not taken.keys() - ids),
        (f"documents made, of {measure.documents}", len(ready), len(ready) == measure.documents),
        ("documents missing or cut short on the disk", len(ready) - len(whole), len(whole) == len(ready)),
        ("files of two documents", len(whole) - len(set(whole)), len(whole) == len(set(whole))),
        (f"files that the nightly sweep takes, at most {cut_off}", len(on_disk) - len(whole), len(on_disk) - len(whole) <= cut_off),
    ]  # fmt: skip


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextlib.contextmanager
def _mail_server(mail):
    from aiosmtpd.controller import Controller

    controller = Controller(mail, hostname="127.0.0.1", port=embedded.free_port())
    controller.start()
    yield controller.port
    controller.stop()


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
         f"a broker that hangs, mail refused and slow, a disk that takes nothing")  # fmt: skip
    figures = chaos(measure, seed)
    for what, found, well in figures:
        _say(f"{'  ' if well else '!!'} {found:>6} {what}")
    off = [what for what, _, well in figures if not well]
    _say(f"{'All as it must be' if not off else f'{len(off)} OFF'}, in {_since(began)} on {os.cpu_count()} processors.")
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
