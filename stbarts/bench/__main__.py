"""script/bench: starts the app as it is served, asks every page of the table, and prints ratios.

The steady column is processor time: of all web server and PostgreSQL processes together, a request.
"""

import contextlib
import http.client
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

import psutil

from stbarts import embedded
from stbarts.bench import sign_ins
from stbarts.bench.goals import Goals
from stbarts.machine import machine
from stbarts.supervisor import Child, say, web_command

AT_ONCE = 8
CROWDED = 7  # the goal of every page that is opened, eight at once: the floor's own 95th of a hundred, so many times


def main(words):
    strict, words = "--strict" in words, [word for word in words if word != "--strict"]
    more, words = wanted(words)
    only = " ".join(words)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stb-bench-")))
        folder.chmod(0o755)
        url_for = stack.enter_context(embedded.postgres(folder / "postgres"))
        embedded.ensure_database(url_for, "bench")
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "stbarts.settings",
            "DATABASE_URL": url_for("bench", embedded.APP),
            "MIGRATION_DATABASE_URL": url_for("bench", embedded.OWNER),
            "STBARTS_VAR": str(folder),
            "SECRET_KEY": "only-for-the-bench-" + "x" * 40,
            "DEMO": "0",
            "LOG_LEVEL": "ERROR",
        }
        cast = seed(more)
        door = stack.enter_context(contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=128)))
        command = web_command(door, "stbarts.bench.wsgi:application")
        server = stack.enter_context(Child("the web server", command, dict(os.environ), pass_fds=[door.fileno()]))
        return measure(Bench(door.getsockname()[1], server.process.pid, folder, cast), only, strict)


def wanted(words):
    """`--concerns N` makes a bigger school; the other words choose the pages. (`--strict` fails over a goal.)"""
    if "--concerns" not in words:
        return 0, words
    at = words.index("--concerns")
    return int(words[at + 1]), [*words[:at], *words[at + 2 :]]


def seed(concerns=0):
    """Tables, cast and paper; more of it where more concerns are wanted."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from stbarts.bench.school import fill

    settings.ROOT_URLCONF = "stbarts.bench.urls"
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    cast = fill()
    written = 20_000
    if concerns > written:
        from stbarts import scale

        scale.build(pupils=concerns // 40, concerns=concerns - written)
        written = concerns
    with connections["owner"].cursor() as cursor:  # only a table's owner may
        cursor.execute("ANALYZE")
    say(f"{written:,} concerns written in {time.monotonic() - began:.0f} s")
    return cast


def measure(bench, only, strict=False):
    """The floors first, every page, the floor again: the spread of the two says how quiet the machine was."""
    from stbarts.bench import paper
    from stbarts.bench.pages import FLOOR, PAGES, SIGNED_IN, there

    goals = Goals()
    say(f"Measured on {machine()}.")
    floor, signed_in = bench.ask(FLOOR), bench.ask(SIGNED_IN)
    say(
        f"{'page':34} {'p50 ms':>7} {'CPU ms':>7} {'× floor':>8} {'over signed in':>14} {'goal':>5} "
        f"{'p95 of 8':>9} {'× floor':>8}"
    )
    report(goals, FLOOR, floor, floor, signed_in)
    report(goals, SIGNED_IN, signed_in, floor, signed_in)
    missing = []
    for page in PAGES:
        if only and only not in page.name:
            continue
        if not there(page, bench.cast):
            missing.append(page.name)
            say(f"{page.name:34} NOT MEASURED: there is no page {page.url_name}")
            continue
        try:
            report(goals, page, bench.ask(page), floor, signed_in)
        except AnsweredWrongly as problem:
            missing.append(page.name)
            say(f"{page.name:34} NOT MEASURED: {problem}")
    if not only or "paper" in only:
        paper.letter(goals)
        paper.chronology(goals)
    memory = bench.memory()
    goals.say("memory", f"memory: the largest web worker {memory:.0f} MB (goal 75)", (memory, 75))
    if not only or only in sign_ins.NAME:
        sign_ins.sixty_at_once(bench, PAGES[1], goals)
    again = bench.ask(FLOOR)
    say(f"The floor at the end: {again.cpu:.2f} ms of CPU, {again.cpu / floor.cpu:.2f} × that at the start.")
    if missing:
        say(f"{len(missing)} of {len(PAGES)} pages were not measured.")
    say(goals.last_line())
    return 1 if missing or (strict and goals.over) else 0


def report(goals, page, cost, floor, signed_in):
    in_all, over = cost.cpu / floor.cpu, (cost.cpu - signed_in.cpu) / floor.cpu
    goal, crowded = f"{page.goal:g}" if page.goal else "", cost.p95 / floor.p95
    goals.say(
        page.name,
        f"{page.name:34} {cost.p50:7.1f} {cost.cpu:7.2f} {in_all:8.1f} {over:14.1f} {goal:>5} "
        f"{cost.p95:9.1f} {crowded:8.1f}",
        (in_all if page.goal_is_in_all else over, page.goal),
        (crowded, None if page.post else CROWDED),
    )


class AnsweredWrongly(Exception):
    """A page that does not answer as it should is not measured."""


class Cost:
    """In single file the median wait; with eight at once the 95th of a hundred, and the processor's time."""

    def __init__(self, waits, crowded, cpu):
        self.p50, self.cpu = 1000 * statistics.median(waits), cpu
        self.p95 = 1000 * statistics.quantiles(crowded, n=20)[-1]


class Bench:
    """Asks the running server and reads what its processes used."""

    def __init__(self, port, web, folder, cast):
        self.port, self.web, self.folder, self.cast = port, web, folder, cast
        self.cookies = {}

    def ask(self, page):
        """Warm up (every connection plans its questions), then single file, then a fixed number, eight at once."""
        self._run(page, 10 * AT_ONCE, AT_ONCE)
        waits = self._run(page, 40, 1)
        before = self.processor_time()
        crowded = self._run(page, page.requests, AT_ONCE)
        return Cost(waits, crowded, 1000 * (self.processor_time() - before) / page.requests)

    def processor_time(self):
        """Seconds used so far by the web server's and PostgreSQL's processes."""
        postmaster = int((self.folder / "postgres/postmaster.pid").read_text().split()[0])
        total = 0
        for pid in (self.web, postmaster):
            process = psutil.Process(pid)
            for one in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    used = one.cpu_times()
                    total += used.user + used.system
        return total

    def memory(self):
        """MB of the largest web worker: what is its own, and its share of what it shares."""
        return max(one.memory_full_info().pss for one in psutil.Process(self.web).children()) / 1e6

    def _run(self, page, requests, at_once):
        waits, problems = [], []

        def some(count):
            try:
                waits.extend(self._ask_in_turn(page, count))
            except (AnsweredWrongly, OSError, http.client.HTTPException) as problem:
                problems.append(problem)

        threads = [threading.Thread(target=some, args=[requests // at_once]) for _ in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise AnsweredWrongly(str(problems[0]))
        return waits

    def _ask_in_turn(self, page, count):
        from stbarts.bench.pages import body

        path, headers = page.path(self.cast), {}
        if page.who:
            headers["Cookie"] = self.cookie(page.who)
        token = self._token(path, headers) if page.post else None
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(count):
            began = time.perf_counter()
            if page.post:
                form = {**headers, "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
                line.request("POST", path, urlencode(body(page, self.cast, token)), form)
            else:
                line.request("GET", path, headers=headers)
            answer = line.getresponse()
            answer.read()
            yield time.perf_counter() - began
            if answer.status != page.answers:
                raise AnsweredWrongly(f"{path} answered {answer.status}")
        line.close()

    def _token(self, path, headers):
        """The form's CSRF token, and its cookie beside the session's."""
        from stbarts.bench.pages import CSRF

        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for place in (path, "/"):  # a page that only takes posts has its form on the home page
            line.request("GET", place, headers=headers)
            answer = line.getresponse()
            found = CSRF.search(answer.read())
            cookie = answer.getheader("Set-Cookie") or ""
            if found and cookie:
                headers["Cookie"] += "; " + cookie.partition(";")[0]
                return found[1].decode()
        raise AnsweredWrongly(f"{path} has no form")

    def cookie(self, who):
        """Somebody's signed-in session, made once for the run."""
        if who not in self.cookies:
            from django.test import Client

            from stbarts.tests.signing_in import sign_in

            client = sign_in(Client(), getattr(self.cast, who))
            self.cookies[who] = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return self.cookies[who]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
