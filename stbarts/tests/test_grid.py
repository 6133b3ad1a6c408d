"""The access grid: every URL × every identity × every relation, with the answer expected.

`grid_rows.ROWS` says, apart from the policy table, who should get in. A URL without a row
fails, so does a row without a URL. A record that is not yours answers exactly like one that
does not exist; what you may not do changes no row in any table.
"""

import functools
import re
import uuid

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from stbarts.tests.addresses import every_address
from stbarts.tests.grid_rows import IDENTITIES, ROWS, rows_of
from stbarts.tests.grid_world import build_grid_world

ADDRESSES = {a.name: a for a in every_address()}
# Rooms whose cells have all been run and agree. The others have their rows, and are run with `-m unsettled`.
SETTLED = ("dashboard:", "families:", "staff:", "account_")
TESTED = [
    pytest.param(name, marks=() if name.startswith(SETTLED) else pytest.mark.unsettled)
    for name in sorted(ADDRESSES)
    if rows_of(name)
]


def test_every_url_has_a_row_and_every_row_a_url():
    assert sorted(name for name in ADDRESSES if not rows_of(name)) == []
    assert sorted(set(ROWS) - set(ADDRESSES)) == []


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole grid, rolled back at its end; each cell is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_grid_world()
        transaction.set_rollback(True)


def counts():
    """A fingerprint of every table a cell might change: how often rows were written, undone or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE relname NOT IN ('django_session', 'staff_counter', 'audit_lastread')"
        )
        return dict(cursor.fetchall())


def ask(client, method, url):
    """One request, undone afterwards. Returns status, where it leads, its body, and the tables it wrote to."""
    before = counts()
    point = transaction.savepoint()
    answer = getattr(client, method)(url)
    if hasattr(answer, "streaming_content"):
        body = b"".join(answer.streaming_content)
    else:
        body = answer.content
    written = {t for t, n in counts().items() if n != before.get(t, 0)}
    transaction.savepoint_rollback(point)
    return answer.status_code, answer.get("Location", ""), plain(body), written


def plain(body):
    """A page without what differs by nature: tokens and the address itself."""
    text = body.decode(errors="replace")
    text = re.sub(r'(csrfmiddlewaretoken" value=|name="csrf-token" content=)"[^"]+"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


def _to_set_up(where):
    """Sent to set a second factor up; to show it again is to have been let in."""
    return "/2fa/" in where and "/2fa/reauthenticate/" not in where


def fits(expected, status, where, *, ours):
    """Does this answer belong to the class of answers that was expected? allauth leads on to its own pages."""
    if expected == "in" and not ours:
        return status < 400 or status == 405
    if expected == "in":
        return (
            status not in (401, 403, 404) and status < 500 and "/account/login" not in where and not _to_set_up(where)
        )
    if expected == "sign in":
        return status == 302 and "/account/login" in where
    if expected == "second factor":
        return status == 302 and "/2fa/" in where
    return status == {"never": 403, "not yours": 404, "closed": 403, "gone": 404}[expected]


@pytest.mark.parametrize("name", TESTED)
def test_each_identity_gets_the_answer_its_row_says(name, world, django_db_blocker):
    address, wrong, cells = ADDRESSES[name], [], 0
    with django_db_blocker.unblock():
        for row in rows_of(name):
            for identity in IDENTITIES:
                client = world.client(identity)
                for relation, kwargs in world.targets(row, address, identity):
                    for method in row.methods:
                        cells += 1
                        wrong += cell(client, row, identity, relation, method, name, kwargs)
    assert wrong == [], f"{len(wrong)} of {cells} cells:\n" + "\n".join(wrong[:40])
    assert cells >= len(IDENTITIES)


@functools.cache
def missing_page(client, method, name, arguments):
    """What a missing id answers to this person: what is not yours must answer the same."""
    return ask(client, method, reverse(name, kwargs={argument: uuid.uuid4() for argument in arguments}))[2]


def cell(client, row, identity, relation, method, name, kwargs):
    """What is wrong with one cell, in words."""
    url, expected = reverse(name, kwargs=kwargs), row.expected(identity, relation)
    status, where, body, written = ask(client, method, url)
    what = f"{identity} · {row.kind} · {relation} · {method} {name}: "
    wrong = []
    if not fits(expected, status, where, ours=":" in name):
        wrong.append(what + f"{status} {where}, expected {expected}")
    elif expected not in ("in", "closed") and written:
        wrong.append(what + f"wrote to {sorted(written)}")
    elif expected == "not yours" and body != missing_page(client, method, name, tuple(kwargs)):
        wrong.append(what + "differs from a missing id")
    return wrong


def test_an_url_without_a_rule_is_refused_in_production_too(cast, client_for, settings):
    settings.ROOT_URLCONF = "stbarts.tests.unruly_urls"
    assert Client().get("/unruly/").status_code == 403
    assert client_for(cast.head).get("/unruly/").status_code == 403
