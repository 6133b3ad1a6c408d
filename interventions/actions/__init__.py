"""What staff do in this room, by concept."""

from interventions.actions.placements import answer_for_review, place_on_wave, record_review

__all__ = ["answer_for_review", "place_on_wave", "record_review"]
