"""Whose help is looked at again soon, and who has not said yet how it goes."""

from django.db.models import Exists, OuterRef
from django.utils import timezone

from interventions.models import Answer, Placement
from pupils.models import Pupil
from school.calendar import add_school_days
from staff.policy import Permission

ASKED_BEFORE = 10  # school days in which the adults with the child can say how it goes


def asked_of(user):
    """Open help of the children this person is with, that is looked at soon or late, and that waits for their answer."""
    today = timezone.localdate()
    answered = Answer.objects.filter(placement=OuterRef("pk"), review_on=OuterRef("review_on"), answered_by=user)
    rows = Placement.objects.open(today).permitted(user, Permission.PLACEMENT_READ).filter(
        ~Exists(answered), pupil__in=Pupil.objects.mine(user).values("pk"),
        review_on__lte=add_school_days(today, ASKED_BEFORE),
    )  # fmt: skip
    return rows.select_related("pupil", "area").order_by("review_on", "pk")
