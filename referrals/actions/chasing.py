"""Asking an agency again."""

from django.utils import timezone

from audit.actions import Refused, action, record
from referrals.actions.days import refuse_mistyped
from referrals.actions.moving import next_chase
from referrals.models import THEIRS, Chase, Referral
from staff.notices import settle
from staff.permitted import require
from staff.policy import Permission


@action
def chase_referral(*, by, referral, on=None, words=""):
    """Somebody asked them again, today or on a day gone by; the time until the next asking begins anew.

    Refuses a referral that is not with an agency, a day to come and one before it was sent.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    today = timezone.localdate()
    day = on or today
    locked = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=referral.pk)
    if locked.state not in THEIRS:
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so there is nobody to ask.")
    refuse_mistyped(day)
    if locked.sent_on and day < locked.sent_on:
        raise Refused(f"It was sent on {locked.sent_on:%-d %B %Y}, so this was on that day or later.")
    Chase.objects.create(referral=referral, on=day, words=words.strip(), made_by=by)
    referral.chase_on = next_chase(locked.agency, day)
    referral.save(update_fields=["chase_on"])
    settle("referral_to_chase", referral.pk)
    record("referral.chased", referral, by=by, pupil=referral.pupil, fields=["chase_on"])
    return referral
