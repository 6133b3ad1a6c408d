"""No fact about a child is in an e-mail, a log, a title, an address, a file's name, a header, a cookie or a task.

Every fact of the demo school is made into a word of its own; then everybody walks every page, every
form is posted, what is owed is found, printed and sent, and a page breaks. Wherever things leave
the page they were asked for on, none of the words may be.
"""

import io
import logging
import subprocess
import uuid
from pathlib import Path

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from school import calendar
from staff.models import Notice, User
from stbarts.demo.clock import at, on
from stbarts.tests.canaries import Canaries, about_children, facts_of
from stbarts.tests.crawl import PageReader
from stbarts.tests.walk import client_of

pytestmark = [pytest.mark.demo, pytest.mark.unsettled]
ENDS_THE_SESSION = ("/account/logout/", "/staff/me/sessions/")
TODAY = timezone.localdate()


class Watch:
    """Everything that leaves the house other than as the page somebody asked for: [(where, text)]."""

    def __init__(self):
        self.seen = []

    def answer(self, path, answer):
        self.seen.append((f"address {path}", path))
        self.seen += [(f"header {name} of {path}", f"{name}: {value}") for name, value in answer.headers.items()]
        self.seen += [(f"cookie of {path}", morsel.OutputString()) for morsel in answer.cookies.values()]
        if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            self.seen.append((f"title of {path}", PageReader(answer.content.decode()).title))

    def log(self, text):
        self.seen.append(("log", text))

    def message(self, message):
        self.seen.append(("e-mail", message.as_string()))
        for part in message.walk():
            if not part.is_multipart():
                self.seen.append(("e-mail", str(part.get_content())))


@pytest.fixture
def canaries(demo_db, django_db_blocker):
    with django_db_blocker.unblock():
        made = Canaries()
        made.dye()
        yield made


@pytest.fixture
def log():
    """What the house's own log handler writes at its loudest."""
    kind = django_settings.LOGGING["formatters"]["line"]
    formatter = next(h.formatter for h in logging.getLogger().handlers if type(h.formatter).__name__ in kind["()"])
    text, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(text), root.level
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


def typed(form, canaries):
    """The form filled in as well as may be: choices chosen, days of today, words of their own in every box."""
    data = {}
    for name, value in form.fields.items():
        choices = [choice for choice in form.choices.get(name, ()) if choice]
        if name == "csrfmiddlewaretoken":
            continue
        if name == "idempotency_key":
            data[name] = str(uuid.uuid4())
        elif name in ("version", "draft_form", "draft_about") or name in form.choices:
            data[name] = choices[0] if choices and not value else value
        elif name.endswith(("_on", "_until", "_from")) or name == "on":
            data[name] = value or TODAY.isoformat()
        elif name.endswith("_at") or name in ("at", "order"):
            data[name] = value
        elif name == "email":
            data[name] = f"{canaries.new(form.action)}@example.org"
        else:
            data[name] = canaries.new(f"{name} of {form.action}")
    return data


def everybody_walks(walk, canaries, watch):
    clients, seen = {}, set()
    for step in walk:
        if (step.part, step.view) not in seen:
            seen.add((step.part, step.view))
            client = clients[step.part] = clients.get(step.part) or client_of(step.part)
            watch.answer(step.path, client.get(step.path))
    return clients


def every_form_is_posted(forms, clients, canaries, watch):
    """How many did something."""
    done = 0
    for form in forms:
        if not form.action.startswith(ENDS_THE_SESSION):
            answer = clients[form.part].post(form.action, typed(form, canaries))
            watch.answer(form.action, answer)
            done += answer.status_code == 302
    return done


def a_page_breaks(forms, canaries, watch):
    """The database refuses a row and repeats its words in the error."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX broken ON concerns_concerntext (left(facts, 200))")
    form = next(
        f for f in forms if f.action.startswith(reverse("concerns:log")) and f.action != reverse("concerns:log")
    )
    client, data = client_of(form.part), typed(form, canaries)
    for _ in range(2):
        data["idempotency_key"] = str(uuid.uuid4())
        answer = client.post(f"{form.action}?{canaries.new('query')}=1", data)
        watch.answer(form.action, answer)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX broken")
    return answer.status_code


def everything_owed_is_done():
    """Each of the worker's own tasks, on a school day at ten."""
    User.objects.update(by_email=True)
    Notice.objects.filter(settled_at=None).update(
        email_state=Notice.Email.PENDING, next_at=timezone.now(), attempts=0, sent_at=None
    )
    with at(on(calendar.next_school_day(TODAY), 10)):
        for _ in range(2):
            for entry in django_settings.CELERY_BEAT_SCHEDULE.values():
                current_app.tasks[entry["task"]].apply(throw=True)


def what_the_broker_holds(url, watch):
    """Every message the clock would put there."""
    with current_app.connection(url) as connection:
        for entry in django_settings.CELERY_BEAT_SCHEDULE.values():
            current_app.send_task(entry["task"], connection=connection)
    broker = redis.Redis.from_url(url)
    for key in broker.keys("*"):
        kind = broker.type(key)
        value = broker.lrange(key, 0, -1) if kind == b"list" else broker.smembers(key) if kind == b"set" else key
        watch.seen.append(("broker", f"{key!r} {value!r}"))


def files(watch):
    for path in Path(django_settings.MEDIA_ROOT).rglob("*"):
        watch.seen.append(("file name", str(path)))
        if path.is_file() and path.read_bytes()[:5] == b"%PDF-":
            out = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True)
            watch.seen.append((f"what {path} says of itself", out.stdout))


def test_there_is_a_canary_for_every_kind_of_fact(canaries):
    """A field that no row of the demo fills cannot be watched: the demo has something of everything."""
    dyed = set(canaries.at.values())
    assert len(canaries.at) + len(canaries.dates) >= 200
    fields = [f"{model._meta.label}.{field.name}" for model in about_children() for field in facts_of(model)]
    assert len([name for name in fields if name in dyed]) > len(fields) * 0.8


def test_no_fact_about_a_child_gets_out(walk, forms, canaries, log, mail_sink, valkey, settings):
    settings.ADMINS = [("Whoever looks after it", "admin@example.org")]
    watch = Watch()
    clients = everybody_walks(walk, canaries, watch)
    assert every_form_is_posted(forms, clients, canaries, watch) > 20
    assert a_page_breaks(forms, canaries, watch) == 500
    everything_owed_is_done()
    what_the_broker_holds(valkey.url, watch)
    files(watch)
    watch.log(log.getvalue())
    for message in mail_sink.wait_for(5):
        watch.message(message)
    assert any("Internal Server Error" in str(m["Subject"]) for m in mail_sink.messages)
    assert "(left out)" in log.getvalue()
    out = {f"{where}: {field}" for where, text in watch.seen for field in canaries.found_in(text)}
    assert sorted(out) == []
    assert len(watch.seen) > 1000 and len(canaries.at) >= 200
