"""What this room owes people: to speak to a family again on the day they chose."""

from pupils.models import ContactNote
from staff.notices import Kind, register
from staff.policy import Permission


def register_kinds():
    register(
        Kind(
            name="next_contact",
            sentence="You said that you would speak to a family again.",
            url_name="pupils:to_speak_to",
            still_owed=lambda notice: _mine(notice.user).filter(pk=notice.subject_id).exists(),
            owed=_owed,
            rows=_mine,
        )
    )


def _mine(user):
    """What this person said they would do, and may still read."""
    return ContactNote.objects.permitted(user, Permission.CONCERN_READ).open().made_by(user)


def _owed(day):
    for note in ContactNote.objects.due(day).select_related("made_by"):
        yield note.made_by, note.pk, note.next_on
