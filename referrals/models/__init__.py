"""The records of this room, by concept."""

from referrals.models.chase import Chase
from referrals.models.consultation import Advice, Consultation
from referrals.models.letter import Letter
from referrals.models.referral import ENDED, OURS, THEIRS, UNSENT, Referral, Step, asks_for_the_safeguarding_leads

__all__ = [
    "ENDED",
    "OURS",
    "THEIRS",
    "UNSENT",
    "Advice",
    "Chase",
    "Consultation",
    "Letter",
    "Referral",
    "Step",
    "asks_for_the_safeguarding_leads",
]
