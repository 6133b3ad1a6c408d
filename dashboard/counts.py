"""Numbers only. A number under five is not shown, so that no child can be told from a count."""

from datetime import timedelta

from django.db.models import Count, Q

from concerns.models import Concern, ConcernNeed
from interventions.models import Placement
from referrals.models import Referral
from staff.policy import Permission

LEAST = 5
FEW = f"fewer than {LEAST}"


def shown(number):
    """A count as it may be shown: nought, five or more, or "fewer than 5"."""
    return FEW if 0 < number < LEAST else str(number)


def table_of(pairs):
    """Rows of (label, shown count), and a total only where no row is hidden: the rest would give it away."""
    pairs = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    rows = [(label, shown(number)) for label, number in pairs]
    if any(0 < number < LEAST for _, number in pairs):
        return {"rows": rows, "total": "not shown"}
    return {"rows": rows, "total": str(sum(number for _, number in pairs))}


def _counted(model, user, read):
    """The records whose existence is this person's to know: a count must not tell of one that they may not meet.

    A governor opens no record and counts every one; those who open some count what they may open.
    """
    rows = model.objects
    counted = (rows.permitted(user, permission).values("pk") for permission in (Permission.COUNTS_READ, read))
    return rows.filter(Q(pk__in=next(counted)) | Q(pk__in=next(counted)))


def this_year(day, user):
    """What this person may count of the school year so far. Levels and children are never told apart."""
    start = day.replace(month=9, day=1) if day.month >= 9 else day.replace(year=day.year - 1, month=9, day=1)
    concerns = _counted(Concern, user, Permission.CONCERN_READ)
    open_now = _counted(Placement, user, Permission.PLACEMENT_READ).open(day)
    referrals = _counted(Referral, user, Permission.REFERRAL_READ)
    return [
        (
            "Concerns logged, by need",
            table_of(
                ConcernNeed.objects.filter(concern__in=concerns.filter(recorded_at__date__gte=start).values("pk"))
                .values_list("need__name")
                .annotate(n=Count("concern", distinct=True))
            ),
        ),
        (
            "Concerns logged in the last six weeks",
            table_of([("Concerns", concerns.filter(recorded_at__date__gte=day - timedelta(weeks=6)).count())]),
        ),
        (
            "Children with extra help now",
            table_of(
                (f"Wave {wave}", n)
                for wave, n in open_now.values_list("wave").annotate(n=Count("pupil", distinct=True)).order_by()
            ),
        ),
        (
            "Referrals this year, by where they stand",
            table_of(
                (Referral.State(state).label, n)
                for state, n in referrals.filter(raised_at__date__gte=start)
                .values_list("state")
                .annotate(n=Count("pk"))
                .order_by()
            ),
        ),
    ]
