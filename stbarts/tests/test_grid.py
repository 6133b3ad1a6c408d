"""The access grid: every URL × every identity × every relation, with the answer expected.

`grid_rows.ROWS` says, apart from the policy table, who should get in. A URL without a row
fails, so does a row without a URL. A record that is not yours answers exactly like one that
does not exist; what you may not do changes no row in any table.

Every cell is asked for on every run. What makes that quick is in `grid_asking.py`.
"""

import functools
import gc
import logging
import uuid

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from documents.files import folder
from pupils.searching import RECORDS, TEXTS
from stbarts.tests.addresses import every_address
from stbarts.tests.grid_asking import ask, plain, writes_in_all
from stbarts.tests.grid_rows import IDENTITIES, ROWS, rows_of
from stbarts.tests.grid_world import build_grid_world
from stbarts.tests.test_conventions import our_forms

ADDRESSES = {a.name: a for a in every_address()}
TESTED = [
    pytest.param(name, row, id=f"{name} {row.kind}".strip()) for name in sorted(ADDRESSES) for row in rows_of(name)
]


def test_every_url_has_a_row_and_every_row_a_url():
    assert sorted(name for name in ADDRESSES if not rows_of(name)) == []
    assert sorted(set(ROWS) - set(ADDRESSES)) == []


def test_a_draft_and_what_a_search_finds_lead_to_pages_that_open():
    """An address that only takes what is sent would answer whoever follows the line with an error."""
    led_to = {form.draft for form in our_forms() if getattr(form, "draft", "")} & set(ADDRESSES)
    led_to |= {record.url_name for record in RECORDS.values()}
    led_to |= {text.also.url_name for text in TEXTS.values() if text.also}
    assert sorted(name for name in led_to if any("get" not in row.methods for row in rows_of(name))) == []


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole grid, rolled back at its end; each cell is undone by itself."""
    with django_db_blocker.unblock(), override_settings(KEEP_PLANS=True), transaction.atomic():
        built = build_grid_world()
        gc.freeze()  # it stays: the collector need not look at it after every request
        yield built
        gc.unfreeze()
        transaction.set_rollback(True)


@pytest.fixture
def quiet():
    """Ten thousand refusals are expected here, and nobody reads their warnings."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def fits(expected, status, where, *, ours):
    """Does this answer belong to the class of answers that was expected? allauth leads on to its own pages."""
    if expected == "in" and not ours:  # theirs also say 401 of a failed sign-in, and 404 of a key one does not have
        return status < 500 and status != 403
    if expected == "in":
        led_away = "/account/login" in where or "/2fa/" in where or where == reverse("concerns:guest")
        return status not in (401, 403, 404) and status < 500 and not led_away
    if expected == "door":
        return status == 302 and where == reverse("concerns:guest")
    if expected == "sign in":
        return status == 302 and "/account/login" in where
    if expected == "second factor":
        return status == 302 and "/2fa/" in where
    return status == {"never": 403, "not yours": 404, "closed": 403, "gone": 404}[expected]


@pytest.mark.parametrize(("name", "row"), TESTED)
def test_each_identity_gets_the_answer_its_row_says(name, row, world, quiet, django_db_blocker):
    address, wrong, cells, shown, wrote = ADDRESSES[name], [], 0, set(), set()
    with django_db_blocker.unblock():
        browsers = {identity: world.client(identity) for identity in IDENTITIES}
        before, files = writes_in_all(), on_the_shelves()
        for identity, client in browsers.items():
            for relation, kwargs in world.targets(row, address, identity):
                url, expected = url_of(name, kwargs), row.expected(identity, relation)
                for method in row.methods:
                    # A page that opens is drawn for each relation, a refused form and a refusal once.
                    marks = {relation} if method == "get" and expected == "in" else {method + expected}
                    new = expected in ("in", "not yours") and not marks <= shown
                    only_form = expected == "in" and method == "post" and not new
                    answer = ask(client, method, url, draw=new, until_its_form=only_form)
                    shown |= marks if new else set()
                    wrote |= answer.wrote
                    cells += 1
                    fault = what_is_wrong(answer, expected, client, method, name, kwargs, drawn=new)
                    if fault:
                        wrong.append(f"{identity} · {row.kind} · {relation} · {method}: {fault}")
        unseen = {table for table, n in writes_in_all().items() if n != before.get(table, 0)} - wrote
    assert wrong == [], f"{len(wrong)} of {cells} cells:\n" + "\n".join(wrong[:40])
    assert unseen == set(), "written without a statement that says so"
    assert files - on_the_shelves() == set(), "a file went, though its row is there"
    assert cells >= len(IDENTITIES)


def on_the_shelves():
    return {path.name for path in folder().rglob("*.*")}


def url_of(name, kwargs):
    """An address by its name; some of allauth's have none and are known by their route."""
    return reverse(name, kwargs=kwargs) if kwargs or not name.endswith("/") else "/" + ADDRESSES[name].route


@functools.cache
def missing_page(client, method, name, arguments, drawn):
    """What a missing id answers to this person: what is not yours must answer the same."""
    url = reverse(name, kwargs={argument: uuid.uuid4() for argument in arguments})
    return plain(ask(client, method, url, draw=drawn).body)


def what_is_wrong(answer, expected, client, method, name, kwargs, *, drawn):
    """What is wrong with the answer of one cell, in words; nothing when it is as expected."""
    if not fits(expected, answer.status, answer.where, ours=":" in name):
        return f"{answer.status} {answer.where}, expected {expected}"
    if expected not in ("in", "closed") and answer.wrote:
        return f"wrote to {sorted(answer.wrote)}"
    if expected == "not yours":
        missing = missing_page(client, method, name, tuple(kwargs), drawn)
        more = set(plain(answer.body).splitlines()) ^ set(missing.splitlines())
        return f"differs from a missing id: {sorted(more)[:4]}" if more else ""
    return ""


def test_an_url_without_a_rule_is_refused_in_production_too(cast, client_for, settings):
    settings.ROOT_URLCONF = "stbarts.tests.unruly_urls"
    assert Client().get("/unruly/").status_code == 403
    assert client_for(cast.head).get("/unruly/").status_code == 403
