"""Celery only wakes people up: what is owed lives in PostgreSQL (promises of the house).

Every periodic task sweeps a table, claims rows with a lease, does the work and stamps it,
so a second beat, a redelivery or a flushed broker changes nothing.
"""

import os

from celery import Celery, signals

from stbarts import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stbarts.settings")

app = Celery("stbarts")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.beat_embedded_init.connect
def end_with_the_worker(**_):
    """The clock inside a worker is a process of its own: it must not outlive a worker that is killed outright."""
    embedded.end_with_parent()
