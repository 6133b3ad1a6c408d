"""Whatever is sent, the answer is a page with a plain sentence, never a crash, and nothing typed is lost.

Every posting form of the demo school is found by walking its pages; each is then sent empty, with
a megabyte in every box, with a NUL, in the wrong encoding, twice, and from a stale page. Every
address is asked with odd query strings and with methods that nobody uses.
"""

import functools
import html
import re
import uuid
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.urls import reverse

from staff.models import Posted, User
from staff.posting import PostingForm
from stbarts.tests.addresses import every_address
from stbarts.tests.endless import MULTIPART, with_a_file
from stbarts.tests.filling import filled_well
from stbarts.tests.grid_asking import UNDRAWN, Reached
from stbarts.tests.walk import client_of

pytestmark = pytest.mark.demo
ROOT = Path(__file__).resolve().parents[2]
FORM = "application/x-www-form-urlencoded"
HUNDRED_MB = 100 * 1024**2
TYPED = "Typed with care – don't lose it"
# A test of its own sends these: a letter of theirs would end the session that all the others need.
ENDS_THE_SESSION = ("/account/logout/",)
KEPT_AS_THEY_ARE = ("version", "draft_form", "draft_about")
# What Django says of a box by itself: it names no box, and speaks of values and choices.
NOT_OUR_WORDS = re.compile(
    r"This field |Select a valid |Enter a (?:valid|whole|number|list|complete)|Ensure th|is not a valid |"
    r"is not one of the available|Null characters|No file was submitted|The submitted |Upload a valid |“[^”]*” value"
)


def reached(form):
    raise Reached


class Sender:
    """Sends as one of the demo's people, and undoes whatever it did."""

    def __init__(self):
        self.clients = {}

    def __call__(self, part, method, action, data=None, **extra):
        return self._undone(part, lambda client: getattr(client, method)(action, data, **extra))

    def stream(self, part, action, body):
        """A body as the web server hands it over, a piece at a time."""
        path, _, query = action.partition("?")
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": MULTIPART,
            "CONTENT_LENGTH": str(body.left), "wsgi.input": body,
        }  # fmt: skip
        return self._undone(part, lambda client: client.request(**environ))

    def _undone(self, part, ask):
        client = self.clients.get(part)
        if client is None:
            client = self.clients[part] = Client(raise_request_exception=False) if part is None else client_of(part)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        with transaction.atomic():
            answer = ask(client)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        for name, value in cookies.items():
            client.cookies[name] = value
        return answer.status_code, body.decode(errors="replace")

    def post(self, part, action, data, **extra):
        return self(part, "post", action, data, **extra)

    def post_until_its_form(self, part, action, data, **extra):
        """Where no box of the form can be made out in it: an empty post, which each address is sent as well."""
        try:
            with patch.object(PostingForm, "is_valid", reached):
                return self.post(part, action, data, **extra)
        except Reached:
            return 200, ""


@pytest.fixture
def send(demo_db):
    """Signed in anew for each test: a second factor shown five minutes ago is asked for again."""
    return Sender()


@pytest.fixture(scope="module")
def posted(forms):
    return [form for form in forms if not form.action.startswith(ENDS_THE_SESSION)]


@pytest.fixture(autouse=True)
def reach_the_database(demo_db, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def crashed(status, body):
    """No answer at all, or one without a sentence for whoever reads it."""
    return status >= 500 or (status >= 400 and "<h1" not in body and status != 405)


def with_boxes(forms):
    """Those with something to fill in: a button has only its key."""
    return [form for form in forms if set(form.fields) - {"csrfmiddlewaretoken", "idempotency_key", "version"}]


def filled(form, value):
    """The form as a browser sends it, with this in every box."""
    kept = {"idempotency_key": str(uuid.uuid4())}
    return {
        name: kept.get(name, old if name in KEPT_AS_THEY_ARE else value)
        for name, old in form.fields.items()
        if name != "csrfmiddlewaretoken"
    }


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("nothing", ""),
        ("a megabyte in each box", None),
        ("a NUL", "words\x00words"),
        ("a number", "9" * 400),
        # a right-to-left mark and what stands beside half a surrogate
        ("markup", "\u202e\ud7ff\ufffe <script>alert(1)</script>{{ 7|add:7 }}{% now %}"),
    ],
)
def test_any_text_gets_an_answer(what, value, posted, send):
    wrong = []
    for form in posted if value == "" else with_boxes(posted):
        text = value if value is not None else "a" * (1_000_000 // max(1, len(form.fields)))
        status, body = send.post(form.part, form.action, filled(form, text))
        if crashed(status, body):
            wrong.append(f"{form.part} {form.action} with {what}: {status}")
        if said := NOT_OUR_WORDS.search(html.unescape(body)):
            wrong.append(f"{form.part} {form.action} with {what} says: {body[said.start() :][:90]}")
        if what == "markup" and "<script>alert(1)" in body:
            wrong.append(f"{form.part} {form.action}: markup came back as markup")
    assert wrong == [], "\n".join(wrong)


def test_a_year_that_nobody_means_is_refused(posted, send):
    """Wherever a day is asked for."""
    wrong, tried = [], 0
    for form in posted:
        days = {"date": "2206-11-03", "datetime-local": "2206-11-03T10:00"}
        slips = {name: days[kind] for name, kind in form.kinds.items() if kind in days and name in form.fields}
        if slips:
            status, body = send.post(form.part, form.action, filled_well(form, lambda name: TYPED) | slips)
            tried += 1
            if status != 200 or "look at the year again" not in body:
                wrong.append(f"{form.part} {form.action} {sorted(slips)}: {status}")
    assert tried > 30
    assert wrong == [], "\n".join(wrong)


def test_the_wrong_encoding_gets_an_answer(posted, send):
    wrong = []
    for form in with_boxes(posted):
        names = [name for name in form.fields if name != "csrfmiddlewaretoken"]
        raw = "&".join([f"{name}=%E9%FF%00caf%E9" for name in names] + [f"%FF{name}=%ED%A0%80" for name in names])
        status, body = send.post(form.part, form.action, raw, content_type=FORM)
        if crashed(status, body):
            wrong.append(f"{form.part} {form.action}: {status}")
        status, body = send.post_until_its_form(form.part, form.action, raw.encode("utf-16"), content_type=FORM)
        if crashed(status, body):
            wrong.append(f"{form.part} {form.action} as UTF-16: {status}")
    assert wrong == []


def test_what_no_browser_sends_gets_an_answer(posted, send):
    """Every field three times; and in turn, before any form sees it, a broken multipart body or JSON."""
    wrong = []
    for at, form in enumerate(posted):
        names = [name for name in form.fields if name != "csrfmiddlewaretoken"]
        broken = [
            (b"--x\r\nContent-Disposition: form-data; name=\xff\r\n\r\n\x00", "multipart/form-data; boundary=x"),
            (b'{"words": ["a", {"b": 1}]}', "application/json"),
        ]
        three_times = "&".join(f"{name}=1&{name}=2&{name}=" for name in names)
        for post, sent, kind in ((send.post_until_its_form, *broken[at % 2]), (send.post, three_times, FORM)):
            status, body = post(form.part, form.action, sent, content_type=kind)
            if crashed(status, body):
                wrong.append(f"{form.part} {form.action} {kind}: {status}")
    assert wrong == []


def test_what_was_typed_is_still_there_when_something_else_is_missing(posted, send):
    """Long text comes back with the page that says what is wrong."""
    wrong = []
    for form in posted:
        boxes = [name for name in form.boxes if name in form.fields]
        if boxes:
            data = filled(form, "") | dict.fromkeys(boxes, TYPED) | {"idempotency_key": "not a key"}
            status, body = send.post(form.part, form.action, data)
            if status != 200 or TYPED not in html.unescape(body):
                wrong.append(f"{form.part} {form.action}: {status}, the words are gone")
    assert wrong == []


def test_a_hundred_megabytes_are_refused_beside_the_box_and_the_words_stay(posted, send):
    """In every box for a file there is."""
    wrong, tried = [], 0
    for form in posted:
        for box in form.files:
            typed = {name: TYPED for name in form.boxes if name in form.fields}
            fields = filled(form, "") | typed | {"idempotency_key": uuid.uuid4()}
            fields = {name: value for name, value in fields.items() if name not in form.files}
            status, body = send.stream(form.part, form.action, with_a_file(HUNDRED_MB, fields, box))
            tried += 1
            beside_the_box = re.search(rf'<input[^>]*name="{box}"[^>]*aria-invalid="true"', body)
            if status != 200 or " MB" not in body or not beside_the_box or (typed and TYPED not in html.unescape(body)):
                wrong.append(f"{form.part} {form.action} {box}: {status}")
    assert tried > 5
    assert wrong == []


def test_a_page_used_already_is_told_so(posted, send):
    """Another form, of another person, has had this key."""
    key, wrong, told = uuid.uuid4(), [], 0
    Posted.objects.create(key=key, user=User.objects.first(), form="AnotherForm")
    for form in posted:
        if "idempotency_key" in form.fields:
            data = filled_well(form, lambda name: TYPED) | {"idempotency_key": str(key)}
            status, body = send.post(form.part, form.action, data)
            told += "This page was already used" in body
            if crashed(status, body):
                wrong.append(f"{form.part} {form.action}: {status}")
    assert wrong == []
    assert told > 80


def test_a_stale_form_is_told_so(posted, send):
    wrong = []
    for form in posted:
        stale = {"0", "99999999999999999999", "x", ""} - {form.fields.get("version")}
        for version in sorted(stale) if "version" in form.fields else ():
            boxes = dict.fromkeys(form.boxes, TYPED)
            status, body = send.post(form.part, form.action, filled(form, "words") | boxes | {"version": version})
            if crashed(status, body):
                wrong.append(f"{form.part} {form.action} version {version!r}: {status}")
            elif boxes and TYPED not in html.unescape(body):
                wrong.append(f"{form.part} {form.action} version {version!r}: the words are gone")
    assert wrong == []


@pytest.fixture(scope="module")
def asked_for(walk):
    """The names of all parameters that a page of ours reads from its address: seen on the walk, or in its words."""
    read = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""")
    names = {"after", "page", "next", "q"}.union(*(step.words for step in walk))
    for path in ROOT.glob("[a-z]*/**/*.py"):
        names |= set(read.findall(path.read_text()))
    return sorted(names)


ODD = {
    "nothing": "", "minus one": "-1", "a huge number": "9" * 30, "a NUL": "%00", "bytes": "%FF%FE%ED%A0%80",
    "an id": "3f2b8c1e-0000-4000-8000-000000000000", "ten thousand letters": "a" * 10_000, "a date": "0000-00-00",
    "a quotation mark": "%27%22%3B--%5C", "another site": "https://evil.example/%0d%0aSet-Cookie:x=y",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(walk):
    """Each page of the house once: {URL name: (part, path)}; a page with rows before one without."""
    return {step.view: (step.part, step.path) for step in walk if step.view}


class Looked:
    """Whether a page looks at anything after the ? of its address: `with Looked() as looked: …; looked.at_it`."""

    WAYS = {
        QueryDict: ["__getitem__", "__contains__", "__iter__", "get", "getlist", "keys", "values", "items", "lists",
                    "dict", "copy", "urlencode"],
        HttpRequest: ["get_full_path", "build_absolute_uri"],
    }  # fmt: skip

    def __enter__(self):
        self.at_it, self._patches = False, ExitStack()
        for whose, names in self.WAYS.items():
            for name in names:
                self._patches.enter_context(patch.object(whose, name, self._noting(getattr(whose, name))))
        return self

    def __exit__(self, *problem):
        self._patches.close()

    def _noting(self, way):
        @functools.wraps(way)
        def noted(*args, **kwargs):
            self.at_it = True
            return way(*args, **kwargs)

        return noted


def test_an_odd_query_string_gets_an_answer(pages, asked_for, send):
    """Each parameter gets five of the odd values in turn, and every page is asked all of them at once.

    A page that never looks at them answers all five alike, and is asked once.
    """
    odd, wrong, looked_at = list(ODD.values()), [], set()
    for part, path in pages.values():
        for turn in range(5):
            query = "&".join(f"{name}={odd[(at * 3 + 2 * turn) % len(odd)]}" for at, name in enumerate(asked_for))
            with Looked() as looked:
                status, body = send(part, "get", path + ("&" if "?" in path else "?") + query + "&after")
            if crashed(status, body):
                wrong.append(f"{part} {path} with {query}: {status}")
            if not looked.at_it:
                break
            looked_at.add(path)
    assert wrong == []
    assert len(pages) / 10 < len(looked_at) < len(pages)


def some_address(address, pages):
    """A real address of this name if the walk found one, or one that leads to nothing."""
    if address.name in pages:
        return pages[address.name][1]
    values = {"UUIDConverter": uuid.uuid4(), "_DateConverter": "2026-01-05"}
    try:
        return reverse(address.name, kwargs={name: values.get(kind, "x") for name, kind in address.arguments})
    except Exception:
        return None  # a pattern that takes no such words: what matches it cannot be guessed


def test_methods_that_nobody_uses_get_an_answer(pages, send):
    """PUT, DELETE, TRACE, OPTIONS, HEAD and an empty POST, on every address, by somebody and by nobody."""
    wrong = []
    for address in every_address():
        path = some_address(address, pages)
        if path is None or path.startswith(ENDS_THE_SESSION):
            continue
        part = pages.get(address.name, ("dsl",))[0]
        if address.name in pages:  # the walk has had it drawn
            with patch("django.shortcuts.loader", UNDRAWN):
                status, _ = send(part, "head", path)
        else:
            status, _ = send(part, "head", path)
        if status >= 500:
            wrong.append(f"{part} head {path}: {status}")
        for method, who in (
            *((method, part) for method in ("put", "delete", "trace", "options", "post")),
            ("trace", None), ("post", None),
        ):  # fmt: skip
            status, _ = send(who, method, path)
            if status >= 500 or (method == "trace" and status < 400):
                wrong.append(f"{who} {method} {path}: {status}")
    assert wrong == []
