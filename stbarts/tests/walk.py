"""Everybody's walk through the demo school: done once a run, by whichever workers come first, and read by the others.

Every copy of the demo has the same ids, so an address found in one copy is there in all of them.
"""

import functools
import os
import pickle
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import fasteners
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from stbarts.demo.people import PEOPLE, email_of
from stbarts.tests.crawl import crawl, shape

DATA = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "PREPARE", "EXECUTE", "(")


@dataclass(frozen=True)
class Step:
    """One page of somebody's walk. `forms` are as stbarts.tests.crawl reads them; `words` it looked for in its address."""

    part: str
    path: str
    view: str
    status: int
    headers: dict
    title: str | None
    forms: list
    queries: int
    words: frozenset

    @property
    def is_page(self):
        return self.title is not None


@dataclass(frozen=True)
class Form:
    """One posting form, and who was offered it on which page."""

    part: str
    page: str
    action: str
    fields: dict
    boxes: list
    choices: dict
    files: list
    kinds: dict


class Questions:
    """The questions put to the database while it is open: `with Questions() as asked: …; asked.sql`."""

    def __enter__(self):
        self.sql = []
        self._wrapper = connection.execute_wrapper(self._ask)
        self._wrapper.__enter__()
        return self

    def __exit__(self, *problem):
        self._wrapper.__exit__(*problem)

    def _ask(self, execute, sql, params, many, context):
        if str(sql).startswith(DATA):
            self.sql.append(str(sql))
        return execute(sql, params, many, context)


def client_of(part):
    """The signed-in browser of one of the demo's people."""
    from staff.models import User
    from stbarts.tests.signing_in import sign_in

    return sign_in(Client(raise_request_exception=False), User.objects.get(email=email_of(part)))


class Words:
    """The names that a page looks for in its address: `with Words() as read: …; read.names`."""

    def __enter__(self):
        self.names, self._patches = set(), ExitStack()
        for method in ("__getitem__", "__contains__", "get", "getlist"):
            self._patches.enter_context(patch.object(QueryDict, method, self._reading(getattr(QueryDict, method))))
        return self

    def __exit__(self, *problem):
        self._patches.close()

    def _reading(self, read):
        @functools.wraps(read)
        def noted(given, name, *more):
            if isinstance(name, str):
                self.names.add(name)
            return read(given, name, *more)

        return noted


def _walk_of(part):
    client, steps = client_of(part), []
    client.raise_request_exception = True
    pages = crawl(client)
    while True:
        with Questions() as asked, Words() as read:
            step = next(pages, None)
        if step is None:
            return steps
        path, view, answer, page = step
        forms, title = (page.forms, page.title) if page else ([], None)
        headers, words = dict(answer.headers), frozenset(read.names)
        steps.append(Step(part, path, view, answer.status_code, headers, title, forms, len(asked.sql), words))


@pytest.fixture(scope="module")
def walk(demo_db, django_db_blocker):
    """[Step] of everybody. Workers that want it at the same time share the people out among them."""
    kept = {part: Path(os.environ["STBARTS_TEST_DIR"], f"walk-{part}.pickle") for part in PEOPLE}
    with django_db_blocker.unblock():
        for wait in (False, True):
            for part, path in kept.items():
                _keep_walk(part, path, wait=wait)
    return [step for path in kept.values() for step in pickle.loads(path.read_bytes())]


def _keep_walk(part, path, *, wait):
    lock = fasteners.InterProcessLock(f"{path}.lock")
    if not path.exists() and lock.acquire(blocking=wait):
        try:
            if not path.exists():
                whole = path.with_suffix(".wip")
                whole.write_bytes(pickle.dumps(_walk_of(part)))
                whole.rename(path)
        finally:
            lock.release()


@pytest.fixture(scope="module")
def forms(walk):
    """Each posting form of the house once."""
    return forms_of(walk)


def forms_of(walk):
    """[Form]: every shape of action with every set of fields."""
    found = {}
    for step in walk:
        for form in step.forms:
            action = form["action"] or step.path
            if form["method"] == "post" and action.startswith("/"):
                key = shape(action), tuple(sorted(form["fields"]))
                facts = {name: form[name] for name in ("fields", "boxes", "choices", "files", "kinds")}
                found.setdefault(key, Form(step.part, step.path, action, **facts))
    return list(found.values())
