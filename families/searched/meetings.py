"""Which words of this room can be found: what was said and agreed at meetings with the family."""

from families.models import Agreed, Coming, Copy, Correction, Meeting, View
from pupils.searching import Record, Text, add, leave_out, register
from staff.policy import Permission

WORDS = (
    "strengths", "child_view", "parents_view", "school_sees", "support", "decided", "present", "apologies", "staff_notes", "question",
)  # fmt: skip


def register_records():
    register(
        Record(
            name="meeting",
            rows=lambda user: Meeting.objects.permitted(user, Permission.MEETING_READ),
            url_name="families:meeting",
        ),
        Text("meeting", "Meeting", "meeting", Meeting, WORDS, at="planned_at"),
        Text(
            "agreed",
            "Agreed at a meeting",
            "meeting",
            Agreed,
            ("issue", "what", "who"),
            at="added_at",
            parent="meeting",
        ),
    )
    add(Text("view", "Asked before a meeting", "meeting", View, ("words",), at="answered_at", parent="meeting"))
    add(
        Text(
            "correction",
            "A family's correction",
            "meeting",
            Correction,
            ("said", "answer", "why_not"),
            at="written_at",
            parent="meeting",
        )  # fmt: skip
    )
    leave_out(Coming, "*", "Who was asked to a meeting: names of adults.")
    leave_out(Meeting, ("interpreter",), "The name of an interpreter, not a word about a child.")
    leave_out(Copy, "*", "How a summary was handed over: no words about a child.")
