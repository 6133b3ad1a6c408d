"""Doing things "last Tuesday at ten past one": the demo's past is built through today's actions."""

import contextlib
import datetime
from unittest import mock

from django.utils import timezone


@contextlib.contextmanager
def at(moment):
    """Within this block `timezone.now()` is `moment`, an aware datetime. For one process building a demo only."""
    with mock.patch.object(timezone, "now", lambda: moment):
        yield moment


def on(day, hour=10, minute=0):
    """A moment of the school's own clock."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
