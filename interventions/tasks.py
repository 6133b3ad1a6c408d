"""Woken by Celery: when a term is over, count the map once. PostgreSQL remembers which terms were counted."""

from celery import shared_task
from django.utils import timezone

from audit.actions import System
from interventions.actions.snapshots import take_snapshot
from interventions.snapshots import due


@shared_task
def count_the_map():
    """The map as it is when a term ends. Any number of beats may run it: a term is counted once."""
    term = due(timezone.localtime())
    if term is not None:
        take_snapshot(by=System("count the map at the end of term"), term=term)
