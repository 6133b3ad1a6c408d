"""No page asks the database more often because there is more to show.

The pages are those of the walk, so a new one is taken in by being linked; the rows are everybody's:
every table of the house, many times over.
"""

import pytest

from stbarts.tests.addresses import every_address
from stbarts.tests.scale import multiply
from stbarts.tests.walk import Questions, client_of

pytestmark = [pytest.mark.demo, pytest.mark.unsettled]

MOST_QUERIES = 15
MOST_AT_HOME = 18  # several lists on one page, one question each
MOST_ON_A_RECORD = 40  # one record with everything around it
FEW, MANY = 2, 16
READERS = 2  # of each page: those who asked the most questions


def chosen(walk):
    """[(part, path, view)]: of every page one address, for the two who ask the most of it."""
    best = {}
    for step in walk:
        if step.status == 200 and step.is_page and step.view and not step.path.startswith("/account/"):
            kind = best.setdefault(step.view, {})
            if step.part not in kind or kind[step.part].queries < step.queries:
                kind[step.part] = step
    for view, by_part in sorted(best.items()):
        for step in sorted(by_part.values(), key=lambda step: -step.queries)[:READERS]:
            yield step.part, step.path, view


def questions(client, path):
    client.get(path)  # what is asked once for ten minutes, or kept, does not count
    with Questions() as asked:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return asked.sql


def test_no_page_asks_more_because_there_is_more(walk, demo_db, django_db_blocker):
    wrong, pages = [], list(chosen(walk))
    lists = {a.name for a in every_address() if not a.arguments}
    with django_db_blocker.unblock():
        clients = {part: client_of(part) for part, _, _ in pages}
        multiply(FEW)
        before = {(part, path): questions(clients[part], path) for part, path, _ in pages}
        multiply(MANY, first=FEW + 1)
        for part, path, view in pages:
            few, many = before[part, path], questions(clients[part], path)
            if len(many) > len(few):
                more = [sql[:300] for sql in many if sql not in few][: len(many) - len(few)]
                wrong.append(f"{view} as {part} ({path}): {len(few)} → {len(many)}\n    " + "\n    ".join(more))
            most = MOST_AT_HOME if view == "dashboard:home" else MOST_QUERIES if view in lists else MOST_ON_A_RECORD
            if len(many) > most:
                wrong.append(f"{view} as {part}: {len(many)} questions")
    assert wrong == [], "\n".join(wrong)
    assert len(pages) > 100
