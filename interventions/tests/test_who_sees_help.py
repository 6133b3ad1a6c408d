"""Lists of help agree with a plain reading of the policy, person by person and row by row."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interventions.models import Move, Placement
from interventions.tests.world import place
from pupils.actions import block_relative
from pupils.tests.world import make_class, make_pupil
from staff.policy import Level, Permission
from stbarts.tests.cast import PEOPLE

pytestmark = pytest.mark.django_db

READS_TEXT = {"sendco": 2, "wellbeing_lead": 2, "dsl": 4, "deputy": 4, "head": 2}
LEVELS = [Level.TEAM, Level.WELLBEING]


def expected(part, row, mine, relatives):
    """What access.md says in words, worked out row by row without a query."""
    if row.pupil_id in relatives:
        return False
    if part in READS_TEXT:
        return True
    if part in ("teacher", "other_teacher", "support"):
        return row.level == Level.TEAM and row.pupil_id in mine[part]
    return False


@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(LEVELS)), min_size=1, max_size=8),
    related=st.dictionaries(st.sampled_from(sorted(PEOPLE)), st.integers(0, 5), max_size=3),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lists_of_help_show_exactly_the_permitted_rows(cast, rows, related):
    from django.db import transaction

    with transaction.atomic():
        classes = [make_class(teachers=[cast.teacher]), make_class(teachers=[cast.other_teacher]), None]
        pupils = [make_pupil(school_class=classes[n % 3]) for n in range(6)]
        mine = {
            "teacher": {p.pk for n, p in enumerate(pupils) if n % 3 == 0},
            "other_teacher": {p.pk for n, p in enumerate(pupils) if n % 3 == 1},
            "support": set(),
        }
        placements = [place(pupils[n], by=cast.sendco, level=level) for n, level in rows]
        relatives = {part: {pupils[n].pk} for part, n in related.items()}
        for part, blocked in relatives.items():
            for pupil in pupils:
                if pupil.pk in blocked:
                    block_relative(by=cast.office, pupil=pupil, user=getattr(cast, part))
        for part in PEOPLE:
            user = getattr(cast, part)
            wanted = {row.pk for row in placements if expected(part, row, mine, relatives.get(part, set()))}
            seen = set(Placement.objects.permitted(user, Permission.PLACEMENT_READ).values_list("pk", flat=True))
            assert seen == wanted, part
            moves = Move.objects.permitted(user, Permission.PLACEMENT_READ).values_list("placement", flat=True)
            assert set(moves) == wanted, part
        transaction.set_rollback(True)
