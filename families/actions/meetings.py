"""A meeting is planned, or did not happen."""

from audit.actions import action, record
from families.actions.moving import move_on
from families.models import Meeting
from pupils.here import refuse_leaver
from staff.permitted import require
from staff.policy import Level, Permission

State = Meeting.State


@action
def plan_meeting(*, by, pupil, purpose, planned_at, place="", level=Level.TEAM):
    """Plan to meet a child's family (row W2.6). Refuses a child who has left."""
    require(by, Permission.MEETING_WRITE)
    require(by, Permission.PUPIL_READ, pupil)
    refuse_leaver(pupil)
    meeting = Meeting.objects.create(
        pupil=pupil, purpose=purpose, planned_at=planned_at, place=place, level=level, planned_by=by
    )
    record("meeting.planned", meeting, by=by, pupil=pupil, fields=["purpose", "planned_at"])
    return meeting


@action
def cancel_meeting(*, by, meeting):
    """The meeting did not happen. It stays on the child's story."""
    require(by, Permission.MEETING_WRITE, meeting)
    move_on(meeting, State.CANCELLED)
    meeting.save(update_fields=["state"])
    record("meeting.cancelled", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting
