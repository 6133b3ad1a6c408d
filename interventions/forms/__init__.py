"""What is asked in this room, by concept."""

from interventions.forms.board import BoardFilter
from interventions.forms.placements import AnswerForm, PlaceForm, ReviewForm

__all__ = ["AnswerForm", "BoardFilter", "PlaceForm", "ReviewForm"]
