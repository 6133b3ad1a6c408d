"""What people are owed about meetings: to approve a summary, and to hear what became of one's own."""

from families.models import Meeting
from staff.notices import Kind, register
from staff.policy import Permission

State = Meeting.State


def _in(permission, *states):
    def still_owed(notice):
        rows = Meeting.objects.permitted(notice.user, permission)
        return rows.filter(pk=notice.subject_id, state__in=states).exists()

    return still_owed


def register_kinds():
    """Declared once, when the room opens."""
    for name, sentence, permission, states in (
        (
            "summary_to_approve",
            "A summary for a family is waiting for somebody to read and approve it.",
            Permission.APPROVE,
            [State.WAITING],
        ),
        (
            "summary_approved",
            "A summary you wrote has been approved and can be shared.",
            Permission.MEETING_WRITE,
            [State.APPROVED],
        ),
        (
            "summary_sent_back",
            "A summary you wrote has come back with a question.",
            Permission.MEETING_WRITE,
            [State.HELD],
        ),
    ):
        url_name = "dashboard:approvals" if permission == Permission.APPROVE else "families:meetings"
        register(Kind(name=name, sentence=sentence, url_name=url_name, still_owed=_in(permission, *states)))
