"""What the SENDCo and the Wellbeing Lead add to the SEN register: the rest comes from the school's system."""

from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import PlanReview
from pupils.models import Pupil
from staff.permitted import require
from staff.policy import Permission

FARTHEST = timedelta(days=800)  # a review is yearly: more than two years on is a slip of the finger


@action
def set_plan_review(*, by, pupil, review_on):
    """Say on which day a child's education, health and care plan is reviewed. The day before it stays as history.

    Refuses a child without such a plan, a day long gone and one more than two years away. It has nothing to do
    with waves: a wave is never changed by it.
    """
    require(by, Permission.PLACEMENT_DECIDE, pupil)
    require(by, Permission.REFERRAL_READ, pupil)
    today = timezone.localdate()
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    if pupil.sen_status != Pupil.SenStatus.PLAN:
        raise Refused("This child has no education, health and care plan in the school’s system.")
    if not today - timedelta(days=400) <= review_on <= today + FARTHEST:
        raise Refused("Please check the year: a plan is reviewed once a year.")
    made = PlanReview.objects.create(pupil=pupil, review_on=review_on, set_by=by)
    record("plan_review.set", made, by=by, pupil=pupil, fields=["review_on"])
    return made
