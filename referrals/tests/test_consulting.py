"""A question to the SENDCo: who asks, who answers, who hears of it, and what stays as it was."""

import uuid
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from audit.actions import Refused
from pupils.actions import block_relative
from referrals.actions.consulting import ask_sendco, drop_consultation, give_advice, set_consultation_day
from referrals.models import Consultation, Referral
from school.calendar import add_school_days
from school.models import Agency
from school.seed import add_agencies
from staff.models import Notice
from staff.notices import sweep
from staff.permitted import NotAllowed

pytestmark = pytest.mark.django_db
State = Consultation.State


@pytest.fixture
def today():
    return timezone.localdate()


def told(kind):
    return {notice.user for notice in Notice.objects.filter(kind=kind, settled_at=None)}


def ask(cast, by=None):
    return ask_sendco(by=by or cast.teacher, pupil=cast.child, question="Which next step?")


def test_the_question_the_day_and_the_advice_each_tell_the_other_side(cast, today):
    asked = ask(cast)
    assert told("consultation_asked") == {cast.sendco, cast.wellbeing_lead}
    day = add_school_days(today, 2)
    set_consultation_day(by=cast.sendco, consultation=asked, meet_on=today + timedelta(days=1))
    set_consultation_day(by=cast.sendco, consultation=asked, meet_on=day)
    assert told("consultation_asked") == set() and told("consultation_dated") == {cast.teacher}
    sweep(day)
    assert told("consultation_today") == {cast.teacher, cast.sendco}
    give_advice(by=cast.sendco, consultation=asked, on=today, words="A calm corner.", follows="class")
    assert told("consultation_dated") == told("consultation_today") == set()
    assert told("consultation_advised") == {cast.teacher}
    asked.refresh_from_db()
    assert asked.state == State.ADVISED
    with pytest.raises(Refused):
        give_advice(by=cast.sendco, consultation=asked, on=today, words="More.", follows="class")


def test_a_talk_that_no_sweep_spoke_of_is_spoken_of_once_when_a_worker_is_back(cast, today):
    asked, day = ask(cast), add_school_days(today, 1)
    set_consultation_day(by=cast.sendco, consultation=asked, meet_on=day)
    sweep(add_school_days(day, 3))
    assert told("consultation_today") == {cast.teacher, cast.sendco}
    give_advice(by=cast.sendco, consultation=asked, on=today, words="A calm corner.", follows="class")
    sweep(add_school_days(day, 4))
    assert told("consultation_today") == set() and Notice.objects.filter(kind="consultation_today").count() == 2


def test_advice_may_open_a_referral_that_the_teacher_does_not_read(cast, client_for, today):
    add_agencies()
    asked, agency = ask(cast), Agency.objects.get(code="desc")
    with pytest.raises(Refused):
        give_advice(by=cast.sendco, consultation=asked, on=today, words="Ask.", follows="class", agency=agency)
    give_advice(by=cast.sendco, consultation=asked, on=today, words="Ask DESC.", follows="agency", agency=agency)
    referral = Referral.objects.get()
    assert (referral.state, referral.raised_by) == (Referral.State.CONSIDERING, cast.sendco)
    address, link = asked.get_absolute_url(), referral.get_absolute_url()
    for reader, sees in ((cast.sendco, True), (cast.teacher, False)):
        page = client_for(reader).get(address).content.decode()
        assert "Ask DESC." in page and (link in page) == sees


def test_who_asks_and_who_answers(cast, today):
    for person in (cast.other_teacher, cast.support, cast.head, cast.office):
        with pytest.raises(NotAllowed):
            ask(cast, by=person)
    asked = ask(cast)
    for person in (cast.teacher, cast.head, cast.dsl):
        with pytest.raises(NotAllowed):
            set_consultation_day(by=person, consultation=asked, meet_on=today)
    for words in ({"meet_on": today - timedelta(days=1)},):
        with pytest.raises(Refused):
            set_consultation_day(by=cast.sendco, consultation=asked, **words)
    block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
    again = ask(cast)
    assert {n.user for n in Notice.objects.filter(kind="consultation_asked", subject_id=again.pk)} == {
        cast.wellbeing_lead
    }
    with pytest.raises(NotAllowed):
        drop_consultation(by=cast.other_teacher, consultation=asked, why="Not mine.")
    drop_consultation(by=cast.teacher, consultation=asked, why="A new seat solved it.")
    assert told("consultation_asked") == {cast.wellbeing_lead}


def test_the_question_stays_as_it_was_asked(cast):
    ask(cast)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE referrals_consultation SET question = 'Another?'")


def test_asked_from_a_childs_page_and_answered_on_another(cast, client_for, today):
    teacher, sendco = client_for(cast.teacher), client_for(cast.sendco)
    address = f"/referrals/questions/for/{cast.child.public_id}/"
    assert address in teacher.get(cast.child.get_absolute_url()).content.decode()
    key = {"idempotency_key": uuid.uuid4()}
    assert teacher.post(address, {"question": "Which next step?", **key}).status_code == 302
    asked = Consultation.objects.get()
    assert asked.get_absolute_url() in sendco.get("/referrals/questions/").content.decode()
    assert asked.get_absolute_url() in sendco.get("/").content.decode()
    assert asked.get_absolute_url() in teacher.get(cast.child.get_absolute_url()).content.decode()
    said = {"on": today.isoformat(), "words": "A calm corner.", "follows": "class", "agency": "", "more": ""}
    sent = sendco.post(f"{asked.get_absolute_url()}advice/", {"idempotency_key": uuid.uuid4(), **said})
    assert sent.status_code == 302
    assert "A calm corner." in teacher.get(cast.child.get_absolute_url()).content.decode()
