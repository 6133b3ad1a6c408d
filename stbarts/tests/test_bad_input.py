"""Whatever is sent, the answer is a page with a plain sentence, never a crash, and nothing typed is lost.

Every posting form of the demo school is found by walking its pages; each is then sent empty, with
a megabyte in every box, with a NUL, in the wrong encoding, twice, and from a stale page.
"""

import html
import re
import uuid

import pytest
from django.db import transaction
from django.test import Client

from staff.models import User
from stbarts.demo.people import PEOPLE, email_of
from stbarts.tests.crawl import crawl, shape
from stbarts.tests.signing_in import sign_in

pytestmark = pytest.mark.demo
NEVER_POSTED = ("/account/logout/", "/staff/drafts/discard/")
TYPED = "Typed with care – don't lose it"


@pytest.fixture(scope="module")
def forms(demo_db, django_db_blocker):
    """Each posting form once: {shape of its action: (part, page, action, fields, text boxes)}."""
    found = {}
    with django_db_blocker.unblock():
        for part in PEOPLE:
            client = Client()
            sign_in(client, User.objects.get(email=email_of(part)))
            for path, _, answer, page in crawl(client, each_shape=1):
                if page is None:
                    continue
                for form in page.forms:
                    action = form["action"] or path
                    if form["method"] == "post" and action.startswith("/") and not action.startswith(NEVER_POSTED):
                        boxes = re.findall(r'<textarea[^>]*name="([^"]+)"', answer.content.decode())
                        found.setdefault(
                            (shape(action), tuple(sorted(form["fields"]))),
                            (part, path, action, form["fields"], [b for b in boxes if b in form["fields"]]),
                        )
    return found


def send(part, action, data, **extra):
    """One post, undone afterwards."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        sign_in(client, User.objects.get(email=email_of(part)))
        answer = client.post(action, data, **extra)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer.status_code, body


def filled(fields, value):
    kept = {"idempotency_key": str(uuid.uuid4())}
    return {
        name: kept.get(name, old if name in ("version", "draft_form", "draft_about") else value)
        for name, old in fields.items()
        if name != "csrfmiddlewaretoken"
    }


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("nothing", ""),
        ("a megabyte in each box", None),
        ("a NUL", "words\x00words"),
        pytest.param(
            "half a surrogate and a right-to-left mark", "\u202e\ud7ff\ufffe words", marks=pytest.mark.unsettled
        ),
        pytest.param("a number", "9" * 400, marks=pytest.mark.unsettled),
        pytest.param("markup", "<script>alert(1)</script>{{ 7|add:7 }}{% now %}", marks=pytest.mark.unsettled),
    ],
)
def test_any_text_gets_an_answer(what, value, forms, django_db_blocker):
    wrong = []
    with django_db_blocker.unblock():
        for part, _page, action, fields, _boxes in forms.values():
            text = value if value is not None else "a" * (1_000_000 // max(1, len(fields)))
            status, body = send(part, action, filled(fields, text))
            if status >= 500:
                wrong.append(f"{part} {action} with {what}: {status}")
            if what == "markup" and b"<script>alert(1)" in body:
                wrong.append(f"{part} {action}: markup came back as markup")
    assert wrong == []


@pytest.mark.unsettled
def test_the_wrong_encoding_gets_an_answer(forms, django_db_blocker):
    wrong = []
    with django_db_blocker.unblock():
        for part, _page, action, fields, _boxes in forms.values():
            raw = "&".join(f"{name}=%E9%FF%00caf%E9" for name in fields if name != "csrfmiddlewaretoken")
            status, _ = send(part, action, raw, content_type="application/x-www-form-urlencoded")
            if status >= 500:
                wrong.append(f"{part} {action}: {status}")
    assert wrong == []


@pytest.mark.unsettled
def test_what_was_typed_is_still_there_when_something_else_is_missing(forms, django_db_blocker):
    """Long text comes back with the page that says what is wrong."""
    wrong = []
    with django_db_blocker.unblock():
        for part, _page, action, fields, boxes in forms.values():
            if not boxes or action.startswith("/staff/drafts"):
                continue
            data = filled(fields, "") | dict.fromkeys(boxes, TYPED)
            data["idempotency_key"] = "not a key"
            status, body = send(part, action, data)
            if status != 200 or TYPED not in html.unescape(body.decode()):
                wrong.append(f"{part} {action}: {status}, the words are gone")
    assert wrong == []


@pytest.mark.unsettled
def test_a_page_used_twice_makes_nothing_twice(forms, django_db_blocker):
    """The same key posted again by somebody else is refused without a crash."""
    key, wrong = str(uuid.uuid4()), []
    with django_db_blocker.unblock():
        for part, _page, action, fields, _boxes in forms.values():
            for _ in range(2):
                status, _ = send(part, action, filled(fields, "1") | {"idempotency_key": key})
                if status >= 500:
                    wrong.append(f"{part} {action}: {status}")
    assert wrong == []


@pytest.mark.unsettled
def test_a_stale_form_is_told_so(forms, django_db_blocker):
    wrong = []
    with django_db_blocker.unblock():
        for part, _page, action, fields, _boxes in forms.values():
            if "version" in fields:
                for version in ("0", "-1", "99999999999999999999", "x", ""):
                    status, _ = send(part, action, filled(fields, "words") | {"version": version})
                    if status >= 500:
                        wrong.append(f"{part} {action} version {version!r}: {status}")
    assert wrong == []
