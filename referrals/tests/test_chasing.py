"""Who asks again when an agency is silent, and how long children wait with each."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.actions import Refused
from pupils.actions import mark_left, mark_returned
from pupils.contacts import add_contact
from referrals import waiting
from referrals.actions import answers
from referrals.actions.chasing import chase_referral, set_chase_day
from referrals.actions.consent import record_consent, withdraw_consent
from referrals.models import Referral
from referrals.notices.chasing import to_chase
from referrals.tests.world import agree, make_referral, make_sent
from school.calendar import add_school_days, next_school_day
from school.seed import add_agencies
from staff.models import Notice, User
from staff.notices import is_still_owed, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agencies():
    add_agencies()


@pytest.fixture
def today():
    return timezone.localdate()


def told(kind="referral_to_chase"):
    return [notice.user for notice in Notice.objects.filter(kind=kind, settled_at=None)]


def test_its_lead_is_told_on_the_day_and_nothing_more_is_sent_tomorrow(cast, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today)
    sweep(referral.chase_on - timedelta(days=1))
    assert told() == []
    sweep(referral.chase_on)
    assert told() == [cast.sendco]
    sweep(next_school_day(referral.chase_on + timedelta(days=1)))
    assert told() == [cast.sendco]
    chase_referral(by=cast.wellbeing_lead, referral=referral)
    assert told() == []


def test_a_sweep_asks_as_much_about_many_silent_agencies_as_about_one(cast, today):
    """And reads the school's terms once, however many days it counts."""
    first = make_sent(cast.child, by=cast.sendco, on=today)
    asked = []
    for child in (None, cast.classmate, cast.other_child):
        if child:
            make_sent(child, by=cast.wellbeing_lead, on=today)
        with CaptureQueriesContext(connection) as questions:
            owed = list(to_chase(first.chase_on))
        asked.append(len(questions))
    assert len(owed) == 3 and {user for user, _, _ in owed} == {cast.sendco, cast.wellbeing_lead}
    assert asked[0] == asked[1] == asked[2]
    with CaptureQueriesContext(connection) as questions:
        sweep(first.chase_on)
    assert len([one for one in questions if '"school_term"' in one["sql"]]) == 1


def test_a_family_that_takes_back_its_word_or_whose_word_runs_out_is_heard_of(cast, today):
    add = {"name": "Lucía López", "relationship": "Mother", "responsibility": "yes", "priority": 1}
    mother, referral = (
        add_contact(by=cast.office, pupil=cast.child, facts=add),
        make_referral(cast.child, by=cast.sendco),
    )
    until = next_school_day(today + timedelta(days=60))
    said = {"contact": mother, "route": "spoken", "given_on": today}
    record_consent(by=cast.sendco, referral=referral, answer="given", until_on=until, **said)
    sweep(next_school_day(until - timedelta(days=30)))
    assert told("consent_runs_out") == []
    sweep(until)
    sweep(until)
    assert told("consent_runs_out") == [cast.sendco]
    withdraw_consent(by=cast.dsl, referral=referral, **said)
    assert told("consent_taken_back") == [cast.sendco]
    assert not any(is_still_owed(one) for one in Notice.objects.filter(kind="consent_runs_out"))


def test_a_word_that_ran_out_in_a_holiday_is_heard_of_after_it_once(cast, today):
    add = {"name": "Lucía López", "relationship": "Mother", "responsibility": "yes", "priority": 1}
    mother = add_contact(by=cast.office, pupil=cast.child, facts=add)
    back = next_school_day(today + timedelta(days=60))
    said = {"contact": mother, "route": "spoken", "given_on": today, "until_on": add_school_days(back, -2)}
    record_consent(by=cast.sendco, referral=make_referral(cast.child, by=cast.sendco), answer="given", **said)
    sweep(back)
    assert told("consent_runs_out") == [cast.sendco]
    sweep(add_school_days(back, 1))
    assert Notice.objects.filter(kind="consent_runs_out").count() == 1


def test_where_its_lead_has_gone_everybody_who_writes_it_is_told(cast, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today)
    hidden = make_sent(cast.classmate, by=cast.dsl, on=today, code="childrens-services")
    User.objects.filter(pk__in=[cast.sendco.pk, cast.dsl.pk]).update(roles=["governor"])
    sweep(max(referral.chase_on, hidden.chase_on))
    of = {about: set() for about in (referral.pk, hidden.pk)}
    for notice in Notice.objects.filter(kind="referral_to_chase"):
        of[notice.subject_id].add(notice.user)
    assert of == {referral.pk: {cast.wellbeing_lead, cast.deputy}, hidden.pk: {cast.deputy}}


def test_one_press_moves_the_day_and_a_second_is_the_same(cast, client_for, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=30))
    client, press = client_for(cast.sendco), {"idempotency_key": uuid.uuid4()}
    assert cast.child.name in client.get("/referrals/to-chase/").content.decode()
    for _ in range(2):
        assert client.post(f"/referrals/{referral.public_id}/chased/", press).status_code == 302
    referral.refresh_from_db()
    assert referral.chase_on == add_school_days(today, referral.agency.chase_every)
    assert [chase.on for chase in referral.chases.all()] == [today]


def test_nobody_waits_for_a_leaver_and_their_referrals_come_back_with_them(cast, client_for, today):
    make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=9))
    make_referral(cast.child, by=cast.sendco)
    client = client_for(cast.sendco)

    def lists():
        page = client.get("/referrals/")
        return {name: count for name, _, count, *_ in page.context["sections"]}, page.content.decode()

    assert lists()[0] == {"ours": 1, "theirs": 1, "ended": 0}
    mark_left(by=cast.office, pupil=cast.child, left_on=today)
    counts, words = lists()
    assert counts == {"ours": 0, "theirs": 0, "ended": 2} and words.count("the child has left the school") == 2
    mark_returned(by=cast.office, pupil=cast.child)
    assert lists()[0] == {"ours": 1, "theirs": 1, "ended": 0}


def test_every_list_says_that_the_family_has_since_said_no(cast, client_for, today):
    """The agencies to ask again, the referrals, my things to do, the child's page; and nobody is asked again over a no."""
    asked = make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=60))
    mother = agree(asked, by=cast.sendco)
    client, lists = client_for(cast.sendco), ("/referrals/to-chase/", "/referrals/", "/", cast.child.get_absolute_url())
    says = {url: "the family says no" in client.get(url).content.decode() for url in lists}
    assert not any(says.values())
    press = f"/referrals/{asked.public_id}/chased/"
    assert press in client.get(lists[0]).content.decode()
    withdraw_consent(by=cast.sendco, referral=asked, contact=mother, route="phone", given_on=today)
    says = {url: "the family says no" in client.get(url).content.decode() for url in lists}
    assert all(says.values()), says
    assert press not in client.get(lists[0]).content.decode()


def test_nobody_is_asked_about_what_is_not_with_an_agency(cast, today):
    early = make_referral(cast.child, by=cast.sendco)
    sent = make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=3))
    for referral, on in ((early, today), (sent, today + timedelta(days=1)), (sent, today - timedelta(days=4))):
        with pytest.raises(Refused):
            chase_referral(by=cast.sendco, referral=referral, on=on)
    mark_left(by=cast.office, pupil=cast.child, left_on=today)
    assert not Referral.objects.to_chase(today + timedelta(days=60)).exists()


def test_another_day_to_ask_is_chosen_with_its_reason_and_no_earlier_word_is_sent(cast, client_for, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today)
    usual, later = referral.chase_on, next_school_day(referral.chase_on + timedelta(days=40))
    for on, why in ((today, "Gone by."), (later, " ")):
        with pytest.raises(Refused):
            set_chase_day(by=cast.sendco, referral=referral, on=on, why=why)
    client, address = client_for(cast.sendco), f"/referrals/{referral.public_id}/step/ask-on/"
    data = {"idempotency_key": uuid.uuid4(), "on": later, "why": "They said: not before May."}
    assert client.post(address, data).status_code == 302
    sweep(usual)
    assert told() == []
    sweep(later)
    assert told() == [cast.sendco]
    page = client.get(referral.get_absolute_url()).content.decode()
    assert "They said: not before May." in page and f"to be asked again on {later.day} " in page


def test_one_agency_alone(cast, client_for, today):
    one = make_sent(cast.child, by=cast.sendco, on=today)
    make_sent(cast.classmate, by=cast.sendco, on=today, code="step2")
    make_sent(cast.twin, by=cast.dsl, on=today, code="childrens-services")
    client = client_for(cast.sendco)
    assert "Safeguarding Hub" not in client.get("/referrals/").content.decode()
    page = client.get("/referrals/", {"agency": one.agency.public_id}).content.decode()
    assert cast.child.name in page and cast.classmate.name not in page


def test_by_agency_counts_what_its_reader_may_know_and_nothing_else(cast, client_for, today):
    for child, weeks in ((cast.child, 5), (cast.classmate, 2), (cast.twin, 9)):
        made = make_sent(child, by=cast.sendco, on=today - timedelta(weeks=weeks))
    answers.record_declined(by=cast.sendco, referral=made, on=today, why="Too young.", pointed_to="Her teacher")
    make_sent(cast.child, by=cast.dsl, on=today - timedelta(weeks=3), code="childrens-services")
    make_referral(cast.other_child, by=cast.sendco)
    (line,) = waiting.by_agency(cast.sendco, today)
    assert (line.asked, line.with_them, line.longest, line.usual, line.refused, line.helped) == (3, 2, 5, 9, 1, 0)
    assert len(waiting.by_agency(cast.dsl, today)) == 2
    page = client_for(cast.sendco).get("/referrals/by-agency/").content.decode()
    assert line.name in page and "Safeguarding Hub" not in page
