"""The records of this room, by concept."""

from referrals.models.chase import Chase
from referrals.models.consultation import Advice, Consultation
from referrals.models.copy import LetterCopy
from referrals.models.drafting import Chosen, Paragraph
from referrals.models.group import MOST as MOST_IN_A_GROUP
from referrals.models.group import Group
from referrals.models.letter import Letter
from referrals.models.outcome import Call, Followed, InsideRequest, Reply
from referrals.models.referral import ENDED, OURS, THEIRS, UNSENT, Referral, Step, asks_for_the_safeguarding_leads
from referrals.models.wording import Wording

__all__ = [
    "ENDED",
    "MOST_IN_A_GROUP",
    "OURS",
    "THEIRS",
    "UNSENT",
    "Advice",
    "Call",
    "Chase",
    "Chosen",
    "Consultation",
    "Followed",
    "Group",
    "InsideRequest",
    "Letter",
    "LetterCopy",
    "Paragraph",
    "Referral",
    "Reply",
    "Step",
    "Wording",
    "asks_for_the_safeguarding_leads",
]
