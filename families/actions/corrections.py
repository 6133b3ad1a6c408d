"""What a family says is wrong is kept with the summary, and answered in an addition that a second person reads."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from families.actions.summaries import approvers_of
from families.models import Correction, Meeting
from families.summary import addition_html, may_not_leave
from pupils.going_home import refuse_to_send
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Permission

State = Correction.State


@action
def answer_correction(*, by, copy, said, answer):
    """Keep what one reader says is wrong or missing, in their words, with the school's answer. It waits for an approver.

    The summary's own words never change. Refuses before it was approved, and words that may not leave the house.
    """
    meeting = copy.meeting
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state not in (Meeting.State.APPROVED, Meeting.State.SHARED):
        raise Refused("The summary is still being written: change it there.")
    if not said.strip() or not answer.strip():
        raise Refused("Please write what they said, and your answer.")
    problems = may_not_leave(f"{said}\n{answer}", meeting.pupil)  # their own words go back to them on the same paper
    if blockers := [problem.text for problem in problems if problem.blocks]:
        raise Refused(" ".join(blockers))
    correction = Correction.objects.create(
        meeting=meeting, copy=copy, said=said.strip(), answer=answer.strip(), written_by=by
    )
    owe("correction_to_approve", to=approvers_of(meeting, by), about=correction)
    record("correction.answered", correction, by=by, pupil=meeting.pupil, fields=["said", "answer"])
    return correction


@action
def approve_correction(*, by, correction):
    """A second person lets the answer out: its paper is ordered for the one reader who asked, if they may be told still."""
    correction = _decide(by, correction, State.APPROVED)
    refuse_to_send(correction.meeting.pupil, correction.copy.contact)
    correction.save(update_fields=["state", "decided_by", "decided_at"])
    order_document(
        by=by, kind="addition to a summary", title="Addition to a summary", html=addition_html(correction),
        owner=correction, pupil=correction.meeting.pupil,
    )  # fmt: skip
    return _say(by, correction, "correction.approved")


@action
def set_aside_correction(*, by, correction, why_not):
    """It does not go like this: its writer hears why, and answers anew. Both stay with the summary."""
    correction = _decide(by, correction, State.SET_ASIDE)
    correction.why_not = why_not
    correction.save(update_fields=["state", "decided_by", "decided_at", "why_not"])
    return _say(by, correction, "correction.set_aside")


def _decide(by, correction, state):
    require(by, Permission.APPROVE, correction)
    rows = Correction.objects.select_for_update(no_key=True, of=("self",))
    correction = rows.select_related("meeting__pupil", "copy__contact", "written_by").get(pk=correction.pk)
    if correction.written_by_id == by.pk:
        raise Refused("Somebody who did not write it needs to read it before it goes.")
    if state not in Correction.NEXT[State(correction.state)]:
        raise Refused("Somebody has decided on this already.")
    correction.state, correction.decided_by, correction.decided_at = state, by, timezone.now()
    return correction


def _say(by, correction, verb):
    settle("correction_to_approve", correction.pk)
    owe("correction_decided", to=[correction.written_by], about=correction.meeting)
    record(verb, correction, by=by, pupil=correction.meeting.pupil, fields=["state"])
    return correction
