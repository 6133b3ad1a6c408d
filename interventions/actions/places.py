"""What staff do about a child's place on a programme: ask for it, let the family answer, offer it, begin, finish."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.attaching import attach
from interventions.actions.programmes import end_run
from interventions.actions.steps import move_place, open_to_lead, take_off_programme
from interventions.models import PlaceStep, Practice, Programme, ProgrammePlace
from interventions.models.placements import Placement
from interventions.models.programmes import IN_LINE, LIVE, State
from pupils.here import refuse_leaver
from pupils.models import Consent, Pupil
from staff.models import User
from staff.notices import owe
from staff.permitted import may, require
from staff.policy import Level, Permission

TAKES = "{name}: what it is, how long it lasts, who leads it"


@action
def request_place(*, by, pupil, offering, why, level=Level.TEAM, placement=None):
    """Ask for a child's place on a line of the map that is given in sessions. Later rooms call it in their own acts.

    Asked for by those who decide it is on the list at once, or waits for the family where the line asks
    that they agree; asked for by a teacher it waits to be looked at. Refuses a second place of the same
    kind, a child who has left, and a placement that is over or another child's.
    """
    require(by, Permission.PLAN_WRITE, pupil)
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    refuse_leaver(pupil)
    if not why.strip():
        raise Refused("Please say in a line what it should help with.")
    if not type(offering).objects.in_use().in_sessions().filter(pk=offering.pk).exists():
        raise Refused("That is not given in sessions, so there are no places on it.")
    if ProgrammePlace.objects.filter(pupil=pupil, offering=offering, state__in=LIVE).exists():
        raise Refused("There is a place of this kind already, or it is asked for. Look at the waiting list.")
    place = ProgrammePlace.objects.create(
        pupil=pupil, offering=offering, practice=offering.provision.practice, why=why.strip(),
        level=_level(by, pupil, placement, level), placement=placement, asked_by=by, wait_from=timezone.localdate(),
    )  # fmt: skip
    PlaceStep.objects.create(place=place, state=State.ASKED, by=by)
    record("place.asked", place, by=by, pupil=pupil, fields=["offering", "why"])
    if may(by, Permission.PLACEMENT_DECIDE):
        return _let_in(place, by=by)
    owe("place_asked", to=User.objects.who_may(Permission.PLACEMENT_DECIDE), about=place)
    return place


def _level(by, pupil, placement, level):
    """As wide as was asked, and never wider than the placement it belongs to."""
    if level not in (Level.TEAM, Level.WELLBEING):
        raise Refused("What is for the safeguarding leads only is recorded with them, not here.")
    if placement is None:
        return level
    mine = Placement.objects.permitted(by, Permission.PLACEMENT_READ).filter(pk=placement.pk, pupil=pupil)
    if not mine.open().exists():
        raise Refused("That help has ended, or is not this child’s. Please open the page again.")
    return level if placement.level == Level.TEAM else Level.WELLBEING


def _let_in(place, *, by):
    return move_place(by=by, place=place, state=State.CONSENT if place.offering.needs_consent else State.WAITING)


@action
def accept_request(*, by, place):
    """Those who decide take a teacher's request onto the list, or to the family first."""
    require(by, Permission.PLACEMENT_DECIDE, place)
    return _let_in(place, by=by)


@action
def record_agreement(*, by, place, answer, contact, route, given_on, childs_wishes=""):
    """What the family said about it. They agree: on to the list. They would rather not: it is not taken up."""
    require(by, Permission.PLACEMENT_DECIDE, place)
    if contact is None or contact.pupil_id != place.pupil_id:
        raise Refused("Please say which of the adults at home answered.")
    if given_on > timezone.localdate():
        raise Refused("That day has not come yet.")
    if answer not in (Consent.Answer.GIVEN, Consent.Answer.REFUSED):
        raise Refused("Please say what they answered.")
    agreed = answer == Consent.Answer.GIVEN
    consent = Consent.objects.create(
        pupil=place.pupil,
        purpose=f"A place: {place.offering.name}"[:200],
        answer=answer,
        contact=contact,
        route=route if agreed else "",
        information=TAKES.format(name=place.offering.name)[:500],
        childs_wishes=childs_wishes.strip(),
        given_on=given_on,
        recorded_by=by,
    )
    if agreed:
        return move_place(by=by, place=place, state=State.WAITING, consent=consent)
    return move_place(
        by=by, place=place, state=State.DECLINED, consent=consent, reason="The family would rather not, for now."
    )


@action
def add_signed_form(*, by, place, files):
    """The paper came with what the family said, or later: it is kept beside their answer, which stays as it was written.

    Refuses a place about which nobody at home was asked.
    """
    require(by, Permission.PLACEMENT_DECIDE, place)
    if place.consent is None:
        raise Refused("Write down first what the family said.")
    attach(by=by, owner=place.consent, examined=list(files), pupil=place.pupil)
    record("place.signed_form_added", place, by=by, pupil=place.pupil, fields=["consent"])
    return place


@action
def offer_place(*, by, place, programme, from_on=None):
    """Offer the next free place on a programme; with `from_on` it is accepted at once. Refuses one that is full."""
    require(by, Permission.PLACEMENT_DECIDE, place)
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if programme.ended_on is not None or programme.offering_id != place.offering_id:
        raise Refused("That programme has ended, or is for other help.")
    held = ProgrammePlace.objects.here().filter(programme=programme, state__in=[State.OFFERED, State.ACTIVE])
    if held.count() >= programme.room_for:
        raise Refused("That programme is full. Another place was given away meanwhile.")
    place = move_place(by=by, place=place, state=State.OFFERED, programme=programme)
    return accept_offer(by=by, place=place, from_on=from_on) if from_on else place


@action
def accept_offer(*, by, place, from_on):
    """The place is taken: the child begins on their own day, and the lead is around them from today.

    Refuses a day before the programme begins, and a lead who is related to the child.
    """
    require(by, Permission.PLACEMENT_DECIDE, place)
    programme = Programme.objects.select_related("lead").filter(places=place).first()
    if programme is None or programme.ended_on is not None:
        raise Refused("That programme has ended. Offer another place.")
    if from_on < programme.starts_on:
        raise Refused("The programme begins later than that. Choose its first day or one after it.")
    place = move_place(
        by=by, place=place, state=State.ACTIVE, from_on=from_on, sessions_planned=programme.sessions_planned
    )
    open_to_lead(place, programme.lead, by=by)
    owe("place_given", to=[programme.lead] if programme.lead_id != by.pk else [], about=place)
    return place


@action
def put_back(*, by, place, reason):
    """Not this time: back on the list, in the same place in the line as before."""
    require(by, Permission.PLACEMENT_DECIDE, place)
    _say_why(reason)
    return move_place(by=by, place=place, state=State.WAITING, programme=None, reason=reason)


@action
def put_first(*, by, place, reason):
    """It comes before those who asked earlier, for a reason that everybody who reads the list sees."""
    _say_why(reason)
    return _in_line(place, by=by, first_because=reason.strip(), reason=f"Put first: {reason.strip()}")


@action
def put_in_order(*, by, place, reason):
    """Back to the order of asking, and why."""
    _say_why(reason)
    return _in_line(place, by=by, first_because="", reason=f"No longer first: {reason.strip()}")


def _in_line(place, *, by, first_because, reason):
    require(by, Permission.PLACEMENT_DECIDE, place)
    place = ProgrammePlace.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=place.pk)
    if place.state not in IN_LINE:
        raise Refused("This place is not waiting any more.")
    refuse_leaver(place.pupil)
    place.first_because, place.version = first_because, place.version + 1
    place.save(update_fields=["first_because", "version"])
    PlaceStep.objects.create(place=place, state=place.state, reason=reason[:200], by=by)
    record("place.moved_in_line", place, by=by, pupil=place.pupil, fields=["first_because"])
    return place


@action
def decline_place(*, by, place, reason):
    """It is not taken up: the family, the child or those who decide say no, and why."""
    require(by, Permission.PLACEMENT_DECIDE, place)
    _say_why(reason)
    return move_place(by=by, place=place, state=State.DECLINED, programme=None, reason=reason)


@action
def withdraw_place(*, by, place, reason):
    """It is no longer asked for: by whoever asked, while they may see the child, or by those who decide."""
    if place.asked_by_id == by.pk:
        require(by, Permission.PLAN_WRITE, place.pupil)
    else:
        require(by, Permission.PLACEMENT_DECIDE, place)
    _say_why(reason)
    return move_place(by=by, place=place, state=State.WITHDRAWN, programme=None, reason=reason)


@action
def finish_place(*, by, place, outcome=None, ended_why="", folder_back=None):
    """It is over: completed, or ended early for a reason from the list. By its lead, or by those who decide.

    The lead is around the child no longer. A programme for one child ends with it, and its time is free.
    After Drawing and Talking it asks whether the child has their folder. No words are kept: the review has those.
    """
    if not _leads(by, place):
        require(by, Permission.PLACEMENT_DECIDE, place)
    if outcome is None and not ended_why:
        raise Refused("Please say what came of it.")
    if place.practice == Practice.DRAWING and folder_back is None:
        raise Refused("Please say whether the child has their folder.")
    place = take_off_programme(
        by=by,
        place=place,
        state=State.ENDED if ended_why else State.COMPLETED,
        ended_why=ended_why,
        outcome=outcome,
        folder_back=folder_back if place.practice == Practice.DRAWING else None,
    )
    programme = Programme.objects.select_for_update(no_key=True).get(pk=place.programme_id)
    if programme.room_for == 1 and programme.ended_on is None:
        end_run(programme, by=by)
    return place


def _leads(by, place):
    if not isinstance(by, User) or place.programme_id is None or place.programme.lead_id != by.pk:
        return False
    require(by, Permission.SESSION_KEEP, place)
    return True


def _say_why(reason):
    if not reason.strip():
        raise Refused("Please say why in a line.")
