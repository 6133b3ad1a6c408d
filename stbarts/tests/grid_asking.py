"""How the grid asks twenty thousand questions quickly: each is a real request, undone afterwards.

Four things are saved, none of them a cell. A savepoint is made only before the first statement
that may write. What was written is read from the statements themselves (and checked against
PostgreSQL's own counters once a row). A page that nobody looks at is not drawn: the view has made its
whole decision by then, and what would have been drawn is told by its template and its facts. And where
a refused form was shown once, the next post is in when its form is reached: the page around the form is
not put together again.
"""

import re
from contextlib import nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from unittest.mock import patch

from django.db import connection
from django.http import HttpResponse, SimpleCookie

from staff.posting import PostingForm

# Written by signing in, being counted and reading: no row of anybody's record.
PLUMBING = {"django_session", "staff_counter", "audit_lastread"}
READS = ("SELECT", "PREPARE", "EXECUTE")  # what is kept with its plan is only ever read
# At the head of a statement, or inside a WITH.
WRITES = re.compile(r'(?:^|[()])\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
UNDRAWN = SimpleNamespace(render_to_string=lambda *args, **kwargs: "not drawn")
ERROR_PAGE = "staff/error.html"


class Reached(BaseException):
    """A post has come as far as its form. Nothing catches it on the way out."""


def _reached(form):
    raise Reached


def _told(template, context=None, request=None, using=None):
    """An error's page is its facts; nobody compares the others."""
    return f"{template} {sorted(context.items())}" if template == ERROR_PAGE else "not drawn"


@dataclass(frozen=True)
class Answer:
    """One answer: its status, where it leads, its bytes, and the tables that it wrote to."""

    status: int
    where: str
    body: bytes
    wrote: frozenset


class Undoing:
    """Watches the statements of one request, and takes back what they did."""

    def __init__(self):
        self.point, self.tables = None, set()

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(READS):
            if self.point is None:
                self.point = ""  # its own statement comes by here too
                self.point = connection.savepoint()
            self.tables |= set(WRITES.findall(sql))
        return execute(sql, params, many, context)

    def take_back(self):
        if self.point:
            connection.savepoint_rollback(self.point)


def ask(client, method, url, *, draw, until_its_form=False):
    """One request, undone afterwards: rows, and the cookies of the browser that asked."""
    undoing, cookies = Undoing(), {name: morsel.value for name, morsel in client.cookies.items()}
    undrawn = patch("django.shortcuts.loader", SimpleNamespace(render_to_string=_told))
    stopped = patch.object(PostingForm, "is_valid", _reached)
    with (
        connection.execute_wrapper(undoing),
        nullcontext() if draw else undrawn,
        stopped if until_its_form else nullcontext(),
    ):
        try:
            answer = getattr(client, method)(url)
        except Reached:
            answer = HttpResponse()
        streams = hasattr(answer, "streaming_content")
        body = b"".join(answer.streaming_content) if streams else answer.content
    undoing.take_back()
    if answer.cookies:
        client.cookies = SimpleCookie(cookies)
    return Answer(answer.status_code, answer.get("Location", ""), body, frozenset(undoing.tables - PLUMBING))


def writes_in_all():
    """PostgreSQL's own count of the rows written to each table in this transaction, undone or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: n for table, n in cursor.fetchall() if table not in PLUMBING}


def plain(body):
    """A page without what differs by nature: tokens and the address itself."""
    text = body.decode(errors="replace")
    text = re.sub(r'(csrfmiddlewaretoken" value=|name="csrf-token" content=)"[^"]+"', "", text)
    text = re.sub(r"\?again=[\w=-]+", "?again", text)  # sealed, and each time otherwise
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)
