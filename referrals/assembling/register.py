"""The register of sources, and a line as it is offered."""

from collections.abc import Callable
from dataclasses import dataclass

from pupils.about import WELLBEING
from staff.policy import Level


@dataclass(frozen=True)
class Item:
    """One line that its writer may tick in. `box` is where it goes; what was tried becomes a row of the table there."""

    key: str
    box: str
    what: str
    when: str = ""
    effect: str = ""

    @property
    def line(self):
        """As it is offered."""
        return " · ".join(part for part in (self.when, self.what, self.effect) if part)


@dataclass(frozen=True)
class Source:
    """Where lines come from. `items(pupil, user, levels)` yields them, oldest first."""

    heading: str
    items: Callable


SOURCES: list[Source] = []


def source(heading):
    """Declare a source of lines."""

    def declare(function):
        SOURCES.append(Source(heading, function))
        return function

    return declare


def levels_for(referral_level):
    """The levels whose words may go with a request: the safeguarding leads' own only with a request of theirs."""
    own = (Level.SAFEGUARDING,) if referral_level == Level.SAFEGUARDING else ()
    return tuple(str(level) for level in (*WELLBEING, *own))


def shelves(pupil, user, level):
    """[(heading, items)] of every source with something to offer this writer."""
    levels = levels_for(level)
    found = [(one.heading, list(one.items(pupil, user, levels))) for one in SOURCES]
    return [(heading, items) for heading, items in found if items]


def offered(pupil, user, level):
    """{key: item} of all that may be ticked."""
    return {item.key: item for _, items in shelves(pupil, user, level) for item in items}


def tried_shelves(pupil, user):
    """[(heading, items)] of what was tried alone, at the levels that a colleague in school may have on paper."""
    found = [(heading, [one for one in items if one.box == "tried"]) for heading, items in shelves(pupil, user, "")]
    return [(heading, items) for heading, items in found if items]
