"""What may be done when something is urgent, by whom, and what nobody may change afterwards."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions.urgent import (
    acknowledge_urgent,
    link_concern,
    log_call,
    name_child,
    note_urgent,
    open_urgent,
    stand_down,
    standing,
    tell_parents,
    tick,
)
from concerns.actions.urgent_after import (
    hand_over,
    keep_promise,
    name_readers,
    promise,
    say_read,
    take_over,
    write_plan,
)
from concerns.models import Episode, EpisodeFollowUp, EpisodeNote, Keeping, Step, Tick
from concerns.tests.world import raise_about, related
from documents.models import Document
from pupils.models import FollowUp
from school.models import Agency
from staff import cover
from staff.models import Notice
from staff.notices import KINDS, is_still_owed
from staff.permitted import NotAllowed

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def episode(rota):
    return open_urgent(by=rota.support, pupil=rota.child)


@pytest.fixture
def answered(rota, episode):
    return acknowledge_urgent(by=rota.dsl, episode=episode)


def whole(user):
    return list(Episode.objects.all().whole(user))


# --- Nothing blocks it


@pytest.mark.parametrize("part", ["teacher", "support", "sendco", "wellbeing_lead", "dsl", "deputy", "head", "office"])
def test_anybody_who_works_with_children_begins_with_nothing_at_all(rota, part):
    episode = open_urgent(by=getattr(rota, part))
    assert (episode.state, episode.pupil, episode.concern) == ("live", None, None)


def test_every_step_can_be_ticked_first_and_in_any_order(rota, episode):
    for step in reversed(Step.values):
        tick(by=rota.support, episode=episode, step=step)
    assert set(standing(episode)) == set(Step.values)


def test_it_is_stood_down_with_nothing_ticked(rota, answered):
    assert stand_down(by=rota.dsl, episode=answered, outcome="home").is_closed


def test_a_plan_is_printed_again_for_the_child_it_is_about_after_all(rota):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support))
    plan = write_plan(by=rota.dsl, episode=episode, boxes={"helps": "A walk."})
    for child in (rota.child, rota.classmate):
        name_child(by=rota.dsl, episode=episode, pupil=child)
    html = Document.objects.of(plan).first().html
    assert rota.classmate.name in html
    assert rota.child.name not in html


def test_a_plan_stands_whether_or_not_its_pdf_is_made(rota, answered):
    plan = write_plan(by=rota.dsl, episode=answered, boxes={"helps": "A walk."})
    Document.objects.of(plan).update(state="failed", problem="The disk is full.")
    assert write_plan(by=rota.dsl, episode=answered, boxes={"helps": "A longer walk."}, version=1).version == 2
    assert standing(answered)["plan"].by == rota.dsl


def test_a_relative_may_begin_it_about_their_own_child_and_keeps_only_a_receipt(rota):
    related(rota, rota.sendco, rota.child)
    episode = open_urgent(by=rota.sendco, pupil=rota.child)
    assert whole(rota.sendco) == []
    assert list(Episode.objects.opened_by_me(rota.sendco)) == [episode]


def test_where_words_are_kept_elsewhere_presses_and_times_still_are_kept_here(rota, answered):
    Keeping.objects.update_or_create(defaults={"kept_in": "Another System"})
    for act in (
        lambda: note_urgent(by=rota.dsl, episode=answered, words="By the gate"),
        lambda: write_plan(by=rota.dsl, episode=answered, boxes={"helps": "A walk."}),
        lambda: tell_parents(by=rota.dsl, episode=answered, kind="told", words="Is coming."),
    ):
        with pytest.raises(Refused, match="Another System"):
            act()
    tick(by=rota.dsl, episode=answered, step="means")
    log_call(by=rota.dsl, episode=answered, name="999")
    tell_parents(by=rota.dsl, episode=answered, kind="told", who="Her mother")
    assert hand_over(by=rota.dsl, episode=answered, to=rota.deputy, words="").words == "See Another System."
    assert open_urgent(by=rota.support).is_live


# --- Who sees it


def test_it_exists_for_the_leads_the_head_and_whoever_began_it_only(rota, episode):
    everybody = "teacher other_teacher support sendco wellbeing_lead dsl deputy head office governor technical".split()
    assert {p for p in everybody if whole(getattr(rota, p))} == {"support", "dsl", "deputy", "head"}


def test_whoever_began_it_sees_the_page_while_it_goes_on_and_a_receipt_afterwards(rota, answered):
    assert whole(rota.support) == [answered]
    stand_down(by=rota.dsl, episode=answered, outcome="home")
    assert whole(rota.support) == []
    pressed = timezone.now() - timedelta(seconds=40)
    tick(by=rota.support, episode=answered, step="means", ticked_at=pressed)
    note_urgent(by=rota.support, episode=answered, words="She had told her sister.")
    assert standing(answered)["means"].by == rota.support
    for person in (rota.teacher, rota.sendco):
        for act in (
            lambda by: tick(by=by, episode=answered, step="plan"),
            lambda by: note_urgent(by=by, episode=answered, words="x"),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_a_head_who_does_not_read_safeguarding_reads_it_while_it_calls_and_not_when_it_is_over(rota, answered):
    Keeping.objects.update_or_create(defaults={"head_reads": False})
    assert whole(rota.head) == [answered]
    stand_down(by=rota.head, episode=answered, outcome="home")
    assert whole(rota.head) == []
    assert whole(rota.dsl) == [answered]


def test_a_relative_sees_nothing_of_it_whatever_their_roles(rota, answered):
    related(rota, rota.deputy, rota.child)
    assert whole(rota.deputy) == []
    for act in (
        lambda: acknowledge_urgent(by=rota.deputy, episode=answered),
        lambda: tick(by=rota.deputy, episode=answered, step="means"),
        lambda: write_plan(by=rota.deputy, episode=answered, boxes={"helps": "x"}),
        lambda: hand_over(by=rota.dsl, episode=answered, to=rota.deputy, words="Yours"),
    ):
        with pytest.raises((NotAllowed, Refused)):
            act()


def test_it_closes_to_a_relative_the_moment_the_child_is_named(rota):
    episode = open_urgent(by=rota.support)
    related(rota, rota.deputy, rota.child)
    assert whole(rota.deputy) == [episode]
    name_child(by=rota.support, episode=episode, pupil=rota.child)
    assert whole(rota.deputy) == []


def test_whoever_began_it_cannot_answer_it_themselves(rota, episode):
    with pytest.raises(NotAllowed):
        acknowledge_urgent(by=rota.support, episode=episode)


def test_only_those_who_answer_for_it_write_plans_hand_over_or_stand_down(rota, answered):
    for act in (
        lambda: write_plan(by=rota.support, episode=answered, boxes={"helps": "x"}),
        lambda: name_readers(by=rota.support, episode=answered, people=[rota.teacher]),
        lambda: hand_over(by=rota.support, episode=answered, to=rota.deputy, words="x"),
        lambda: promise(by=rota.support, episode=answered, kind="return", who=rota.dsl, due_on=date(2026, 11, 30)),
        lambda: stand_down(by=rota.support, episode=answered, outcome="mistake"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_mistake_is_taken_back_while_nobody_has_answered_and_those_called_are_told(rota, episode):
    stand_down(by=rota.support, episode=episode, outcome="mistake")
    assert [n.user for n in Notice.objects.filter(kind="urgent_taken_back")] == [rota.dsl]


# --- Added to, never changed


def test_a_tick_is_kept_to_the_second_and_cannot_be_changed_or_removed(rota, episode, friday):
    friday.shift(61)
    made = tick(by=rota.support, episode=episode, step="means", words="Scissors")
    assert (made.ticked_at - episode.opened_at).total_seconds() == 61
    for sql in ("UPDATE concerns_tick SET words = 'x'", "DELETE FROM concerns_tick"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    tick(by=rota.support, episode=episode, step="means", kind="taken_back")
    assert "means" not in standing(episode)
    assert Tick.objects.filter(step="means").count() == 2


def test_who_began_it_and_when_cannot_be_changed(rota, episode):
    for column, value in (("opened_at", "now()"), ("opened_by_id", str(rota.dsl.pk)), ("level", "'team'")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE concerns_episode SET {column} = {value}")


def test_a_telephone_without_a_line_keeps_the_moment_of_the_press(rota, episode, friday):
    pressed = timezone.now() + timedelta(seconds=20)
    friday.shift(300)
    made = tick(by=rota.support, episode=episode, step="means", ticked_at=pressed)
    assert made.ticked_at == pressed
    assert made.at == timezone.now()


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_wrong_clock_never_puts_a_tick_before_the_beginning_or_in_the_future(rota, episode, friday, hours):
    friday.shift(30)
    made = tick(by=rota.support, episode=episode, step="means", ticked_at=timezone.now() + timedelta(hours=hours))
    assert episode.opened_at <= made.ticked_at <= timezone.now()


# --- Calls, parents, the thread


def test_a_call_is_one_press_and_its_details_are_added_beside_it(rota, answered, friday):
    friday.shift(40)
    call = log_call(by=rota.dsl, episode=answered, agency=Agency.objects.get(code="camhs-access"))
    assert call.called_at == timezone.now()
    friday.shift(400)
    more = log_call(by=rota.dsl, episode=answered, adds_to=call, who="Duty nurse", reference="R-17", words="Will come.")
    assert (more.called_at, more.name) == (call.called_at, call.name)
    assert standing(answered)["agency"].words == call.name


def test_word_to_the_parents_names_the_agency_they_were_directed_to(rota, answered):
    word = tell_parents(
        by=rota.dsl, episode=answered, kind="told", who="Her mother", words="Is coming.",
        directed_to=Agency.objects.get(code="nhs-111"),
    )  # fmt: skip
    assert word.directed_to.code == "nhs-111"
    assert "parents" in standing(answered)


def test_ringing_without_an_answer_does_not_tick_that_the_parents_know(rota, answered):
    tell_parents(by=rota.dsl, episode=answered, kind="no_answer")
    assert "parents" not in standing(answered)


def test_a_time_to_come_is_never_taken_for_now_but_a_clock_a_little_ahead_is(rota, answered):
    now = timezone.now()
    with pytest.raises(Refused, match="has not come yet"):
        tell_parents(by=rota.dsl, episode=answered, kind="told", told_at=now + timedelta(hours=1))
    with pytest.raises(Refused, match="has not come yet"):
        log_call(by=rota.dsl, episode=answered, name="The GP", called_at=now + timedelta(days=1))
    assert not answered.calls.exists() and not answered.words_home.exists() and "parents" not in standing(answered)
    assert tell_parents(by=rota.dsl, episode=answered, kind="told", told_at=now + timedelta(minutes=2)).told_at == now


def test_it_is_begun_from_a_concern_or_joined_to_one_later(rota):
    concern = raise_about(rota.child, by=rota.teacher, facts="She said she cuts herself.")
    from_it = open_urgent(by=rota.teacher, concern=concern)
    assert (from_it.concern, from_it.pupil) == (concern, rota.child)
    alone = open_urgent(by=rota.dsl)
    link_concern(by=rota.dsl, episode=alone, concern=concern)
    alone.refresh_from_db()
    assert (alone.concern, alone.pupil) == (concern, rota.child)


def test_it_is_not_joined_to_a_concern_about_another_child_or_one_that_may_not_be_read(rota, episode):
    other = raise_about(rota.classmate, by=rota.teacher, level="safeguarding")
    with pytest.raises(Refused):
        link_concern(by=rota.dsl, episode=episode, concern=other)
    with pytest.raises(NotAllowed):
        link_concern(by=rota.support, episode=episode, concern=other)


# --- Afterwards


def test_a_plan_written_over_a_newer_one_is_refused_with_the_others_name(rota, answered):
    write_plan(by=rota.dsl, episode=answered, boxes={"helps": "A walk."})
    with pytest.raises(Refused, match="Dora Finch saved version 1"):
        write_plan(by=rota.deputy, episode=answered, boxes={"helps": "Water."}, version=0)


def test_named_readers_are_told_say_that_they_have_read_and_read_again_what_changed(rota, answered):
    plan = write_plan(by=rota.dsl, episode=answered, boxes={"helps": "A walk."})
    name_readers(by=rota.dsl, episode=answered, people=[rota.teacher])
    notice = Notice.objects.get(user=rota.teacher, kind="safety_plan_to_read")
    assert is_still_owed(notice)
    say_read(by=rota.teacher, plan=plan)
    assert not is_still_owed(notice)
    second = write_plan(by=rota.dsl, episode=answered, boxes={"helps": "Water."}, version=1)
    assert is_still_owed(Notice.objects.get(user=rota.teacher, kind="safety_plan_to_read", subject_id=second.pk))
    with pytest.raises(NotAllowed):
        say_read(by=rota.support, plan=second)


def test_a_reader_taken_off_reads_no_more(rota, answered):
    plan = write_plan(by=rota.dsl, episode=answered, boxes={"helps": "A walk."})
    name_readers(by=rota.dsl, episode=answered, people=[rota.teacher])
    name_readers(by=rota.dsl, episode=answered, people=[])
    with pytest.raises(NotAllowed):
        say_read(by=rota.teacher, plan=plan)


def test_a_hand_over_is_the_deputys_only_once_they_say_so(rota, answered):
    note = hand_over(by=rota.dsl, episode=answered, to=rota.deputy, words="Ring her mother on Saturday.")
    answered.refresh_from_db()
    assert answered.held_by == rota.dsl
    notice = Notice.objects.get(user=rota.deputy, kind="urgent_handed_over")
    assert is_still_owed(notice)
    with pytest.raises(NotAllowed):
        take_over(by=rota.head, note=note)
    take_over(by=rota.deputy, note=note)
    answered.refresh_from_db()
    assert answered.held_by == rota.deputy
    assert not is_still_owed(notice)


def test_a_hand_over_goes_out_at_the_weekend_too():
    assert KINDS["urgent_handed_over"].urgent


def test_the_return_plan_is_somebodys_on_monday_and_owed_once(rota, answered):
    monday = date(2026, 11, 30)
    follow_up = promise(by=rota.dsl, episode=answered, kind="return", who=rota.support, due_on=monday)
    assert FollowUp.objects.get().what == ""
    owed = KINDS["urgent_to_do"].owed
    assert list(owed(date(2026, 11, 29))) == []
    assert list(owed(monday)) == list(owed(monday + timedelta(days=1))) == [(rota.support, follow_up.pk, monday)]
    keep_promise(by=rota.support, promised=follow_up.urgent_words)
    assert list(owed(monday + timedelta(days=1))) == []
    assert not EpisodeFollowUp.objects.to(rota.support).open().exists()
    assert not Notice.objects.filter(kind="urgent_to_do", settled_at=None).exists()


def test_whoever_asked_hears_that_it_is_done_and_whoever_stands_in_sees_to_it_on_its_page(rota, answered, client_for):
    monday = timezone.localdate()
    follow_up = promise(by=rota.deputy, episode=answered, kind="return", who=rota.support, due_on=monday)
    cover.hand_over(by=rota.support, person=rota.support, colleague=rota.dsl, from_on=monday, until_on=monday)
    told = Notice.objects.exclude(for_whom=None).get(kind="urgent_to_do")
    lead = client_for(rota.dsl)
    page = f"/concerns/urgent/{answered.public_id}/"
    assert lead.post(f"/staff/notices/{told.public_id}/open/").url == f"{page}#afterwards"
    url = f"/concerns/urgent/to-do/{follow_up.public_id}/done/"
    assert url in lead.get(page).content.decode()
    assert client_for(rota.teacher).post(url, {"idempotency_key": str(uuid4())}).status_code == 404
    assert lead.post(url, {"idempotency_key": str(uuid4())}).url == f"{page}#afterwards"
    done = Notice.objects.get(kind="urgent_done")
    assert done.user == rota.deputy and is_still_owed(done)
    assert not is_still_owed(told)


def test_a_promise_needs_the_child_and_says_so(rota):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support))
    with pytest.raises(Refused, match="which child"):
        promise(by=rota.dsl, episode=episode, kind="debrief", who=rota.dsl, due_on=date(2026, 11, 30))


def test_every_act_is_in_the_log_without_a_word_of_it(rota, answered):
    note_urgent(by=rota.dsl, episode=answered, words="Quietwillow by the gate")
    log_call(by=rota.dsl, episode=answered, name="Quietwillow")
    verbs = set(Entry.objects.filter(subject=str(answered.public_id)).values_list("verb", flat=True))
    assert {"urgent.opened", "urgent.acknowledged", "urgent.noted", "urgent.agency_called"} <= verbs
    assert not Entry.objects.filter(reason__contains="Quietwillow").exists()
    assert EpisodeNote.objects.filter(words__contains="Quietwillow").exists()
