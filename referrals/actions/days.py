"""Days as people type them: one that is to come, or years away, is nearly always a slip."""

from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused

LONGEST_AGO = timedelta(days=5 * 366)  # a referral may be older than this record of it, and a year is easily mistyped
FARTHEST = timedelta(days=5 * 366)


def refuse_mistyped(day):
    """Something happened on this day. Refuses one to come, and one years ago."""
    today = timezone.localdate()
    if day > today:
        raise Refused("That day has not come yet.")
    if day < today - LONGEST_AGO:
        raise Refused("That is years ago. Please look at the year again.")


def refuse_far_off(day):
    """Something is to happen, or holds until this day. Refuses one that is years away, either way."""
    today = timezone.localdate()
    if day > today + FARTHEST:
        raise Refused("That is years away. Please look at the year again.")
    if day < today - LONGEST_AGO:
        raise Refused("That is years ago. Please look at the year again.")
