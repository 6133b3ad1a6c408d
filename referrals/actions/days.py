"""Days as people type them: one that is to come, or years away, is nearly always a slip."""

from django.utils import timezone

from audit.actions import Refused
from staff.days import years_off

YEARS = 5  # a referral may be older than this record of it, and a year is easily mistyped


def refuse_mistyped(day):
    """Something happened on this day. Refuses one to come, and one years ago."""
    if day > timezone.localdate():
        raise Refused("That day has not come yet.")
    refuse_far_off(day)


def refuse_far_off(day):
    """Something is to happen, or holds until this day. Refuses one that is years away, either way."""
    if slip := years_off(day, ago=YEARS, ahead=YEARS):
        raise Refused(slip)
