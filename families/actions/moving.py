"""A meeting moves on: its row locked, along its table of states."""

from audit.actions import Refused
from families.models import Meeting


def move_on(meeting, to):
    """Move on with the row locked. Refuses a step the table does not know."""
    locked = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if not locked.may_become(to):
        raise Refused(f"This meeting is now “{locked.where_it_stands()}”, so that cannot be done.")
    meeting.state = to
