"""Meetings with families, for the calendar."""

from families.models import Agreed, Evening, Meeting, Workshop
from pupils.chronology import joined
from pupils.dated import Kind, leave_out, register
from staff.policy import Permission


def register_days():
    register(
        Kind(
            name="meeting",
            word="Meeting with a family",
            many="meetings with families",
            icon="talk",
            more="families:meetings",
            days=((Meeting, "planned_at"),),
            timed=True,
            rows=_meetings,
            url_name="families:meeting",
            line=joined("purpose", "place"),
            say=_say,
            level="level",
        )
    )
    register(
        Kind(
            name="evening",
            word="Parents’ evening",
            many="parents’ evenings",
            icon="people",
            more="families:evenings",
            days=((Evening, "on"),),
            rows=_evenings,
            url_name="families:evening",
            child="",
            main="Parents’ evening",
            line="school_class__name",
        )
    )
    register(
        Kind(
            name="workshop",
            word="Workshop for families",
            many="workshops for families",
            icon="people",
            more="families:workshops",
            days=((Workshop, "held_at"),),
            timed=True,
            rows=lambda user: Workshop.objects.permitted(user, Permission.MEETING_READ).exclude(
                state=Workshop.State.CANCELLED
            ),
            url_name="families:workshop",
            child="",
            main="Workshop",
            line="topic",
        )
    )
    leave_out(Meeting, "next_on", "Words of the summary: the next meeting is planned, and that day counts.")
    leave_out(Agreed, "by_on", "Read back at the next meeting; the family does some of it.")


def _going_on(user):
    rows = Meeting.objects.permitted(user, Permission.MEETING_READ).open()
    return rows.exclude(state=Meeting.State.CANCELLED)


def _meetings(user):
    return _going_on(user).filter(evening=None)


def _evenings(user):
    """Thirty families come on one evening: that is one thing in a week."""
    return Evening.objects.filter(pk__in=_going_on(user).order_by().values("evening"))


def _say(line):
    purpose, place = line.split("|", 1)
    why = Meeting.Purpose(purpose).heading
    return f"{why}, {place}" if place else why
