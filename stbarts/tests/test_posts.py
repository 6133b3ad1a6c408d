"""Every posting form of the house, filled in as a careful person would and taken: what else may come with it.

Each form is sent three times: as it is; the same once more, which makes nothing a second time; and with the name of
every column of the house beside its own boxes, which changes nothing that is written. What a request
writes is read from its statements, in the same frozen minute, and undone.
"""

import re
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.db import connection, connections, models, transaction
from django.utils import timezone

from pupils.models import Pupil
from staff.models import User
from stbarts.demo.people import email_of
from stbarts.tests.crawl import name_of
from stbarts.tests.filling import filled_well
from stbarts.tests.grid_asking import PLUMBING, UNDRAWN, WRITES
from stbarts.tests.walk import client_of

pytestmark = [pytest.mark.demo, pytest.mark.unsettled]
FORM = "application/x-www-form-urlencoded"
ENDS_THE_SESSION = ("/account/logout/", "/staff/me/sessions/")
FRESH = 10_000_000  # ids from here on were given in the test
NEW = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\b[A-Z0-9]{4}-[A-Z0-9]{4}\b|\b1\d{7}\b")
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
        found = WRITES.match(str(sql))
        if found and found[1] not in PLUMBING:
            self.made.append((str(sql), [str(getattr(value, "adapted", value)) for value in params or ()]))
        return execute(sql, params, many, context)


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


def beside(form, more):
    """{name: value} of what the form does not ask for."""
    own = {name.rpartition("-")[2] for name in form.kinds}
    prefixes = {name.rpartition("-")[0] + "-" for name in form.fields if "-" in name} | {""}
    return {p + name: value for name, value in more.items() if name not in own for p in prefixes}


def sent_three_times(client, form, more):
    """(what it did, what the same did once more, what it did with more beside it), each undone."""
    data = filled_well(form, lambda name: "A few careful words.")
    with transaction.atomic():
        plain, again = sent(client, form, data), sent(client, form, data)
        transaction.set_rollback(True)
    with transaction.atomic():
        with_more = sent(client, form, beside(form, more) | data)
        transaction.set_rollback(True)
    return plain, again, with_more


@pytest.fixture(scope="module")
def answers(forms, people, extras, django_db_blocker):
    """[(form, what it did, what the same did once more, what it did with more beside it)]."""
    with django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False):
        return [
            (form, *sent_three_times(people[form.part], form, extras))
            for form in forms
            if not form.action.startswith(ENDS_THE_SESSION)
        ]


def test_what_a_form_does_not_ask_for_changes_nothing(answers, extras):
    wrong = [
        f"{form.part} {name_of(form.action)}: {line}"
        for form, plain, _, with_more in answers
        for line in told_apart(plain, with_more, set(beside(form, extras).values()))
    ]
    assert len(extras) > 300
    assert wrong == [], "\n".join(wrong)


def test_the_same_post_twice_is_done_once(answers):
    wrong, taken = [], set()
    for form, (answer, made), (again, made_again), _ in answers:
        if made and answer[0] == 302:
            taken.add(name_of(form.action))
            if made_again or again != answer:
                written = [sql[:60] for sql, _ in made_again]
                wrong.append(f"{form.part} {name_of(form.action)}: {answer} then {again}, {written}")
    assert len(taken) > 100, sorted(taken)
    assert wrong == [], "\n".join(wrong)


def test_a_field_that_was_taken_would_be_seen(forms, people, django_db_blocker):
    """As a button does that this form has, and no form's filling-in presses."""
    form = next(one for one in forms if name_of(one.action) == "concerns:log_about" and "facts" in one.fields)
    with django_db_blocker.unblock(), time_machine.travel(timezone.now(), tick=False):
        other = str(Pupil.objects.open().exclude(public_id=form.fields["pupil"]).first().public_id)
        plain, _, with_more = sent_three_times(people[form.part], form, {"others": other, "parts": "witness"})
    assert told_apart(plain, with_more, {other}) != []
    assert told_apart(plain, plain, set()) == [] and plain[1]
