"""How far a child has come: each measure with its numbers, compared only with those of the same rater."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F

from charts.measures import Point, measure_line
from interventions.models import Measure, Reading, Target
from interventions.models.targets import plain
from staff.kept import Keys, kept


class Change(NamedTuple):
    """One rater's first number of a measure and the last: like for like, and no other comparison is made."""

    who: str
    first: str
    first_on: object
    last: str
    last_on: object
    difference: str
    numbers: int


@dataclass
class Measured:
    """A measure, the targets that use it (those going on first) and what was counted so far."""

    measure: Measure
    targets: list = field(default_factory=list)
    readings: list = field(default_factory=list)

    @property
    def target(self):
        """The one going on; where none is, the last that ended."""
        return self.targets[0] if self.targets else None

    @property
    def changes(self):
        return changes(self.readings)

    @property
    def picture(self):
        return self.drawn(330, 190)  # whole on a phone: what is newest stands at its right end

    @property
    def small_picture(self):
        return self.drawn(290, 160)

    def drawn(self, width, height):
        """Start, numbers and goal over time; None where there is nothing to draw yet."""
        points = [Point(r.measured_on, float(r.value), r.who) for r in self.readings if r.counts]
        if not points:
            return None
        measure, target = self.measure, self.target
        return measure_line(
            points,
            title=measure.name,
            goal=float(target.goal) if target else None,
            baseline=float(target.baseline) if target else None,
            low=float(measure.low) if measure.low is not None else min(p.value for p in points),
            high=float(measure.high) if measure.high is not None else max(p.value for p in points),
            width=width,
            height=height,
        )


def changes(readings):
    """Each rater's way from the first number to the last, in the order they began. Struck numbers count for nobody."""
    by_rater = {}
    for reading in readings:
        if reading.counts:
            by_rater.setdefault((reading.rater, reading.who), []).append(reading)
    return [_change(who, theirs) for (_, who), theirs in by_rater.items()]


def _change(who, theirs):
    first, last = theirs[0], theirs[-1]
    difference = last.value - first.value
    words = f"{'up' if difference > 0 else 'down'} {plain(abs(difference))}" if difference else "no change"
    return Change(
        who=who, first=plain(first.value), first_on=first.measured_on, last=plain(last.value), last_on=last.measured_on,
        difference=words if len(theirs) > 1 else "", numbers=len(theirs),
    )  # fmt: skip


def measured(*placements):
    """Every measure of this help, those of targets going on first. Three queries. The placements are permitted already."""
    placements = Keys(one.pk for one in placements)
    found = {m.pk: Measured(m) for m in _measures(placements)} if placements else {}
    for target in _targets(placements) if found else ():
        found[target.measure_id].targets.append(target)
    for reading in _readings(placements) if found else ():
        found[reading.measure_id].readings.append(reading)
    for one in found.values():
        one.targets.sort(key=lambda target: not target.is_live)
    return sorted(found.values(), key=_place)


@kept
def _measures(placements):
    return Measure.objects.filter(placement__among=placements)


@kept
def _targets(placements):
    return (
        Target.objects.filter(placement__among=placements).select_related("measure", "pupil").order_by("-set_at", "-pk")
    )


@kept
def _readings(placements):
    return Reading.objects.filter(measure__placement__among=placements).select_related("rated_by")


def numbers_of(placements):
    """Each rater's way so far to each target going on, as numbers without words, by placement. One query."""
    by_measure = {}
    for reading in _that_count(Keys(one.pk for one in placements)) if placements else ():
        by_measure.setdefault((reading.measure.placement_id, reading.measure_id, reading.goal), []).append(reading)
    found = {}
    for (placement, _, goal), readings in by_measure.items():
        found.setdefault(placement, []).extend((change, plain(goal)) for change in changes(readings))
    return found


@kept
def _that_count(placements):
    rows = Reading.objects.that_count().filter(
        measure__placement__among=placements, measure__targets__ended_at=None, measure__targets__isnull=False
    )  # fmt: skip
    return rows.select_related("rated_by", "measure").annotate(goal=F("measure__targets__goal"))


def of_measure(measure):
    """One measure whole. Two queries."""
    targets = list(measure.targets.select_related("measure", "pupil").order_by("-set_at", "-pk"))
    targets.sort(key=lambda target: not target.is_live)
    return Measured(measure, targets, list(measure.readings.select_related("rated_by", "taken_by", "struck_by")))


def _place(one):
    """Targets going on, in the order in which they were set; then measures alone; then what is over."""
    if one.target is None:
        return 1, 0, one.measure.pk
    return (0 if one.target.is_live else 2), one.target.slot, one.measure.pk
