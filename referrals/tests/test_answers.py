"""What an agency says, each answer with its day; and what the family says, each word a row that stays."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from audit.actions import Refused
from concerns.carrying import set_keeping
from documents.models import Attachment
from documents.tests.hostile import picture
from pupils.chronology import lines_of
from pupils.contacts import add_contact
from pupils.models import Consent
from referrals import actions
from referrals.actions import answers
from referrals.actions.consent import add_signed_form, ask_family, decide_without_consent, withdraw_consent
from referrals.agreed import in_the_way
from referrals.forms.consent import INFORMATION
from referrals.forms.considering import agencies_for
from referrals.models import Referral, Step
from referrals.tests.world import make_referral, make_sent
from referrals.views.answers import WAYS
from referrals.wording.values import agreement_of_each
from school.actions import verify_agency
from school.calendar import add_school_days
from school.models import Agency
from school.seed import add_agencies
from staff.permitted import NotAllowed
from staff.policy import Level

pytestmark = pytest.mark.django_db
State = Referral.State


@pytest.fixture(autouse=True)
def agencies():
    add_agencies()


@pytest.fixture
def today():
    return timezone.localdate()


def parent(cast, **facts):
    facts = {"name": "Lucía López", "relationship": "Mother", "responsibility": "yes", "priority": 1, **facts}
    return add_contact(by=cast.office, pupil=cast.child, facts=facts)


def agree(cast, referral, contact, **more):
    said = {"answer": "given", "contact": contact, "route": "spoken", "given_on": timezone.localdate(), **more}
    return actions.record_consent(by=cast.sendco, referral=referral, **said)


def test_a_signed_form_stays_beside_the_line_for_those_who_read_the_referral(cast, client_for, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    referral, mother = make_referral(cast.child, by=cast.sendco), parent(cast)
    client, address = client_for(cast.sendco), f"/referrals/{referral.public_id}/step/agree/"
    data = {
        "idempotency_key": uuid.uuid4(), "contact": mother.public_id, "route": "signed", "given_on": timezone.localdate(),
        "until_on": timezone.localdate() + timedelta(days=300), "information": [INFORMATION[0]],
        "files": SimpleUploadedFile("Signed.png", picture("PNG")),
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    page = client.get(referral.get_absolute_url()).content.decode()
    (link,) = re.findall(r'href="(/referrals/agreed/[^"]+)" download', page)
    assert "Signed.png" in page and link in client.get(f"/referrals/agreed/{cast.child.public_id}/").content.decode()
    assert b"PNG" in b"".join(client.get(link))
    assert [client_for(who).get(link).status_code for who in (cast.teacher, cast.office)] == [403, 403]


def test_a_form_signed_later_or_with_a_refusal_stays_beside_what_was_said(cast, client_for, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    referral, mother, client = make_referral(cast.child, by=cast.sendco), parent(cast), client_for(cast.sendco)
    agree(cast, referral, mother)
    said = referral.consent
    page = client.get(referral.get_absolute_url()).content.decode()
    (add,) = re.findall(r'href="(/referrals/agreed/[^"]+/add/)"', page)
    assert add in client.get(f"/referrals/agreed/{cast.child.public_id}/").content.decode()
    assert add not in client_for(cast.head).get(referral.get_absolute_url()).content.decode()
    once = {"idempotency_key": uuid.uuid4(), "files": SimpleUploadedFile("Later.png", picture("PNG"))}
    assert client.post(add, {"idempotency_key": uuid.uuid4()}).status_code == 200  # nothing chosen, nothing kept
    for _ in range(2):
        once["files"].seek(0)
        assert client.post(add, once).status_code == 302
    assert [one.given_name for one in Attachment.objects.of(said)] == ["Later.png"]
    data = {
        "idempotency_key": uuid.uuid4(), "contact": mother.public_id, "route": "signed", "given_on": timezone.localdate(),
        "files": SimpleUploadedFile("No thank you.png", picture("PNG")),
    }  # fmt: skip
    assert client.post(f"/referrals/{referral.public_id}/step/refuse/", data).status_code == 302
    page = client_for(cast.head).get(referral.get_absolute_url()).content.decode()
    assert "Later.png" in page and "No thank you.png" in page
    other = make_referral(cast.child, by=cast.sendco)
    with pytest.raises(Refused, match="about this referral"):
        add_signed_form(by=cast.sendco, referral=other, consent=said, files=[1])
    agreeing = agree(cast, other, None, answer="not_sought", route="", why_not_sought="Soon.")
    with pytest.raises(Refused, match="nothing signed"):
        add_signed_form(by=cast.sendco, referral=other, consent=agreeing.consent, files=[1])


def test_each_answer_is_a_step_with_its_day_and_the_weeks_are_counted(cast, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=30))
    assert referral.weeks_waited(today) == 4
    for days, act, words, state in (
        (28, answers.record_acknowledged, {"their_reference": "D 12"}, State.ACKNOWLEDGED),
        (21, answers.record_more_asked, {"why": "Reading scores."}, State.MORE),
        (20, answers.record_more_sent, {"why": "The scores of June."}, State.ACKNOWLEDGED),
        (14, answers.record_redirected, {"pointed_to": "The outreach team"}, State.REDIRECTED),
        (10, answers.record_accepted, {}, State.ACCEPTED),
        (9, answers.record_in_line, {"why": "About six weeks."}, State.IN_LINE),
        (2, answers.record_started, {}, State.STARTED),
        (0, answers.close_referral, {"why": "He waits his turn now."}, State.CLOSED),
    ):
        act(by=cast.sendco, referral=referral, on=today - timedelta(days=days), **words)
        referral.refresh_from_db()
        step = referral.steps.last()
        assert (referral.state, step.to_state, step.on) == (state, state, today - timedelta(days=days))
        assert timezone.localdate(step.made_at) == today and step.days_late == days
    assert (referral.their_reference, referral.weeks_waited(today), referral.ended_on) == ("D 12", 4, today)


def test_what_cannot_be_is_refused_and_changes_nothing(cast, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=3))
    for act, words in (
        (answers.record_accepted, {"on": today + timedelta(days=1)}),
        (answers.record_accepted, {"on": today - timedelta(days=4)}),
        (answers.record_accepted, {"on": date(26, 11, 3)}),
        (answers.record_more_sent, {"on": today, "why": "Nothing was asked."}),
        (answers.record_declined, {"on": today, "why": " ", "pointed_to": "Her key adult"}),
        (answers.record_declined, {"on": today, "why": "Too young.", "pointed_to": ""}),
        (answers.record_redirected, {"on": today, "pointed_to": " "}),
        (answers.close_referral, {"on": today, "why": ""}),
    ):
        with pytest.raises(Refused):
            act(by=cast.sendco, referral=referral, **words)
    referral.refresh_from_db()
    assert referral.state == State.SENT and referral.steps.count() == 2
    with pytest.raises(NotAllowed):
        answers.record_accepted(by=cast.teacher, referral=referral, on=today)
    for state, act in ((State.CONSIDERING, answers.record_accepted), (State.DECLINED, answers.record_started)):
        Referral.objects.filter(pk=referral.pk).update(state=state)
        with pytest.raises(Refused):
            act(by=cast.sendco, referral=referral, on=today)


def test_it_may_be_withdrawn_at_any_time_before_its_end(cast):
    for state in State:
        open_still = state not in (State.DECLINED, State.CLOSED, State.WITHDRAWN)
        assert (State.WITHDRAWN in Referral.NEXT[state]) == open_still, state


def test_the_next_chase_is_reckoned_from_the_last_word(cast, today):
    sent_on = add_school_days(today, -15)
    referral = make_sent(cast.child, by=cast.sendco, on=sent_on)
    desc = Agency.objects.get(code="desc")
    assert desc.chase_every < desc.response_days and referral.chase_on == add_school_days(sent_on, desc.response_days)
    assert list(Referral.objects.to_chase(today)) == [referral]
    answers.record_in_line(by=cast.sendco, referral=referral, on=today)
    assert not Referral.objects.to_chase(today).exists()
    assert referral.chase_on == add_school_days(today, desc.chase_every)
    answers.record_started(by=cast.sendco, referral=referral, on=today)
    assert referral.chase_on is None


def test_whoever_has_answered_was_asked_and_a_change_of_mind_after_sending_says_what_to_do(cast, client_for, today):
    referral, mother, client = make_referral(cast.child, by=cast.sendco), parent(cast), client_for(cast.sendco)
    page = referral.get_absolute_url()
    assert "step/not-asked/" in client.get(page).content.decode()
    agree(cast, referral, mother)
    assert "step/not-asked/" not in client.get(page).content.decode()
    sent = make_sent(cast.child, by=cast.sendco, on=today)
    agree(cast, sent, mother)
    withdraw_consent(by=cast.sendco, referral=sent, contact=mother, route="phone", given_on=today)
    told = client.get(sent.get_absolute_url()).content.decode()
    assert f"Tell {sent.agency.name} so, then choose “Not taken further”." in told and "step/withdraw/" in told


def test_a_no_stands_on_top_of_its_page_and_leads_to_another_agency(cast, client_for, today):
    referral, client = make_sent(cast.child, by=cast.sendco, on=today), client_for(cast.sendco)
    another = f"/referrals/for/{cast.child.public_id}/"
    assert another not in client.get(referral.get_absolute_url()).content.decode()
    answers.record_declined(by=cast.sendco, referral=referral, on=today, why="Too young.", pointed_to="Their course")
    page = client.get(referral.get_absolute_url()).content.decode()
    assert page.index("Too young.") < page.index("Why this agency") and "pointed to: Their course" in page
    assert another in page and another not in client_for(cast.head).get(referral.get_absolute_url()).content.decode()


def test_a_no_is_shown_to_whoever_asks_again(cast, client_for, today):
    said_no = make_sent(cast.child, by=cast.sendco, on=today - timedelta(days=9))
    answers.record_declined(
        by=cast.sendco, referral=said_no, on=today, why="One round of help only.", pointed_to="The parents’ course"
    )
    again = actions.consider_referral(by=cast.dsl, pupil=cast.child, agency=said_no.agency, why="A second round now.")
    other = make_referral(cast.child, by=cast.sendco)
    client = client_for(cast.sendco)
    assert "One round of help only." in client.get(again.get_absolute_url()).content.decode()
    actions.begin_letter(by=cast.sendco, referral=again, ticked=[])
    assert "One round of help only." in client.get(f"{again.get_absolute_url()}letter/").content.decode()
    assert "One round of help only." not in client.get(other.get_absolute_url()).content.decode()


def test_a_class_teacher_hears_that_it_was_sent_and_what_came_of_it_and_reads_none_of_it(cast, today):
    referral = make_sent(cast.child, by=cast.sendco, on=today)
    answers.record_accepted(by=cast.sendco, referral=referral, on=today, why="A-private-word.")
    make_sent(cast.child, by=cast.dsl, on=today, code="childrens-services")
    make_referral(cast.child, by=cast.sendco)

    def told(user):
        lines = [line for line in lines_of(user, [cast.child], most=50) if line.word == "Referral"]
        return {line.line for line in lines}, {line.url for line in lines}

    assert told(cast.teacher) == (
        {f"Sent to {referral.agency.name}", f"{referral.agency.name} will help"}, {""},
    )  # fmt: skip
    for person in (cast.other_teacher, cast.support, cast.office):
        assert told(person) == (set(), set())
    assert len(told(cast.sendco)[0]) == 4 and len(told(cast.dsl)[0]) == 6


def test_a_step_asks_only_for_what_it_needs_and_no_other_is_there(cast, client_for, today):
    referral, client = make_sent(cast.child, by=cast.sendco, on=today), client_for(cast.sendco)
    open_now = {n for n in WAYS if client.get(f"/referrals/{referral.public_id}/step/{n}/").status_code == 200}
    assert open_now == {
        "agree", "refuse", "not-asked", "have-it", "more", "accepted", "in-line", "passed-on", "declined", "started", "chased", "ask-on", "finished",
        "withdraw",
    }  # fmt: skip
    page = f"/referrals/{referral.public_id}/step/declined/"
    sent = {"idempotency_key": uuid.uuid4(), "on": today.isoformat(), "why": "Too young.", "pointed_to": "Her teacher"}
    assert client.post(page, sent).status_code == 302
    assert Step.objects.get(to_state=State.DECLINED).pointed_to == "Her teacher"
    assert client.get(page).status_code == 404


def test_a_family_that_is_heard_after_the_call_may_say_no(cast, client_for, today):
    referral, mother = make_sent(cast.child, by=cast.sendco, on=today, code="bereavement"), parent(cast)
    client, page = client_for(cast.sendco), f"/referrals/{referral.public_id}/step/"
    sent = {
        "idempotency_key": uuid.uuid4(),
        "contact": mother.public_id,
        "route": "phone",
        "given_on": today.isoformat(),
    }
    assert client.post(page + "refuse/", sent).status_code == 302
    assert "Tell Bereavement support so" in client.get(referral.get_absolute_url()).content.decode()
    assert [client.get(f"{page}{name}/").status_code for name in ("refuse", "not-asked", "agree")] == [404, 404, 200]


def test_a_change_of_mind_is_a_row_of_its_own_and_nothing_said_is_changed(cast, today):
    referral, mother = make_referral(cast.child, by=cast.sendco), parent(cast)
    assert [stops for _, stops in in_the_way(referral)] == [True]
    ask_family(by=cast.sendco, referral=referral, on=today, why="Her mother, at the door.")
    agree(cast, referral, mother, until_on=today + timedelta(days=365), evidence="In the office file")
    assert in_the_way(referral) == [] and Consent.objects.standing().count() == 1
    assert in_the_way(referral, today + timedelta(days=366))[0][1]
    withdraw_consent(by=cast.sendco, referral=referral, contact=mother, route="phone", given_on=today)
    assert [one.answer for one in referral.consents.order_by("pk")] == ["given", "withdrawn"]
    assert in_the_way(referral)[0][1] and not Consent.objects.standing().exists()
    with pytest.raises(Refused):
        withdraw_consent(by=cast.sendco, referral=referral, contact=mother, given_on=today)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE pupils_consent SET route = 'email'")
    agree(cast, referral, mother)
    assert in_the_way(referral) == [] and referral.state == State.CONSENT


def test_every_word_of_a_family_is_on_one_page_but_none_about_what_its_reader_may_not_know(cast, client_for, today):
    mother, referral = parent(cast), make_referral(cast.child, by=cast.sendco)
    agree(cast, referral, mother, information="Kept-apart-canary")
    withdraw_consent(by=cast.sendco, referral=referral, contact=mother, route="phone", given_on=today)
    hidden = make_referral(cast.child, by=cast.dsl, level=Level.SAFEGUARDING)
    decide_without_consent(by=cast.dsl, referral=hidden, why_not_sought="Hidden-canary")
    page = f"/referrals/agreed/{cast.child.public_id}/"
    for reader, sees in ((cast.sendco, False), (cast.head, False), (cast.dsl, True)):
        words = client_for(reader).get(page).content.decode()
        assert "Kept-apart-canary" in words and "Taken back on" in words and "They have changed their mind" in words
        assert ("Hidden-canary" in words) == sees == ("Safeguarding Hub" in words)


def test_who_agreed_is_looked_at_and_a_no_stops_it(cast, today):
    referral, father = make_referral(cast.child, by=cast.sendco), parent(cast, responsibility="unknown")
    agree(cast, referral, father)
    assert [stops for _, stops in in_the_way(referral)] == [False]
    actions.record_consent(by=cast.sendco, referral=referral, answer="refused", contact=father, given_on=today)
    assert [stops for _, stops in in_the_way(referral)] == [True]
    family = actions.consider_referral(
        by=cast.sendco, pupil=cast.child, agency=Agency.objects.get(code="early-help"), why="All of them."
    )
    mother = parent(cast, lives_with=True)
    parent(cast, name="Rosa López", lives_with=True)
    agree(cast, family, mother)
    assert "Rosa López" in in_the_way(family)[0][0] and "Lucía" not in in_the_way(family)[0][0]


def test_one_adults_yes_does_not_unsay_anothers_no(cast, today):
    mother, father = parent(cast, lives_with=True), parent(cast, name="Rafael López", lives_with=True)
    family = actions.consider_referral(
        by=cast.sendco, pupil=cast.child, agency=Agency.objects.get(code="early-help"), why="All of them."
    )
    agree(cast, family, mother)
    withdraw_consent(by=cast.sendco, referral=family, contact=mother, route="phone", given_on=today)
    agree(cast, family, father)
    assert [words for words, _ in in_the_way(family)] == [
        f"Lucía López said no on {today:%-d %B %Y}. Talk with them as well before it goes."
    ]
    assert agreement_of_each(family) == f"Rafael López, mother, agreed to this on {today:%-d %B %Y}."
    agree(cast, family, mother)
    assert in_the_way(family) == []
    assert [name in agreement_of_each(family) for name in ("Rafael López, ", "Lucía López, ")] == [True, True]


def test_every_agency_of_a_wave_may_be_thought_of_and_its_age_is_shown(cast, client_for):
    sendco, dsl = agencies_for(cast.sendco), agencies_for(cast.dsl)
    assert {agency.route for agency in sendco} == set(Agency.Route.values) and not sendco.filter(dsl_only=True)
    assert set(dsl) - set(sendco) == set(Agency.objects.filter(code__in=["childrens-services", "consultation-hub"]))
    assert not dsl.filter(code__in=["lado", "emergency", "childline"])
    referral, old = make_referral(cast.child, by=cast.sendco), "Check before you ring or write."
    page = referral.get_absolute_url()
    assert old in client_for(cast.sendco).get(page).content.decode()
    verify_agency(by=cast.sendco, agency=referral.agency)
    assert old not in client_for(cast.sendco).get(page).content.decode()


def test_a_school_with_its_file_elsewhere_begins_no_safeguarding_referral_here(cast):
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in="The Other File")
    assert not agencies_for(cast.dsl).filter(dsl_only=True)
    with pytest.raises(Refused, match="keeps its child-protection file in The Other File"):
        make_referral(cast.child, by=cast.dsl, level=Level.SAFEGUARDING)
    assert make_referral(cast.child, by=cast.dsl).level == Level.WELLBEING


def test_only_a_safeguarding_lead_decides_without_the_family(cast, today):
    referral = make_referral(cast.child, by=cast.sendco)
    with pytest.raises(NotAllowed):
        decide_without_consent(by=cast.sendco, referral=referral, why_not_sought="It cannot wait.")
    decide_without_consent(by=cast.dsl, referral=referral, why_not_sought="It cannot wait.")
    assert in_the_way(referral) == []
    with pytest.raises(Refused):
        actions.record_consent(by=cast.sendco, referral=referral, answer="not_sought", given_on=today)
    with pytest.raises(Refused):
        agree(cast, referral, add_contact(by=cast.office, pupil=cast.twin, facts={"name": "Another", "priority": 1}))
