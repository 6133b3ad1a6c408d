"""Every posting form of the house, filled in as a careful person would and taken: once, again, and with more beside it.

The same post once more makes nothing a second time; with other words it makes nothing, and the words stay. With the name of every column of the house beside
its own boxes it writes just what it wrote without them; that takes minutes, and is run with `-m long`. What a
request writes is read from its statements, in the same frozen minute, and undone.
"""

import html
import re
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.db import connection, connections, models, transaction
from django.forms import BaseForm
from django.utils import timezone

from interventions.forms.sheets import FORMS as SHEETS
from pupils.models import Pupil
from staff.models import User
from staff.posting import PostingForm, PostingModelForm
from stbarts.demo.people import email_of
from stbarts.tests.addresses import every_address
from stbarts.tests.crawl import name_of
from stbarts.tests.filling import filled_well
from stbarts.tests.grid_asking import PLUMBING, UNDRAWN, WRITES
from stbarts.tests.walk import client_of

pytestmark = pytest.mark.demo
FORM = "application/x-www-form-urlencoded"
ENDS_THE_SESSION = ("/account/logout/", "/staff/me/sessions/")
FRESH = 10_000_000  # ids from here on were given in the test
THE_KEY_ITSELF = "staff_posted"  # asked for again, and there
NEW = re.compile(
    r"^!\w{40}$|"  # a password that nobody has
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|\b1\d{7}\b"
)
# What no model calls so, and a request might still be believed.
ALSO = {
    "by": "1", "is_staff": "on", "is_superuser": "on", "role": "dsl", "user_id": "1", "pk": "1", "author": "1",
    "safeguarding": "on", "approved": "on", "next": "https://evil.example/", "permission": "safeguarding.keep",
}  # fmt: skip


class Writes:
    """What is written while it is open: [(statement, values)], without what every request keeps for itself."""

    def __enter__(self):
        self.made = []
        self._wrapper = connection.execute_wrapper(self._note)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *problem):
        self._wrapper.__exit__(*problem)

    def _note(self, execute, sql, params, many, context):
        found, answer = WRITES.match(str(sql)), execute(sql, params, many, context)
        took_nothing_away = str(sql).startswith("DELETE") and context["cursor"].rowcount == 0
        if found and found[1] not in PLUMBING and not took_nothing_away:
            self.made.append((str(sql), [str(getattr(value, "adapted", value)) for value in params or ()]))
        return answer


@pytest.fixture(scope="module")
def people(demo_db, forms, django_db_blocker):
    """{part: client}, in a school where every new row has a number that no old one has."""
    with django_db_blocker.unblock():
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT setval(oid::regclass, %s) FROM pg_class WHERE relkind = 'S'", [FRESH])
        return {part: client_of(part) for part in {form.part for form in forms}}


@pytest.fixture(scope="module")
def extras(people, django_db_blocker):
    """{name: value}: every column of the house, with a value that somebody might like to have there."""
    with django_db_blocker.unblock():
        other = {
            User: User.objects.get(email=email_of("technical")),
            Pupil: Pupil.objects.order_by("-pk").first(),
        }
        found = dict(ALSO)
        for model in apps.get_models():
            if (model.__module__.split(".")[0] + ":").startswith(("django", "allauth")):
                continue
            for field in model._meta.concrete_fields:
                found[field.attname] = _a_value(field, other)
                if field.is_relation:
                    row = other.get(field.related_model) or field.related_model._base_manager.first()
                    found[field.name] = str(getattr(row, "public_id", None) or getattr(row, "pk", 1))
    return found


def _a_value(field, other):
    if field.is_relation:
        row = other.get(field.related_model) or field.related_model._base_manager.first()
        return str(getattr(row, "pk", 1))
    if field.choices:
        return str(field.flatchoices[-1][0])
    kinds = {
        models.BooleanField: "on", models.DateTimeField: "2020-01-06T10:00", models.DateField: "2020-01-06",
        models.IntegerField: "7", models.UUIDField: str(other[Pupil].public_id), models.JSONField: '["dsl"]',
    }  # fmt: skip
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), "dsl")


def sent(client, form, data):
    """(answer, what it wrote)."""
    with Writes() as writes, patch("django.shortcuts.loader", UNDRAWN):
        answer = client.post(form.action, urlencode(data, doseq=True), content_type=FORM)
    return (answer.status_code, answer.get("Location", "")), writes.made


class Asked:
    """The names that the forms of a request ask for: `with Asked() as asked: …; asked.names`."""

    def __enter__(self):
        self.names, cleaned = set(), BaseForm.full_clean

        def full_clean(form):
            self.names |= {form.add_prefix(name) for name in form.fields}
            return cleaned(form)

        self._patch = patch.object(BaseForm, "full_clean", full_clean)
        self._patch.__enter__()
        return self

    def __exit__(self, *problem):
        self._patch.__exit__(*problem)


def told_apart(plain, other, known):
    """What the second wrote that the first did not, new ids aside; an id that was sent is not a new one."""

    def same(text):
        return NEW.sub(lambda found: found[0] if found[0] in known else "new", text)

    (status, where), made = plain
    (other_status, other_where), other_made = other
    if (status, same(where)) != (other_status, same(other_where)):
        return [f"{status} {where} became {other_status} {other_where}"]
    statements, others = [sql for sql, _ in made], [sql for sql, _ in other_made]
    if statements != others:
        return [f"other statements: {[sql[:90] for sql in set(statements) ^ set(others)]}"]
    return [
        f"{sql[:60]}: {one[:80]} became {two[:80]}"
        for (sql, ones), (_, twos) in zip(made, other_made, strict=True)
        for one, two in zip(ones, twos, strict=True)
        if same(one) != same(two)
    ]


def beside(form, more, asked=()):
    """{name: value} of what the form does not ask for."""
    own = {name.rpartition("-")[2] for name in form.kinds}
    prefixes = {name.rpartition("-")[0] + "-" for name in form.fields if "-" in name} | {""}
    return {
        p + name: value for name, value in more.items() if name not in own for p in prefixes if p + name not in asked
    }


def undone(act):
    with transaction.atomic():
        made = act()
        transaction.set_rollback(True)
    return made


def with_more(client, form, more):
    """(what it did, what it did with more beside it, what was beside it)."""
    data = filled_well(form, lambda name: "A few careful words.")
    with Asked() as asked:
        plain = undone(lambda: sent(client, form, data))
    extra = beside(form, more, asked.names)
    return plain, undone(lambda: sent(client, form, extra | data)), extra


@pytest.fixture
def as_sent(people, django_db_blocker):
    """In a minute that stands still."""
    with django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False):
        yield


def taken(forms):
    return [form for form in forms if not form.action.startswith(ENDS_THE_SESSION)]


def test_the_same_post_twice_is_done_once_and_other_words_are_neither_taken_for_it_nor_lost(forms, people, as_sent):
    wrong, done, told = [], set(), 0
    for form in taken(forms):
        answer, made, again, other = undone(lambda: _three_times(people[form.part], form))  # noqa: B023 at once
        if not made or answer[0] != 302:
            continue
        done.add(name_of(form.action))
        if again != (answer, []):
            wrong.append(f"{form.part} {name_of(form.action)}: {answer} then {again}")
        if other is not None:
            status, written, kept = other
            told += kept
            if written or not kept:
                wrong.append(f"{form.part} {name_of(form.action)}, other words: {status}, {written}")
    assert len(done) > 100, sorted(done)
    assert told > 60
    assert wrong == [], "\n".join(wrong)


def _three_times(client, form):
    """(answer, what it wrote), once more for the same post, and then `_other_words` where the form has words and a key."""
    first, other = (filled_well(form, lambda name, words=words: words) for words in ("First.", "Quite other words."))
    answer, made = sent(client, form, first)
    if not made or answer[0] != 302:
        return answer, made, None, None
    again, made_again = sent(client, form, first)
    other["idempotency_key"] = first.get("idempotency_key", "")
    differs = other["idempotency_key"] and other != first
    told = _other_words(client, form, other) if differs else None
    return answer, made, (again, _of_records(made_again)), told


def _other_words(client, form, other):
    """(the answer's status, what it wrote, whether its words are on the page)."""
    with Writes() as writes:
        answer = client.post(form.action, urlencode(other, doseq=True), content_type=FORM)
    return answer.status_code, _of_records(writes.made), "Quite other words." in html.unescape(answer.content.decode())


def _of_records(made):
    return [sql[:60] for sql, _ in made if WRITES.match(sql)[1] != THE_KEY_ITSELF]


@pytest.mark.long
def test_what_a_form_does_not_ask_for_changes_nothing(forms, people, extras, as_sent, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    wrong = []
    for form in taken(forms):
        plain, other, extra = with_more(people[form.part], form, extras)
        wrong += [
            f"{form.part} {name_of(form.action)}: {line}" for line in told_apart(plain, other, set(extra.values()))
        ]
    assert len(extras) > 300
    assert wrong == [], "\n".join(wrong)


@pytest.mark.long
def test_a_field_that_was_taken_would_be_seen(forms, people, as_sent):
    """As a button does that this form has, and no form's filling-in presses."""
    form = next(one for one in forms if name_of(one.action) == "concerns:log_about" and "facts" in one.fields)
    other = str(Pupil.objects.open().exclude(public_id=form.fields["pupil"]).first().public_id)
    data, client = filled_well(form, lambda name: "A few careful words."), people[form.part]
    plain, more = (
        undone(lambda: sent(client, form, data | also))  # noqa: B023 at once
        for also in ({}, {"others": other, "parts": "witness"})
    )
    assert told_apart(plain, more, {other}) != []
    assert told_apart(plain, plain, set()) == [] and plain[1]


def test_what_is_not_sent_yet_goes_on_on_a_page():
    """A draft is kept under the name of a page: under any other it would be on nobody's list of what is not sent yet."""
    pages = {one.name for one in every_address()}
    kept_under = {form.draft for form in _forms(PostingForm) | _forms(PostingModelForm) if form.draft}
    assert len(kept_under) > 30
    sheets = {form.draft for form in SHEETS.values()}  # each names its page when it is made: to begin, or to write on
    assert kept_under - pages - sheets == set()


def _forms(base):
    """Those of the house; the tests have some of their own."""
    mine = {one for each in base.__subclasses__() for one in {each} | _forms(each)}
    return {one for one in mine if ".tests." not in one.__module__}
