"""Meetings for tests, made through the actions."""

from datetime import timedelta

from django.utils import timezone

from families import actions
from families.models import Meeting
from staff.policy import Level


def make_meeting(pupil, *, by, level=Level.TEAM, purpose=Meeting.Purpose.REVIEW, days=3):
    """A planned meeting about this child, `days` from now."""
    return actions.plan_meeting(
        by=by, pupil=pupil, purpose=purpose, planned_at=timezone.now() + timedelta(days=days), level=level
    )
