"""What staff do about programmes: begin a run of sessions, give it another lead, end it."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.actions.practitioners import require_trained
from interventions.actions.steps import close_to_lead, move_place, open_to_lead, take_off_programme
from interventions.models import Booking, Practice, Programme, ProgrammePlace, Slot
from interventions.models.programmes import State
from pupils.names import refuse_to_name
from staff.notices import settle
from staff.permitted import may, require
from staff.policy import Permission


@action
def start_programme(*, by, offering, lead, weeks, sessions_a_week, minutes, starts_on, room_for=1, name="", slots=()):
    """Begin a run of a line of the map, for one child or a group; the children come to it from the waiting list.

    Its lead must run sessions and, for ELSA and for Drawing and Talking, be trained. Drawing and Talking is
    for one child, at one fixed time. Refuses a time that is somebody else's, for other help, or taken, and a name
    with a child's in it: it is read by all who know any child on it.
    """
    require(by, Permission.PLACEMENT_DECIDE)
    practice = Practice(offering.provision.practice)
    _may_lead(lead, practice)
    slots = list(Slot.objects.select_for_update(no_key=True).filter(pk__in=[slot.pk for slot in slots]))
    if practice == Practice.DRAWING and (room_for, len(slots), sessions_a_week) != (1, 1, 1):
        raise Refused("Drawing and Talking is for one child, once a week, at one fixed time. Please choose that time.")
    if len(slots) > sessions_a_week:
        raise Refused("More times are chosen than sessions in a week.")
    refuse_to_name(name)
    programme = Programme.objects.create(
        offering=offering, practice=practice, name=name.strip(), lead=lead, weeks=weeks, room_for=room_for,
        sessions_a_week=sessions_a_week, minutes=minutes, starts_on=starts_on, made_by=by,
    )  # fmt: skip
    for slot in slots:
        _book(programme, slot)
    record("programme.started", programme, by=by, fields=["offering", "lead", "weeks", "sessions_a_week", "minutes"])
    return programme


def _may_lead(user, practice):
    if not user.is_active or not may(user, Permission.SESSION_KEEP):
        raise Refused(f"{user.name} does not run sessions. Please choose somebody else.")
    require_trained(user, practice)


def _book(programme, slot):
    if slot.practitioner_id != programme.lead_id or slot.offering_id != programme.offering_id:
        raise Refused("That time is somebody else’s, or for other help. Please choose one of this person’s times.")
    if slot.retired_on is not None or Booking.objects.filter(slot=slot, until_on=None).exists():
        raise Refused("Another programme has this time already.")
    Booking.objects.create(programme=programme, slot=slot, from_on=min(programme.starts_on, timezone.localdate()))


@action
def change_lead(*, by, programme, lead, version):
    """Somebody else runs it from today: they are around its children, the one before no longer.

    Its fixed times were the other person's, so they are free again. Drawing and Talking keeps the same
    adult to its end. Refuses a relative of a child on it.
    """
    require(by, Permission.PLACEMENT_DECIDE, programme)
    programme.bump(version)
    if programme.ended_on is not None:
        raise Refused("This programme has ended.")
    if programme.practice == Practice.DRAWING:
        raise Refused("Drawing and Talking keeps the same adult to the end. End it, and begin again with another.")
    if lead.pk == programme.lead_id:
        raise Refused(f"{lead.name} leads it already.")
    _may_lead(lead, programme.practice)
    _free_times(programme)
    programme.lead = lead
    programme.save(update_fields=["lead", "version"])
    for place in programme.places.filter(state=State.ACTIVE).select_related("pupil"):
        close_to_lead(place, by=by)
        open_to_lead(place, lead, by=by)
    settle("lead_gone", programme.pk)
    record("programme.lead_changed", programme, by=by, fields=["lead"], reason=lead.name)
    return programme


@action
def end_programme(*, by, programme, version):
    """The run is over, and its times are free. Refuses while a child on it has not finished.

    A child who left the school is taken off it, with that as the reason.
    """
    require(by, Permission.PLACEMENT_DECIDE, programme)
    programme.bump(version)
    if programme.ended_on is not None:
        raise Refused("This programme has ended already.")
    today = timezone.localdate()
    for place in programme.places.filter(state__in=[State.OFFERED, State.ACTIVE]).select_related("pupil"):
        if not place.pupil.has_left(today):
            raise Refused("A child is still on it. Finish each child’s place first.")
        if place.state == State.OFFERED:
            move_place(
                by=by, place=place, state=State.WITHDRAWN, programme=None, reason="The child has left the school."
            )
        else:
            left = ProgrammePlace.EndedWhy.LEFT
            take_off_programme(by=by, place=place, state=State.ENDED, ended_why=left)
    end_run(programme, by=by)
    return programme


def end_run(programme, *, by):
    """What every ending does: the day, whoever ended it, the times free again."""
    programme.ended_on, programme.ended_by = timezone.localdate(), by
    programme.save(update_fields=["ended_on", "ended_by", "version"])
    _free_times(programme)
    for kind in ("sessions_unwritten", "lead_gone"):
        settle(kind, programme.pk)
    record("programme.ended", programme, by=by, fields=["ended_on"])


def _free_times(programme):
    today = timezone.localdate()
    for booking in Booking.objects.select_for_update(no_key=True).filter(programme=programme, until_on=None):
        booking.until_on = max(today, booking.from_on)
        booking.save(update_fields=["until_on"])
