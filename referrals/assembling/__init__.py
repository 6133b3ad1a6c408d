"""The draft out of the record: what may be ticked into a letter, by a person, line by line.

Sources are registered in the order in which a reader wants them. Each asks through `permitted` for its writer and
only at the levels that may leave by this door; nothing is ticked beforehand.
"""

from referrals.assembling import help_given, said  # noqa: F401 they register their sources
from referrals.assembling.register import SOURCES, Item, levels_for, offered, shelves, tried_shelves

__all__ = ["SOURCES", "Item", "levels_for", "offered", "shelves", "tried_shelves"]
