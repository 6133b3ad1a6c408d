"""What paper costs: a letter beside the same words in WeasyPrint alone, and a chronology of 500 entries."""

import statistics
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import psutil
from django.utils import timezone

from dashboard.chronology import Event, on_paper
from documents import rendering
from documents.letters import typed
from pupils.chronology import Line

ENTRIES = 500
NOW_AND_THEN = 0.3  # seconds between letters that people write, as far as the print room can tell
SAID = (
    "Sat apart from the others at lunch, said that nobody would play and asked to ring home before the end of the day"
)


def chronology(goals):
    """Seconds and megabytes, as one line of the table."""
    html = _html()
    rendering.make_pdf(html, title="Chronology", reference="BENCH-0001")  # the print room is warm
    waits, worked, most = [], [], 0
    for _ in range(3):
        with _Watch(rendering._idle[0].process.pid) as watch:
            began = time.perf_counter()
            made = rendering.make_pdf(html, title="Chronology", reference="BENCH-0001")
            waits.append(time.perf_counter() - began)
        most = max(most, watch.most)
        worked.append(watch.worked)
    rendering.close_rooms()
    cpu, megabytes = statistics.median(worked), most / (1 << 20)
    goals.say(
        "paper: a chronology",
        f"paper: a chronology of {ENTRIES} entries, {made.pages} pages: {statistics.median(waits):.2f} s, "
        f"of CPU {cpu:.2f} (goal 1.5), its child {megabytes:.0f} MB (goal 120)",
        (cpu, 1.5),
        (megabytes, 120),
    )


def letter(goals, times=12):
    """A letter in a warm print room and alone, as one line of the table."""
    html = typed("letters/base_letter.html", title="Letter", heading="About a child", salutation="Dr Finch")
    html = html.replace("</body>", f"<p>{SAID}. {SAID}. {SAID}.</p>" * 6 + "</body>")

    def make():
        rendering.make_pdf(html, title="Letter", reference="BENCH")

    room, in_a_row = _median(times, make, apart=NOW_AND_THEN), _median(times, make)
    rendering.close_rooms()
    alone = _median(times, _alone(html))
    line = (
        f"paper: a letter in a warm print room: {room:.0f} ms, {room / alone:.2f} × its words alone (goal 1.5); "
        f"one straight after another {in_a_row:.0f} ms, {in_a_row / alone:.2f} ×"
    )
    goals.say("paper: a letter", line, (room / alone, 1.5))


def _median(times, make, apart=0):
    """Milliseconds, once warm, with so many seconds between."""
    waits = []
    for _ in range(times):
        time.sleep(apart)
        began = time.perf_counter()
        make()
        waits.append(1000 * (time.perf_counter() - began))
    return statistics.median(waits[2:])


def _alone(html):
    """WeasyPrint as it comes, with its stylesheet and fonts made once."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from documents.locked import PAPER

    fonts = FontConfiguration()
    paper = CSS(string=PAPER, font_config=fonts)
    return lambda: HTML(string=html).write_pdf(stylesheets=[paper], font_config=fonts, pdf_variant="pdf/ua-1")


def _html():
    now = timezone.localtime()
    events = []
    for n in range(ENTRIES):
        at = now - timedelta(days=2 * n)
        line = Line(
            at=at, entered=at + timedelta(days=n % 3), kind="concern", key=str(n), pupil_id=1, word="Concern",
            icon="log", line=SAID, url="", locked=n % 7 == 0,
        )  # fmt: skip
        events.append(on_paper(Event(line, SAID, decided="Talked it through", outcome="Settled by Friday")))
    pupil = SimpleNamespace(legal_name="Ana-María García-López", born_on=now.date())
    maker = SimpleNamespace(name="Dora Finch")
    return typed(
        "letters/chronology.html", title="Chronology", pupil=pupil, events=events, restricted=True, made_by=maker,
        today=now.date(),
    )  # fmt: skip


class _Watch:
    """The most memory that a child of a process held, and its processor time, seen every few milliseconds."""

    def __init__(self, pid):
        self.parent, self.most, self.worked, self.over = psutil.Process(pid), 0, 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *problem):
        self.over.set()
        self.thread.join()

    def _look(self):
        while not self.over.wait(0.02):
            for child in self.parent.children():
                try:
                    self.most = max(self.most, child.memory_info().rss)
                    used = child.cpu_times()
                    self.worked = max(self.worked, used.user + used.system)
                except psutil.Error:
                    continue
