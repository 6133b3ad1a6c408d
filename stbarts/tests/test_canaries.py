"""No fact about a child is in an e-mail, a log, a title, an address, a file's name, a header, a cookie or a task.

Every fact of the demo school is made into a word of its own; then every page of the house is opened,
every form is posted, what is owed is found, printed and sent, and a page breaks. Wherever things leave
the page they were asked for on, none of the words may be; that one would be seen is tried at the end.
"""

import io
import logging
import uuid
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.core.mail import send_mail
from django.db import connections
from django.http import HttpResponse
from django.utils import timezone

from documents.tests.reading_back import poppler
from school import calendar
from staff.models import Notice
from staff.notices import KINDS
from stbarts.demo.clock import at, on
from stbarts.tests.canaries import ROOMS, Canaries, about_children, facts_of
from stbarts.tests.crawl import PageReader, name_of
from stbarts.tests.filling import filled_well
from stbarts.tests.grid_asking import UNDRAWN
from stbarts.tests.walk import client_of

pytestmark = pytest.mark.demo
ENDS_THE_SESSION = ("/account/logout/", "/staff/me/sessions/")
TODAY = timezone.localdate()


class Watch:
    """Everything that leaves the house other than as the page somebody asked for: {kind: [(where, text)]}."""

    def __init__(self, canaries):
        self.canaries, self.seen, self.on_pages = canaries, {}, set()

    def note(self, kind, text, where=""):
        self.seen.setdefault(kind, []).append((where, text))

    def answer(self, path, answer):
        self.note("address", path)
        for name, value in answer.headers.items():
            self.note("header", f"{name}: {value}", path)
        for morsel in answer.cookies.values():
            self.note("cookie", morsel.OutputString(), path)
        if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            page = answer.content.decode()
            self.note("title", PageReader(page).title, path)
            self.on_pages |= self.canaries.words_in(page)

    def broker(self, url):
        """Everything that lies in Valkey."""
        broker = redis.Redis.from_url(url)
        for key in broker.keys("*"):
            kind = broker.type(key)
            value = broker.lrange(key, 0, -1) if kind == b"list" else broker.smembers(key) if kind == b"set" else ""
            self.note("broker", f"{key!r} {value!r}")

    def files(self, root):
        """The names of all files, and what a PDF says of itself."""
        for path in Path(root).rglob("*"):
            self.note("file name", str(path.relative_to(root)))
            if path.is_file() and path.read_bytes()[:5] == b"%PDF-":
                self.note("what a file says of itself", poppler("pdfinfo", path).decode(), str(path))

    def messages(self, messages):
        for message in messages:
            self.note("e-mail", message.as_string())
            for part in message.walk():
                if not part.is_multipart():
                    self.note("e-mail", str(part.get_content()))

    def hits(self):
        """{kind: which facts were found there}."""
        found = {
            kind: {f"{where} {field}".strip() for where, text in seen for field in self.canaries.found_in(text)}
            for kind, seen in self.seen.items()
        }
        return {kind: sorted(facts) for kind, facts in found.items() if facts}


@pytest.fixture
def canaries(walk, demo_db, django_db_blocker):
    """The words, put there only after the walk: others read it too."""
    with django_db_blocker.unblock():
        made = Canaries()
        made.dye()
        yield made


@pytest.fixture
def log():
    """What the house's own log handler writes at its loudest."""
    current_app.loader.import_default_modules()  # the tasks; Celery sets up all logging anew with them
    kind = django_settings.LOGGING["formatters"]["line"]
    formatter = next(h.formatter for h in logging.getLogger().handlers if type(h.formatter).__name__ in kind["()"])
    text, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(text), root.level
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: record.name != "mail.log")  # the tests' own mail server
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


def every_page_is_opened(walk, watch):
    """Each page of the house once, by a safeguarding lead where they open it, else by whoever opens the most."""
    clients, chosen, pages = {}, {}, Counter(step.part for step in walk)
    for step in sorted(walk, key=lambda step: (step.part != "dsl", -pages[step.part])):
        chosen.setdefault(step.view, step)
    for step in chosen.values():
        client = clients[step.part] = clients.get(step.part) or client_of(step.part)
        watch.answer(step.path, client.get(step.path))
    return clients


def every_form_is_posted(forms, clients, watch):
    """Which did something."""
    done = set()
    for form in forms:
        if not form.action.startswith(ENDS_THE_SESSION):
            client = clients[form.part] = clients.get(form.part) or client_of(form.part)
            about_child = (name_of(form.action) or "").split(":")[0] in ROOMS
            word = watch.canaries.new(form.action) if about_child else "words"
            with patch("django.shortcuts.loader", UNDRAWN):  # a page that comes back has the title it had before
                answer = client.post(form.action, filled_well(form, lambda name, word=word: word))
            watch.answer(form.action, answer)
            if answer.status_code == 302:
                done.add(name_of(form.action))
    return done


def a_page_breaks(forms, watch):
    """The database refuses a row and repeats its words in the error."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX broken ON concerns_concerntext (left(facts, 200))")
    form = next(f for f in forms if name_of(f.action) == "concerns:log_about" and "facts" in f.fields)
    client, data = client_of(form.part), filled_well(form, lambda name: watch.canaries.new(f"{name}, typed"))
    for _ in range(2):
        data["idempotency_key"] = str(uuid.uuid4())
        answer = client.post(f"{form.action}?{watch.canaries.new('query')}=1", data)
    for name, value in answer.headers.items():
        watch.note("header", f"{name}: {value}", "a broken page")
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP INDEX broken")
    return answer.status_code


def everything_owed_is_done():
    """Each of the worker's own tasks, on a school day at ten. Of each kind of notice one is sent."""
    one_of_each = Notice.objects.filter(settled_at=None).order_by("kind", "-pk").distinct("kind")
    kept = list(one_of_each.values_list("pk", flat=True))
    Notice.objects.exclude(pk__in=kept).update(email_state=Notice.Email.SENT)
    urgent = [name for name, kind in KINDS.items() if kind.urgent]
    one = {"next_at": timezone.now(), "attempts": 0, "sent_at": None, "read_at": None, "digest": None}
    Notice.objects.filter(pk__in=kept).update(email_state=Notice.Email.NOT_WANTED, **one)
    Notice.objects.filter(pk__in=kept, kind__in=urgent).update(email_state=Notice.Email.PENDING)
    with at(on(calendar.next_school_day(TODAY), 10)):
        for _ in range(2):
            for entry in django_settings.CELERY_BEAT_SCHEDULE.values():
                current_app.tasks[entry["task"]].apply(throw=True)


def what_the_clock_sends(url):
    with current_app.connection(url) as connection:
        for entry in django_settings.CELERY_BEAT_SCHEDULE.values():
            current_app.send_task(entry["task"], connection=connection)


def plant_one_in_each(watch, mail_sink, url):
    """Let a word out by every way there is."""
    word = watch.canaries.new("planted")
    watch.answer(f"/pupils/{word}/", HttpResponse(f"<title>{word}</title>", headers={"Location": f"/{word}/"}))
    cookie = HttpResponse("")
    cookie.set_cookie("last", word)
    watch.answer("/", cookie)
    logging.getLogger("staff").debug("opened %s", word)
    before = len(mail_sink.messages)
    send_mail("You have 1 item to review", f"It is about {word}.", None, ["dsl@stbarts.example"])
    mail_sink.wait_for(before + 1)
    Path(django_settings.MEDIA_ROOT, f"{word}.pdf").write_bytes(b"")
    with current_app.connection(url) as connection:
        current_app.send_task("staff.tasks.send_notices", [word], connection=connection)


def test_no_fact_about_a_child_gets_out(walk, forms, canaries, log, mail_sink, valkey, settings):
    settings.ADMINS = [("Whoever looks after it", "admin@example.org")]
    dyed = set(canaries.at.values())
    facts = [f"{model._meta.label}.{field.name}" for model in about_children() for field in facts_of(model)]
    assert len([name for name in facts if name in dyed]) > len(facts) * 0.8  # the demo has something of everything
    watch = Watch(canaries)
    clients = every_page_is_opened(walk, watch)
    assert len(canaries.at) > 400 and len(watch.on_pages) > 150
    assert a_page_breaks(forms, watch) == 500
    done = every_form_is_posted(forms, clients, watch)
    assert len(done) > 100, sorted(done)
    everything_owed_is_done()
    what_the_clock_sends(valkey.url)

    def look():
        watch.broker(valkey.url)
        watch.files(settings.MEDIA_ROOT)
        watch.messages(mail_sink.wait_for(5))
        watch.note("log", log.getvalue())
        return watch.hits()

    assert look() == {}
    assert any("Internal Server Error" in str(m["Subject"]) for m in mail_sink.messages)
    assert "(left out)" in log.getvalue()
    plant_one_in_each(watch, mail_sink, valkey.url)
    seen = {"address", "header", "cookie", "title", "log", "e-mail", "file name", "broker"}
    assert set(look()) == seen and set(watch.seen) == seen | {"what a file says of itself"}
