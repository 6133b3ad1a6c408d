"""The map from its sides, for each reader; and as it was at the end of each term, for good."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import System
from interventions import snapshots
from interventions.actions.plans import start_plan
from interventions.actions.sessions import log_sessions
from interventions.actions.snapshots import take_snapshot
from interventions.models import HelpItem, MapSnapshot, Offering
from interventions.tasks import count_the_map
from interventions.tests.help_world import CIRCLE, ask, on_programme, programme
from interventions.tests.world import make_area as area
from interventions.tests.world import many, place
from pupils.actions import block_relative
from school.calendar import usual_terms
from staff.permitted import NotAllowed
from staff.policy import Level
from stbarts.demo.clock import at

pytestmark = pytest.mark.django_db
CLOCK, TERM = System("tests"), usual_terms(2020)[0]


def side(client_for, person, by):
    answer = client_for(person).get(reverse("interventions:map_sides"), {"by": by})
    assert answer.status_code == 200
    return answer


def rows(client_for, person, by):
    return list(side(client_for, person, by).context["rows"])


@pytest.fixture
def help_given(cast):
    """A child of Oak on a programme, one of Willow at the wellbeing level, one who waits."""
    run = programme(cast.support, by=cast.sendco, weeks=6)
    held = on_programme(cast.child, run, by=cast.sendco)
    place(cast.child, by=cast.sendco, wave=3, area=area("Worries"))
    place(cast.other_child, by=cast.sendco, area=area("Friends"), level=Level.WELLBEING)
    ask(cast.classmate, by=cast.sendco, code=CIRCLE)
    return held


def test_each_side_counts_the_children_of_its_reader(cast, client_for, help_given):
    named = {row[0].name for row in rows(client_for, cast.sendco, "child")}
    assert named == {cast.child.name, cast.other_child.name}
    assert {row[0].name for row in rows(client_for, cast.teacher, "child")} == {cast.child.name}
    assert rows(client_for, cast.other_teacher, "child") == []
    assert rows(client_for, cast.head, "class") == [("Oak", [0, 1, 1, 1]), ("Willow", [1, 0, 0, 0])]
    assert rows(client_for, cast.teacher, "class") == [("Oak", [0, 1, 1, 1])]
    needs = {row[0].name: row[1:3] for row in rows(client_for, cast.sendco, "need")}
    assert needs["Worries"] == (0, 1) and needs["Friends"] == (1, 0)
    assert {row[0].name: row[1:3] for row in rows(client_for, cast.teacher, "need")}["Friends"] == (0, 0)
    block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
    assert rows(client_for, cast.sendco, "class") == [("Oak", [0, 0, 0, 1]), ("Willow", [1, 0, 0, 0])]


def test_an_adults_load_and_what_a_line_has_cost(cast, client_for, help_given):
    (row,) = rows(client_for, cast.wellbeing_lead, "adult")
    assert (row["name"], row["sessions"], row["time"], row["children"]) == (cast.support.name, 1, "30 min", 1)
    assert "What it costs" not in side(client_for, cast.sendco, "cost").content.decode()
    Offering.objects.filter(pk=help_given.offering_id).update(session_cost=Decimal("12.50"))
    log_sessions(
        by=cast.support, programme=help_given.programme, on=timezone.localdate(), objective="Names",
        rows=[{"place": help_given, "came": True}],
    )  # fmt: skip
    ((_, a_week, weekly, had, so_far),) = rows(client_for, cast.head, "cost")
    assert (a_week, weekly, had, so_far) == (1, Decimal("12.50"), 1, Decimal("12.50"))
    assert "What it costs" not in side(client_for, cast.teacher, "cost").content.decode()


def test_a_long_side_goes_on_from_the_last_child(cast, client_for):
    many(60, by=cast.sendco)
    first = side(client_for, cast.sendco, "child").context
    assert len(first["rows"]) == 50 and first["after"]
    more = client_for(cast.sendco).get(reverse("interventions:map_sides"), {"by": "child", "after": first["after"]})
    assert len(more.context["rows"]) == 10 and not more.context["after"]


# The end of each term


def test_a_term_is_counted_once_when_its_last_school_day_is_over_and_never_again(cast, help_given):
    last = datetime.combine(snapshots.calendar.last_school_day(TERM.ends_on), time(12))
    assert snapshots.due(last) is None
    assert snapshots.due(last.replace(hour=18)).starts_on == TERM.starts_on
    assert snapshots.due(last + timedelta(days=9)).starts_on == TERM.starts_on
    assert snapshots.due(last + timedelta(days=15)) is None
    with at(timezone.make_aware(last.replace(hour=18, minute=5))):
        count_the_map()
        before = MapSnapshot.objects.get()
        place(cast.twin, by=cast.sendco)
        count_the_map()
    assert MapSnapshot.objects.get().counts == before.counts and before.taken_on == last.date()


def test_nobody_takes_or_changes_a_snapshot(cast, help_given):
    with pytest.raises(NotAllowed):
        take_snapshot(by=cast.head, term=TERM)
    take_snapshot(by=CLOCK, term=TERM)
    made = MapSnapshot.objects.get()
    assert ["class", "Oak", 3, 1] in made.counts and ["class", "Willow", 2, 1] in made.counts
    for sql in ("UPDATE interventions_mapsnapshot SET counts = '[]'", "DELETE FROM interventions_mapsnapshot"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_who_sees_counts_only_is_told_no_number_under_five(cast, client_for, help_given):
    many(9, by=cast.sendco, area=area("Volume"), school_class=cast.oak)
    page = take_snapshot(by=CLOCK, term=TERM).get_absolute_url()
    exact = dict(client_for(cast.sendco).get(page).context["tables"][2][2])
    assert exact == {"Oak": ("5", "5"), "Willow": ("1", "0")}
    block_relative(by=cast.office, pupil=cast.twin, user=cast.dsl)
    for person in (cast.governor, cast.dsl):  # a parent of a child here is told no more than a governor
        shown = dict(client_for(person).get(page).context["tables"][2][2])
        # The one that is hidden would follow from the others: the next smallest is not told either.
        assert shown == {"Oak": ("not shown", "5"), "Willow": ("fewer than 5", "0")}


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([0, 7, 12], ["0", "7", "12"]),
        ([3, 7, 12], ["fewer than 5", "not shown", "12"]),
        ([3, 4, 12], ["fewer than 5", "fewer than 5", "12"]),
        ([4, 4, 12], ["fewer than 5", "fewer than 5", "not shown"]),
        ([1, 5, 6, 12], ["fewer than 5", "not shown", "not shown", "12"]),
        ([2], ["fewer than 5"]),
    ],
)
def test_a_column_never_gives_away_a_small_number(numbers, shown):
    assert snapshots.as_shown(numbers, exact=False) == shown


def test_two_terms_stand_side_by_side_and_informal_plans_are_counted(cast, client_for, help_given):
    item = HelpItem.objects.create(kind="plan", name="Front door")
    start_plan(by=cast.sendco, pupil=cast.child, owner=cast.teacher, lines={item: ""})
    now = take_snapshot(by=CLOCK, term=usual_terms(2021)[0])
    before = MapSnapshot.objects.create(
        term="Summer term", term_from=TERM.starts_on, taken_on=TERM.ends_on, pupils=9, counts=[["wave", "Wave 2", 2, 7], ["class", "Elm", 2, 7]],
    )  # fmt: skip
    page = client_for(cast.sendco).get(now.get_absolute_url(), {"beside": before.public_id})
    found = {title: (columns, dict(rows)) for title, columns, rows in page.context["tables"]}
    assert found["By wave"][0] == [f"Children, {now}", f"Children, {before}"]
    assert found["By wave"][1] == {"Wave 2": ["1", "7"], "Wave 3": ["1", "–"]}
    assert found["By class"][1]["Elm"] == ["–", "7", "–", "0"]
    assert found["Informal plans"][1] == {"On an informal plan": ["1", "–"]}
    governor = client_for(cast.governor).get(now.get_absolute_url(), {"beside": before.public_id})
    assert dict(governor.context["tables"][0][2])["Wave 2"] == ["fewer than 5", "7"]
