"""What staff do in this room, by concept."""

from families.actions.corrections import answer_correction, approve_correction, set_aside_correction
from families.actions.evenings import hand_in_evening, start_evening
from families.actions.meetings import cancel_meeting, plan_anew, plan_meeting
from families.actions.preparing import print_sheet
from families.actions.summaries import approve_summary, approvers_of, hand_in, record_shared, send_back
from families.actions.views_asked import ask_for_view, give_view
from families.actions.writing import agree, carry_over, choose_parts, end_agreed, write_up

__all__ = [
    "agree",
    "answer_correction",
    "approve_correction",
    "approve_summary",
    "approvers_of",
    "ask_for_view",
    "cancel_meeting",
    "carry_over",
    "choose_parts",
    "end_agreed",
    "give_view",
    "hand_in",
    "hand_in_evening",
    "plan_anew",
    "plan_meeting",
    "print_sheet",
    "record_shared",
    "send_back",
    "set_aside_correction",
    "start_evening",
    "write_up",
]
