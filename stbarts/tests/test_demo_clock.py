"""The demo's clock moves for the demo only, and its stories fit in before any day."""

import datetime

import pytest
from django.utils import timezone

from concerns.models import Concern
from school.calendar import add_school_days
from stbarts.demo.clock import at, nothing_after, on
from stbarts.demo.school import STORIES, _first_day, _last_begun


def test_the_clock_is_moved_within_the_block_only():
    then = on(datetime.date(2026, 9, 8), 13, 10)
    with at(then):
        assert timezone.now() == then
        assert timezone.localdate() == datetime.date(2026, 9, 8)
    assert timezone.now() != then


def test_the_defaults_of_columns_follow_the_moved_clock():
    then = on(datetime.date(2026, 9, 8), 13, 10)
    with at(then):
        assert Concern().recorded_at == then


def test_nothing_is_done_after_the_moment_the_demo_is_made():
    six, then = on(datetime.date(2026, 9, 8), 6), on(datetime.date(2026, 9, 8), 8, 5)
    with nothing_after(six), at(then):
        assert timezone.now() == six
    with at(then):
        assert timezone.now() == then


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now, begun",
    [
        (on(datetime.date(2026, 9, 8), 8, 5), datetime.date(2026, 9, 8)),
        (on(datetime.date(2026, 9, 8), 6), datetime.date(2026, 9, 7)),
        (on(datetime.date(2026, 9, 12), 13), datetime.date(2026, 9, 11)),
        (on(datetime.date(2026, 9, 14), 7), datetime.date(2026, 9, 11)),
    ],
)
def test_the_last_words_of_the_demo_are_of_a_school_day_that_has_begun(now, begun):
    assert _last_begun(now) == begun


@pytest.mark.django_db
def test_the_stories_have_room_on_any_day_of_the_year():
    """In the first weeks of a year too: the adults who tell them were around the child by then."""
    for n in range(0, 366, 3):
        today = datetime.date(2027, 8, 20) + datetime.timedelta(days=n)
        assert add_school_days(today, -STORIES) > _first_day(today) > today - datetime.timedelta(days=460)
