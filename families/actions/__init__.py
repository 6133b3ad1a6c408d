"""What staff do in this room, by concept."""

from families.actions.meetings import cancel_meeting, plan_meeting
from families.actions.summaries import approve_summary, approvers_of, hand_in, record_shared, send_back
from families.actions.writing import agree, write_up

__all__ = [
    "agree",
    "approve_summary",
    "approvers_of",
    "cancel_meeting",
    "hand_in",
    "plan_meeting",
    "record_shared",
    "send_back",
    "write_up",
]
