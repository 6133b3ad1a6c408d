"""A meeting is planned, with who comes; planned anew; or did not happen."""

from audit.actions import Refused, action, record
from families.actions.moving import move_on
from families.models import Coming, Meeting
from pupils.here import refuse_leaver
from staff.notices import settle
from staff.permitted import require
from staff.policy import Level, Permission

State = Meeting.State


@action
def plan_meeting(
    *, by, pupil, purpose, planned_at, place="", interpreter="", contacts=(), staff=(), guests=(), level=Level.TEAM
):
    """Plan to meet a child's family: what for, when, where, who comes and who interprets (row W2.6).

    Refuses a child who has left, and an adult who does not come to meetings.
    """
    require(by, Permission.MEETING_WRITE)
    require(by, Permission.PUPIL_READ, pupil)
    refuse_leaver(pupil)
    meeting = Meeting.objects.create(
        pupil=pupil, purpose=purpose, planned_at=planned_at, place=place, interpreter=interpreter, level=level,
        planned_by=by,
    )  # fmt: skip
    _ask_to_come(meeting, contacts, staff, guests)
    record("meeting.planned", meeting, by=by, pupil=pupil, fields=["purpose", "planned_at", "coming"])
    return meeting


@action
def plan_anew(*, by, meeting, version, purpose, planned_at, place, interpreter, contacts, staff, guests):
    """Another day, another place, other people. Refuses once the meeting was held."""
    require(by, Permission.MEETING_WRITE, meeting)
    if meeting.state != State.PLANNED:
        raise Refused("This meeting was held already. Plan the next one instead.")
    meeting.bump(version)
    meeting.purpose, meeting.planned_at, meeting.place, meeting.interpreter = purpose, planned_at, place, interpreter
    meeting.save(update_fields=["purpose", "planned_at", "place", "interpreter", "version"])
    _ask_to_come(meeting, contacts, staff, guests)
    record("meeting.planned_anew", meeting, by=by, pupil=meeting.pupil, fields=["planned_at", "place", "coming"])
    return meeting


def _ask_to_come(meeting, contacts, staff, guests):
    """Those asked from now on; who is not asked any longer goes from the list."""
    if any(contact.pupil_id != meeting.pupil_id for contact in contacts):
        raise Refused("That person is not one of this child's contacts.")
    if kept_away := [contact.name for contact in contacts if not contact.may_attend]:
        raise Refused(f"{', '.join(kept_away)} does not come to meetings about this child. Ask the office why.")
    guests = [name.strip()[:120] for name in guests if name.strip()]
    now = list(meeting.coming.all())
    wanted = {("contact", c.pk): c for c in contacts} | {("user", u.pk): u for u in staff}
    wanted |= {("guest", name): name for name in guests}
    held = {_key(one): one for one in now}
    Coming.objects.filter(pk__in=[one.pk for key, one in held.items() if key not in wanted]).delete()
    new = [_coming(meeting, kind, who) for (kind, key), who in wanted.items() if (kind, key) not in held]
    Coming.objects.bulk_create(new)


def _key(one):
    if one.contact_id:
        return ("contact", one.contact_id)
    return ("user", one.user_id) if one.user_id else ("guest", one.name)


def _coming(meeting, kind, who):
    if kind == "guest":
        return Coming(meeting=meeting, name=who)
    return Coming(meeting=meeting, name=str(who), **{kind: who})


@action
def cancel_meeting(*, by, meeting):
    """The meeting did not happen. It stays on the child's story; nobody is asked for a view any longer."""
    require(by, Permission.MEETING_WRITE, meeting)
    move_on(meeting, State.CANCELLED)
    meeting.save(update_fields=["state"])
    for view in meeting.views.filter(answered_at=None):
        settle("view_asked", view.pk)
    record("meeting.cancelled", meeting, by=by, pupil=meeting.pupil, fields=["state"])
    return meeting
