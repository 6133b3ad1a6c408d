"""Who goes on with a referral."""

from audit.actions import Refused, action, record
from referrals.leads import who_may_lead
from referrals.models import Referral
from staff.models import Notice
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE
FOLLOWS = ("letter_approved", "letter_sent_back")  # what is still to be done goes with it


@action
def hand_over(*, by, referral, to):
    """A colleague goes on with it: they are told, and of whatever comes back. They read nothing they could not before.

    Refuses a referral that has ended, and somebody who could not write it themselves.
    """
    require(by, WRITE, referral)
    locked = (
        Referral.objects.select_for_update(of=("self",), no_key=True)
        .select_related("led_by", "raised_by")
        .get(pk=referral.pk)
    )
    if locked.has_ended:
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so nobody has to go on with it.")
    if not who_may_lead(locked).filter(pk=to.pk).exists():
        raise Refused("Please choose a colleague who can go on with this referral.")
    before, referral.led_by = locked.lead, to
    referral.save(update_fields=["led_by"])
    owed = Notice.objects.of(before).filter(kind__in=FOLLOWS, subject_id=referral.pk, settled_at=None)
    for kind in list(owed.values_list("kind", flat=True)):
        settle(kind, referral.pk)
        owe(kind, to=[to], about=referral)
    settle("referral_handed_over", referral.pk)
    owe("referral_handed_over", to=[to] if to.pk != by.pk else [], about=referral)
    record("referral.handed_over", referral, by=by, pupil=referral.pupil, fields=["led_by"])
    return referral
