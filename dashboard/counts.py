"""Numbers only. A number under five is not shown, so that no child can be told from a count."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db.models import CharField, Count, F, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from concerns.models import Concern, ConcernNeed
from interventions.models import Placement
from interventions.snapshots import NOT_SHOWN, as_shown
from interventions.this_year import began_on, pictures
from referrals.models import Referral
from staff.kept import kept
from staff.policy import Permission

NUMBERS_PAPER = "numbers"  # a kind of document


def table_of(pairs):
    """Rows of (label, shown count), and a total only where no row is hidden: the rest would give it away."""
    pairs = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    numbers = [number for _, number in pairs]
    shown = as_shown(numbers, exact=False)
    hidden = shown != [str(number) for number in numbers]
    rows = list(zip([label for label, _ in pairs], shown, strict=True))
    return {"rows": rows, "total": NOT_SHOWN if hidden else str(sum(numbers))}


def _counted(model, user, read):
    """The records whose existence is this person's to know: a count must not tell of one that they may not meet.

    A governor opens no record and counts every one; those who open some count what they may open.
    """
    rows = model.objects
    counted = (rows.permitted(user, permission).values("pk") for permission in (Permission.COUNTS_READ, read))
    return rows.filter(Q(pk__in=next(counted)) | Q(pk__in=next(counted)))


def this_year(day, user):
    """What this person may count of the school year so far: one question. Levels and children are never told apart."""
    found = defaultdict(list)
    for table, label, n in _numbers(user, _begins(began_on(day)), _begins(day - timedelta(weeks=6)), day):
        found[table].append((label, n))
    states = [(Referral.State(state).label, n) for state, n in found[REFERRALS]]
    return [
        ("Concerns logged, by need", table_of(found[NEEDS])),
        ("Concerns logged in the last six weeks", table_of(found[LATELY])),
        ("Children with extra help now", table_of([(f"Wave {wave}", n) for wave, n in found[WAVES]])),
        ("Referrals this year, by where they stand", table_of(states)),
    ]


def help_in_pictures(day, user):
    """How help went this year, of what this person may count: small numbers are not in the pictures either."""
    return pictures(user, day, rows_of=_counted, counts_only=True)


def _begins(day):
    """The first moment of a day: quicker to compare a whole table with than the day of each of its rows."""
    return timezone.make_aware(datetime.combine(day, time.min))


NEEDS, LATELY, WAVES, REFERRALS = range(4)


@kept
def _numbers(user, start, six_weeks_ago, day):
    """(table, label, how many)."""
    concerns = _counted(Concern, user, Permission.CONCERN_READ)
    since = concerns.filter(recorded_at__gte=start).values("pk")
    lately = concerns.filter(recorded_at__gte=six_weeks_ago)
    open_now = _counted(Placement, user, Permission.PLACEMENT_READ).open(day)
    referrals = _counted(Referral, user, Permission.REFERRAL_READ).filter(raised_at__gte=start)
    parts = [
        (NEEDS, ConcernNeed.objects.filter(concern__in=since), F("need__name"), Count("concern", distinct=True)),
        (LATELY, lately, Value("Concerns"), Count("pk")),
        (WAVES, open_now, Cast("wave", CharField()), Count("pupil", distinct=True)),
        (REFERRALS, referrals, F("state"), Count("pk")),
    ]
    first, *others = [
        rows.order_by()
        .annotate(table=Value(table), label=label)
        .values("table", "label")
        .annotate(n=many)
        .values_list("table", "label", "n")
        for table, rows, label, many in parts
    ]
    return first.union(*others, all=True)
