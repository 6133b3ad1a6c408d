"""Who reads about help changes: whatever came of it is read by nobody else from then on."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from interventions.actions.levels import change_placement_level
from interventions.actions.places import finish_place
from interventions.models import Decision, ProgrammePlace
from interventions.tests.help_world import on_programme, programme
from interventions.tests.world import place, review
from pupils.models import MonitoringFlag
from pupils.watching import clear_flag, set_flag
from staff.policy import Level, Permission

pytestmark = pytest.mark.django_db
READ = Permission.PLACEMENT_READ


def flags(user, **which):
    return list(MonitoringFlag.objects.permitted(user, READ).filter(**which).order_by("pk"))


def words(user):
    """Every word about an eye that is kept, as this person may read it."""
    return " ".join(f"{flag.reason} {' '.join(step.reason for step in flag.steps.all())}" for flag in flags(user))


def ended(cast, **more):
    """Help at team level that has ended, and left an eye kept on the child."""
    helped = place(cast.child, by=cast.sendco, **more)
    return review(helped, by=cast.sendco, decision=Decision.END)


def narrow(cast, placement, level=Level.WELLBEING):
    change_placement_level(by=cast.sendco, placement=placement, level=level, reason="It names his uncle.")


def test_a_place_that_has_ended_follows_its_help(cast):
    helped = place(cast.child, by=cast.sendco)
    run = programme(cast.head, by=cast.sendco)
    had = on_programme(cast.child, run, by=cast.sendco, placement=helped)
    finish_place(by=cast.sendco, place=had, ended_why="better")
    seen = ProgrammePlace.objects.permitted(cast.teacher, Permission.PROGRAMME_READ)
    assert seen.count() == 1
    narrow(cast, helped)
    assert not seen.exists()
    narrow(cast, helped, Level.TEAM)
    assert seen.count() == 1


def test_the_flag_that_help_left_follows_it_open_or_cleared(cast):
    helped = ended(cast)
    (flag,) = flags(cast.teacher)
    narrow(cast, helped)
    assert not flags(cast.teacher) and flags(cast.sendco, level=Level.WELLBEING, cleared_at=None) == [flag]
    clear_flag(by=cast.sendco, flag=flag, reason="It holds.")
    again = ended(cast)
    (flag,) = flags(cast.teacher)
    clear_flag(by=cast.teacher, flag=flag, reason="It holds.")
    narrow(cast, again)
    assert not flags(cast.teacher)


def test_what_the_team_watches_for_a_reason_of_its_own_stays_with_the_team(cast):
    soon = timezone.localdate() + timedelta(days=20)
    set_flag(by=cast.teacher, pupil=cast.child, reason="New baby at home.", review_on=soon, level=Level.TEAM)
    helped = ended(cast)
    assert len(flags(cast.teacher)) == 1 and helped.area.name in words(cast.teacher)
    narrow(cast, helped)
    (kept,) = flags(cast.teacher)
    assert kept.reason == "New baby at home." and kept.review_on == soon and kept.cleared_at is None
    assert helped.area.name not in words(cast.teacher) and helped.area.name in words(cast.sendco)


def test_each_of_two_helps_takes_its_own_words_out_of_the_flag_they_share(cast):
    first, second = ended(cast), ended(cast)
    narrow(cast, first)
    assert first.area.name not in words(cast.teacher) and second.area.name in words(cast.teacher)
    narrow(cast, second)
    assert not flags(cast.teacher)
    assert first.area.name in words(cast.sendco) and second.area.name in words(cast.sendco)
    assert len(flags(cast.sendco, cleared_at=None)) == 1


def test_an_eye_that_is_overdue_is_overdue_afterwards_too(cast):
    soon = timezone.localdate() + timedelta(days=20)
    set_flag(by=cast.teacher, pupil=cast.child, reason="New baby at home.", review_on=soon, level=Level.TEAM)
    helped = ended(cast)
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        narrow(cast, helped)
        due = MonitoringFlag.objects.due(timezone.localdate())
        assert {flag.level for flag in due} == {Level.TEAM, Level.WELLBEING}


def test_a_flag_that_is_there_already_takes_it_in(cast):
    late = timezone.localdate() + timedelta(days=300)
    there = set_flag(by=cast.sendco, pupil=cast.child, reason="Quiet since June.", review_on=late)
    helped = ended(cast)
    narrow(cast, helped)
    assert flags(cast.sendco, cleared_at=None) == [there] and not flags(cast.teacher)
    there.refresh_from_db()
    assert there.review_on == late and {"Quiet since June."} < {step.reason for step in there.steps.all()}
    assert helped.area.name in there.reason


def test_nothing_that_others_wrote_is_read_wider_when_help_is_opened_to_the_team(cast):
    helped = ended(cast, level=Level.WELLBEING)
    narrow(cast, helped, Level.TEAM)
    assert helped.area.name in words(cast.teacher)  # all of it came from the help
    narrow(cast, helped)
    soon = timezone.localdate() + timedelta(days=20)
    set_flag(by=cast.sendco, pupil=cast.child, reason="Told by the doctor.", review_on=soon)
    narrow(cast, helped, Level.TEAM)
    assert not flags(cast.teacher)
