"""A meeting is written up: what was said, and what was agreed."""

from audit.actions import Refused, action, record
from families.actions.moving import move_on
from families.models import Agreed, Copy, Meeting
from staff.permitted import require
from staff.policy import Permission

State = Meeting.State


@action
def write_up(*, by, meeting, version, contacts, **words):
    """Write what was said. Every box but the staff's own notes is for the family. Refuses once it was handed in."""
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state not in (State.PLANNED, State.HELD):
        raise Refused("The summary has been handed in. An approver can send it back to you.")
    if any(contact.pupil_id != meeting.pupil_id for contact in contacts):
        raise Refused("That person is not one of this child's contacts.")
    untold = [contact.name for contact in contacts if not contact.receives_information]
    if untold:
        raise Refused(f"{', '.join(untold)} may not be sent information about this child. Ask the office why.")
    meeting.bump(version)
    names = (*Meeting.FOR_THE_FAMILY, "staff_notes")
    changed = [name for name in names if name in words and getattr(meeting, name) != words[name]]
    for name in changed:
        setattr(meeting, name, words[name])
    if meeting.state == State.PLANNED:
        move_on(meeting, State.HELD)
    meeting.written_by = by
    meeting.save(update_fields=[*changed, "state", "written_by", "version"])
    Copy.objects.filter(meeting=meeting).exclude(contact__in=contacts).delete()
    Copy.objects.bulk_create([Copy(meeting=meeting, contact=c) for c in contacts], ignore_conflicts=True)
    record("meeting.written_up", meeting, by=by, pupil=meeting.pupil, fields=changed)
    return meeting


@action
def agree(*, by, meeting, what, who, by_on):
    """Write down one thing that was agreed: who does what by when."""
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state not in (State.PLANNED, State.HELD):
        raise Refused("The summary has been handed in. An approver can send it back to you.")
    agreed = Agreed.objects.create(meeting=meeting, what=what, who=who, by_on=by_on, added_by=by)
    record("meeting.agreed", meeting, by=by, pupil=meeting.pupil, fields=["what", "who", "by_on"])
    return agreed
