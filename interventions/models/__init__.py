"""The records of this room, by concept."""

import pupils.models  # noqa: F401, I001 the children's own tables first: pupils.about is built on them
from interventions.models.catalogue import Area, Offering, Provision, Wave, WaveWords, Way
from interventions.models.placements import LEAVES_A_FLAG, NEXT, Answer, Citation, Decision, Move, Placement

__all__ = [
    "LEAVES_A_FLAG",
    "NEXT",
    "Answer",
    "Area",
    "Citation",
    "Decision",
    "Move",
    "Offering",
    "Placement",
    "Provision",
    "Wave",
    "WaveWords",
    "Way",
]
