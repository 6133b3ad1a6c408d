"""The provision map, as people know it."""

from itertools import groupby

from django.shortcuts import render

from concerns.models import Need
from interventions.models import Offering, Wave, WaveWords, Way
from staff.access import signed_in


@signed_in
def map(request):  # noqa: A001 the URL, the view and the template share one name
    """The provision map as people know it: three columns, and what cannot wait. No child is on it."""
    words = {row.wave: row for row in WaveWords.objects.all()}
    lines = Offering.objects.in_use().as_on_the_map()
    columns = [
        {"wave": wave, "words": words.get(wave), "ways": _by_way(offerings)}
        for wave, offerings in groupby(lines, key=lambda line: line.wave)
    ]
    waves = [column for column in columns if column["wave"] != Wave.URGENT]
    urgent = [column for column in columns if column["wave"] == Wave.URGENT]
    needs = Need.objects.in_use().values_list("name", flat=True)
    return render(request, "interventions/map.html", {"waves": waves, "urgent": urgent, "needs": needs})


def _by_way(offerings):
    """The lines of one column under their ways, in the column's own order. What cannot wait has no ways."""
    ways = {}
    for offering in offerings:
        ways.setdefault(offering.way if offering.wave != Wave.URGENT else Way.ONE_TO_ONE, []).append(offering)
    return [{"name": Way(way).label, "lines": lines} for way, lines in ways.items()]
