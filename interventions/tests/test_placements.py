"""A child on a wave: placed with a reason, only ever moved, never edited."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.actions import Refused
from audit.models import Entry
from interventions.actions import place_on_wave, record_review
from interventions.models import NEXT, Decision, Move, Placement, Then, Wave
from interventions.tests.world import make_area, place, review
from pupils.actions import mark_left, mark_returned
from pupils.models import MonitoringFlag
from pupils.tests.world import make_pupil
from school.calendar import SOONEST_REVIEW, is_school_day, next_school_day, review_date, school_days_between
from staff.permitted import NotAllowed
from staff.policy import Level
from staff.posting import Stale

pytestmark = pytest.mark.django_db


def test_the_sendco_places_a_child_with_a_reason_and_a_review_on_a_school_day(cast):
    placement = place(cast.child, by=cast.sendco, wave=Wave.TWO)
    assert placement.review_on == review_date(timezone.localdate())
    assert is_school_day(placement.review_on)
    move = placement.moves.get()
    assert (move.decision, move.from_wave, move.to_wave) == (Decision.OPEN, Wave.ONE, Wave.TWO)
    assert Entry.objects.filter(verb="placement.opened", pupil=str(cast.child.public_id)).count() == 1


@pytest.mark.parametrize("part", ["teacher", "support", "dsl", "head", "office", "governor", "technical"])
def test_only_the_sendco_and_the_wellbeing_lead_decide(cast, part):
    with pytest.raises(NotAllowed):
        place(cast.child, by=getattr(cast, part))
    assert not Placement.objects.exists()


def test_nobody_is_placed_on_wave_1(cast):
    with pytest.raises(Refused, match="Everybody is at Wave 1"):
        place(cast.child, by=cast.sendco, wave=Wave.ONE)


def test_one_open_placement_for_a_child_and_area(cast):
    friends = make_area("Friendships")
    place(cast.child, by=cast.sendco, area=friends)
    place(cast.child, by=cast.sendco, area=make_area())
    place(cast.classmate, by=cast.sendco, area=friends)
    with pytest.raises(Refused, match="already help"):
        place(cast.child, by=cast.wellbeing_lead, area=friends, wave=Wave.THREE)


def test_the_database_itself_keeps_one_open_placement_an_area(cast):
    first = place(cast.child, by=cast.sendco)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(
            pupil=cast.child, area=first.area, wave=2, reason="r", hoped_for="h", opened_on=first.opened_on,
            review_on=first.review_on, decided_by=cast.sendco,
        )  # fmt: skip


def test_after_it_ended_the_same_area_may_begin_again(cast):
    friends = make_area("Friendships")
    review(place(cast.child, by=cast.sendco, area=friends), by=cast.sendco, decision=Decision.END)
    place(cast.child, by=cast.sendco, area=friends)


def test_a_child_who_has_left_is_not_placed(cast):
    with pytest.raises(Refused, match="left the school"):
        place(cast.leaver, by=cast.sendco)


def test_safeguarding_words_are_not_taken_here(cast):
    with pytest.raises(Refused, match="safeguarding leads"):
        place(cast.child, by=cast.sendco, level=Level.SAFEGUARDING)


@pytest.mark.parametrize("column", ["reason", "hoped_for", "exit_criteria"])
def test_the_words_of_a_placement_are_never_edited(cast, column):
    placement = place(cast.child, by=cast.sendco)
    with pytest.raises(DatabaseError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(**{column: "Other words"})


@pytest.mark.parametrize("statement", ["UPDATE interventions_move SET why = 'x'", "DELETE FROM interventions_move"])
def test_a_move_is_never_changed_or_removed(cast, statement):
    place(cast.child, by=cast.sendco)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_placement_is_never_deleted(cast):
    place(cast.child, by=cast.sendco)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM interventions_placement")


def test_a_review_that_continues_keeps_the_wave_and_sets_the_next_day(cast):
    placement = review(place(cast.child, by=cast.sendco), by=cast.wellbeing_lead, child_said="I like it")
    move = placement.moves.last()
    assert (move.decision, move.from_wave, move.to_wave) == (Decision.CONTINUE, Wave.TWO, Wave.TWO)
    assert move.child_said == "I like it"
    assert move.decided_by == cast.wellbeing_lead
    assert move.review_on == placement.review_on == review_date(timezone.localdate())
    assert not MonitoringFlag.objects.exists()


def test_stepping_up_moves_the_same_placement_to_wave_3(cast):
    placement = review(place(cast.child, by=cast.sendco), by=cast.sendco, decision=Decision.STEP_UP)
    assert placement.wave == Wave.THREE
    assert not placement.has_ended
    assert [m.to_wave for m in placement.moves.order_by("number")] == [2, 3]


def test_stepping_down_to_wave_1_ends_it_and_leaves_a_flag_with_a_day(cast):
    placement = review(place(cast.child, by=cast.sendco), by=cast.sendco, decision=Decision.STEP_DOWN)
    assert placement.has_ended
    assert placement.ended_by == cast.sendco
    flag = MonitoringFlag.objects.get(pupil=cast.child)
    assert is_school_day(flag.review_on)
    assert flag.level == placement.level


def test_stepping_down_from_wave_3_goes_to_wave_2_and_leaves_a_flag(cast):
    placement = place(cast.child, by=cast.sendco, wave=Wave.THREE)
    review(placement, by=cast.sendco, decision=Decision.STEP_DOWN)
    assert (placement.wave, placement.has_ended) == (Wave.TWO, False)
    assert MonitoringFlag.objects.filter(pupil=cast.child).count() == 1


def test_a_second_end_keeps_the_one_flag_there_is(cast):
    for _ in range(2):
        review(place(cast.child, by=cast.sendco), by=cast.sendco, decision=Decision.END)
    assert MonitoringFlag.objects.filter(pupil=cast.child).count() == 1


def test_what_has_ended_is_not_reviewed_again(cast):
    placement = review(place(cast.child, by=cast.sendco), by=cast.sendco, decision=Decision.END)
    with pytest.raises(Refused, match="ended already"):
        review(placement, by=cast.sendco)


def test_nobody_steps_up_from_wave_3(cast):
    with pytest.raises(Refused, match="not possible"):
        review(place(cast.child, by=cast.sendco, wave=Wave.THREE), by=cast.sendco, decision=Decision.STEP_UP)


def test_a_review_says_why(cast):
    with pytest.raises(Refused, match="why"):
        review(place(cast.child, by=cast.sendco), by=cast.sendco, why="  ")


def test_the_second_of_two_reviewers_is_shown_the_first(cast):
    placement = place(cast.child, by=cast.sendco)
    seen = placement.version
    review(placement, by=cast.wellbeing_lead, decision=Decision.STEP_UP, why="First.")
    with pytest.raises(Stale) as stale:
        record_review(by=cast.sendco, placement=placement, decision=Decision.END, why="Second.", version=seen)
    assert stale.value.theirs.moves.last().why == "First."
    assert Move.objects.filter(placement=placement).count() == 2


def test_a_chosen_review_day_that_is_no_school_day_becomes_the_next_one(cast):
    saturday = timezone.localdate() + timedelta(days=30)
    saturday += timedelta(days=(5 - saturday.weekday()) % 7)
    placement = place(cast.child, by=cast.sendco, review_on=saturday)
    assert placement.review_on > saturday
    assert is_school_day(placement.review_on)


def test_help_from_outside_is_looked_at_when_the_agency_has_done_its_part(cast):
    soon = next_school_day(timezone.localdate() + timedelta(days=3))
    placement = place(cast.child, by=cast.sendco, then=Then.MILESTONE, review_on=soon, waits_for="Speech: assessment")
    assert placement.review_on == soon, "sooner than the rule allows, for it is not ours to hurry"
    move = placement.moves.get()
    assert (move.then, move.waits_for) == ("milestone", "Speech: assessment")
    with pytest.raises(Refused, match="who from outside"):
        review(placement, by=cast.sendco, then=Then.MILESTONE, review_on=soon)


@given(days=st.integers(1, 300))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_planned_end_brings_the_review_forward_but_never_under_fifteen_school_days(cast, days):
    today = timezone.localdate()
    with transaction.atomic():
        placement = place(
            make_pupil(), by=cast.sendco, then=Then.PLANNED_END, review_on=today + timedelta(days=days)
        )  # fmt: skip
        assert placement.review_on <= review_date(today)
        assert school_days_between(today, placement.review_on) >= SOONEST_REVIEW
        assert is_school_day(placement.review_on)
        transaction.set_rollback(True)


def test_a_review_is_never_in_the_past(cast):
    with pytest.raises(Refused, match="after today"):
        place(cast.child, by=cast.sendco, review_on=timezone.localdate())


def test_a_leaver_drops_out_of_every_open_list_and_comes_back_whole(cast):
    placement = place(cast.child, by=cast.sendco)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert not Placement.objects.open().filter(pk=placement.pk).exists()
    placement.refresh_from_db()
    with pytest.raises(Refused, match="left the school"):
        record_review(by=cast.sendco, placement=placement, decision=Decision.END, why="w", version=placement.version)
    cast.child.refresh_from_db()
    mark_returned(by=cast.office, pupil=cast.child)
    assert Placement.objects.open().filter(pk=placement.pk).exists()


@given(
    start=st.sampled_from([Wave.TWO, Wave.THREE]),
    decisions=st.lists(st.sampled_from([d for d in Decision if d != Decision.OPEN]), max_size=7),
    chosen=st.lists(st.dates(date(2026, 1, 1), date(2028, 8, 1)) | st.none(), min_size=8, max_size=8),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_is_reviewed_the_moves_tell_the_whole_story(cast, start, decisions, chosen):
    """Replaying the moves gives the placement; every open one has a review on a school day after today."""
    with transaction.atomic():
        placement = place(make_pupil(), by=cast.sendco, wave=start)
        for decision, day in zip(decisions, chosen, strict=False):
            before = Placement.objects.get(pk=placement.pk)
            try:
                review(placement, by=cast.sendco, decision=decision, review_on=day)
            except Refused:
                after = Placement.objects.get(pk=placement.pk)
                assert (after.wave, after.review_on, after.ended_on) == (before.wave, before.review_on, before.ended_on)
        placement.refresh_from_db()
        wave = Wave.ONE
        for number, move in enumerate(placement.moves.order_by("number"), 1):
            assert move.number == number
            assert move.from_wave == wave
            assert number == 1 or move.to_wave == NEXT[move.from_wave][move.decision]
            wave = move.to_wave
        assert placement.has_ended == (wave == Wave.ONE)
        if not placement.has_ended:
            assert placement.wave == wave
            assert placement.review_on > timezone.localdate()
            assert is_school_day(placement.review_on)
        transaction.set_rollback(True)


def test_placing_needs_a_child_one_may_see(cast):
    from pupils.actions import block_relative

    block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
    with pytest.raises(NotAllowed):
        place_on_wave(by=cast.sendco, pupil=cast.child, wave=2, area=make_area(), reason="r", hoped_for="h")
