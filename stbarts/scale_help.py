"""Help for a big school, for measuring: placements with their moves, targets with their numbers, answers, sessions.

Written straight into the tables as the actions would leave them: one open placement for each child and
area, the moves that lead to where each stands now, two targets for every third open one, and a place in a
group for three thousand of them, with a session a week. Each row is written on the day it tells of.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from interventions.actions.steps import source_of
from interventions.models import (
    Answer,
    Area,
    Decision,
    Measure,
    Move,
    Offering,
    Placement,
    PlaceStep,
    Practice,
    Programme,
    ProgrammePlace,
    Reading,
    Session,
    Target,
)
from interventions.models.programmes import State
from pupils.models import Around
from school.calendar import next_school_day
from staff.models import User
from staff.policy import Permission

BATCH = 2_000
LASTS = 42  # days from one review to the next
NUMBERS = 6  # of each measure
PLACES = 3_000  # placements whose help is given in sessions: the open ones first
GROUP = 20  # children on a programme
LINES = 4  # of the map, given in sessions
WAITS = 10  # every tenth child with open help still waits


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
                decided_at=_at(opened), review_on=next_school_day(review_on), **ended,
            )
        )  # fmt: skip
    Placement.objects.bulk_create(placements, batch_size=BATCH)
    Move.objects.bulk_create((move for one in placements for move in _moves(one, today, by)), batch_size=BATCH)
    going_on = placements[: min(len(children), count)]
    Answer.objects.bulk_create(
        (
            Answer(
                placement=one,
                review_on=one.review_on,
                how="same",
                words="Much as before.",
                answered_by=answered_by,
                answered_at=_at(min(one.review_on, today) - timedelta(days=1)),
            )
            for one in going_on[::2]
        ),
        batch_size=BATCH,
    )
    _targets(going_on[::3], today, by, answered_by)
    over = placements[len(going_on) : PLACES]
    _sessions(going_on[:PLACES], over, today, by)
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
        Measure(
            placement=one, kind="rating", name=name, low=0, high=10, better="higher", made_by=by,
            made_at=_at(one.opened_on),
        )
        for one in placements
        for name in names
    )  # fmt: skip
    slots = {}
    for measure in measures:
        slots[measure.placement.pupil_id] = slot = slots.get(measure.placement.pupil_id, 0) + 1
        measure.slot = slot
    Target.objects.bulk_create(
        Target(
            placement=measure.placement, pupil=measure.placement.pupil, slot=measure.slot, measure=measure, set_by=by,
            set_at=measure.made_at, by_on=today + timedelta(days=30), will="come in by himself",
            setting="the cloakroom", baseline=Decimal(2), goal=Decimal(7), childs_words="I will hang up my own coat.",
        )
        for measure in measures
        if measure.slot <= 3
    )  # fmt: skip
    days = [today - timedelta(days=7 * n) for n in range(NUMBERS, 0, -1)]
    Reading.objects.bulk_create(
        (
            Reading(
                measure=measure, measured_on=day, value=Decimal(2 + n // 2), rater="adult", rated_by=rated_by,
                taken_by=rated_by, taken_at=_at(day),
            )
            for measure in measures
            for n, day in enumerate(days)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _sessions(going_on, over, today, by):
    """Groups of a few lines of the map: of the open placements under way or in line, of the others finished."""
    lines = Offering.objects.in_use().in_sessions().filter(provision__practice=Practice.PLAIN, needs_consent=False)
    lines = list(lines.select_related("provision")[:LINES])
    leads = list(User.objects.who_may(Permission.SESSION_KEEP))
    waiting = going_on[::WAITS]
    under_way = [one for n, one in enumerate(going_on) if n % WAITS]
    groups = [
        *(under_way[n : n + GROUP] for n in range(0, len(under_way), GROUP)),
        *(over[n : n + GROUP] for n in range(0, len(over), GROUP)),
    ]
    programmes = Programme.objects.bulk_create(
        _programme(n, group, lines[n % len(lines)], leads[n % len(leads)], today, by) for n, group in enumerate(groups)
    )
    places = [
        *(
            _place(one, programme.offering, by, today, programme)
            for programme, group in zip(programmes, groups, strict=True)
            for one in group
        ),
        *(_place(one, lines[n % len(lines)], by, today) for n, one in enumerate(waiting)),
    ]
    ProgrammePlace.objects.bulk_create(places, batch_size=BATCH)
    PlaceStep.objects.bulk_create((step for one in places for step in _steps(one, by)), batch_size=BATCH)
    on_one = [one for one in places if one.programme]
    Around.objects.bulk_create(
        (
            Around(
                pupil=one.pupil, user=one.programme.lead, why=Around.Why.PROGRAMME, source=source_of(one),
                from_on=one.from_on, until_on=one.ended_on,
            )
            for one in on_one
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Session.objects.bulk_create((row for one in on_one for row in _weekly(one, today)), batch_size=BATCH)


def _begins(placement, today):
    return placement.opened_on if placement.ended_on else today - timedelta(days=LASTS)


def _programme(number, group, line, lead, today, by):
    """Six weeks for a group; it has ended when the last of its children's help has."""
    ended = {"ended_on": max(one.ended_on for one in group), "ended_by": by} if group[0].ended_on else {}
    return Programme(
        offering=line, practice=line.provision.practice, name=f"Group {number + 1}", lead=lead, made_by=by,
        weeks=LASTS // 7, sessions_a_week=1, minutes=30, room_for=GROUP,
        starts_on=min(_begins(one, today) for one in group), **ended,
    )  # fmt: skip


def _place(placement, line, by, today, programme=None):
    """In line where there is no programme yet; else under way, or finished with what came of it."""
    begins = _begins(placement, today)
    stands = {"state": State.WAITING}
    if programme:
        stands = {"state": State.ACTIVE, "programme": programme, "from_on": begins, "sessions_planned": LASTS // 7}
    if placement.ended_on:
        stands |= {"state": State.COMPLETED, "ended_on": placement.ended_on, "outcome": placement.pk % 3 - 1}
    return ProgrammePlace(
        pupil=placement.pupil, offering=line, practice=line.provision.practice, why="To come in by himself.",
        placement=placement, asked_by=by, asked_at=_at(begins), wait_from=begins, **stands,
    )  # fmt: skip


def _steps(place, by):
    """Asked for, on to the list, offered, begun, finished: as far as it has come."""
    on_one = (State.OFFERED, State.ACTIVE) if place.programme else ()
    for state in (State.ASKED, State.WAITING, *on_one):
        yield PlaceStep(place=place, state=state, at=place.asked_at, by=by)
    if place.ended_on:
        yield PlaceStep(place=place, state=State.COMPLETED, at=_at(place.ended_on), by=by)


def _weekly(place, today):
    """A session a week on a school day: came, with a number, or did not, with a reason."""
    last = place.ended_on or today - timedelta(days=1)
    days = {next_school_day(place.from_on + timedelta(days=7 * n)) for n in range(LASTS // 7)}
    for n, day in enumerate(sorted(day for day in days if day <= last)):
        came = (place.pupil_id + n) % 7 != 0
        what = {"rating": 3 + n} if came else {"why_not": Session.WhyNot.AWAY}
        yield Session(
            place=place, practice=place.practice, on=day, came=came, logged_by=place.programme.lead,
            logged_at=_at(day), **what,
        )  # fmt: skip


def _at(day):
    return timezone.make_aware(datetime.combine(day, time(14)))
