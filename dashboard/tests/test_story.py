"""A child's story: one line a happening, from every room, and never one its reader may not meet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concerns.models import Concern
from concerns.tests.world import raise_about
from dashboard.children import story_of
from interventions.tests.world import place, review
from pupils import chronology
from pupils.watching import set_flag
from staff.policy import Level

pytestmark = pytest.mark.django_db


def kinds(lines):
    return {line.kind for line in lines}


def told(user, pupil):
    return story_of(pupil, user)[0]


def test_every_room_tells_its_part_in_one_query(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, status=Concern.Status.CLOSED, lead=cast.dsl)
    review(place(cast.child, by=cast.sendco), by=cast.sendco)
    set_flag(
        by=cast.dsl, pupil=cast.child, reason="New baby at home", review_on=timezone.localdate() + timedelta(days=9)
    )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lines, older = story_of(cast.child, cast.dsl)
    assert len(queries) == 1
    assert not older
    assert {"concern", "decision", "move", "flag", "class"} <= kinds(lines)
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


def test_an_eye_asked_for_twice_is_told_twice_each_in_its_own_words(cast):
    """A chronology is not rewritten: what is said today stands at today, and not at the day of the first asking."""
    for reason in ("Squints at the board", "New baby at home"):
        set_flag(by=cast.dsl, pupil=cast.child, reason=reason, review_on=timezone.localdate() + timedelta(days=9))
    again, first = [line for line in told(cast.dsl, cast.child) if line.kind in ("flag", "watched")]
    assert (first.kind, again.kind) == ("flag", "watched")
    assert "Squints at the board" in first.line and "New baby" not in first.line
    assert "New baby at home" in again.line


def test_words_of_a_restricted_record_are_not_in_any_line(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, status=Concern.Status.CLOSED, lead=cast.dsl)
    placement = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    review(placement, by=cast.sendco, why="Open-canary")
    lines = told(cast.dsl, cast.child)
    locked = [line for line in lines if line.locked]
    assert kinds(locked) == {"concern", "decision"}
    assert not any("Talked it through" in line.line or "bruise" in line.line for line in lines)
    assert any("Open-canary" in line.line for line in lines)


def test_the_author_of_a_safeguarding_concern_is_not_told_what_was_decided(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, status=Concern.Status.CLOSED, lead=cast.dsl)
    assert "concern" in kinds(told(cast.teacher, cast.child))
    assert "decision" not in kinds(told(cast.teacher, cast.child))
    assert "concern" not in kinds(told(cast.sendco, cast.child))


def test_a_concern_moved_to_another_child_leaves_the_wrong_childs_story(cast):
    from concerns.actions.adding import refile

    concern = raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.classmate, reason="The other boy.")
    assert "concern" not in kinds(told(cast.dsl, cast.child))
    assert "concern" in kinds(told(cast.dsl, cast.classmate))


def test_a_line_written_late_says_how_late(cast):
    five_days_ago = timezone.now() - timedelta(days=5, minutes=1)
    raise_about(cast.child, by=cast.teacher, happened_at=five_days_ago)
    (line,) = [line for line in told(cast.dsl, cast.child) if line.kind == "concern"]
    assert line.at == five_days_ago
    assert line.days_late == 5


def test_things_of_one_moment_are_not_lost_between_pages(cast):
    moment = timezone.now() - timedelta(days=3)
    for _ in range(7):
        raise_about(cast.child, by=cast.teacher, happened_at=moment)
    everything = chronology.lines_of(cast.dsl, [cast.child], most=100)
    met, after = [], None
    while lines := chronology.lines_of(cast.dsl, [cast.child], after=after, most=2):
        met += lines
        after = chronology.place_in(lines[-1].place)
    assert [(line.kind, line.key) for line in met] == [(line.kind, line.key) for line in everything]


@pytest.mark.parametrize("text", ["", "x", "2026-01-01T10:00:00", "2026-99-01T10:00:00+00:00~concern~1", "~~", "a~b~c"])
def test_an_address_that_was_tampered_with_begins_at_the_newest(text):
    assert chronology.place_in(text) is None
