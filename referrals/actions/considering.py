"""Thinking of an agency for a child: kept, with why, even if nothing is ever sent."""

from django.utils import timezone

from audit.actions import action, record
from concerns.actions.filing import keep_out
from referrals.models import Referral, Step, asks_for_the_safeguarding_leads
from staff.permitted import NotAllowed, require
from staff.policy import Level, Permission


@action
def consider_referral(*, by, pupil, agency, why):
    """Think of an agency for a child, and keep why, even if nothing is ever sent (row W3.7).

    Refuses an agency that only the safeguarding leads ask; what they ask it is at safeguarding level, and not taken
    where the school keeps its safeguarding words in another system.
    """
    require(by, Permission.REFERRAL_WRITE)
    require(by, Permission.PUPIL_READ, pupil)
    if agency.dsl_only and not asks_for_the_safeguarding_leads(by):
        raise NotAllowed("Only the safeguarding leads ask this agency. Tell one of them.")
    if agency.dsl_only:
        keep_out()
    referral = Referral.objects.create(
        pupil=pupil,
        agency=agency,
        why=why,
        level=Level.SAFEGUARDING if agency.dsl_only else Level.WELLBEING,
        raised_by=by,
    )
    require(by, Permission.REFERRAL_WRITE, referral)
    Step.objects.create(referral=referral, to_state=referral.state, on=timezone.localdate(), why=why[:1000], made_by=by)
    record("referral.considered", referral, by=by, pupil=pupil, fields=["agency", "why"])
    return referral
