"""The register of checks, and the facts they look at."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Problem:
    """Something to put right before it goes: a blocker stops it, advice does not. `swap` is what to write instead.

    What `leaks` stops it though it is urgent: it may go at once without a copy for home.
    """

    text: str
    blocks: bool = False
    box: str = ""
    swap: str = ""
    leaks: bool = False


@dataclass(frozen=True)
class Draft:
    """All that is asked about before it goes, as plain facts.

    `words` are its boxes by name, `no_place` those that its wording leaves out; `agreement` what was found about the family's agreement, as (sentence, does it
    stop it?); `tried` how many lines of the record were ticked in, `without_effect` how many of them do not say
    what changed, `rounds` how many reviewed rounds of help are among them; `others` other children's names found in it; `readers_at_home` how many adults have a copy,
    of how many `adults_at_home`; `leaks` what in it may be read by nobody at home, as sentences.
    """

    words: dict = field(default_factory=dict)
    no_place: frozenset = frozenset()
    agreement: tuple = ()
    tried: int = 0
    without_effect: int = 0
    rounds: int = 0
    rounds_expected: int = 0
    gp_wanted: bool = False
    others: tuple = ()
    readers_at_home: int = 0
    adults_at_home: int = 0
    leaks: tuple = ()
    urgent: bool = False

    def says(self, name):
        return self.words.get(name, "").strip()

    def text(self):
        return "\n".join(self.words.values())


CHECKS: list[Callable] = []


def check(function):
    """Declare a check: a function from a Draft to the problems it finds."""
    CHECKS.append(function)
    return function


def problems(draft):
    """Every problem, blockers first. Where it cannot wait each is still said, and only a leak blocks."""
    found = [problem for each in CHECKS for problem in each(draft)]
    if draft.urgent:
        found = [replace(problem, blocks=problem.leaks) for problem in found]
    return sorted(found, key=lambda problem: not problem.blocks)
