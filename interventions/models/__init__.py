"""The records of this room, by concept."""

import pupils.models  # noqa: F401, I001 the children's own tables first: pupils.about is built on them
from interventions.models.catalogue import Area, Offering, Provision, Wave, WaveWords, Way
from interventions.models.placements import LEAVES_A_FLAG, NEXT, Answer, Citation, Decision, Move, Placement, Then
from interventions.models.targets import LIVE_AT_ONCE, Measure, Reading, Target

__all__ = [
    "LEAVES_A_FLAG",
    "LIVE_AT_ONCE",
    "NEXT",
    "Answer",
    "Area",
    "Citation",
    "Decision",
    "Measure",
    "Move",
    "Offering",
    "Placement",
    "Provision",
    "Reading",
    "Target",
    "Then",
    "Wave",
    "WaveWords",
    "Way",
]
