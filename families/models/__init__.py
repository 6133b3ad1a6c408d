"""The records of this room, by concept."""

from families.models.agreed import Agreed
from families.models.copy import Copy
from families.models.meeting import Meeting

__all__ = ["Agreed", "Copy", "Meeting"]
