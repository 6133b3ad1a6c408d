"""What the family says about a request inside school holds for the place that was asked for: nobody is asked twice."""

from django.utils import timezone

from audit.actions import action
from interventions.actions.steps import move_place
from interventions.models.programmes import IN_LINE
from interventions.models.programmes import State as Place
from referrals.agreed import says_no
from referrals.models import InsideRequest
from staff.permitted import may
from staff.policy import Level, Permission


@action
def tell_the_place(*, by, referral):
    """They agree: the place that waited for them is on the list. They say no while it is in line: it is not taken up.

    A place under way is ended by a person, who thinks of the goodbye. Leaves a place alone where whoever writes does not
    decide about places, and where the referral is known to the safeguarding leads only.
    """
    inside = InsideRequest.objects.filter(referral=referral).select_related("place").first()
    if (
        inside is None
        or referral.level not in (Level.TEAM, Level.WELLBEING)
        or not may(by, Permission.PLACEMENT_DECIDE)
    ):
        return
    place, consent, today = inside.place, referral.consent, timezone.localdate()
    if consent is None or consent.given_on > today:
        return
    if consent.answer == consent.Answer.GIVEN and not consent.has_run_out(today) and place.state == Place.CONSENT:
        move_place(by=by, place=place, state=Place.WAITING, consent=consent)
    elif says_no(referral) and place.state in IN_LINE:
        why = "The family would rather not, for now."
        move_place(by=by, place=place, state=Place.DECLINED, programme=None, consent=consent, reason=why)
