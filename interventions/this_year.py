"""How help went this school year, in four pictures: between the waves, sessions given, what changed, what adults said.

It does not say whose rows they are: a page gives `rows_of` for those that its reader may open; the year
in numbers for those that may be counted, and hides what is small.
"""

import datetime
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from charts.bars import Bar, bars
from charts.flows import Flow, flow_between
from charts.shares import Share, shares
from interventions.delivered import as_rows, doses
from interventions.models import InformalPlan, Measure, Move, ProgrammePlace, Reading
from staff.kept import Keys, kept
from staff.policy import Permission

LEAST = 5  # children: fewer say nothing about a kind of help, and too much about a child
NEAR = datetime.timedelta(weeks=4)  # a number taken so long before or after still belongs to the help
TOO_FEW = f"fewer than {LEAST} children"
TOO_SMALL = "too few to show"  # where only numbers are: a small part counts too
PLAN = "Informal plan"  # as the provision map calls it
PARTS = ("Better", "No clear change", "Harder")


class Help(NamedTuple):
    """Help that one child had: of which kind, for which placement, from when, until when if it has ended."""

    kind: str
    pupil: int
    placement: int | None
    from_on: datetime.date
    ended_on: datetime.date | None


class Pictured(NamedTuple):
    """One picture with what it is about and how to read it."""

    key: str
    title: str
    words: str
    picture: object


def began_on(day):
    """The first of September of the school year of this day."""
    return datetime.date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def pictures(user, day, *, rows_of, counts_only=False):
    """The four pictures. `rows_of(model, user, permission)` says which rows of a table are looked at for this person;
    `counts_only`: nothing is shown from which a child could be told. Five questions.
    """
    since = began_on(day)
    places = doses(_places(user, since, day, rows_of=rows_of), day)
    helps = [Help(one.help_name, one.pupil_id, one.placement_id, one.from_on, one.ended_on) for one, _ in places]
    helps += [Help(PLAN, *row) for row in _plans(user, since, day, rows_of=rows_of)]
    readings = _readings(user, Keys(sorted({one.placement for one in helps} - {None})), rows_of=rows_of)
    begins = timezone.make_aware(datetime.datetime.combine(since, datetime.time()))
    return [
        _between_the_waves(_moves(user, begins, rows_of=rows_of), counts_only),
        _given(places, counts_only),
        _changed(helps, readings, day, counts_only),
        _judged([place for place, _ in places], counts_only),
    ]


@kept
def _places(user, since, day, *, rows_of):
    """Places that had begun by this day and had not ended before the school year, each with the name of its help."""
    places = rows_of(ProgrammePlace, user, Permission.PROGRAMME_READ).exclude(from_on=None)
    places = places.filter(Q(ended_on=None) | Q(ended_on__gte=since), from_on__lte=day)
    places = places.annotate(help_name=F("offering__provision__name"))
    return as_rows(places, "help_name", "pupil_id", "placement_id", "outcome")


@kept
def _plans(user, since, day, *, rows_of):
    """Informal plans that had begun by this day and had not ended before the school year, where a placement has targets."""
    plans = rows_of(InformalPlan, user, Permission.PLACEMENT_READ).filter(placement__isnull=False, started_on__lte=day)
    plans = plans.filter(Q(ended_on=None) | Q(ended_on__gte=since)).order_by("pk")
    return plans.values_list("pupil", "placement", "started_on", "ended_on")


@kept
def _moves(user, begins, *, rows_of):
    """Children, not moves: somebody who went up and down twice is one child each way."""
    moves = rows_of(Move, user, Permission.PLACEMENT_READ).filter(decided_at__gte=begins).order_by()
    moves = moves.exclude(from_wave=F("to_wave")).values("from_wave", "to_wave")
    return moves.annotate(n=Count("placement__pupil", distinct=True)).values_list("from_wave", "to_wave", "n")


@kept
def _readings(user, placements, *, rows_of):
    """The numbers of these placements, each with whose it is and which way is better."""
    readings = rows_of(Reading, user, Permission.PLACEMENT_READ).that_count()
    readings = readings.filter(measure__placement__among=placements).order_by("measured_on", "pk")
    whose = ("measure__placement", "measure", "rater", "rated_by", "rater_name", "measure__better")
    return readings.values_list(*whose, "measured_on", "value")


def _between_the_waves(moves, counts_only):
    flows = [Flow(from_wave, to_wave, _hidden(n, counts_only)) for from_wave, to_wave, n in moves]
    return Pictured(
        "flow",
        "Between the waves",
        "How many children moved each way since 1 September. A child who is helped in two areas can be in two arrows.",
        flow_between(flows, title="Children who moved between the waves since 1 September"),
    )


def _given(places, counts_only):
    """Sessions that came about, of those that should have by now: by kind of help."""
    found = defaultdict(lambda: {"children": set(), "came": 0, "due": 0})
    for place, dose in places:
        row = found[place.help_name]
        row["children"].add(place.pupil_id)
        row["came"] += dose.came
        row["due"] += dose.due
    rows = []
    for name, row in sorted(found.items()):
        hidden = counts_only and len(row["children"]) < LEAST
        rows.append(Bar(name, None) if hidden else Bar(name, row["came"], row["due"]))
    return Pictured(
        "given",
        "Sessions given, of those planned by now",
        "The bar is what came about; the dashed outline is what should have by today.",
        bars(rows, title="Sessions given, of those planned by now", value_name="Given", of_name="Planned by now",
            too_small=TOO_FEW, width=350, above=True),
    )  # fmt: skip


def _changed(helps, readings, day, counts_only):
    """Each child's own numbers, like for like; then how many children went which way."""
    series = _series(readings)
    votes = defaultdict(lambda: defaultdict(int))
    for help_given in helps:
        since, until = help_given.from_on - NEAR, (help_given.ended_on or day) + NEAR
        for better, numbers in series.get(help_given.placement, ()):
            inside = [(on, value) for on, value in numbers if since <= on <= until]
            if inside and inside[0][0] < inside[-1][0]:
                way = inside[-1][1] - inside[0][1]
                way = way if better == Measure.Better.HIGHER else -way
                votes[help_given.kind][help_given.pupil] += (way > 0) - (way < 0)
    names = sorted({one.kind for one in helps})
    rows = [_share(name, list(votes[name].values()), counts_only) for name in names]
    return Pictured(
        "changed",
        "What changed, by the children’s own numbers",
        "Each child is compared only with themselves: the same measure, by the same person, at the start and at the end "
        "of the help. Better means that more of their numbers went the way hoped for than the other way. Nothing is shown "
        f"for fewer than {LEAST} children. It counts places on help given in sessions, and informal plans by the "
        "numbers of the placement they belong to. It does not say that the help was the reason.",
        shares(rows, parts=_parts(counts_only), title="How many children’s own numbers went the way hoped for", too_few=TOO_SMALL if counts_only else TOO_FEW),
    )  # fmt: skip


def _judged(places, counts_only):
    """What the adult said at the end of a place, on the one scale that all places share."""
    said = defaultdict(dict)
    for place in places:
        if place.outcome is not None:
            said[place.help_name][place.pupil_id] = place.outcome
    rows = [_share(name, list(said[name].values()), counts_only) for name in sorted(said)]
    return Pictured(
        "judged",
        "What the adults said at the end",
        f"Places that ended this year, one answer a child. Fewer than {LEAST} are not shown.",
        shares(
            rows,
            parts=_parts(counts_only),
            title="What the adults said at the end of the help",
            too_few=TOO_SMALL if counts_only else TOO_FEW,
        ),
    )


def _series(readings):
    """{placement: [(which way is better, [(day, number)])]}: one for each measure and each person who rated it."""
    found = defaultdict(list)
    for *key, on, value in readings:
        found[tuple(key)].append((on, value))
    series = defaultdict(list)
    for (placement, *_, better), numbers in found.items():
        series[placement].append((better, numbers))
    return series


def _share(name, ways, counts_only):
    """How many went which way; None where they are too few, or where a small part could be told from the rest."""
    numbers = (sum(way > 0 for way in ways), sum(way == 0 for way in ways), sum(way < 0 for way in ways))
    if counts_only:
        numbers = (numbers[0], numbers[1] + numbers[2])
    small = counts_only and any(0 < n < LEAST for n in numbers)
    return Share(name, None if small or len(ways) < LEAST else numbers)


def _parts(counts_only):
    return ("Better", "Not clearly better") if counts_only else PARTS


def _hidden(number, counts_only):
    return None if counts_only and 0 < number < LEAST else number
