"""What the SENDCo and the Wellbeing Lead add to the SEN register: the rest comes from the school's system."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import PlanReview
from pupils.models import Pupil
from pupils.sen import is_likely_review
from staff.permitted import require
from staff.policy import Permission


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
    if not is_likely_review(review_on, today):
        raise Refused("Please check the year: a plan is reviewed once a year.")
    made = PlanReview.objects.create(pupil=pupil, review_on=review_on, set_by=by)
    record("plan_review.set", made, by=by, pupil=pupil, fields=["review_on"])
    return made


def hear_plan_reviews(pupils, *, by):
    """A day that the school's own system gives for the review of a plan: it stands, and the one before it is history.

    Called in the transaction in which the child's facts are written. What the system said before is no news, so that
    a day set here since then stays; a child without a plan has no review.
    """
    said = [pupil for pupil in pupils if pupil.plan_review_on and pupil.sen_status == Pupil.SenStatus.PLAN]
    if not said:
        return
    heard = dict(PlanReview.objects.filter(pupil__in=said, set_by=None).latest().values_list("pupil", "review_on"))
    news = [pupil for pupil in said if heard.get(pupil.pk) != pupil.plan_review_on]
    made = PlanReview.objects.bulk_create(PlanReview(pupil=one, review_on=one.plan_review_on) for one in news)
    for one in made:
        record("plan_review.heard", one, by=by, pupil=one.pupil, fields=["review_on"])
