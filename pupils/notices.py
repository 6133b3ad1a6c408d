"""What this room owes people: to speak to a family again on the day they chose, and to know who at home may be told."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from pupils.models import Contact, ContactNote
from staff.notices import Kind, register
from staff.policy import Permission

A_MONTH = timedelta(days=31)


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
    register(
        Kind(
            name="contact_changed",
            sentence="Who at home may be told about a child has changed. Please look before you write to them.",
            url_name="pupils:list",
            still_owed=_worth_knowing,
            rows=_adults,
            page=lambda contact: reverse("pupils:family", args=[contact.pupil.public_id]),
        )
    )


def _adults(user):
    return Contact.objects.permitted(user, Permission.PUPIL_READ).of_children_here().select_related("pupil")


def _worth_knowing(notice):
    """For a month: then it is what everybody sees beside the name."""
    recent = notice.due_on >= timezone.localdate() - A_MONTH
    return recent and _adults(notice.user).filter(pk=notice.subject_id).exists()


def _mine(user):
    """What this person said they would do, and may still read."""
    return ContactNote.objects.permitted(user, Permission.CONCERN_READ).open().made_by(user)


def _owed(day):
    for note in ContactNote.objects.due(day).select_related("made_by"):
        yield note.made_by, note.pk, note.next_on
