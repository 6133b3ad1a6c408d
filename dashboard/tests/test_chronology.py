"""The chronology: in one's words but never in place of the record, locked where it must be, on paper for a purpose."""

import time
import uuid
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import quote, unquote

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import acknowledge
from concerns.carrying import carry_over, set_keeping
from concerns.models import MARKER, Concern, Need
from concerns.prompts import prompts_of
from concerns.seed import add_needs
from concerns.tests.test_carrying import everywhere
from concerns.tests.world import raise_about
from dashboard.actions import choose_lines, curate_line
from dashboard.chronology import Filters, events_of, find_line, on_paper, paper_of, put_in_words, siblings_of
from dashboard.models import Curation, CurationWords
from documents.models import Document
from families.tests.world import make_meeting
from interventions.tests.world import place
from pupils.chronology import lines_of
from pupils.siblings import add_sibling
from school.calendar import add_school_days
from staff.permitted import NotAllowed
from staff.policy import Level

pytestmark = pytest.mark.django_db


def page(response):
    return response.content.decode()


def url(name, pupil, *more):
    return reverse(f"dashboard:{name}", args=[pupil.public_id, *more])


def line_of(user, pupil, kind="concern"):
    return next(line for line in lines_of(user, [pupil], most=50) if line.kind == kind)


def stale(client):
    """The second factor was shown too long ago for safeguarding text."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = time.time() - 301
    session.save()
    return client


def test_a_line_says_what_happened_in_the_records_first_words(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Zebra " + "word " * 40)
    answer = page(client_for(cast.teacher).get(url("chronology", cast.child)))
    assert "Zebra word" in answer
    assert answer.count(" word") <= 26


def test_what_is_still_to_come_is_in_no_chronology_on_the_page_or_on_paper(cast):
    meeting, filters = make_meeting(cast.child, by=cast.sendco), Filters()

    def kinds():
        shown = events_of(cast.sendco, cast.child, filters)[0]
        printed = paper_of(cast.sendco, cast.child, filters, restricted=False).events
        return [[one.line.kind for one in events].count("meeting") for events in (shown, printed)]

    assert kinds() == [0, 0]
    with time_machine.travel(meeting.planned_at + timedelta(minutes=1)):
        assert kinds() == [1, 1]


def test_a_locked_line_keeps_its_words_until_a_request_of_its_own(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="Zebra bruise")
    client = client_for(cast.dsl)
    assert "Zebra" not in page(client.get(url("chronology", cast.child)))
    assert "Zebra bruise" in page(client.get(url("chronology_restricted", cast.child)))
    assert Entry.objects.filter(verb="chronology.restricted_opened", pupil=str(cast.child.public_id)).exists()
    assert stale(client).get(url("chronology_restricted", cast.child)).status_code == 302
    assert client_for(cast.sendco).get(url("chronology_restricted", cast.child)).status_code == 403


def test_a_lead_puts_a_line_in_their_words_and_the_record_stays(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Zebra at lunch.")
    line = line_of(cast.dsl, cast.child)
    client = client_for(cast.dsl)
    said = {"included": "on", "summary": "Upset at lunch.", "impact": "Ate nothing.", "idempotency_key": uuid.uuid4()}
    assert client.post(url("curate_line", cast.child, line.kind, line.key), said).status_code == 302
    answer = page(client.get(url("chronology", cast.child)))
    assert "Upset at lunch." in answer
    assert "Ate nothing." in answer
    assert f"{cast.dsl.name} put it so" in answer
    concern.text.refresh_from_db()
    assert concern.text.facts == "Zebra at lunch."
    assert "Upset at lunch" not in page(client_for(cast.sendco).get(url("chronology", cast.child)))


def test_whoever_puts_the_lines_in_order_comes_back_to_where_they_were(cast, client_for):
    """Filters, the page of a long chronology and the open locks: five hundred lines are not put in order from the top."""
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    client, asked = client_for(cast.dsl), "?kind=Concern&since=2026-09-01"
    for name, rest in (("chronology", asked), ("chronology_restricted", f"{asked}&locked=on")):
        here = url(name, cast.child) + asked
        shown = unescape(page(client.get(here)))
        line = line_of(cast.dsl, cast.child)
        ways = [url("choose_lines", cast.child) + rest, url("curate_line", cast.child, line.kind, line.key) + rest]
        for way in ways:
            assert way in shown
            assert client.post(way, {"idempotency_key": uuid.uuid4(), "included": "on"}).headers["Location"] == here
        assert f'href="{here}"' in unescape(page(client.get(ways[1])))


def test_words_for_a_locked_line_wait_while_the_second_factor_is_asked_for(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="Zebra bruise")
    line, client = line_of(cast.dsl, cast.child), client_for(cast.dsl)
    here = url("curate_line", cast.child, line.kind, line.key)
    fields = {f.name: f.value() for f in client.get(here).context["form"] if f.value()}
    about = client.get(here).context["form"].draft_about
    typed = fields | {"summary": "Typed slowly.", "draft_form": "dashboard:curate_line", "draft_about": about}
    asked = stale(client).post(here, typed)
    assert asked.status_code == 302
    assert here in unquote(asked.headers["Location"])
    assert not Curation.objects.exists()
    again = client_for(cast.dsl)
    assert again.get(here).context["form"]["summary"].value() == "Typed slowly."
    assert here in page(again.get(reverse("dashboard:home")))


def test_a_summary_is_no_longer_than_25_words(cast):
    raise_about(cast.child, by=cast.teacher)
    line = line_of(cast.dsl, cast.child)
    with pytest.raises(Refused):
        curate_line(by=cast.dsl, pupil=cast.child, line=line, included=True, summary="word " * 26)


@pytest.mark.parametrize("who", ["sendco", "wellbeing_lead", "head", "teacher"])
def test_only_the_safeguarding_leads_put_a_chronology_in_order(cast, who):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    line = line_of(cast.dsl, cast.child)
    with pytest.raises(NotAllowed):
        curate_line(by=getattr(cast, who), pupil=cast.child, line=line, included=False)
    assert not Curation.objects.exists()


def test_a_line_left_out_can_be_put_back_and_who_did_it_is_kept(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    line = line_of(cast.dsl, cast.child)
    curate_line(by=cast.dsl, pupil=cast.child, line=line, included=True, summary="Mine.")
    choose_lines(by=cast.deputy, pupil=cast.child, lines=[line], included=set())
    (event,) = [e for e in events_of(cast.dsl, cast.child, Filters())[0] if e.line.key == line.key]
    assert (event.included, event.summary, event.curated) == (False, "Mine.", cast.deputy.name)
    choose_lines(by=cast.dsl, pupil=cast.child, lines=[line], included={(line.kind, line.key)})
    choose_lines(by=cast.dsl, pupil=cast.child, lines=[line], included={(line.kind, line.key)})
    assert [c.curated_by for c in Curation.objects.order_by("pk")] == [cast.dsl, cast.deputy, cast.dsl]


def test_ticks_on_the_page_say_which_lines_are_in(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Zebra")
    line = line_of(cast.dsl, cast.child)
    client = client_for(cast.dsl)
    client.post(url("choose_lines", cast.child), {"shown": f"concern~{line.key}", "idempotency_key": str(uuid.uuid4())})
    assert "Zebra" not in page(client.get(url("chronology", cast.child)))
    left_out = page(client.get(url("chronology", cast.child), {"hidden": "on"}))
    assert "Zebra" in left_out and f"{cast.dsl.name} left it out" in left_out and "put it so" not in left_out
    choose_lines(by=cast.dsl, pupil=cast.child, lines=[line], included={(line.kind, line.key)})
    back = page(client.get(url("chronology", cast.child)))
    assert "Zebra" in back and "left it out" not in back and "put it so" not in back


def test_a_line_of_another_child_cannot_be_curated_here(cast, client_for):
    raise_about(cast.classmate, by=cast.teacher)
    line = line_of(cast.dsl, cast.classmate)
    assert find_line(cast.dsl, cast.child, line.kind, line.key) is None
    client = client_for(cast.dsl)
    assert client.get(url("curate_line", cast.child, line.kind, line.key)).status_code == 404
    assert client.get(url("curate_line", cast.child, "nonsense", line.key)).status_code == 404


def test_filters_keep_to_days_kinds_needs_and_safeguarding(cast):
    add_needs()
    need = Need.objects.filter(holds="").first()
    long_ago = timezone.now() - timedelta(days=90)
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Old", happened_at=long_ago)
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="A bruise")
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Sad", needs=[need])
    place(cast.child, by=cast.sendco)

    def kinds(**filters):
        return [event.line.kind for event in events_of(cast.dsl, cast.child, Filters(**filters))[0]]

    assert kinds(since=timezone.localdate() - timedelta(days=1)).count("concern") == 2
    assert set(kinds(kinds=("move",))) == {"move"}
    assert kinds(theme=need.code) == ["concern"]
    assert kinds(restricted_only=True) == ["concern"]


def test_brothers_and_sisters_are_laid_over_only_when_confirmed_and_only_for_who_may_see_each(cast):
    raise_about(cast.other_child, by=cast.other_teacher, level=Level.TEAM, lead=cast.dsl, facts="Zebra")

    def laid_over(user):
        siblings = siblings_of(cast.child, user)
        return events_of(user, cast.child, Filters(siblings=True), siblings=siblings)[0]

    def names(user):
        return {event.name for event in laid_over(user)}

    place(cast.child, by=cast.sendco)
    assert cast.other_child.preferred_forename not in names(cast.dsl)
    add_sibling(by=cast.office, pupil=cast.child, other=cast.other_child)
    assert cast.other_child.preferred_forename in names(cast.dsl)
    assert cast.other_child.preferred_forename not in names(cast.teacher)


def test_paper_is_made_for_a_purpose_and_only_its_maker_has_it(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Zebra at lunch")
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="Giraffe bruise")
    client = client_for(cast.dsl)
    key = str(uuid.uuid4())
    assert client.post(url("export_chronology", cast.child), {"idempotency_key": key}).status_code == 200
    assert not Document.objects.exists()
    for _ in range(2):
        client.post(url("export_chronology", cast.child), {"idempotency_key": key, "purpose": "The portal asked"})
    document = Document.objects.defer(None).get()
    assert "Zebra at lunch" in document.html
    assert "Giraffe" not in document.html
    assert Entry.objects.filter(verb="chronology.exported", reason="The portal asked").count() == 1
    assert client_for(cast.deputy).get(url("download_chronology", cast.child, document.public_id)).status_code == 404


def test_safeguarding_lines_on_paper_ask_for_the_second_factor(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="Giraffe bruise")
    client = client_for(cast.dsl)
    sent = {"idempotency_key": str(uuid.uuid4()), "purpose": "The portal asked"}
    client.post(url("export_restricted", cast.child), sent)
    document = Document.objects.defer(None).get()
    assert "Giraffe bruise" in document.html
    stale(client)
    assert client.get(url("download_chronology", cast.child, document.public_id)).status_code == 302
    assert (
        client.post(url("export_restricted", cast.child), sent | {"idempotency_key": uuid.uuid4()}).status_code == 302
    )
    assert Document.objects.count() == 1
    assert client_for(cast.sendco).get(url("export_restricted", cast.child)).status_code == 403


def test_the_page_costs_the_same_queries_whatever_it_holds(cast, client_for):
    client = client_for(cast.dsl)
    client.get(url("chronology", cast.child))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("chronology", cast.child))
        return len(queries)

    raise_about(cast.child, by=cast.teacher, status=Concern.Status.TRIAGED, lead=cast.dsl)
    curate_line(by=cast.dsl, pupil=cast.child, line=line_of(cast.dsl, cast.child), included=True, summary="One.")
    few = cost()
    for _ in range(6):
        raise_about(cast.child, by=cast.teacher, status=Concern.Status.TRIAGED, lead=cast.dsl)
    assert cost() == few
    assert few <= 15


def test_a_long_chronology_goes_on_paper_in_volumes_that_say_so(cast, client_for, monkeypatch):
    monkeypatch.setattr("dashboard.chronology.MOST", 2)
    for word in ("one", "two", "three"):
        raise_about(cast.child, by=cast.teacher, facts=f"Line number {word}.")
    client = client_for(cast.dsl)
    page = client.get(url("export_chronology", cast.child))
    assert "longer than one paper" in page.content.decode()
    earlier = page.context["volume"].earlier
    second = client.get(url("export_chronology", cast.child), {"after": earlier})
    lines = [event.summary for part in (second, page) for event in part.context["volume"].events]
    assert lines == ["Moved into Oak"] + [f"Line number {word}." for word in ("one", "two", "three")]
    sent = {"idempotency_key": uuid.uuid4(), "purpose": "For the conference"}
    for query, words in (("", "Earlier lines"), (f"?after={quote(earlier)}", "Later lines")):
        client.post(url("export_chronology", cast.child) + query, sent | {"idempotency_key": uuid.uuid4()})
        html = Document.objects.defer(None).latest("pk").html
        assert "one volume of several" in html and f"{words} are in another volume" in html


def test_what_was_made_of_its_lines_and_printed_leaves_with_a_carried_concern(cast, client_for):
    held = raise_about(
        cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="A cut like an ibis."
    )
    calm = raise_about(cast.child, by=cast.teacher)
    for concern, words in ((held, "An ibis again."), (calm, "An egret by the gate.")):
        line = find_line(cast.dsl, cast.child, "concern", str(concern.public_id))
        curate_line(by=cast.dsl, pupil=cast.child, line=line, included=True, summary=words, outcome=words)
    client = client_for(cast.dsl)
    sent = {"idempotency_key": uuid.uuid4(), "purpose": "For the conference"}
    client.post(url("export_restricted", cast.child), sent)
    paper = Document.objects.get()
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in="The Other File")
    assert put_in_words(held) == [("In the chronology", "An ibis again. · An ibis again.")]
    carry_over(by=cast.dsl, concern=held, reference="CP-1", copied=True)
    assert everywhere("ibis") == []
    assert everywhere("An egret by the gate") == ["dashboard_curationwords"]
    assert Document.objects.defer(None).get(pk=paper.pk).html == MARKER
    with pytest.raises(DatabaseError), transaction.atomic():
        CurationWords.objects.update(summary=MARKER)


def test_a_line_cut_short_or_asked_as_a_question_gets_no_full_stop_on_paper(cast):
    for said, ends in (("word " * 30, "word word…"), ("Who knows?", "Who knows?"), ("He slept well.", "slept well.")):
        concern = raise_about(cast.child, by=cast.teacher, facts=said)
        events, _ = events_of(cast.dsl, cast.child, Filters())
        (line,) = [on_paper(event)["line"] for event in events if event.line.key == str(concern.public_id)]
        assert line.endswith(ends), line


# ---- prompts ----


def found(pupil, user, day):
    return prompts_of(pupil, user, day)


def sentences(user, pupil):
    return " ".join(prompt.sentence for prompt in found(pupil, user, timezone.localdate()))


def test_three_small_concerns_in_six_school_weeks_are_worth_a_look(cast):
    for _ in range(2):
        raise_about(cast.child, by=cast.teacher)
    assert sentences(cast.sendco, cast.child) == ""
    raise_about(cast.child, by=cast.teacher)
    assert "3 concerns below safeguarding level" in sentences(cast.sendco, cast.child)
    assert sentences(cast.teacher, cast.child) == ""


def test_older_and_restricted_concerns_are_not_counted_as_small(cast):
    before = add_school_days(timezone.localdate(), -31)
    long_ago = timezone.make_aware(datetime(before.year, before.month, before.day, 12))
    for _ in range(2):
        raise_about(cast.child, by=cast.teacher)
    raise_about(cast.child, by=cast.teacher, happened_at=long_ago)
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl)
    assert "below safeguarding level" not in sentences(cast.dsl, cast.child)


def test_the_same_theme_across_brothers_and_sisters_is_worth_a_look(cast):
    add_needs()
    need = Need.objects.filter(holds="").first()
    for child in (cast.child, cast.other_child):
        raise_about(child, by=cast.sendco, needs=[need])
    assert sentences(cast.dsl, cast.child) == ""
    add_sibling(by=cast.office, pupil=cast.child, other=cast.other_child)
    assert need.name in sentences(cast.dsl, cast.child)


def test_a_closed_theme_that_comes_again_is_worth_a_look(cast):
    add_needs()
    need = Need.objects.filter(holds="").first()
    raise_about(cast.child, by=cast.teacher, needs=[need], status=Concern.Status.CLOSED, lead=cast.dsl)
    assert "come up again" not in sentences(cast.dsl, cast.child)
    raise_about(cast.child, by=cast.teacher, needs=[need])
    assert "come up again" in sentences(cast.dsl, cast.child)


def test_a_pattern_is_never_made_of_records_its_reader_may_not_read(cast):
    add_needs()
    need = Need.objects.filter(holds="").first()
    for child in (cast.child, cast.other_child):
        raise_about(child, by=cast.teacher, needs=[need], level=Level.SAFEGUARDING, lead=cast.dsl)
    add_sibling(by=cast.office, pupil=cast.child, other=cast.other_child)
    assert need.name in sentences(cast.dsl, cast.child)
    assert sentences(cast.sendco, cast.child) == ""


def test_a_gap_after_it_was_seen_is_worth_a_look(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    acknowledge(by=cast.dsl, concern=concern)
    assert sentences(cast.dsl, cast.child) == ""
    later = add_school_days(timezone.localdate(), 4)
    assert "nothing is decided yet" in found(cast.child, cast.dsl, later)[0].sentence
