"""Every page of the demo school, found by its links from home, as each of its people.

No page fails, nobody is led to a page they may not open, every posting form has its key, no title
or address has a child's name, no page asks the database more than fifteen questions, and every
page of the house is reached by somebody.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stbarts.demo.people import PEOPLE
from stbarts.tests.addresses import every_address
from stbarts.tests.crawl import crawl

pytestmark = pytest.mark.demo

MOST_QUERIES = 15
MOST_AT_HOME = 18  # several lists on one page, one question each
MOST_ON_A_RECORD = 40  # one record with everything around it; it has no rows to grow with
DATA = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "(")
# Forms that change nothing, or only what the database already keeps unique.
NO_KEY = (
    "/account/",
    "/staff/drafts/",
    "/staff/notices/",
    "/pupils/find/",
    "/staff/demo/",
    "/concerns/adult/",
    "/concerns/log/find/",
)
# Reached by an e-mail, by the browser itself or in the middle of signing in, never by a link.
NOT_BY_LINKS = {
    "staff:save_draft", "staff:discard_draft", "staff:open_notice", "staff:join", "staff:invitation",
    "staff:demo_sign_in", "staff:demo_step_up", "documents:progress", "pupils:find", "concerns:find",
    "concerns:adult",
    # Buttons that post from a page of their own room, drawn by its script or by the browser's own form.
    "staff:end_my_sessions", "staff:end_sessions", "staff:invite_again", "staff:reset_second_factor",
    # Shown only in a state the demo is not in: an import being looked through, a suggested brother or
    # sister, a finished PDF, a retired row, a question to somebody, a document that failed.
    # Something urgent that nobody has answered yet, a finished PDF of its plan, a promise on one's own list.
    "concerns:acknowledge_urgent", "concerns:say_cannot_come", "concerns:episode_state", "concerns:download_plan",
    "concerns:keep_promise", "concerns:restore_trigger",
    "concerns:answer", "concerns:asked", "concerns:close", "concerns:done", "dashboard:make_again",
    "families:download", "referrals:download", "referrals:sent", "pupils:commit_import", "pupils:decide_row",
    "pupils:discard_import", "pupils:mark_leavers", "pupils:review_import", "pupils:confirm_sibling",
    "pupils:refuse_sibling", "pupils:mark_returned", "pupils:set_strengths", "pupils:show_upn",
    "school:restore_agency", "school:restore_class",
}  # fmt: skip


@pytest.fixture(scope="module")
def walked(demo_db, django_db_blocker):
    """Each person's walk: {part: [(path, view, answer, page, queries)]}."""
    from django.test import Client

    from staff.models import User
    from stbarts.demo.people import email_of
    from stbarts.tests.signing_in import sign_in

    walks = {}
    with django_db_blocker.unblock():
        for part in PEOPLE:
            client = Client()
            sign_in(client, User.objects.get(email=email_of(part)))
            steps, pages = [], crawl(client)
            while True:
                with CaptureQueriesContext(connection) as asked:
                    step = next(pages, None)
                if step is None:
                    break
                steps.append((*step, sum(q["sql"].startswith(DATA) for q in asked)))
            walks[part] = steps
    return walks


def every_step(walked):
    for part, steps in walked.items():
        for path, view, answer, page, queries in steps:
            yield part, path, view, answer, page, queries


def test_no_link_leads_to_a_page_its_reader_may_not_open(walked):
    wrong = [f"{part}: {path} {a.status_code}" for part, path, _, a, _, _ in every_step(walked) if a.status_code >= 400]
    assert wrong == []


def test_every_posting_form_has_its_key(walked):
    wrong = set()
    for part, path, _, _, page, _ in every_step(walked):
        for form in page.forms if page else ():
            action = form["action"] or path
            guarded = {"idempotency_key", "csrfmiddlewaretoken"} <= set(form["fields"])
            if form["method"] == "post" and not action.startswith(NO_KEY) and not guarded:
                wrong.add(f"{path} → {action}")
    assert not wrong, "\n".join(sorted(wrong))


def test_no_page_asks_too_many_questions(walked):
    """A list at most fifteen, a child's page at most twelve and its frame, whatever the rows."""
    listed = {a.name for a in every_address() if not a.arguments}
    wrong = set()
    for part, _, view, answer, _, queries in every_step(walked):
        most = (
            MOST_AT_HOME
            if view == "dashboard:home"
            else MOST_QUERIES
            if view in listed or view == "dashboard:child"
            else MOST_ON_A_RECORD
        )
        if answer.status_code == 200 and queries > most:
            wrong.add(f"{view} as {part}: {queries}")
    assert not wrong, "\n".join(sorted(wrong))


def test_no_title_or_address_has_a_childs_name(walked, demo_db, django_db_blocker):
    from pupils.models import Pupil

    with django_db_blocker.unblock():
        names = {w for p in Pupil.objects.all() for w in (p.preferred_surname, p.legal_surname) if len(w) > 3}
    wrong = set()
    for part, path, view, _, page, _ in every_step(walked):
        for name in names:
            if name.lower() in path.lower() or (page and name.lower() in page.title.lower()):
                wrong.add(f"{part}: {path} {page.title if page else ''} has {name}")
    assert not wrong, "\n".join(sorted(wrong))


def test_every_page_has_a_title_and_is_not_kept_by_the_browser(walked):
    for part, path, _, answer, page, _ in every_step(walked):
        assert "no-store" in answer["Cache-Control"], path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert "default-src" in answer["Content-Security-Policy"], path
        if page:
            assert page.title.strip(" \n–").strip(), f"{part}: {path}"


def test_every_page_is_reached_by_links_from_home(walked):
    reached = {view for _, _, view, _, _, _ in every_step(walked)}
    posted = set(NOT_BY_LINKS)
    for _, path, _, _, page, _ in every_step(walked):
        from stbarts.tests.crawl import name_of

        posted |= {name_of(form["action"]) for form in page.forms if form["action"]} if page else set()
    missing = {a.name for a in every_address() if a.ours} - reached - posted
    assert not missing, "\n".join(sorted(missing))
