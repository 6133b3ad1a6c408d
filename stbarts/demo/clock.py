"""Doing things "last Tuesday at ten past one": the demo's past is built through today's actions."""

import contextlib
import datetime

import time_machine
from django.utils import timezone

_latest = None


@contextlib.contextmanager
def nothing_after(moment):
    """Within this block nothing is done later than `moment`: built at six in the morning, or on a Saturday, no demo has
    something that will be done at eight."""
    global _latest
    _latest = moment
    try:
        yield
    finally:
        _latest = None


def at(moment):
    """Within this block it is `moment`, an aware datetime, for everything that asks the time: the defaults of
    columns too, which hold the clock itself. For one process building a demo only."""
    moment = min(moment, _latest) if _latest else moment
    return time_machine.travel(moment.astimezone(datetime.UTC), tick=False)


def on(day, hour=10, minute=0):
    """A moment of the school's own clock."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
