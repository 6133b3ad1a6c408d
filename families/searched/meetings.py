"""Which words of this room can be found: what was said and agreed at meetings with the family."""

from families.models import Agreed, Copy, Meeting
from pupils.searching import Record, Text, leave_out, register
from staff.policy import Permission

WORDS = (
    "strengths", "child_view", "parents_view", "school_sees", "support", "present", "staff_notes", "question",
)  # fmt: skip


def register_records():
    register(
        Record(
            name="meeting",
            rows=lambda user: Meeting.objects.permitted(user, Permission.MEETING_READ),
            url_name="families:meeting",
        ),
        Text("meeting", "Meeting", "meeting", Meeting, WORDS, at="planned_at"),
        Text("agreed", "Agreed at a meeting", "meeting", Agreed, ("what", "who"), at="added_at", parent="meeting"),
    )
    leave_out(Copy, "*", "How a summary was handed over: no words about a child.")
