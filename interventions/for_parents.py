"""The map as parents read it: only the words written for them. It looks at the catalogue and at nothing else."""

from documents.letters import typed
from documents.models import Document
from interventions.models import Offering, Wave, WaveWords
from school.models import School

PAPER = "provision map"
TITLE = "Provision map for parents"


def columns():
    """(the three waves, what cannot wait): each with its names and its lines. A line without words for parents is not there.

    What is said twice in a column is one line here.
    """
    words, found = {row.wave: row for row in WaveWords.objects.all()}, {}
    for line in Offering.objects.in_use().as_on_the_map():
        if line.words_for_parents:
            said = {"name": line.name, "words": line.words_for_parents, "dose": line.dose, "agree": line.needs_consent}
            found.setdefault(line.wave, {}).setdefault(line.words_for_parents, said)
    waves = [
        {"wave": wave, "words": words.get(wave), "lines": list(lines.values())} for wave, lines in sorted(found.items())
    ]
    urgent = [column for column in waves if column["wave"] == Wave.URGENT]
    return [column for column in waves if column not in urgent], urgent


def html():
    """The finished words of the paper."""
    waves, urgent = columns()
    return typed("letters/provision_map.html", title=TITLE, waves=waves, urgent=urgent)


def paper():
    """The newest one that is made, or None."""
    return _papers().filter(state=Document.State.READY).first()


def is_older_than_the_map():
    """Has a line or a wave's words changed since the paper was last ordered? True where there is none."""
    newest = _papers().first()
    if newest is None:
        return True
    return any(model.objects.filter(changed_at__gt=newest.made_at).exists() for model in (Offering, WaveWords))


def _papers():
    return Document.objects.of(School.current()).filter(kind=PAPER)
