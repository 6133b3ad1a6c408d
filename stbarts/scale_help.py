"""Help for a big school, for measuring: placements with their moves, targets with their numbers, answers.

Written straight into the tables as the actions would leave them: one open placement for each child and
area, the moves that lead to where each stands now, two targets for every third open one.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from interventions.models import Answer, Area, Decision, Measure, Move, Placement, Reading, Target
from school.calendar import next_school_day

BATCH = 2_000
LASTS = 42  # days from one review to the next
NUMBERS = 6  # of each measure


@transaction.atomic
def write_help(children, count, *, by, answered_by):
    """So many placements over these children: as many open ones as there are children, the rest have ended."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # thousands of texts to index at once
    areas, today, placements = list(Area.objects.in_use()), timezone.localdate(), []
    for n in range(count):
        is_open = n < len(children)
        opened = today - timedelta(days=60 + n % 400)
        ended = {} if is_open else {"ended_on": opened + timedelta(days=LASTS), "ended_by": by}
        review_on = today + timedelta(days=n % 60 - 10) if is_open else opened + timedelta(days=LASTS - 2)
        placements.append(
            Placement(
                pupil=children[n % len(children)], area=areas[n % len(areas)], wave=2 + n % 2, decided_by=by,
                reason="He finds mornings hard.", hoped_for="To come in by himself.", opened_on=opened,
                review_on=next_school_day(review_on), **ended,
            )
        )  # fmt: skip
    Placement.objects.bulk_create(placements, batch_size=BATCH)
    Move.objects.bulk_create((move for one in placements for move in _moves(one, today, by)), batch_size=BATCH)
    going_on = placements[: min(len(children), count)]
    Answer.objects.bulk_create(
        (
            Answer(placement=one, review_on=one.review_on, how="same", words="Much as before.", answered_by=answered_by)
            for one in going_on[::2]
        ),
        batch_size=BATCH,
    )
    _targets(going_on[::3], today, by, answered_by)
    return placements


def _moves(placement, today, by):
    """Begun, gone on with every six weeks, and ended where it has ended."""
    ends_on = placement.ended_on or today
    days = range(0, (ends_on - placement.opened_on).days, LASTS)
    for number, day in enumerate(days, 1):
        on = placement.opened_on + timedelta(days=day)
        yield Move(
            placement=placement, number=number, decision=Decision.OPEN if number == 1 else Decision.CONTINUE,
            from_wave=1 if number == 1 else placement.wave, to_wave=placement.wave,
            why="" if number == 1 else "It helps on most days.", decided_by=by, decided_at=_at(on),
            review_on=placement.review_on if number == len(days) else on + timedelta(days=LASTS),
        )  # fmt: skip
    if placement.ended_on:
        yield Move(
            placement=placement, number=len(days) + 1, decision=Decision.END, from_wave=placement.wave, to_wave=1,
            why="He comes in by himself.", decided_by=by, decided_at=_at(placement.ended_on),
        )  # fmt: skip


def _targets(placements, today, by, rated_by):
    names = ("how easy the morning is", "mornings without tears")
    measures = Measure.objects.bulk_create(
        Measure(placement=one, kind="rating", name=name, low=0, high=10, better="higher", made_by=by)
        for one in placements
        for name in names
    )
    slots = {}
    for measure in measures:
        slots[measure.placement.pupil_id] = slot = slots.get(measure.placement.pupil_id, 0) + 1
        measure.slot = slot
    Target.objects.bulk_create(
        Target(
            placement=measure.placement, pupil=measure.placement.pupil, slot=measure.slot, measure=measure, set_by=by,
            by_on=today + timedelta(days=30), will="come in by himself", setting="the cloakroom", baseline=Decimal(2),
            goal=Decimal(7), childs_words="I will hang up my own coat.",
        )
        for measure in measures
        if measure.slot <= 3
    )  # fmt: skip
    Reading.objects.bulk_create(
        (
            Reading(
                measure=measure, measured_on=today - timedelta(days=7 * (NUMBERS - n)), value=Decimal(2 + n // 2),
                rater="adult", rated_by=rated_by, taken_by=rated_by,
            )
            for measure in measures
            for n in range(NUMBERS)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _at(day):
    return timezone.make_aware(datetime.combine(day, time(14)))
