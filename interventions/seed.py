"""Gives a new installation its provision map, from starting_map.toml beside this file.

Running it again adds what is missing, by its code, and changes nothing that is there.
"""

import tomllib
from pathlib import Path

from audit.actions import System, action, record
from interventions.models import Area, Offering, Provision, WaveWords

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
    there = set(Offering.objects.values_list("code", flat=True))
    missing = [(order, dict(line)) for order, line in enumerate(start["line"]) if line["code"] not in there]
    for order, line in missing:
        kind = start["provision"][line.pop("provision")]
        provision, _ = Provision.objects.get_or_create(name=kind["name"], defaults=kind)
        Offering.objects.create(provision=provision, order=order, **line)
    if missing:
        record("catalogue.added", by=by, fields=[line["code"] for _, line in missing])
    return len(missing)
