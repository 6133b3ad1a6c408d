"""Every page of the demo school, found by its links from home, as each of its people.

No page fails, nobody is led to a page they may not open, every posting form has its key, no title
or address has a child's name, no page asks the database more than fifteen questions, and every
page of the house is reached by somebody.
"""

import re

import pytest

from staff.access import PUBLIC
from stbarts.tests.addresses import every_address
from stbarts.tests.ceilings import most_questions
from stbarts.tests.crawl import name_of

pytestmark = pytest.mark.demo

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
# A press that shows something, or a search: twice does no harm.
ONLY_SHOWS = {
    "pupils:show_upn", "dashboard:search_words", "dashboard:search_restricted", "dashboard:search_child",
    "dashboard:search_child_restricted", "concerns:find_file",
}  # fmt: skip
# Reached by an e-mail, a calendar programme, by the browser itself or in the middle of signing in, never by a link.
NOT_BY_LINKS = {
    "staff:save_draft", "staff:discard_draft", "staff:join", "staff:invitation", "staff:demo_sign_in",
    "staff:demo_step_up", "dashboard:calendar_feed", "documents:progress", "families:reading_ease", "concerns:find", "concerns:whom",
    # Only after something was sent.
    "concerns:report_sent", "concerns:slip_scan",
    # Where somebody is signed in elsewhere, or has a second step of their own: nobody of the demo is or has.
    "staff:end_my_sessions", "staff:end_sessions", "staff:invite_again", "staff:reset_second_factor",
    # Something urgent that nobody has answered yet, a retired line of the lists.
    "concerns:acknowledge_urgent", "concerns:say_cannot_come", "concerns:episode_state", "concerns:restore_trigger",
    "concerns:restore_need",
    # Behind the day's PIN; a file kept elsewhere, and finished exports of it and of a chronology.
    "concerns:guest_sent", "concerns:guest_write", "concerns:carry_over", "concerns:keep_elsewhere",
    # From a place that was asked for inside school: the walk looks at two referrals, and that is a later one.
    "referrals:print_request",
    # From the page of a child whose relative works here: the walk looks at two children, and that is a later one.
    "pupils:unblock_relative",
    # From the file of a child who has left: the walk looks at two files, and theirs is a later one.
    "concerns:send_on",
    "concerns:file_pdf", "dashboard:download_chronology", "dashboard:download_numbers",
    "dashboard:download_year",
    # A call that nobody joined to a concern, the scan of a copied paper form, the pages of another school's file.
    "concerns:link_concern", "concerns:report_file", "concerns:received_file",
    # A live target, seen by somebody who decides about its wave.
    "interventions:end_target",
    # Behind a finished PDF, which a loaded machine may not have printed in the demo's minute.
    "families:download", "families:download_sheet", "families:download_correction", "families:download_evening",
    "referrals:download", "referrals:download_request", "referrals:sent", "interventions:download_sheet",
    "interventions:download_print",
    "referrals:download_copy",
    # Asked by machines.
    "dashboard:healthz", "dashboard:readyz",
    # In a frame beside the words.
    "referrals:paper",
    # The signed form beside a consent: sent in, and looked through by the worker first.
    "referrals:consent_file",
}  # fmt: skip


def test_no_link_leads_to_a_page_its_reader_may_not_open(walk):
    assert sorted({f"{step.part}: {step.path} {step.status}" for step in walk if step.status >= 400}) == []


def test_every_posting_form_has_its_key(walk):
    wrong = set()
    for step in walk:
        for form in step.forms:
            action = form["action"] or step.path
            guarded = {"idempotency_key", "csrfmiddlewaretoken"} <= set(form["fields"])
            free = action.startswith(NO_KEY) or name_of(action) in ONLY_SHOWS
            if form["method"] == "post" and not free and not guarded:
                wrong.add(f"{step.path} → {action}")
    assert not wrong, "\n".join(sorted(wrong))


def test_no_page_asks_too_many_questions(walk):
    """A list at most fifteen, a child's page at most twelve and its frame, whatever the rows."""
    wrong = {
        f"{step.view} as {step.part}: {step.queries}"
        for step in walk
        if step.status == 200 and step.queries > most_questions(step.view)
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_no_title_or_address_has_a_childs_name(walk, demo_db, django_db_blocker):
    from pupils.models import Pupil

    with django_db_blocker.unblock():
        surnames = " ".join(f"{p.preferred_surname} {p.legal_surname}" for p in Pupil.objects.all())
    names = {word for word in re.findall(r"\w+", surnames.lower()) if len(word) > 3}
    wrong = set()
    for step in walk:
        for name in names & set(re.findall(r"\w+", f"{step.path} {step.title or ''}".lower())):
            wrong.add(f"{step.part}: {step.path} {step.title} has {name}")
    assert not wrong, "\n".join(sorted(wrong))


def test_every_page_has_a_title_and_is_not_kept_by_the_browser(walk):
    for step in walk:
        public = step.path.startswith(PUBLIC)
        assert ("public" if public else "no-store") in step.headers["Cache-Control"], step.path
        assert step.headers["X-Content-Type-Options"] == "nosniff", step.path
        assert "default-src" in step.headers["Content-Security-Policy"], step.path
        if step.is_page:
            assert step.title.strip(" \n–").strip(), f"{step.part}: {step.path}"


def test_every_page_is_reached_by_links_from_home(walk):
    reached = {step.view for step in walk}
    posted = {name_of(form["action"]) for step in walk for form in step.forms if form["action"]}
    missing = {a.name for a in every_address() if a.ours} - reached - posted
    assert not missing - set(NOT_BY_LINKS), "\n".join(sorted(missing - set(NOT_BY_LINKS)))
