"""What staff do about sessions: write one down in seconds, and strike out what was written by mistake."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import Practice, ProgrammePlace, Session
from interventions.models.programmes import State
from staff.notices import settle
from staff.permitted import require
from staff.policy import Permission


@action
def log_sessions(*, by, programme, on, rows, objective="", theme=None):
    """One session of a programme, for each child of it who is named: came or why not, a number, one line.

    `rows` are dicts with the place and its answers. Of Drawing and Talking nothing is kept but who came and
    whether something was passed on. Refuses a day to come, one before the child began, and one that is
    written down already.
    """
    if on > timezone.localdate():
        raise Refused("That day has not come yet.")
    if not rows:
        raise Refused("Please say of at least one child whether they came.")
    for row in rows:
        _log_one(by, programme, on, row, objective.strip(), theme)
    settle("sessions_unwritten", programme.pk, due_on=on)
    return programme


def _log_one(by, programme, on, row, objective, theme):
    place = (
        ProgrammePlace.objects.select_for_update(no_key=True, of=("self",))
        .select_related("pupil")
        .get(pk=row["place"].pk)
    )
    require(by, Permission.SESSION_KEEP, place)
    name = place.pupil.name
    if place.programme_id != programme.pk or place.state != State.ACTIVE:
        raise Refused(f"{name} is not on this programme any more. Please open the page again.")
    if place.pupil.has_left(on):
        raise Refused(f"{name} had left the school by that day.")
    if on < place.from_on:
        raise Refused(f"{name} began later than that day, on {place.from_on:%-d %B %Y}.")
    if Session.objects.standing().filter(place=place, on=on).exists():
        raise Refused(f"That day is written down already for {name}. To change it, strike it out first.")
    came, facts = bool(row.get("came")), {}
    if place.practice == Practice.DRAWING:
        facts["passed_on"] = bool(row.get("passed_on"))
    else:
        facts["line"] = (row.get("line") or "").strip()
        if came:
            facts |= {"rating": row.get("rating"), "objective": objective, "theme": theme}
    if came and place.practice == Practice.ELSA and not objective:
        raise Refused("Each ELSA session has an objective. Please write it in a line.")
    if not came and not row.get("why_not"):
        raise Refused("Please choose why a child did not come.")
    session = Session.objects.create(
        place=place, practice=place.practice, on=on, came=came, logged_by=by,
        why_not="" if came else Session.WhyNot(row["why_not"]), **facts,
    )  # fmt: skip
    record("session.logged", session, by=by, pupil=place.pupil, fields=["came", *facts])


@action
def strike_out(*, by, session):
    """It was written down by mistake. It stays, struck out, and the day can be written again."""
    require(by, Permission.SESSION_KEEP, session)
    session = (
        Session.objects.select_for_update(no_key=True, of=("self",)).select_related("place__pupil").get(pk=session.pk)
    )
    if session.undone_at is not None:
        return session
    session.undone_at, session.undone_by = timezone.now(), by
    session.save(update_fields=["undone_at", "undone_by"])
    record("session.struck_out", session, by=by, pupil=session.place.pupil, fields=["undone_at"])
    return session
