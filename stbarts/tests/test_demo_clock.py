"""The demo's clock moves for the demo only."""

import datetime

from django.utils import timezone

from concerns.models import Concern
from stbarts.demo.clock import at, on


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
