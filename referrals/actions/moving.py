"""The one way a referral moves on. The acts of this room call it and say in the log what they did."""

from django.utils import timezone

from audit.actions import Refused
from referrals.actions.days import refuse_mistyped
from referrals.models import ENDED, THEIRS, UNSENT, Referral, Step
from school.calendar import add_school_days
from staff.notices import settle

# An agency that says neither how soon it answers nor how often to ask is asked again after two school weeks.
USUAL = 10
SETTLED_BY_ANY_STEP = ("letter_to_approve", "letter_approved", "letter_sent_back", "referral_to_chase")


def move(referral, to, *, by, on=None, why="", pointed_to="", **changes):
    """Move on, with the row locked, and keep the step with the day it happened.

    Refuses a step the table does not know, a day to come, an answer from before it was sent, and anything but
    an end for a child who has left.
    """
    today = timezone.localdate()
    day = on or today
    locked = (
        Referral.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agency", "pupil")
        .get(pk=referral.pk)
    )
    if not locked.may_become(to):
        raise Refused(f"This referral is now “{locked.get_state_display()}”, so that cannot be done.")
    refuse_mistyped(day)
    if locked.state not in UNSENT and locked.sent_on and day < locked.sent_on:
        raise Refused(f"It was sent on {locked.sent_on:%-d %B %Y}, so this was on that day or later.")
    if to not in ENDED and locked.pupil.has_left(today):
        raise Refused("This child has left the school.")
    Step.objects.create(
        referral=referral, from_state=locked.state, to_state=to, on=day, why=why.strip()[:1000],
        pointed_to=pointed_to.strip(), made_by=by,
    )  # fmt: skip
    if to == Referral.State.SENT:
        changes.setdefault("sent_on", day)
    changes |= {"state": to, "chase_on": _asked_first(locked.agency, to, day) if to in THEIRS else None}
    if to in ENDED:
        changes["ended_on"] = day
    for name, value in changes.items():
        setattr(referral, name, value)
    referral.save(update_fields=list(changes))
    for kind in SETTLED_BY_ANY_STEP:
        settle(kind, referral.pk)


def _asked_first(agency, state, day):
    """The day of the first asking: an agency that has just had it is given the time in which it usually answers."""
    if state in (Referral.State.SENT, Referral.State.ACKNOWLEDGED) and agency.response_days:
        return add_school_days(day, agency.response_days)
    return next_chase(agency, day)


def next_chase(agency, day):
    """The day from which somebody asks again, if no word has come since `day`."""
    return add_school_days(day, agency.chase_every or agency.response_days or USUAL)
