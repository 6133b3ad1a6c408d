"""What rooms hand over for a family to read, in a register: a summary is built from these and from its own boxes."""

from families.sections import help_given  # noqa: F401 sections declare themselves
from families.sections.register import SECTIONS, Part, Section, of_the_team, register, shelves

__all__ = ["SECTIONS", "Part", "Section", "of_the_team", "register", "shelves"]
