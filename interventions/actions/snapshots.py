"""The map as it is when a term ends, counted once."""

from django.db.models import Count, F
from django.utils import timezone

from audit.actions import action, record
from interventions.models import InformalPlan, MapSnapshot, Placement, ProgrammePlace
from interventions.models.programmes import IN_LINE, State
from pupils.models import Membership, Pupil, current
from staff.permitted import NotAllowed
from staff.policy import Level

KNOWN = (Level.TEAM, Level.WELLBEING)  # nothing of what only the safeguarding leads may know of
Kind = MapSnapshot.Kind
LINE = [f"offering__{column}" for column in ("wave", "order", "code", "called", "provision__name")]


@action
def take_snapshot(*, by, term):
    """Count who has help, by wave, need, class and line of the map, as a term ends. A second time changes nothing.

    It holds numbers and no child. Refuses everybody but the clock: nobody chooses the day on which they are counted.
    """
    if by.as_actor().kind != "system":
        raise NotAllowed("The map is counted by itself, at the end of each term.")
    today = timezone.localdate()
    made, is_new = MapSnapshot.objects.get_or_create(
        term_from=term.starts_on,
        defaults={
            "term": term.name, "taken_on": today, "taken_at": timezone.now(), "counts": list(_counted(today)),
            "pupils": Pupil.objects.open(today).count(),
        },
    )  # fmt: skip
    if is_new:
        record("map.snapshot_taken", made, by=by, fields=["counts"])
    return made


def _counted(day):
    """(kind, name, wave, how many children), in the order in which they are shown. Nobody is not counted, but for the plans:
    a term without any is not a term in which they were not counted.
    """
    placements = Placement.objects.open(day).filter(level__in=KNOWN).order_by()
    for wave, number in _children(placements, "wave"):
        yield Kind.WAVE, f"Wave {wave}", wave, number
    for _, name, wave, number in sorted(_children(placements, "area__order", "area__name", "wave")):
        yield Kind.AREA, name, wave, number
    for wave in (2, 3):
        held = Membership.objects.filter(current(day), pupil__in=placements.filter(wave=wave).values("pupil"))
        for name, number in sorted(_children(held.order_by(), "school_class__name")):
            yield Kind.CLASS, name, wave, number
    places = ProgrammePlace.objects.here(day).order_by()
    for kind, states in ((Kind.OFFERING, [State.ACTIVE]), (Kind.WAITING, IN_LINE)):
        counted = places.filter(state__in=states).values("offering").annotate(n=Count("pupil", distinct=True))
        rows = counted.values_list(*LINE, "n")
        for wave, _, code, called, name, number in sorted(rows):
            yield kind, f"{called or name} ({code})", wave, number
    yield Kind.PLAN, "On an informal plan", 1, InformalPlan.objects.open(day).values("pupil").distinct().count()


def _children(rows, *columns):
    counted = rows.values(*columns).annotate(n=Count(F("pupil"), distinct=True))
    return counted.order_by(*columns).values_list(*columns, "n")
