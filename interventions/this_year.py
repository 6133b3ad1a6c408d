"""How help went this school year, in four pictures: between the waves, sessions given, what changed, what adults said.

It is given rows and asks nothing about who reads them: a page gives those that its reader may open; the year
in numbers gives those that may be counted, and hides what is small.
"""

import datetime
from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from charts.bars import Bar, bars
from charts.flows import Flow, flow_between
from charts.shares import Share, shares
from interventions.delivered import doses, with_counts
from interventions.models import Measure

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


# A year of a big school is a thousand places: only what the pictures look at is fetched of each.
LOOKED_AT = (
    "pupil", "placement", "programme", "programme__sessions_a_week", "from_on", "ended_on", "sessions_planned", "outcome",
)  # fmt: skip


def of_this_year(places, day):
    """Places that had begun by this day and had not ended before the school year, each with the name of its help."""
    places = places.exclude(from_on=None).filter(Q(ended_on=None) | Q(ended_on__gte=began_on(day)), from_on__lte=day)
    rows = with_counts(places).select_related("programme").only(*LOOKED_AT).order_by("pk")
    return rows.annotate(help_name=F("offering__provision__name"))


def pictures(*, moves, places, plans, readings, day, counts_only=False):
    """The four pictures. `counts_only`: nothing is shown from which a child could be told. Five questions."""
    places = doses(of_this_year(places, day), day)
    helps = [
        Help(one.help_name, one.pupil_id, one.placement_id, one.from_on, one.ended_on) for one, _ in places
    ] + _plans(plans, day)
    readings = readings.filter(measure__placement__in={one.placement for one in helps} - {None})
    return [
        _between_the_waves(moves, day, counts_only),
        _given(places, counts_only),
        _changed(helps, readings, day, counts_only),
        _judged([place for place, _ in places], counts_only),
    ]


def _plans(plans, day):
    """Informal plans that had begun by this day and had not ended before the school year, where a placement has targets."""
    rows = plans.filter(Q(ended_on=None) | Q(ended_on__gte=began_on(day)), placement__isnull=False, started_on__lte=day)
    columns = rows.order_by("pk").values_list("pupil", "placement", "started_on", "ended_on")
    return [Help(PLAN, *row) for row in columns]


def _between_the_waves(moves, day, counts_only):
    """Children, not moves: somebody who went up and down twice is one child each way."""
    begins = timezone.make_aware(datetime.datetime.combine(began_on(day), datetime.time()))
    rows = (
        moves.filter(decided_at__gte=begins)
        .exclude(from_wave=F("to_wave"))
        .order_by()
        .values_list("from_wave", "to_wave")
    )
    flows = [
        Flow(a, b, _hidden(n, counts_only)) for a, b, n in rows.annotate(n=Count("placement__pupil", distinct=True))
    ]
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
    columns = ("measure__placement", "measure", "rater", "rated_by", "rater_name", "measure__better")
    found = defaultdict(list)
    for *key, on, value in readings.order_by("measured_on", "pk").values_list(*columns, "measured_on", "value"):
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
