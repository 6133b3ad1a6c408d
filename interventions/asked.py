"""Whose help is looked at again soon, and who has not said yet how it goes."""

from django.db.models import Count, Exists, OuterRef, Value
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
    until = add_school_days(today, ASKED_BEFORE)
    found = _first(user, today, until, most=most)
    return found, len(found) if len(found) < most else _how_many(user, today, until)[0]


def _waiting(user, today, until):
    answered = Answer.objects.filter(placement=OuterRef("pk"), review_on=OuterRef("review_on"), answered_by=user)
    rows = Placement.objects.open(today).permitted(user, Permission.PLACEMENT_READ)
    return rows.filter(~Exists(answered), pupil__in=Pupil.objects.mine(user).values("pk"), review_on__lte=until)


@kept
def _first(user, today, until, *, most):
    return _waiting(user, today, until).select_related("pupil", "area").order_by("review_on", "pk")[:most]


@kept
def _how_many(user, today, until):
    everything = _waiting(user, today, until).order_by().annotate(all=Value(1)).values("all")
    return everything.annotate(n=Count("pk")).values_list("n", flat=True)
