"""What staff do in this room, by concept."""

from interventions.actions.placements import (
    answer_for_review,
    place_on_wave,
    record_review,
    review_together,
)
from interventions.actions.targets import add_measure, end_target, set_target, strike_reading, take_reading

__all__ = [
    "add_measure",
    "answer_for_review",
    "end_target",
    "place_on_wave",
    "record_review",
    "review_together",
    "set_target",
    "strike_reading",
    "take_reading",
]
