"""The register of sections. One is offered to the writer, who ticks it: only then may a family read it.

A section is worked out for one reader, whoever wrote the summary, and never above wellbeing level: an approver who
may read more adds nothing to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pupils.about import WELLBEING


@dataclass(frozen=True)
class Part:
    """One line of a section: plain words, a child's own words, or a picture with its table."""

    text: str = ""
    quote: str = ""
    picture: object = None


@dataclass(frozen=True)
class Section:
    """`heading` is the family's, by its key (families.languages); `parts(pupil, user, levels)` yields what it says."""

    key: str
    label: str
    parts: Callable


SECTIONS: dict[str, Section] = {}


def register(section):
    """Declare one, from the owning room's AppConfig. Declaring it twice is a mistake."""
    if section.key in SECTIONS:
        raise ValueError(f"{section.key} is declared twice")
    SECTIONS[section.key] = section


def shelves(pupil, user, keys=None, levels=WELLBEING):
    """[(section, its parts)] of those with something to say to a family, in the order they were declared."""
    levels = tuple(str(level) for level in levels)
    wanted = [one for one in SECTIONS.values() if keys is None or one.key in keys]
    found = [(one, list(one.parts(pupil, user, levels))) for one in wanted]
    return [(one, parts) for one, parts in found if parts]
