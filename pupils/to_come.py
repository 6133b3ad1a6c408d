"""Families that somebody said they would speak to again, for the calendar."""

from pupils.dated import Kind, register
from pupils.models import ContactNote
from staff.policy import Permission


def register_days():
    register(
        Kind(
            name="speak", word="Family to speak to again", many="families to speak to again", icon="phone",
            more="pupils:to_speak_to", days=((ContactNote, "next_on"),), rows=_mine, level="level", line="who",
            say=lambda who: f"You spoke with {who}",
        )
    )  # fmt: skip


def _mine(user):
    return ContactNote.objects.permitted(user, Permission.CONCERN_READ).made_by(user).open()
