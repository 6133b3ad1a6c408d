"""The pages of help in sessions, as the people who use them meet them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import System
from interventions.actions.plans import start_plan
from interventions.actions.sessions import log_sessions
from interventions.delivered import weekdays_of
from interventions.dose import session_days
from interventions.models import Credential, HelpItem, ProgrammePlace, Session, Slot, Supervision
from interventions.models.programmes import State
from interventions.seed import add_help_lists
from interventions.tests.help_world import CIRCLE, DRAWING, ask, offering, on_programme, programme, train
from interventions.tests.test_review_notices import at
from interventions.tests.world import _child, place, review
from pupils.actions import block_relative
from pupils.contacts import add_contact
from pupils.models import Contact, Pupil
from school import calendar
from school.calendar import add_school_days
from staff.policy import Level

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"interventions:{name}", args=args)


def key(**more):
    return {"idempotency_key": uuid.uuid4(), **more}


@pytest.fixture
def elsa(cast):
    run = programme(cast.support, by=cast.sendco)
    return on_programme(cast.child, run, by=cast.sendco)


def test_a_session_is_written_from_todays_page(cast, client_for, elsa):
    sam = client_for(cast.support)
    today = timezone.localdate().isoformat()
    day = sam.get(url("today"), {"on": today}).content.decode()
    if timezone.localdate().weekday() < 5 and "There is no school" not in day:
        assert cast.child.name in day and "0 of 1 written" in day
        assert reverse("concerns:log_about", args=[cast.child.public_id]) in day
    page = url("log_sessions", elsa.programme.public_id)
    assert "Come in calmly" not in sam.get(page).content.decode()
    sent = sam.post(page, key(on=today, how_0="came", rating_0="7", line_0="Named three feelings.", objective="Names"))
    assert sent.status_code == 302, sent.content.decode()
    session = Session.objects.get()
    assert (session.rating, session.line, session.objective) == (7, "Named three feelings.", "Names")
    place = sam.get(elsa.get_absolute_url()).content.decode()
    assert "Named three feelings." in place and "1 of 6 sessions" in place
    teacher = client_for(cast.teacher).get(elsa.get_absolute_url()).content.decode()
    assert "1 of 6 sessions" in teacher and "Named three feelings." not in teacher and "7 of 10" not in teacher
    struck = sam.post(url("strike_out", session.public_id), key())
    assert struck.status_code == 302
    assert not Session.objects.standing().exists()


def test_elsa_asks_for_an_objective_only_where_the_child_came(cast, client_for, elsa):
    sam, page, today = client_for(cast.support), url("log_sessions", elsa.programme.public_id), timezone.localdate()
    assert "has an objective" in sam.post(page, key(on=today, how_0="came")).content.decode()
    assert sam.post(page, key(on=today, how_0="away")).status_code == 302
    assert Session.objects.get().why_not == "away"


def test_a_group_is_written_on_one_page_and_a_child_may_be_left_out(cast, client_for):
    run = programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=6)
    places = [on_programme(child, run, by=cast.sendco) for child in (cast.child, cast.classmate, cast.twin)]
    order = list(ProgrammePlace.objects.active().order_by("pupil__sort_name", "pk"))
    assert len(order) == len(places)
    head = client_for(cast.head)
    page = url("log_sessions", run.public_id)
    assert head.get(page).content.decode().count("Leave this child out") == 3
    sent = head.post(page, key(on=timezone.localdate(), how_0="came", how_1="away", how_2="", rating_0="5"))
    assert sent.status_code == 302, sent.content.decode()
    assert [(s.place_id, s.came, s.why_not) for s in Session.objects.order_by("pk")] == [
        (order[0].pk, True, ""),
        (order[1].pk, False, "away"),
    ]
    again = head.get(page).content.decode()  # those who are written down are left out, so the rest is one press
    assert again.count("already</span>") == 2
    assert [re.search(rf'name="how_{n}".*?</select>', again, re.S)[0].count('value="" selected') for n in range(3)] == [
        1,
        1,
        0,
    ]
    sent = head.post(page, key(on=timezone.localdate(), how_0="", how_1="", how_2="came"))
    assert sent.status_code == 302 and Session.objects.count() == 3


def test_drawing_and_talking_has_no_box_for_words_and_passing_on_leads_to_a_concern(cast, client_for):
    run = programme(cast.wellbeing_lead, by=cast.sendco, code=DRAWING, weeks=12)
    place = on_programme(cast.child, run, by=cast.sendco)
    wendy, page = client_for(cast.wellbeing_lead), url("log_sessions", run.public_id)
    boxes = wendy.get(page).content.decode()
    assert "line_0" not in boxes and "rating_0" not in boxes and "<textarea" not in boxes
    sent = wendy.post(page, key(on=timezone.localdate(), how_0="came", passed_on_0="yes", line_0="A house"))
    assert sent.headers["Location"] == reverse("concerns:log_about", args=[cast.child.public_id])
    mine, theirs = (
        client_for(who).get(place.get_absolute_url()).content.decode() for who in (cast.wellbeing_lead, cast.sendco)
    )
    assert "passed to the safeguarding lead" in mine
    assert "passed to the safeguarding lead" not in theirs


def test_a_place_goes_all_its_way_on_pages(cast, client_for):
    run = programme(cast.support, by=cast.sendco)
    tilly, sunita = client_for(cast.teacher), client_for(cast.sendco)
    asked = tilly.post(
        url("ask_for_place", cast.child.public_id), key(offering=run.offering.public_id, why="Big feelings.")
    )
    place = ProgrammePlace.objects.get()
    assert asked.headers["Location"] == place.get_absolute_url()
    assert "withdraw" in tilly.get(place.get_absolute_url()).content.decode()
    assert tilly.get(url("take_step", place.public_id, "list")).status_code == 404
    line = sunita.get(url("waiting_list")).content.decode()
    assert cast.child.name in line and "0 of 1 time free" in line
    add_contact(by=System("tests"), pupil=cast.child, facts={"name": "Lucía", "relationship": "Mother", "priority": 1})
    contact = Contact.objects.get(pupil=cast.child)
    for step, answers in (
        ("list", {}),
        (
            "agree",
            {"answer": "given", "contact": contact.public_id, "route": "spoken", "given_on": timezone.localdate()},
        ),
        ("offer", {"programme": run.public_id, "from_on": ""}),
        ("accept", {"from_on": timezone.localdate()}),
        ("finish", {"how": "completed", "outcome": "1"}),
    ):
        page = url("take_step", place.public_id, step)
        assert sunita.get(page).status_code == 200, step
        sent = sunita.post(page, key(**answers))
        assert sent.status_code == 302, f"{step}: {sent.content.decode()}"
    place.refresh_from_db()
    assert (place.state, place.outcome) == (State.COMPLETED, 1)
    assert [s.state for s in place.steps.all()] == ["asked", "consent", "waiting", "offered", "active", "completed"]


def test_a_programme_is_begun_given_another_lead_and_ended_on_pages(cast, client_for):
    sunita = client_for(cast.sendco)
    offering()
    train(cast.support, by=cast.sendco)
    sent = sunita.post(
        url("start_programme") + "?offering=W3.5",
        key(
            lead=cast.support.public_id,
            room_for=1,
            weeks=6,
            sessions_a_week=1,
            minutes=40,
            starts_on=timezone.localdate(),
        ),
    )
    assert sent.status_code == 302, sent.content.decode()
    where = sent.headers["Location"]
    assert "Nobody is on it yet" in sunita.get(where).content.decode()
    train(cast.teacher, by=cast.sendco)
    for name, more in (("lead/", {"version": 1, "lead": cast.teacher.public_id}), ("end/", {"version": 2})):
        assert sunita.get(where + name).status_code == 200
        assert sunita.post(where + name, key(**more)).status_code == 302
    assert sunita.get(where + "end/").status_code == 404
    assert "Ended on" in sunita.get(where).content.decode()


def test_training_supervision_and_times_are_written_down(cast, client_for, elsa):
    sunita, sam = client_for(cast.sendco), client_for(cast.support)
    today = timezone.localdate()
    mine = url("practitioner", cast.support.public_id)
    assert sam.get(mine).status_code == 200
    assert sam.get(url("practitioner", cast.teacher.public_id)).status_code == 404
    assert sam.get(url("write_practitioner", cast.support.public_id, "time")).status_code == 404
    supervised = url("write_practitioner", cast.support.public_id, "supervision")
    assert "<textarea" not in sam.get(supervised).content.decode()
    assert sam.post(supervised, key(practice="elsa", on=today - timedelta(days=1))).status_code == 302
    assert Supervision.objects.get().added_by == cast.support
    time_page = url("write_practitioner", cast.support.public_id, "time")
    offering = elsa.offering.public_id
    assert sunita.post(time_page, key(offering=offering, weekday=1, starts_at="09:30", where="Den")).status_code == 302
    taken = sunita.post(time_page, key(offering=offering, weekday=1, starts_at="09:30", where="Den"))
    assert "something at that time already" in taken.content.decode()
    slot = Slot.objects.get(where="Den")
    sunita.post(url("retire_slot", slot.public_id), key())
    sunita.post(url("end_credential", Credential.objects.get().public_id), key())
    assert Slot.objects.get(pk=slot.pk).retired_on and Credential.objects.get().until_on
    assert "1 child now" in sunita.get(url("practitioners")).content.decode()
    block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
    listed = sunita.get(url("practitioners")).content.decode()
    assert cast.support.name in listed and "1 child now" not in listed


def test_the_schools_short_lists_are_its_own(cast, client_for):
    add_help_lists()
    assert add_help_lists() == 0
    sunita = client_for(cast.sendco)
    sunita.post(url("add_help_item", "plan"), key(name="Feeds the snail", hint="", order=5))
    same = sunita.post(url("add_help_item", "plan"), key(name="feeds the snail", hint="", order=5))
    assert "already a line" in same.content.decode()
    item = HelpItem.objects.get(name="Feeds the snail")
    sunita.post(url("edit_help_item", item.public_id), key(name="Feeds the class snail", hint="", order=5, version=1))
    sunita.post(url("retire_help_item", item.public_id), key())
    item.refresh_from_db()
    assert (item.name, bool(item.retired_on)) == ("Feeds the class snail", True)
    assert "Feeds the class snail" in sunita.get(url("help_lists")).content.decode()


@pytest.mark.parametrize("page", ["programmes", "waiting_list", "practitioners", "today"])
def test_a_longer_list_asks_no_more_questions(cast, client_for, django_assert_max_num_queries, page):
    counts = []
    sunita = client_for(cast.sendco if page != "today" else cast.support)
    run = programme(cast.support, by=cast.sendco, code=CIRCLE, room_for=30)
    for number in (5, 200):
        _fill(cast, run, number)
        sunita.get(url(page))
        with django_assert_max_num_queries(15) as asked:
            assert sunita.get(url(page)).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def _fill(cast, run, number):
    """Volume, written as the actions would leave it."""
    today = timezone.localdate()
    pupils = Pupil.objects.bulk_create(_child(1000 + number * 10 + n) for n in range(number))
    ProgrammePlace.objects.bulk_create(
        ProgrammePlace(
            pupil=pupil, offering=run.offering, practice="plain", why="Volume", asked_by=cast.sendco, wait_from=today,
            **({"state": "active", "programme": run, "from_on": run.starts_on, "sessions_planned": 6} if n % 2 else {"state": "waiting"}),
        )
        for n, pupil in enumerate(pupils)
    )  # fmt: skip


def test_what_makes_no_sense_in_the_address_shows_today(cast, client_for):
    sam = client_for(cast.support)
    for odd in ("x", "0000-00-00", "2026-02-31", "9" * 30, ""):
        assert sam.get(url("today"), {"on": odd}).status_code == 200


def test_the_waiting_list_says_how_many_weeks_each_has_waited(cast, client_for):
    for child, days in ((cast.child, 22), (cast.classmate, 6)):
        with at(timezone.localdate() - timedelta(days=days)):
            ask(child, by=cast.sendco, code=CIRCLE)
    page = client_for(cast.sendco).get(url("waiting_list"))
    assert [weeks for section in page.context["sections"] for _, weeks in section["places"]] == [3, 0]
    assert "<span>3 weeks</span>" in page.content.decode() and "<span>0 weeks</span>" in page.content.decode()


def test_a_missed_session_of_drawing_and_talking_moves_the_last_one_on(cast, client_for):
    today = timezone.localdate()
    run = programme(cast.support, by=cast.sendco, code=DRAWING, weeks=12, starts_on=add_school_days(today, -20))
    place = on_programme(cast.child, run, by=cast.sendco)
    days = session_days(calendar.current(), run.starts_on, weekdays_of([run.pk])[run.pk], 1)[:13]
    *had, missed = [day for day in days if day < today]
    for day in had:
        log_sessions(by=cast.support, programme=run, on=day, rows=[{"place": place, "came": True}])
    log_sessions(by=cast.support, programme=run, on=missed, rows=[{"place": place, "why_not": "adult_away"}])
    page = client_for(cast.sendco).get(place.get_absolute_url())
    dose = page.context["dose"]
    assert (dose.came, dose.missed, dose.planned) == (len(had), 1, 12)
    assert dose.last_on == days[12] != days[11]  # one week more than was planned: no session is lost
    assert f"about {days[12].day} {days[12]:%B %Y}" in page.content.decode()


def test_the_page_of_a_childs_help_leads_to_what_is_given(cast, client_for):
    """From the wave to the help: places and plans that belong to it, also while the family is asked."""
    add_help_lists()
    held = place(cast.child, by=cast.sendco)
    found = ask(cast.child, by=cast.sendco, placement=held)
    item = HelpItem.objects.filter(kind=HelpItem.Kind.PLAN).first()
    plan = start_plan(by=cast.teacher, pupil=cast.child, owner=cast.teacher, lines={item: ""}, placement=held)
    page = client_for(cast.teacher).get(held.get_absolute_url()).content.decode()
    assert found.get_absolute_url() in page and "Waiting for the family to agree" in page
    assert plan.get_absolute_url() in page and f"Looked after by {cast.teacher.name}" in page
    beside = ask(cast.child, by=cast.sendco, code=CIRCLE)
    assert beside.get_absolute_url() in client_for(cast.teacher).get(held.get_absolute_url()).content.decode()
    private = ask(cast.child, by=cast.sendco, placement=held, code=DRAWING, level=Level.WELLBEING)
    assert private.get_absolute_url() not in client_for(cast.teacher).get(held.get_absolute_url()).content.decode()
    assert private.get_absolute_url() in client_for(cast.sendco).get(held.get_absolute_url()).content.decode()
    review(held, by=cast.sendco, decision="end")
    held.refresh_from_db()
    over = client_for(cast.sendco).get(held.get_absolute_url()).content.decode()
    assert "Ended on" in over and found.get_absolute_url() in over and beside.get_absolute_url() in over
