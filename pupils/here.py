"""What is done for a child who is at the school, and for nobody who has left."""

from django.utils import timezone

from audit.actions import Refused


def refuse_leaver(pupil, on=None):
    """Nothing new begins or goes on for a child who has left by this day (today where none is given)."""
    if pupil.has_left(on or timezone.localdate()):
        raise Refused("This child has left the school.")
