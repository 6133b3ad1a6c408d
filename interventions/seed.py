"""Gives a new installation its provision map, from starting_map.toml beside this file.

Running it again adds what is missing, by its code, and changes nothing that is there.
"""

import tomllib
from pathlib import Path

from audit.actions import System, action, record
from interventions.models import Area, HelpItem, Offering, Provision, WaveWords

STARTING_MAP = Path(__file__).with_name("starting_map.toml")


def add_catalogue():
    """Give a new installation the school's provision map. Returns how many lines were added."""
    return _add_catalogue(by=System("a new installation"), start=tomllib.loads(STARTING_MAP.read_text("utf-8")))


@action
def _add_catalogue(*, by, start):
    """Bring in the lines, names and areas that are not there yet. What the school has edited stays as it is."""
    for words in start["wave"]:
        WaveWords.objects.get_or_create(wave=words["wave"], defaults=words)
    if not Area.objects.exists():
        Area.objects.bulk_create(Area(order=order, **area) for order, area in enumerate(start["area"]))
    there, areas = set(Offering.objects.values_list("code", flat=True)), {a.name: a for a in Area.objects.all()}
    missing = [(order, dict(line)) for order, line in enumerate(start["line"]) if line["code"] not in there]
    for order, line in missing:
        kind, serves = start["provision"][line.pop("provision")], line.pop("areas", [])
        provision, _ = Provision.objects.get_or_create(name=kind["name"], defaults=kind)
        made = Offering.objects.create(provision=provision, order=order, **line)
        made.areas.set(areas[name] for name in serves if name in areas)
    if missing:
        record("catalogue.added", by=by, fields=[line["code"] for _, line in missing])
    return len(missing)


# What an informal plan can hold, what a session can be about, the times of a day: each with a word about it.
LISTS = {
    HelpItem.Kind.PLAN: [
        ("In by the front door", "Arrives a little earlier or later than the others"),
        ("A job before the register", "Something useful to do first thing"),
        ("A lunch buddy", "Another child who looks out for them"),
        ("A key adult", "Somebody to go to, by name"),
        ("A reward they work towards", "Chosen with the child"),
        ("A hello in the morning", "Two minutes with an adult to say how today is"),
        ("A quiet place", "Where they may go, and how they ask"),
        ("Breaks to move", "A short walk or a job before it is needed"),
    ],
    HelpItem.Kind.THEME: [
        ("Feelings", ""),
        ("Friendships", ""),
        ("Worries", ""),
        ("Anger and calming down", ""),
        ("Confidence", ""),
        ("Loss and change", ""),
        ("Getting on in class", ""),
        ("Something else", ""),
    ],
    HelpItem.Kind.TIMES: [
        ("Registration", "Coming in and settling"),
        ("Lesson 1", ""),
        ("Break", ""),
        ("Lesson 2", ""),
        ("Lunch", "Eating and playing"),
        ("Lesson 3", ""),
        ("Going home", ""),
    ],
}


def add_help_lists():
    """Give a new installation its short lists. Returns how many lines were added."""
    return _add_help_lists(by=System("a new installation"))


@action
def _add_help_lists(*, by):
    """Fill each list that nobody has begun yet."""
    new = [
        HelpItem(kind=kind, name=name, hint=hint, order=order * 10)
        for kind, lines in LISTS.items()
        if not HelpItem.objects.filter(kind=kind).exists()
        for order, (name, hint) in enumerate(lines, start=1)
    ]
    HelpItem.objects.bulk_create(new)
    if new:
        record("help_lists.added", by=by, fields=sorted({str(item.kind) for item in new}))
    return len(new)
