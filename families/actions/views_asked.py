"""What the child and the family want to say is asked for before a meeting, through a colleague who knows them."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.triggers import held_words
from families.models import Meeting, View
from pupils.models import Pupil
from staff.notices import owe, settle
from staff.permitted import NotAllowed, require
from staff.policy import Permission


@action
def ask_for_view(*, by, meeting, whose, asked_of):
    """Ask a colleague to bring what the child, or the family, says. Refuses one who does not know the child."""
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state != Meeting.State.PLANNED:
        raise Refused("This meeting was held already.")
    if not Pupil.objects.permitted(asked_of, Permission.PUPIL_READ).filter(pk=meeting.pupil_id).exists():
        raise Refused("Choose somebody who works with this child.")
    view, made = View.objects.get_or_create(
        meeting=meeting, whose=View.Whose(whose), asked_of=asked_of, defaults={"asked_by": by}
    )
    if not made:
        raise Refused(f"{asked_of} has been asked for that already.")
    owe("view_asked", to=[asked_of], about=view)
    record("view.asked", view, by=by, pupil=meeting.pupil, fields=["whose", "asked_of"])
    return view


@action
def give_view(*, by, view, words):
    """Bring what they said, in their words. Whoever wants to change it later tells it at the meeting."""
    if view.asked_of_id != by.pk or not by.is_active:
        raise NotAllowed("Somebody else was asked for this.")
    view = View.objects.select_for_update(no_key=True).select_related("meeting__pupil", "asked_by").get(pk=view.pk)
    require(by, Permission.PUPIL_READ, view.meeting.pupil)
    if view.answered_at is not None:
        raise Refused("You have written this already. Tell the rest at the meeting.")
    if view.meeting.state not in (Meeting.State.PLANNED, Meeting.State.HELD):
        raise Refused("The meeting is over, and its summary is written.")
    if not words.strip():
        raise Refused("Please write what they said.")
    if why := held_words(words):
        raise Refused(f"{why}. Such words go to the safeguarding leads first, not to every adult.")
    view.words, view.answered_at = words.strip(), timezone.now()
    view.save(update_fields=["words", "answered_at"])
    settle("view_asked", view.pk)
    owe("view_given", to=[view.asked_by], about=view.meeting)
    record("view.given", view, by=by, pupil=view.meeting.pupil, fields=["words"])
    return view
