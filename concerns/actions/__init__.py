"""What staff do in this room, by concept; what is done with a concern itself is given here."""

from concerns.actions.records import (
    acknowledge,
    change_level,
    close,
    give_feedback,
    raise_concern,
    triage,
    why_not_close,
)

__all__ = ["acknowledge", "change_level", "close", "give_feedback", "raise_concern", "triage", "why_not_close"]
