"""What people are owed about a parents' evening: to read and approve its summaries, and to hear that it is done."""

from families.models import Meeting
from staff.notices import Kind, register
from staff.policy import Permission

State = Meeting.State


def register_kinds():
    register(
        Kind(
            name="evening_to_approve",
            sentence="Summaries for a parents’ evening are waiting for somebody to read and approve them.",
            url_name="dashboard:approvals",
            still_owed=_waits,
        )
    )
    register(
        Kind(
            name="evening_approved",
            sentence="The summaries for your parents’ evening have been approved.",
            url_name="families:evenings",
            still_owed=_to_hand_out,
        )
    )


def _waits(notice):
    rows = Meeting.objects.permitted(notice.user, Permission.APPROVE).waiting_for_approval()
    return rows.not_written_by(notice.user).filter(evening=notice.subject_id).exists()


def _to_hand_out(notice):
    rows = Meeting.objects.permitted(notice.user, Permission.MEETING_WRITE).open()
    return rows.filter(evening=notice.subject_id, state=State.APPROVED).exists()
