"""What people are owed about corrections: to read an answer before it goes, and to hear what was decided."""

from families.models import Correction, Meeting
from staff.notices import Kind, register
from staff.policy import Permission


def register_kinds():
    register(
        Kind(
            name="correction_to_approve",
            sentence="An answer to a family about a summary is waiting for somebody to read and approve it.",
            url_name="dashboard:approvals",
            still_owed=_waits,
        )
    )
    register(
        Kind(
            name="correction_decided",
            sentence="Somebody has read your answer to a family about a summary.",
            url_name="families:meetings",
            still_owed=lambda notice: (
                Meeting.objects.permitted(notice.user, Permission.MEETING_WRITE)
                .open()
                .filter(pk=notice.subject_id)
                .exists()
            ),
        )
    )


def _waits(notice):
    rows = Correction.objects.permitted(notice.user, Permission.APPROVE).waiting_for_approval()
    return rows.filter(pk=notice.subject_id).exists()
