"""The register of sections. One is offered to the writer, who ticks it: only then may a family read it.

A section is worked out for one reader, whoever wrote the summary, and never above wellbeing level: an approver who
may read more adds nothing to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pupils.about import WELLBEING
from staff.policy import Level


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
TEAM = (Level.TEAM,)


def register(section):
    """Declare one, from the owning room's AppConfig. Declaring it twice is a mistake."""
    if section.key in SECTIONS:
        raise ValueError(f"{section.key} is declared twice")
    SECTIONS[section.key] = section


def shelves(pupil, user, keys=None, team_only=()):
    """[(section, its parts)] of those with something to say to a family, in the order they were declared.

    Of the sections in `team_only`, only what is the team's to read.
    """
    wanted = [one for one in SECTIONS.values() if keys is None or one.key in keys]
    found = [(one, _parts(one, pupil, user, TEAM if one.key in team_only else WELLBEING)) for one in wanted]
    return [(one, parts) for one, parts in found if parts]


def of_the_team(pupil, user, keys):
    """Of these sections, those that hold nothing now which only the wellbeing team reads.

    Whoever ticks one then has seen no more, and what is added above the team's level waits for a tick of its own.
    """
    wanted = [one for one in SECTIONS.values() if one.key in keys]
    return [one.key for one in wanted if _parts(one, pupil, user, WELLBEING) == _parts(one, pupil, user, TEAM)]


def _parts(section, pupil, user, levels):
    return list(section.parts(pupil, user, tuple(str(level) for level in levels)))
