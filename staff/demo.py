"""The demo: a made-up school whose people sign in by a button. Never over a real school's data."""

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from staff.models import User

# A later room says why its data is real ("a school that is not the demo's"); see `refuse_when`.
REASONS = []


def refuse_when(reason):
    """Register a function that returns a sentence when there is real data, or nothing."""
    REASONS.append(reason)


def people():
    """Everybody of the demo who can sign in: not those who are invited and have not come yet."""
    return User.objects.joined().filter(is_demo=True)


def why_not():
    """Why the demo's doors stay shut, in one sentence; "" when they may open."""
    if not settings.DEMO:
        return "This is not a demo."
    if User.objects.active().filter(is_demo=False).exists():
        return "DEMO is switched on, but there are real people in this database. Switch DEMO off."
    return next(filter(None, (reason() for reason in REASONS)), "")


def is_on():
    """Is this a demo, with nothing real in it?"""
    return not why_not()


@checks.register(checks.Tags.database)
def no_demo_over_real_data(app_configs, databases, **kwargs):
    """`manage.py check --database default` and script/server refuse to start such a mixture."""
    if not settings.DEMO or not databases or "default" not in databases:
        return []
    try:
        problem = why_not()
    except DatabaseError:
        return []  # not migrated yet: there is nobody in it
    return [checks.Error(problem, id="staff.E001")] if problem else []
