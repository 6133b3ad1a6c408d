"""The one way a child's place moves on, and what a place opens to its lead. The acts of this room call it."""

from django.utils import timezone

from audit.actions import Refused, System, action, record
from interventions.models import PLACE_NEXT, PlaceStep, ProgrammePlace
from interventions.models.programmes import LIVE
from pupils.actions import end_around, put_around
from pupils.here import refuse_leaver
from pupils.models import Around
from staff.notices import settle
from staff.permitted import require
from staff.policy import Permission

SETTLED_BY_ANY_STEP = ("place_asked", "place_given", "programme_ending")


@action
def move_place(*, by, place, state, reason="", **changes):
    """A place goes where it may go, and its step says when, by whom and why. Called by the acts that decide.

    Refuses a step that another person's made impossible, and a beginning for a child who has left.
    """
    require(by, Permission.PROGRAMME_READ, place)
    place = ProgrammePlace.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=place.pk)
    if state not in PLACE_NEXT[place.state]:
        raise Refused(f"This place is “{place.get_state_display().lower()}” now, so that is not possible any more.")
    if state in LIVE:
        refuse_leaver(place.pupil)
    place.state = state
    if state not in LIVE:
        changes.setdefault("ended_on", timezone.localdate())
    for name, value in changes.items():
        setattr(place, name, value)
    place.version += 1
    place.save(update_fields=["state", "version", *changes])
    PlaceStep.objects.create(place=place, state=state, reason=reason.strip(), by=by)
    for kind in SETTLED_BY_ANY_STEP:
        settle(kind, place.pk)
    record(f"place.{state}", place, by=by, pupil=place.pupil, fields=["state", *changes])
    return place


@action
def take_off_programme(*, by, place, state, **changes):
    """A place that was under way is over: whoever led it is around the child no longer."""
    place = move_place(by=by, place=place, state=state, **changes)
    close_to_lead(place, by=by)
    return place


def source_of(place):
    """What the rows of who is around a child call this place."""
    return f"{place._meta.label_lower}:{place.pk}"


def open_to_lead(place, lead, *, by):
    """The lead is one of the adults around the child while the place is under way. Refuses a relative."""
    put_around(by=by, pupil=place.pupil, user=lead, why=Around.Why.PROGRAMME, source=source_of(place))


def close_to_lead(place, *, by):
    """What the place opened is closed again. Whoever was allowed to end it need not be one who opens."""
    system = System("the end of a programme", on_behalf=by)
    end_around(by=system, pupil=place.pupil, source=source_of(place))
