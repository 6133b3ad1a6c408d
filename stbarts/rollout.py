"""Two web processes behind nginx, two workers and two clocks, each a process: sign in on one web process, finish on
the other, kill each, roll a release.

deploy/proof starts all of it on this machine out of deploy/nginx.conf, posts concerns without a pause meanwhile,
and counts them: each is there once, and whoever answers for safeguarding was told of each by one e-mail. It prints what it found and fails when a figure is off. NGINX names the program
where it is not on the path.
"""

import contextlib
import http.client
import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

from stbarts import embedded
from stbarts.machine import machine
from stbarts.supervisor import clock_command, worker_command

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 4
MOST_KILLS = 12  # until one of them cuts off somebody's post
NOT_SENT = ("radio", "checkbox", "submit", "file")
TROUBLE = (urllib.error.URLError, http.client.HTTPException, OSError)


class Fields(HTMLParser):
    """The boxes of the page's form about a concern, as a browser would send them untouched."""

    def __init__(self, html):
        super().__init__()
        self.found, self._list = {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "select":
            self._list = name
        elif tag == "option" and self._list and "selected" in attrs:
            self.found[self._list] = attrs.get("value", "")
        elif tag in ("input", "textarea") and name and ("checked" in attrs or kind not in NOT_SENT):
            self.found[name] = attrs.get("value", "")


class Browser:
    """One person's: its cookies, and pages one after the other."""

    def __init__(self, person):
        self.person = person
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, url):
        with self.opener.open(url, timeout=30) as answer:
            return answer.geturl(), answer.read().decode()

    def post(self, url, fields):
        with self.opener.open(url, urllib.parse.urlencode(fields).encode(), timeout=30) as answer:
            return answer.geturl(), answer.read().decode()

    def sign_in(self, address):
        _, page = self.get(f"{address}/account/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        self.post(f"{address}/staff/demo/sign-in/", {"csrfmiddlewaretoken": token, "person": self.person})

    def log_concern(self, address, child, words, pressed=None):
        """Fill in the page and send it, again and again with the same key until it is taken. How often it was sent."""
        fields = self._until_taken(lambda: Fields(self.get(f"{address}/concerns/log/{child}/")[1]).found)[0]
        fields |= {"facts": words, "danger": "no"}
        if pressed:
            pressed.set()
        where, times = self._until_taken(lambda: self.post(f"{address}/concerns/log/{child}/", fields)[0])
        if "receipt" not in where:
            raise SystemExit(f"deploy/proof: a concern was not taken: {where}")
        return times

    @staticmethod
    def _until_taken(ask):
        for times in range(1, 40):
            try:
                return ask(), times
            except TROUBLE:
                time.sleep(0.25)
        raise SystemExit("deploy/proof: nobody answered for ten seconds.")


class Web:
    """One web process on a port of its own, as deploy/systemd starts it."""

    def __init__(self, environment):
        self.environment, self.port = environment, embedded.free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "stbarts.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--workers", "1", "--threads", "16", "--graceful-timeout", "30"]
        command += ["--no-control-socket", "--log-level", "error"]
        self.process = embedded.spawn(command, env=self.environment, cwd=ROOT)
        _wait_for(self.address, "a web process")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        embedded.stop(self.process, within=40)


class Program:
    """A worker or a clock: a process of its own, as deploy/systemd starts it."""

    def __init__(self, environment, command):
        self.environment, self.command = environment, command

    def start(self):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = embedded.spawn(self.command, env=self.environment, cwd=ROOT, **quiet)

    def stop(self):
        embedded.stop(self.process, within=60)


class Nginx:
    """Started from deploy/nginx.conf, with ports and folders of this proof's own."""

    def __init__(self, place, webs):
        self.place, self.webs, self.port = place, webs, embedded.free_port()
        self.program = os.environ.get("NGINX") or shutil.which("nginx")
        if not self.program:
            raise SystemExit("deploy/proof: nginx is not installed here, so nothing was proved.")
        self.address = f"http://127.0.0.1:{self.port}"

    def write(self, down=None):
        """`down` is the web process that gets nothing for now."""
        words = (ROOT / "deploy" / "nginx.conf").read_text()
        words = re.sub(r"\n *ssl_[^\n]*", "", words)
        for port, web in zip((8001, 8002), self.webs, strict=True):
            words = words.replace(f"127.0.0.1:{port}", f"127.0.0.1:{web.port}{' down' if web is down else ''}")
        folders = "".join(
            f"    {kind}_temp_path {self.place}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        for old, new in (
            ("listen 443 ssl", f"listen 127.0.0.1:{self.port}"),
            ("/run/stbarts/", f"{self.place}/"),
            ("/var/log/stbarts/", f"{self.place}/"),
            ("include /etc/nginx/mime.types;", ""),
            ("http {\n", "http {\n" + folders),
        ):
            words = words.replace(old, new)
        (self.place / "nginx.conf").write_text(words)

    def start(self):
        self.write()
        command = [self.program, "-p", str(self.place), "-c", str(self.place / "nginx.conf"), "-g", "daemon off;"]
        with (self.place / "nginx.log").open("ab") as log:
            self.process = embedded.spawn(command, stdout=log, stderr=log)
        _wait_for(self.address, "nginx")

    def leave_out(self, web):
        """As somebody who rolls a release does: `down` behind one, reload, and what it was doing it finishes."""
        self.write(down=web)
        self.process.send_signal(signal.SIGHUP)
        time.sleep(1)

    def stop(self):
        embedded.stop(self.process)


def _wait_for(address, what):
    for _ in range(300):
        with contextlib.suppress(*TROUBLE), urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 our own
            return
        time.sleep(0.1)
    raise SystemExit(f"deploy/proof: {what} did not start.")


class Busy:
    """People who log concerns without a pause while something happens."""

    def __init__(self, browsers, address, child, what):
        self.browsers, self.address, self.child, self.what = browsers, address, child, what
        self.words, self.again, self.stopping = [], 0, threading.Event()
        self.failed, self.pressed, self.counting = [], threading.Event(), threading.Lock()

    def wait_for_a_press(self):
        """Until somebody sends one: what is done now cuts it off, if it is on its way to that process."""
        self.pressed.clear()
        self.pressed.wait(timeout=10)
        time.sleep(0.02)

    def __enter__(self):
        self.threads = [threading.Thread(target=self._log, args=(n, b)) for n, b in enumerate(self.browsers)]
        for thread in self.threads:
            thread.start()
        return self

    def _log(self, number, browser):
        try:
            for n in range(10_000):
                if self.stopping.is_set():
                    return
                words = f"{self.what} {number}-{n}: sat apart at lunch."
                times = browser.log_concern(self.address, self.child, words, self.pressed)
                with self.counting:
                    self.again += times - 1
                    self.words.append(words)
        except (SystemExit, *TROUBLE) as problem:
            self.failed.append(str(problem))

    def __exit__(self, *problem):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def prove():
    """Do it all; returns the figures as [(what, found, whether it is as it must be)]."""
    with contextlib.ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="stb-proof-"))
        place.chmod(0o755)
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        url_for = stack.enter_context(embedded.postgres(place / "postgres"))
        embedded.ensure_database(url_for, "proof")
        broker = stack.enter_context(embedded.valkey(place / "valkey"))
        environment = {
            **os.environ, "DEMO": "1", "DEBUG": "0", "SECRET_KEY": "only-for-the-proof-" + "x" * 40,
            "DATABASE_URL": url_for("proof", embedded.APP), "MIGRATION_DATABASE_URL": url_for("proof", embedded.OWNER),
            "REDIS_URL": broker, "EMAIL_URL": f"filemail:///{place / 'mail'}", "STBARTS_VAR": str(place / "var"),
            "DJANGO_SETTINGS_MODULE": "stbarts.settings", "LOG_LEVEL": "ERROR", "TRUSTED_PROXY_COUNT": "1",
            "ALLOWED_HOSTS": "127.0.0.1",
        }  # fmt: skip
        (place / "mail").mkdir()
        os.environ.update(environment)
        child, people = _a_school()
        webs = [Web(environment), Web(environment)]
        for web in webs:
            web.start()
            stack.callback(web.stop)
        workers = [Program(environment, [*worker_command(), "--hostname", f"worker-{n}@proof"]) for n in (0, 1)]
        clocks = [Program(environment, clock_command(place / f"schedule-{n}")) for n in (0, 1)]
        for program in (*workers, *clocks):
            program.start()
            stack.callback(program.stop)
        nginx = Nginx(place, webs)
        nginx.start()
        stack.callback(nginx.stop)
        return _figures(webs, workers, clocks, nginx, child, [Browser(person) for person in people])


def _figures(webs, workers, clocks, nginx, child, browsers):
    from concerns.models import ConcernText

    one, other = webs
    browsers[0].sign_in(one.address)
    browsers[0].log_concern(other.address, child, "Begun on one, finished on the other.")
    finished = ConcernText.objects.filter(facts="Begun on one, finished on the other.").count()
    for browser in browsers[1:]:
        browser.sign_in(nginx.address)
    figures = [("concerns begun on one web process and finished on the other", finished, finished == 1)]
    kills = 0
    with Busy(browsers, nginx.address, child, "Killed") as killed:
        time.sleep(3)
        while kills < 2 or (not killed.again and kills < MOST_KILLS):
            killed.wait_for_a_press()
            (one, other)[kills % 2].kill()
            kills += 1
            time.sleep(2)
            (one, other)[(kills - 1) % 2].start()
            time.sleep(1)
        time.sleep(2)
    figures += _counted(killed, f"while one after the other was killed outright, {kills} times")
    what = "times one was cut off by that and sent again with its own key; more than none, or nothing was proved"
    figures.append((what, killed.again, killed.again > 0))
    with Busy(browsers, nginx.address, child, "Rolled") as rolled:
        for web, worker, clock in zip((one, other), workers, clocks, strict=True):
            time.sleep(2)
            nginx.leave_out(web)
            for part in (web, worker, clock):
                part.stop()
                part.start()
            nginx.leave_out(None)
        time.sleep(2)
    figures += _counted(rolled, "while a release was rolled, the workers and their clocks with it")
    figures.append(("of them sent a second time", rolled.again, rolled.again == 0))
    return figures + _told()


def _told():
    """Whoever answers for safeguarding, about every concern of the whole proof, within a lease."""
    from django.conf import settings

    from concerns.models import Concern
    from staff.models import Notice

    owed, until = Concern.objects.count(), time.monotonic() + settings.LEASE_SECONDS + 30
    told = Notice.objects.filter(kind="concern_to_acknowledge")
    while told.filter(email_state="sent").count() < owed and time.monotonic() < until:
        time.sleep(0.5)
    sent, went = told.filter(email_state="sent").count(), _messages()
    return [
        (f"concerns that the safeguarding lead was told of, of {owed}", sent, sent == told.count() == owed),
        ("e-mails that came twice: stopping a worker cuts none off", sum(went.values()) - len(went), max(went.values()) == 1),
    ]  # fmt: skip


def _messages():
    """{Message-ID: how often it was written}."""
    folder = Path(os.environ["EMAIL_URL"].removeprefix("filemail:///"))
    files = [path.read_text() for path in folder.iterdir()]
    return Counter(found for words in files for found in re.findall(r"(?im)^message-id: *<(notice-[^>]+)>", words))


def _counted(busy, when):
    from concerns.models import ConcernText

    kept = list(ConcernText.objects.filter(facts__startswith=busy.what).values_list("facts", flat=True))
    lost, twice = len(set(busy.words) - set(kept)), len(kept) - len(set(kept))
    return [
        (f"concerns sent {when}", len(busy.words), bool(busy.words) and not busy.failed),
        ("of them lost", lost, lost == 0),
        ("of them twice", twice, twice == 0),
    ]


def _units():
    """What systemd says of the units, told of this folder and this user instead of the real ones."""
    if not shutil.which("systemd-analyze"):
        return [("units looked at: systemd-analyze is not installed here", 0, True)]
    with tempfile.TemporaryDirectory() as place:
        paths = []
        for unit in sorted((ROOT / "deploy" / "systemd").iterdir()):
            words = unit.read_text().replace("/opt/stbarts", str(ROOT))
            words = words.replace("User=stbarts\nGroup=stbarts\n", "").replace("/etc/stbarts/environment", "-/dev/null")
            path = Path(place) / unit.name.replace("@.", "@8001.")
            path.write_text(words)
            paths.append(str(path))
        done = subprocess.run(["systemd-analyze", "verify", *paths], capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "stbarts" in line]
    for line in said:
        sys.stderr.write(line + "\n")
    return [("units that systemd-analyze found fit", len(paths), done.returncode == 0 and not said)]


def _a_school():
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from audit.actions import System
    from pupils.actions import add_pupil
    from school.actions import add_class
    from staff.accounts import invite

    by = System("deploy/proof")
    oak = add_class(by=by, facts={"name": "Oak", "year_group": "4"})
    facts = {"legal_forename": "Made", "legal_surname": "Up", "preferred_forename": "Made", "preferred_surname": "Up"}
    facts |= {"born_on": timezone.localdate().replace(year=2018, day=1), "year_group": "4", "mis_id": "1"}
    child = add_pupil(by=by, facts=facts, school_class=oak, from_on=timezone.localdate())
    people = [
        invite(by=by, email=f"p{n}@example.org", name=f"Person {n}", job_title="", roles=["teacher"])
        for n in range(PEOPLE)
    ]
    invite(by=by, email="lead@example.org", name="The lead", job_title="", roles=["dsl"])
    return child.public_id, [person.public_id for person in people]


def main():
    """Returns the exit code: 1 when a figure is off."""
    began, off = time.monotonic(), 0
    for what, found, well in [*_units(), *prove()]:
        off += not well
        sys.stdout.write(f"{'  ' if well else '!!'} {found:>6} {what}\n")
    said = "All as it must be" if not off else f"{off} OFF"
    sys.stdout.write(f"{said}, in {time.monotonic() - began:.0f} s on {machine()}.\n")
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
