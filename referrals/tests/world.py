"""Referrals for tests, made through the actions."""

from audit.actions import System
from referrals import actions
from referrals.actions.moving import move
from referrals.models import Referral
from school.models import Agency
from staff.policy import Level

TESTS = System("tests")


def make_referral(pupil, *, by, level=Level.WELLBEING, why="Two rounds of help and little change."):
    """A referral being considered. A safeguarding one is to an agency that only the safeguarding leads ask."""
    agencies = Agency.objects.filter(route=Agency.Route.LETTER)
    if level == Level.SAFEGUARDING:
        agencies = Agency.objects.filter(dsl_only=True)
    made = actions.consider_referral(by=by, pupil=pupil, agency=agencies.order_by("pk").first(), why=why)
    if level == Level.TEAM:
        Referral.objects.filter(pk=made.pk).update(level=level)
        made.refresh_from_db()
    return made


def make_sent(pupil, *, by, on, code="desc"):
    """A referral that went out on a day, as a call or a request inside school does: without a letter."""
    made = actions.consider_referral(by=by, pupil=pupil, agency=Agency.objects.get(code=code), why="Little change.")
    move(made, Referral.State.SENT, by=by, on=on)
    return made
