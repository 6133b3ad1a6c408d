"""No page asks the database more often because there is more to show.

The pages are those of the walk, so a new one is taken in by being linked; the rows are everybody's:
every table of the house, with five rows and then with two hundred.
"""

import pytest
from django.db import connections

from school import calendar
from stbarts.tests.ceilings import lists, most_questions
from stbarts.tests.scale import multiply
from stbarts.tests.walk import Questions, client_of

pytestmark = pytest.mark.demo

FEW, MANY = 5, 200
READERS = 2  # of each list: those who asked the most questions


def chosen(walk):
    """[(part, path, view)]: of every page one address, for the one who asks the most of it; of a list for two."""
    best = {}
    for step in walk:
        if step.status == 200 and step.is_page and step.view and not step.path.startswith("/account/"):
            kind = best.setdefault(step.view, {})
            if step.part not in kind or kind[step.part].queries < step.queries:
                kind[step.part] = step
    for view, by_part in sorted(best.items()):
        readers = READERS if view in lists() else 1
        for step in sorted(by_part.values(), key=lambda step: -step.queries)[:readers]:
            yield step.part, step.path, view


def questions(client, path):
    """What a page asks when nobody has opened it lately; keeping the session awake is not the page's."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM audit_lastread")
    calendar.forget()
    with Questions() as asked:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return [sql for sql in asked.sql if "django_session" not in sql]


def test_no_page_asks_more_because_there_is_more(walk, demo_db, django_db_blocker, settings):
    """Two pages of the test's own do, and are found: without them the sweep would not be known to work."""
    pages = [*chosen(walk), ("dsl", "/growing/", "growing"), ("dsl", "/curious/", "curious")]
    settings.ROOT_URLCONF = "stbarts.tests.growing_urls"
    grown, many = {}, {}
    with django_db_blocker.unblock():
        clients = {part: client_of(part) for part, _, _ in pages}
        multiply(FEW)
        few = {page: questions(clients[page[0]], page[1]) for page in pages}
        multiply(MANY)
        for page in pages:
            part, path, view = page
            now = questions(clients[part], path)
            more = [sql[:300] for sql in now if sql not in few[page]] or [sql[:300] for sql in now]
            if len(now) > len(few[page]):
                grown[view] = f"{view} as {part} ({path}): {len(few[page])} → {len(now)}\n    " + "\n    ".join(more)
            if len(now) > most_questions(view):
                many[view] = f"{view} as {part} ({path}): {len(now)}"
    assert set(grown) == {"growing"}, "\n".join(grown.values())
    assert set(many) == {"growing", "curious"}, "\n".join(many.values())
    assert len(pages) > 100
