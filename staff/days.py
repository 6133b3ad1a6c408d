"""Days as people type them: one that is years away is nearly always a slip."""

from datetime import datetime, timedelta

from django.utils import timezone

A_YEAR = timedelta(days=366)
AGO = "That is years ago. Please look at the year again."
AWAY = "That is years away. Please look at the year again."


def years_off(day, *, ago, ahead):
    """What is to be said of a day, or a moment, that lies further away than so many years; nothing of any other."""
    if isinstance(day, datetime):
        day = timezone.localdate(day) if timezone.is_aware(day) else day.date()
    today = timezone.localdate()
    if day > today + ahead * A_YEAR:
        return AWAY
    return AGO if day < today - ago * A_YEAR else ""
