"""Eight people at once, all sorts of acts, on the same few rows: no deadlock is seen, no act is done twice or lost.

script/transactions asks for ten thousand; here are a few hundred.
"""

import os
import random
import re
import threading
import time
import uuid
from collections import Counter
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import QueryDict
from django.utils import timezone

from audit.actions import Refused, record_read
from audit.chain import verify
from concerns.actions import acknowledge, raise_concern
from concerns.actions.following import ask_to_do
from concerns.models import Concern
from documents.actions import order_document
from documents.models import Document
from interventions.actions import record_review
from interventions.models import Placement
from interventions.tests.world import place
from staff import accounts, cover, drafts
from staff.models import Notice, User
from staff.notices import sweep
from staff.posting import PostingForm, Stale
from staff.tasks import send_notices
from stbarts.machine import machine

HOW_MANY = int(os.environ.get("TRANSACTIONS", "320"))
THREADS = 8
NUMBER = re.compile(r"\d+")


class School:
    """What the eight do, each act chosen by chance and done on rows that the others hold too."""

    def __init__(self, cast):
        self.cast, self.began = cast, time.monotonic()
        self.people = [cast.teacher, cast.support, cast.sendco, cast.wellbeing_lead]
        self.placement = place(cast.child, by=cast.sendco)
        self.done, self.problems, self.keys, self.lock = Counter(), [], set(), threading.Lock()
        self.marks = []  # seconds until each five hundred were done: does it slow as it goes?
        self.before = {person.pk: person.version for person in self.people}
        self.reviews = self.placement.version

    def count(self, what):
        with self.lock:
            self.done[what] += 1
            if what == "all" and self.done[what] % 500 == 0:
                self.marks.append(round(time.monotonic() - self.began))

    def log(self, chance, n):
        """Each key twice, by two different threads as often as not."""
        key = uuid.UUID(int=n // 2 + 1)
        self.keys.add(key)
        form = PostingForm({"idempotency_key": str(key)}, by=self.cast.teacher)
        assert form.is_valid()
        answers = {"facts": f"Sat apart at lunch. {key}", "danger": "no"}
        assert form.once(raise_concern, by=self.cast.teacher, pupil=self.cast.child, answers=answers)

    def settings(self, chance, n):
        person = User.objects.get(pk=chance.choice(self.people).pk)
        accounts.change_my_settings(by=person, version=person.version, phone=str(n), told_by="both")
        self.count(("settings", person.pk))

    def review(self, chance, n):
        mine = Placement.objects.get(pk=self.placement.pk)
        by = chance.choice([self.cast.sendco, self.cast.wellbeing_lead])
        record_review(by=by, placement=mine, decision="continue", why="It helps.", version=mine.version)
        self.count("review")

    def see(self, chance, n):
        concern = Concern.objects.order_by("?").first()
        if concern:
            acknowledge(by=self.cast.dsl, concern=concern)
            ask_to_do(
                by=self.cast.dsl, concern=concern, who=chance.choice(self.people), words="Ring home.",
                due_on=timezone.localdate() + timedelta(days=1),
            )  # fmt: skip

    def away(self, chance, n):
        day = timezone.localdate()
        person, colleague = chance.sample(self.people, 2)
        made = cover.hand_over(by=person, person=person, colleague=colleague, from_on=day, until_on=day)
        cover.end_cover(by=self.cast.head, cover=made)

    def paper(self, chance, n):
        order_document(by=self.cast.dsl, kind="test", title="Paper", html="<p>x</p>", owner=self.cast.dsl)
        self.count("paper")

    def read(self, chance, n):
        record_read(chance.choice(self.people), self.cast.child, "pupil.opened", pupil=self.cast.child)

    def type_on(self, chance, n):
        drafts.keep(chance.choice(self.people), "concerns:log", "", QueryDict(f"facts={n}"))

    def clock(self, chance, n):
        chance.choice([lambda: sweep(timezone.localdate()), cover.keep_covered, lambda: send_notices(most=5)])()

    ACTS = (log, log, settings, review, see, away, paper, read, type_on, clock)

    def work(self, number, numbers):
        chance = random.Random(number)  # noqa: S311 no secret hangs on it
        with connection.cursor() as cursor:  # how long one waits is the machine's; who waits for whom is ours
            cursor.execute("SET lock_timeout = '60s'; SET statement_timeout = '90s'")
        for n in numbers:
            act = self.ACTS[n % len(self.ACTS)]
            try:
                act(self, chance, n)
            except Stale:
                self.count("stale")
            except Refused:
                self.count("refused")
            except (DatabaseError, AssertionError) as problem:
                self.problems.append(f"{act.__name__}: {re.sub(NUMBER, 'n', str(problem))[:700]}")
            self.count("all")
        connection.close()


def test_eight_at_once_see_no_deadlock_and_nothing_is_doubled_or_lost(committed_db, cast):
    school = School(cast)
    numbers = list(range(HOW_MANY))
    random.Random(7).shuffle(numbers)  # noqa: S311 so that each key is met by two threads
    threads = [
        threading.Thread(target=school.work, args=(number, numbers[number::THREADS])) for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = Counter(school.problems)
    assert not seen, "\n".join(f"{n} × {problem}" for problem, n in seen.most_common(20))
    assert school.done["all"] == HOW_MANY
    assert Concern.objects.count() == len(school.keys)
    assert Document.objects.filter(kind="test").count() == school.done["paper"]
    for person in school.people:
        now = User.objects.get(pk=person.pk).version
        assert now == school.before[person.pk] + school.done["settings", person.pk]
    assert Placement.objects.get(pk=school.placement.pk).version == school.reviews + school.done["review"]
    owed = Notice.objects.values_list("user", "kind", "subject_id", "due_on")
    assert len(owed) == len(set(owed))
    assert verify().problems == []
    took = time.monotonic() - school.began
    said = f"{HOW_MANY} from {THREADS} threads in {took:.0f} s on {machine()}"
    print(f"\n{said}, each 500 by {school.marks}: {dict(school.done)}")  # noqa: T201 for who measures
