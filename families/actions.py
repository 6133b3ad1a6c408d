"""What is done about meetings: planned, held and written up, approved by a second person, shared."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from families.models import Agreed, Copy, Meeting
from families.summary import problems_with, summary_html
from pupils.here import refuse_leaver
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Level, Permission

State = Meeting.State


def _move(meeting, to):
    """Move on with the row locked. Refuses a step the table does not know."""
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.may_become(to):
        raise Refused(f"This meeting is now “{locked.get_state_display()}”, so that cannot be done.")
    meeting.state = to


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
        _move(meeting, State.HELD)
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


@action
def cancel_meeting(*, by, meeting):
    """The meeting did not happen. It stays on the child's story."""
    require(by, Permission.MEETING_WRITE, meeting)
    _move(meeting, State.CANCELLED)
    meeting.save(update_fields=["state"])
    record("meeting.cancelled", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting


@action
def hand_in(*, by, meeting):
    """The summary waits for a second person. Who that must be is not said. Refuses while something is missing."""
    require(by, Permission.MEETING_WRITE, meeting)
    blockers = [problem.text for problem in problems_with(meeting) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))
    _move(meeting, State.WAITING)
    meeting.save(update_fields=["state"])
    owe("summary_to_approve", to=approvers_of(meeting, by), about=meeting)
    record("meeting.handed_in", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting


def approvers_of(meeting, writer):
    """Who may approve this very summary, its writers left out."""
    writers = {meeting.planned_by_id, meeting.written_by_id, writer.pk}
    return [
        person
        for person in User.objects.who_may(Permission.APPROVE)
        if person.pk not in writers
        and Meeting.objects.permitted(person, Permission.APPROVE).filter(pk=meeting.pk).exists()
    ]


@action
def approve_summary(*, by, meeting):
    """A second person has read it: one PDF for each recipient is ordered, its words frozen (row C5)."""
    require(by, Permission.APPROVE, meeting)
    if by.pk in (meeting.planned_by_id, meeting.written_by_id):
        raise Refused("Somebody who did not write it needs to read it before it goes.")
    if meeting.pupil.do_not_contact:
        raise Refused("“Do not contact home yet” is set for this child. Take that off first, or leave this waiting.")
    blockers = [problem.text for problem in problems_with(meeting) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))
    _move(meeting, State.APPROVED)
    meeting.approved_by, meeting.approved_at, meeting.question = by, timezone.now(), ""
    meeting.save(update_fields=["state", "approved_by", "approved_at", "question"])
    for copy in meeting.copies.select_related("contact"):
        order_document(
            by=by,
            kind="meeting summary",
            title="Summary of a meeting",
            html=summary_html(meeting, copy.contact),
            owner=copy,
            pupil=meeting.pupil,
        )
    settle("summary_to_approve", meeting.pk)
    owe("summary_approved", to=[meeting.planned_by], about=meeting)
    record("meeting.approved", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting


@action
def send_back(*, by, meeting, question):
    """The approver asks for a change: the summary goes back to its writer."""
    require(by, Permission.APPROVE, meeting)
    _move(meeting, State.HELD)
    meeting.question = question
    meeting.save(update_fields=["state", "question"])
    settle("summary_to_approve", meeting.pk)
    owe("summary_sent_back", to=[meeting.planned_by], about=meeting)
    record("meeting.sent_back", meeting, by=by, pupil=meeting.pupil, fields=["state", "question"])
    return meeting


@action
def record_shared(*, by, meeting, copy, shared_how):
    """One copy was handed over or sent: to whom, when, how. Refuses while home is not to be contacted."""
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state not in (State.APPROVED, State.SHARED):
        raise Refused("The summary has to be approved before it is shared.")
    if meeting.pupil.do_not_contact:
        raise Refused("This cannot be shared yet. A safeguarding lead will tell you when.")
    copy.shared_on, copy.shared_how, copy.shared_by = timezone.localdate(), shared_how, by
    copy.save(update_fields=["shared_on", "shared_how", "shared_by"])
    if meeting.state == State.APPROVED:
        _move(meeting, State.SHARED)
        meeting.save(update_fields=["state"])
    settle("summary_approved", meeting.pk)
    record("meeting.shared", meeting, by=by, pupil=meeting.pupil, fields=["shared_on", "shared_how"])
    return copy
