"""The records of this room, by concept."""

from families.models.agreed import Agreed
from families.models.coming import Coming, View
from families.models.copy import Copy
from families.models.correction import Correction
from families.models.evening import Evening
from families.models.meeting import Meeting
from families.models.resource import Resource
from families.models.workshop import Invitation, Workshop

__all__ = ["Agreed", "Coming", "Copy", "Correction", "Evening", "Invitation", "Meeting", "Resource", "View", "Workshop"]
