"""What an agency said of a child before: whoever asks it again sees the reason beside the new draft."""

from referrals.models import Referral, Step
from staff.policy import Permission

MOST = 3


def declined_before(user, referral):
    """The times this agency said no to this child before, newest first, as this reader may know of them."""
    steps = Step.objects.permitted(user, Permission.REFERRAL_READ).filter(to_state=Referral.State.DECLINED)
    steps = steps.filter(referral__pupil=referral.pupil_id, referral__agency=referral.agency_id)
    return steps.exclude(referral=referral.pk).order_by("-on", "-pk")[:MOST]
