"""What people are owed about meetings: to approve a summary, and to hear what became of one's own."""

from django.utils import timezone

from families.models import Meeting
from school.calendar import add_school_days
from staff.notices import Kind, register
from staff.policy import Permission

State = Meeting.State
SOON = 5  # school days


def _in(permission, *states):
    def still_owed(notice):
        rows = Meeting.objects.permitted(notice.user, permission).open()
        return rows.filter(pk=notice.subject_id, state__in=states).exists()

    return still_owed


def _to_read(user):
    """Meetings that this person may read: their lists name the children."""
    return Meeting.objects.permitted(user, Permission.MEETING_READ).open()


def not_held(day):
    """Whoever planned a meeting, on the next school day, where nobody said that it was held or did not happen."""
    for meeting in Meeting.objects.gone_by(day).select_related("planned_by"):
        yield meeting.planned_by, meeting.pk, timezone.localdate(meeting.planned_at)


def _still_not_held(notice):
    mine = Meeting.objects.permitted(notice.user, Permission.MEETING_WRITE).gone_by(timezone.localdate())
    return any(timezone.localdate(m.planned_at) == notice.due_on for m in mine.filter(pk=notice.subject_id))


def _still_waits(notice):
    """By whoever may write about that child still, or stands in for them and may."""
    mine = Meeting.objects.permitted(notice.user, Permission.MEETING_WRITE).open().not_shared()
    return mine.filter(pk=notice.subject_id).exists()


def register_kinds():
    """Declared once, when the room opens."""
    register(
        Kind(
            name="meeting_not_held",
            sentence="The day of a meeting you planned has gone by. Was it held?",
            url_name="families:meetings",
            still_owed=_still_not_held,
            owed=not_held,
            rows=_to_read,
        )
    )
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
        register(
            Kind(name=name, sentence=sentence, url_name=url_name, still_owed=_in(permission, *states), rows=_to_read)
        )
    register(
        Kind(
            name="summary_late",
            sentence="A family is still waiting for the summary of a meeting.",
            url_name="families:meetings",
            still_owed=_still_waits,
            owed=_late,
            rows=_to_read,
        )
    )


def _late(day):
    """A summary is with the family five school days after the meeting (PAR-8): its writer is told once that it is not.

    Nobody is asked to hurry while nothing may go home; when it may again, they are told then.
    """
    rows = Meeting.objects.open().not_shared().filter(planned_at__date__lte=add_school_days(day, -SOON))
    rows = rows.filter(pupil__do_not_contact=False)
    for meeting in rows.select_related("written_by", "planned_by"):
        on = add_school_days(timezone.localdate(meeting.planned_at), SOON)
        yield meeting.written_by or meeting.planned_by, meeting.pk, on
