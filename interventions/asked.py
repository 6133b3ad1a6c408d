"""Whose help is looked at again soon, and who has not said yet how it goes."""

from django.db.models import Count, Exists, OuterRef, Window
from django.utils import timezone

from interventions.models import Answer, Placement
from pupils.models import Pupil
from school.calendar import add_school_days
from staff.kept import kept
from staff.policy import Permission

ASKED_BEFORE = 10  # school days in which the adults with the child can say how it goes


def asked_of(user, most):
    """Open help of the children this person is with, that is looked at soon or late, and that waits for their answer:
    the first of it, and how much there is in all.
    """
    today = timezone.localdate()
    found = _waiting(user, today, add_school_days(today, ASKED_BEFORE), most=most)
    return found, found[0].in_all if found else 0


@kept
def _waiting(user, today, until, *, most):
    answered = Answer.objects.filter(placement=OuterRef("pk"), review_on=OuterRef("review_on"), answered_by=user)
    rows = Placement.objects.open(today).permitted(user, Permission.PLACEMENT_READ)
    rows = rows.filter(~Exists(answered), pupil__in=Pupil.objects.mine(user).values("pk"), review_on__lte=until)
    rows = rows.select_related("pupil", "area").annotate(in_all=Window(Count("pk")))
    return rows.order_by("review_on", "pk")[:most]
