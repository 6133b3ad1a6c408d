"""A school full of paper: 400 pupils, 20,000 concerns, 5,000 placements, written straight into the tables."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from concerns.models import Concern, ConcernPupil, ConcernText
from interventions.models import Placement
from interventions.seed import add_catalogue
from pupils.models import Membership, Pupil
from staff.models import User
from stbarts.scale_help import write_help
from stbarts.tests.cast import build_cast, load_cast

WORDS = "She sat by herself at lunch again and said that nobody would play. " * 6
BATCH = 2_000


def fill(pupils=400, concerns=20_000, of_the_child=100):
    """The cast and its school, then as many more children and concerns. Returns the cast."""
    build_cast()
    add_catalogue()
    cast = load_cast()
    classes = [cast.oak, cast.willow, cast.rowan, cast.acorn]
    today = timezone.localdate()
    more = [
        Pupil(
            legal_forename=f"Child{n}",
            legal_surname=f"Bench{n % 97}",
            preferred_forename=f"Child{n}",
            preferred_surname=f"Bench{n % 97}",
            sort_name=f"bench{n % 97} child{n}",
            find_name=f" child{n} bench{n % 97} ",
            born_on=date(2017, 9, 1) + timedelta(days=n % 360),
            year_group="4",
        )
        for n in range(pupils - Pupil.objects.count())
    ]
    Pupil.objects.bulk_create(more)
    Membership.objects.bulk_create(
        Membership(pupil=p, school_class=classes[n % 4], from_on=today - timedelta(days=90)) for n, p in enumerate(more)
    )
    for start in range(0, concerns, BATCH):
        _write(
            [*([cast.child] * (of_the_child if start == 0 else 0)), *more], start, min(BATCH, concerns - start), cast
        )
    write_help(more, 5_000, by=cast.sendco, answered_by=cast.teacher)
    cast.placement = Placement.objects.filter(targets__ended_at=None, targets__isnull=False, ended_on=None).first()
    cast.concern = Concern.objects.written_by(cast.teacher).last()
    return cast


@transaction.atomic
def _write(children, start, count, cast):
    """One batch of concerns over these children; the 50 newest of all wait to be seen."""
    now = timezone.now()
    seen_by = User.objects.get(pk=cast.dsl.pk)
    rows, authors = [], [cast.teacher, cast.other_teacher, cast.support, cast.sendco, cast.office]
    for n in range(start, start + count):
        at = now - timedelta(minutes=7 * n)
        state = {} if n < 50 else {"status": "acknowledged", "acknowledged_at": at, "acknowledged_by": seen_by}
        rows.append(
            Concern(
                author=authors[n % len(authors)],
                author_name=authors[n % len(authors)].name,
                recorded_at=at,
                happened_at=at,
                danger="no",
                **state,
            )
        )
    Concern.objects.bulk_create(rows)
    ConcernText.objects.bulk_create(ConcernText(concern=row, facts=WORDS) for row in rows)
    ConcernPupil.objects.bulk_create(
        ConcernPupil(concern=row, pupil=children[n % len(children)]) for n, row in enumerate(rows)
    )
