"""A summary is handed in, read by a second person, sent back or approved, and shared."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from families.actions.moving import move_on
from families.models import Meeting
from families.summary import problems_with, summary_html
from pupils.going_home import refuse_to_send
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require, those_with
from staff.policy import Permission

State = Meeting.State


@action
def hand_in(*, by, meeting):
    """The summary waits for a second person. Who that must be is not said. Refuses while something is missing."""
    require(by, Permission.MEETING_WRITE, meeting)
    blockers = [problem.text for problem in problems_with(meeting) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))
    move_on(meeting, State.WAITING)
    meeting.save(update_fields=["state"])
    owe("summary_to_approve", to=approvers_of(meeting, by), about=meeting)
    record("meeting.handed_in", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting


def approvers_of(meeting, writer):
    """Who may approve this very summary, its writers left out."""
    writers = {meeting.planned_by_id, meeting.written_by_id, writer.pk}
    people = [person for person in User.objects.who_may(Permission.APPROVE) if person.pk not in writers]
    return those_with(people, Permission.APPROVE, meeting)


@action
def approve_summary(*, by, meeting):
    """A second person has read it: one PDF for each recipient is ordered, its words frozen (row C5)."""
    require(by, Permission.APPROVE, meeting)
    if by.pk in (meeting.planned_by_id, meeting.written_by_id):
        raise Refused("Somebody who did not write it needs to read it before it goes.")
    refuse_to_send(meeting.pupil)
    blockers = [problem.text for problem in problems_with(meeting) if problem.blocks]
    if blockers:
        raise Refused(" ".join(blockers))
    move_on(meeting, State.APPROVED)
    meeting.approved_by, meeting.approved_at, meeting.question = by, timezone.now(), ""
    meeting.save(update_fields=["state", "approved_by", "approved_at", "question"])
    for copy in meeting.copies.select_related("contact"):
        order_document(
            by=by,
            kind="meeting summary",
            title="Summary of a meeting",
            html=summary_html(meeting, copy),
            owner=copy,
            pupil=meeting.pupil,
        )
    settle("summary_to_approve", meeting.pk)
    _say_approved(meeting)
    record("meeting.approved", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting


def _say_approved(meeting):
    """Its writer hears of it; of an evening's summaries once, when none waits any longer."""
    if meeting.evening_id is None:
        owe("summary_approved", to=[meeting.planned_by], about=meeting)
    elif not Meeting.objects.waiting_for_approval().filter(evening=meeting.evening_id).exists():
        settle("evening_to_approve", meeting.evening_id)
        owe("evening_approved", to=[meeting.planned_by], about=meeting.evening)


@action
def send_back(*, by, meeting, question):
    """The approver asks for a change: the summary goes back to its writer."""
    require(by, Permission.APPROVE, meeting)
    move_on(meeting, State.HELD)
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
    refuse_to_send(meeting.pupil, copy.contact)
    copy.shared_on, copy.shared_how, copy.shared_by = timezone.localdate(), shared_how, by
    copy.save(update_fields=["shared_on", "shared_how", "shared_by"])
    if meeting.state == State.APPROVED:
        move_on(meeting, State.SHARED)
        meeting.save(update_fields=["state"])
    settle("summary_approved", meeting.pk)
    settle("summary_late", meeting.pk)
    record("meeting.shared", meeting, by=by, pupil=meeting.pupil, fields=["shared_on", "shared_how"])
    return copy
