"""What people are owed about views: to bring what a child or a family says, and to hear that it was brought."""

from families.models import Meeting, View
from staff.notices import Kind, register
from staff.policy import Permission


def register_kinds():
    register(
        Kind(
            name="view_asked",
            sentence="A colleague asks you what a child or a family wants to say at a meeting.",
            url_name="families:views_asked",
            still_owed=lambda notice: View.objects.asked_of(notice.user).to_do().filter(pk=notice.subject_id).exists(),
        )
    )
    register(
        Kind(
            name="view_given",
            sentence="A colleague has brought what a child or a family wants to say at your meeting.",
            url_name="families:meetings",
            still_owed=_meets_soon,
            rows=lambda user: Meeting.objects.permitted(user, Permission.MEETING_READ).open(),
        )
    )


def _meets_soon(notice):
    rows = Meeting.objects.permitted(notice.user, Permission.MEETING_WRITE).open()
    return rows.filter(pk=notice.subject_id, state=Meeting.State.PLANNED).exists()
