"""What staff do in this room, by concept."""

from referrals.actions.answers import close_referral, record_declined, record_started, withdraw_referral
from referrals.actions.consent import record_consent
from referrals.actions.considering import consider_referral
from referrals.actions.letters import (
    approve_letter,
    ask_for_approval,
    begin_letter,
    edit_letter,
    record_sent,
    send_back,
)

__all__ = [
    "approve_letter",
    "ask_for_approval",
    "begin_letter",
    "close_referral",
    "consider_referral",
    "edit_letter",
    "record_consent",
    "record_declined",
    "record_sent",
    "record_started",
    "send_back",
    "withdraw_referral",
]
