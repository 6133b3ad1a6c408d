"""What this room tells of a child: meetings with the family, and summaries that were shared."""

from families.models import Copy, Meeting
from pupils.chronology import Source, joined, register
from staff.policy import Permission


def register_sources():
    register(
        Source(
            kind="meeting",
            word="Meeting",
            icon="talk",
            rows=_meetings,
            at="planned_at",
            ref="public_id",
            url_name="families:meeting",
            line=joined("purpose", "state"),
            level="level",
            say=_say_meeting,
        )
    )
    register(
        Source(
            kind="summary",
            word="Shared",
            icon="share",
            rows=lambda user, pupils: Copy.objects.filter(
                meeting__in=_meetings(user, pupils).values("pk"), shared_on__isnull=False
            ),
            at="shared_on",
            ref="meeting__public_id",
            url_name="families:meeting",
            line=joined("meeting__purpose", "contact__name"),
            level="meeting__level",
            pupil="meeting__pupil",
            say=_say_summary,
        )
    )


def _meetings(user, pupils):
    return Meeting.objects.permitted(user, Permission.MEETING_READ).filter(pupil__in=pupils)


def _say_meeting(line):
    purpose, state = line.split("|", 1)
    said = Meeting.Purpose(purpose).heading
    return f"{said} · did not happen" if state == Meeting.State.CANCELLED else said


def _say_summary(line):
    purpose, contact = line.split("|", 1)
    about = Meeting.Purpose(purpose).heading
    return f"Summary shared with {contact}: {about[:1].lower()}{about[1:]}"
