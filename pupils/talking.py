"""Speaking with a child's family, and writing it down in one log."""

from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused, action, record
from pupils.models import ContactNote
from staff.notices import settle
from staff.permitted import NotAllowed, is_permitted, require
from staff.policy import Level, Permission

LONG_AGO = timedelta(days=365)
OPEN_LEVELS = (Level.TEAM, Level.WELLBEING)
SAY_IT_FIRST = (
    "Such words go to the safeguarding leads first: log a concern with them. Here, write only that you spoke."
)

# Later rooms say for whom "is it safe to tell them?" comes first: functions from (user, pupil) to a yes.
ASK_FIRST = []


def register_ask_first(function):
    """Declare one, from the owning room's AppConfig."""
    ASK_FIRST.append(function)


# Later rooms say what they hear in words between school and home: functions from a text to (why it may not be kept where
# every adult around the child reads it, what of the school's own list of urgent things it speaks of), "" for neither.
LISTENING = []


def register_listening(function):
    """Declare one, from the owning room's AppConfig."""
    LISTENING.append(function)


def heard_in(text):
    """(why these words go to the safeguarding leads first, what in them may be urgent), in words."""
    heard = [listen(text) for listen in LISTENING]
    return ". ".join(held for held, _ in heard if held), ", ".join(urgent for _, urgent in heard if urgent)


def asks_first(user, pupil):
    """Is this person asked whether it is safe, before they speak with this child's family?"""
    return any(ask(user, pupil) for ask in ASK_FIRST)


def may_write_about(user, pupil):
    """Whoever may open the child's page, and the office, who answers the telephone."""
    return any(is_permitted(user, permission, pupil) for permission in (Permission.PUPIL_READ, Permission.PUPIL_MANAGE))


@action
def log_contact(
    *, by, pupil, how, said, at, contact=None, who="", reason="", agreed="", next_on=None, level=Level.TEAM, safe=False
):
    """Write down once what was said between school and home, and when the author will speak to them again.

    Refuses no words and nobody, a moment to come or long gone, a contact of another child, a next day that is
    not to come; words of harm, which go to the safeguarding leads first; and, where it has to be asked first, an author
    who has not said that it is safe.
    """
    require(by, Permission.CONCERN_RAISE)
    if by.as_actor().kind != "system" and not may_write_about(by, pupil):
        raise NotAllowed("This record is not one you can change.")
    now, first = timezone.now(), asks_first(by, pupil)
    if first and not safe:
        raise Refused("First say whether it is safe to tell the family. If you are not sure, ask a safeguarding lead.")
    if contact is not None and contact.pupil_id != pupil.pk:
        raise Refused("That person is not one of this child's contacts.")
    who = contact.name if contact else who.strip()
    if not who or not said.strip():
        raise Refused("Please say whom you spoke to, and what was said.")
    if at > now + timedelta(minutes=5) or at < now - LONG_AGO:
        raise Refused("Please choose a moment of the last year, up to now.")
    if next_on and next_on <= timezone.localdate():
        raise Refused("Choose a day in the future to speak to them again.")
    if level not in OPEN_LEVELS:
        raise Refused("What only the safeguarding leads may read belongs in the child's safeguarding file.")
    held, _ = heard_in(f"{reason} | {said} | {agreed}")
    if held:
        raise Refused(f"{held}. {SAY_IT_FIRST}")
    note = ContactNote.objects.create(
        pupil=pupil, level=str(level), how=ContactNote.How(how), contact=contact, who=who, at=at, reason=reason.strip(),
        said=said.strip(), agreed=agreed.strip(), asked_if_safe=first, made_by=by, next_on=next_on,
    )  # fmt: skip
    record("contact.logged", note, by=by, pupil=pupil, fields=["who", "said", "agreed", "next_on"])
    return note


@action
def finish_next_contact(*, by, note):
    """The author has spoken to the family again, or need not any more. Refuses anybody else."""
    if note.made_by_id != by.pk or not by.is_active:
        raise NotAllowed("Whoever said they would speak to the family ticks it off.")
    note = ContactNote.objects.select_for_update(no_key=True).select_related("pupil").get(pk=note.pk)
    if note.next_on is None:
        raise Refused("No next contact was planned.")
    if note.next_done_at is None:
        note.next_done_at, note.next_done_by = timezone.now(), by
        note.save(update_fields=["next_done_at", "next_done_by"])
        settle("next_contact", note.pk)
        record("contact.next_done", note, by=by, pupil=note.pupil, fields=["next_done_at"])
    return note
