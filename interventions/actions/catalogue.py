"""What the SENDCo and the Wellbeing Lead do about the map itself: add a line, change it, retire it."""

from django.utils import timezone

from audit.actions import Refused, action, record
from documents.actions import order_document
from interventions import for_parents
from interventions.actions.practitioners import retire_slot
from interventions.models import Offering, ProgrammePlace, Provision, Slot, Wave, WaveWords, Way
from interventions.models.programmes import LIVE
from school.models import School
from staff.permitted import require
from staff.policy import Permission

EVERYDAY = (Way.PROACTIVE, Way.REACTIVE)


@action
def add_offering(*, by, wave, way, facts, areas=(), provision=None, new_provision=""):
    """One more line of the map: a kind of help the school has already, or a new one, at one wave and in one way.

    It stands last in its column. Refuses help without a name, and a way that the wave does not have.
    """
    require(by, Permission.PLACEMENT_DECIDE)
    wave, way = Wave(wave), Way(way)
    if (wave == Wave.ONE) != (way in EVERYDAY):
        raise Refused("Wave 1 is proactive or reactive, and the other waves are neither. Please choose again.")
    list(WaveWords.objects.select_for_update(no_key=True).filter(wave=wave))  # two at once would take one number
    made = Offering(
        wave=wave, way=way, code=_next_code(wave), order=_last(wave) + 1, provision=provision or _named(new_provision)
    )
    return _keep(made, "offering.added", by, facts, areas)


@action
def edit_offering(*, by, offering, version, facts, areas=()):
    """Say a line of the map differently: its words, dose, needs, room. What was planned from it before stays as planned."""
    require(by, Permission.PLACEMENT_DECIDE)
    offering = Offering.objects.get(pk=offering.pk)
    offering.bump(version)
    return _keep(offering, "offering.edited", by, facts, areas)


@action
def retire_offering(*, by, offering):
    """The school does not offer this line any longer; or, retired before, it does again.

    It leaves the map and every list, and stays on the records that name it; the times that were open for it
    are closed. Refuses while a programme of it runs or a child has a place, or waits for one.
    """
    require(by, Permission.PLACEMENT_DECIDE)
    offering = Offering.objects.select_for_update(no_key=True).get(pk=offering.pk)
    back = offering.retired_on is not None
    places = ProgrammePlace.objects.here().filter(offering=offering, state__in=LIVE)
    if not back and (places.exists() or offering.programmes.running().exists()):
        raise Refused("It is still given: a programme runs, or a child waits for a place. End that first.")
    for slot in () if back else Slot.objects.in_use().filter(offering=offering):
        retire_slot(by=by, slot=slot)
    offering.retired_on, offering.changed_at = None if back else timezone.localdate(), timezone.now()
    offering.save(update_fields=["retired_on", "changed_at"])
    record("offering.restored" if back else "offering.retired", offering, by=by, fields=["retired_on"])
    return offering


@action
def print_map(*, by):
    """Order the map as a paper for parents: a worker makes the PDF, and the public page gives it to anybody."""
    require(by, Permission.PLACEMENT_DECIDE)
    school = School.objects.first()
    if school is None:
        raise Refused("The school has no name yet. The office can fill it in.")
    document = order_document(
        by=by, kind=for_parents.PAPER, title=for_parents.TITLE, html=for_parents.html(), owner=school
    )
    record("map.printed", document, by=by)
    return document


def _keep(offering, verb, by, facts, areas):
    for name, value in facts.items():
        setattr(offering, name, value)
    offering.changed_at = timezone.now()
    offering.save()
    offering.areas.set(areas)
    record(verb, offering, by=by, fields=[*facts, "areas"])
    return offering


def _named(name):
    if not name.strip():
        raise Refused("Please choose a kind of help, or say what the new one is called.")
    if Provision.objects.filter(name__iexact=name.strip()).exists():
        raise Refused("There is a kind of help with this name already. Please choose it from the list.")
    return Provision.objects.create(name=name.strip())


def _next_code(wave):
    """As the school's document numbers its lines; a number is never given twice."""
    start = "U" if wave == Wave.URGENT else f"W{wave}."
    there = Offering.objects.filter(code__startswith=start).values_list("code", flat=True)
    numbers = [int(code.removeprefix(start)) for code in there if code.removeprefix(start).isdigit()]
    return f"{start}{max(numbers, default=0) + 1}"


def _last(wave):
    return max(Offering.objects.filter(wave=wave).values_list("order", flat=True), default=0)
