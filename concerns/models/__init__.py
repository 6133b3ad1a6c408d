"""The tables of the concerns room, one file a subject."""

import pupils.models  # noqa: F401 the children's own tables first: pupils.about is built on them
from concerns.models.after import Decision, LevelChange, Note
from concerns.models.concern import NEXT, Concern, ConcernNeed, ConcernPupil, ConcernText
from concerns.models.need import Need

__all__ = [
    "NEXT",
    "Concern",
    "ConcernNeed",
    "ConcernPupil",
    "ConcernText",
    "Decision",
    "LevelChange",
    "Need",
    "Note",
]
