"""Doing things "last Tuesday at ten past one": the demo's past is built through today's actions."""

import datetime

import time_machine
from django.utils import timezone


def at(moment):
    """Within this block it is `moment`, an aware datetime, for everything that asks the time: the defaults of
    columns too, which hold the clock itself. For one process building a demo only."""
    return time_machine.travel(moment.astimezone(datetime.UTC), tick=False)


def on(day, hour=10, minute=0):
    """A moment of the school's own clock."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
