"""Asking an agency again, and choosing another day to ask them."""

from django.utils import timezone

from audit.actions import Refused, action, record
from referrals.actions.days import refuse_far_off, refuse_mistyped
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
    day, locked = on or timezone.localdate(), _with_them(referral)
    refuse_mistyped(day)
    if locked.sent_on and day < locked.sent_on:
        raise Refused(f"It was sent on {locked.sent_on:%-d %B %Y}, so this was on that day or later.")
    Chase.objects.create(referral=referral, on=day, words=words.strip(), made_by=by)
    _ask_from(referral, next_chase(locked.agency, day))
    record("referral.chased", referral, by=by, pupil=referral.pupil, fields=["chase_on"])
    return referral


@action
def set_chase_day(*, by, referral, on, why):
    """Ask this agency again sooner or later than it is usually asked, and why: “the clinic is shut in August”.

    Refuses a referral that is not with an agency, a day gone by and no reason.
    """
    require(by, Permission.REFERRAL_WRITE, referral)
    _with_them(referral)
    today = timezone.localdate()
    if on <= today:
        raise Refused("Choose a day to come.")
    refuse_far_off(on)
    if not why.strip():
        raise Refused("Please say why in a line.")
    Chase.objects.create(referral=referral, on=today, next_on=on, words=why.strip(), made_by=by)
    _ask_from(referral, on)
    record("referral.chase_day_set", referral, by=by, pupil=referral.pupil, fields=["chase_on"])
    return referral


def _with_them(referral):
    """The referral, locked: refused where no agency has the next word."""
    locked = Referral.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=referral.pk)
    if locked.state not in THEIRS:
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so there is nobody to ask.")
    return locked


def _ask_from(referral, day):
    referral.chase_on = day
    referral.save(update_fields=["chase_on"])
    settle("referral_to_chase", referral.pk)
