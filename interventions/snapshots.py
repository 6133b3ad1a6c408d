"""When the map is counted, and how its numbers are shown to whom."""

from datetime import timedelta

from django.conf import settings

from interventions.models import MapSnapshot
from pupils.models import Relative
from school import calendar
from staff.permitted import may
from staff.policy import Permission

CATCH_UP = timedelta(days=14)  # later than this, it would not be that term's end any more
LEAST = 5
FEW, NOT_SHOWN = f"fewer than {LEAST}", "not shown"
Kind = MapSnapshot.Kind


def due(now):
    """The term whose last school day is over and that has not been counted, or None."""
    days, today = calendar.current(), now.date()
    last = days.last_school_day(today)
    term = days.term_of(last)
    is_over = today > last or now.time() >= settings.SCHOOL_DAY_ENDS
    if term is None or days.last_school_day(term.ends_on) != last or not is_over or today - last > CATCH_UP:
        return None
    return None if MapSnapshot.objects.filter(term_from=term.starts_on).exists() else term


def sees_counts_only(user):
    """Numbers alone, of children they may not read of: theirs are not told apart.

    A member of staff with a child of their own at the school is one of them here.
    """
    return not may(user, Permission.PLACEMENT_READ) or Relative.objects.filter(user=user).exists()


def tables(snapshot, *, exact):
    """[(title, the words of its columns, [(name, number…)])]. Under five is not told unless `exact`."""
    rows = {}
    for kind, name, wave, number in snapshot.counts:
        rows.setdefault(kind, {}).setdefault(name, {})[wave] = number
    waves = {2: "Wave 2", 3: "Wave 3"}
    lines = {}
    for column, kind in enumerate((Kind.OFFERING, Kind.WAITING)):
        for name, by_wave in rows.get(kind, {}).items():
            lines.setdefault(name, [0, 0])[column] = sum(by_wave.values())
    found = [
        ("By wave", ["Children"], {name: [sum(n.values())] for name, n in rows.get(Kind.WAVE, {}).items()}),
        ("By need", list(waves.values()), _across(rows.get(Kind.AREA, {}), waves)),
        ("By class", list(waves.values()), _across(rows.get(Kind.CLASS, {}), waves)),
        ("By line of the map", ["On it", "Waiting"], lines),
    ]
    if plans := rows.get(Kind.PLAN):  # terms counted before plans were say nothing of them
        found.append(("Informal plans", ["Children"], {name: [sum(n.values())] for name, n in plans.items()}))
    return [(title, columns, _shown(numbers, exact=exact)) for title, columns, numbers in found]


def side_by_side(one, other, *, exact):
    """The tables of two terms as one: each column twice, a name that only one of them has with a dash in the other."""
    theirs = {title: dict(rows) for title, _, rows in tables(other, exact=exact)}
    found = []
    for title, columns, rows in tables(one, exact=exact):
        before, mine, nothing = theirs.get(title, {}), dict(rows), ["–"] * len(columns)
        names = [*mine, *(name for name in before if name not in mine)]
        pairs = [(name, zip(mine.get(name, nothing), before.get(name, nothing), strict=True)) for name in names]
        both = [f"{column}, {term}" for column in columns for term in (one, other)]
        found.append(
            (title, both, [(name, [number for pair in numbers for number in pair]) for name, numbers in pairs])
        )
    return found


def _across(rows, waves):
    return {name: [by_wave.get(wave, 0) for wave in waves] for name, by_wave in rows.items()}


def _shown(rows, *, exact):
    columns = [as_shown(column, exact=exact) for column in zip(*rows.values(), strict=True)]
    return [(name, numbers) for name, numbers in zip(rows, zip(*columns, strict=True), strict=True)]


def as_shown(numbers, *, exact):
    """A column of numbers as words. Where its sum, told elsewhere, would give away one that is under five, the next
    smallest are not told either, until it could be more than one number.
    """
    if exact:
        return [str(number) for number in numbers]
    small = [number for number in numbers if 0 < number < LEAST]
    others = sorted((number, at) for at, number in enumerate(numbers) if number >= LEAST)
    hidden = 0
    while small and hidden < len(others) and not _could_be_two(small, [number for number, _ in others], hidden):
        hidden += 1
    shown = [FEW if 0 < number < LEAST else str(number) for number in numbers]
    for _, at in others[:hidden]:
        shown[at] = NOT_SHOWN
    return shown


def _could_be_two(small, others, hidden):
    """Taking what is shown from the sum: could a small number be one of two, with `hidden` of the others hidden?"""
    together = sum(small) + sum(others[:hidden])
    fewest = len(small) - 1 + LEAST * hidden
    most = (LEAST - 1) * (len(small) - 1)
    most += hidden * (others[hidden] if hidden < len(others) else together)
    return sum(fewest <= together - number <= most for number in range(1, LEAST)) > 1
