"""What is asked in this room, by concept."""

from interventions.forms.board import BoardFilter
from interventions.forms.placements import AnswerForm, PlaceForm, ReviewForm, ReviewTogetherForm
from interventions.forms.targets import AddMeasureForm, EndTargetForm, ReadingForm, SetTargetForm, StrikeForm

__all__ = [
    "AddMeasureForm",
    "AnswerForm",
    "BoardFilter",
    "EndTargetForm",
    "PlaceForm",
    "ReadingForm",
    "ReviewForm",
    "ReviewTogetherForm",
    "SetTargetForm",
    "StrikeForm",
]
