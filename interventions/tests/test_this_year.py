"""How help went: like for like, never from too few, and nothing from which a child could be told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions.actions import take_reading
from interventions.actions.places import finish_place
from interventions.actions.plans import start_plan
from interventions.actions.sessions import log_sessions
from interventions.models import Decision, HelpItem
from interventions.seed import add_help_lists
from interventions.tests.help_world import CIRCLE, on_programme, programme
from interventions.tests.test_review_notices import at
from interventions.tests.world import aim, make_area, place, review
from interventions.this_year import PARTS, TOO_FEW, TOO_SMALL, pictures
from pupils.tests.world import make_pupil
from staff.models import User

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def all_rows(model, user, permission):
    return model.objects.all()


def told(**more):
    somebody = User.objects.filter(is_active=True).first()
    found = pictures(somebody, TODAY(), rows_of=all_rows, **more)
    return {one.key: {row[0]: row[1:] for row in one.picture.rows} for one in found}


@pytest.fixture
def circle(cast):
    return programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=12)


def helped(cast, run, *numbers, better="higher", rater="child", **who):
    """A child on the programme whose number was `numbers[0]` three weeks ago, then the others, the last today."""
    child, start = make_pupil(school_class=cast.oak), TODAY() - timedelta(days=21)
    with at(start):
        placement = place(child, by=cast.sendco, area=make_area())
        up = better == "higher"
        target = aim(
            placement, by=cast.sendco, kind="scale", low=Decimal(0), high=Decimal(10), baseline=Decimal(numbers[0]),
            goal=Decimal(10 if up else 0),
        )  # fmt: skip
    for ago, number in enumerate(reversed(numbers[1:])):
        on = TODAY() - timedelta(days=ago)
        take_reading(by=cast.sendco, measure=target.measure, value=Decimal(number), rater=rater, measured_on=on, **who)
    return on_programme(child, run, by=cast.sendco, placement=placement) if run else placement


def test_each_child_is_compared_only_with_themselves_and_by_the_same_person(cast, circle):
    for numbers in ((2, 6), (3, 4), (1, 9), (5, 5)):
        helped(cast, circle, *numbers)
    helped(cast, circle, 8, 3, better="lower")
    name = circle.offering.provision.name
    assert told()["changed"][name] == ("5", "4", "1", "0")
    helped(cast, circle, 2, 9, rater="parent", rater_name="Mum")  # one number of each person's is no change
    helped(cast, circle, 6, 2)
    assert told()["changed"][name] == ("6", "4", "1", "1")


def test_an_informal_plan_counts_by_the_numbers_of_its_placement(cast):
    add_help_lists()
    item = HelpItem.objects.filter(kind=HelpItem.Kind.PLAN).first()
    for numbers in ((2, 6), (3, 4), (1, 9), (5, 5), (8, 3)):
        placement = helped(cast, None, *numbers)
        start_plan(
            by=cast.sendco, pupil=placement.pupil, placement=placement, owner=cast.sendco, lines={item: ""},
            review_on=TODAY() + timedelta(days=30),
        )  # fmt: skip
    assert told()["changed"]["Informal plan"] == ("5", "3", "1", "1")


def test_too_few_children_say_nothing_about_a_kind_of_help(cast, circle):
    for numbers in ((2, 6), (2, 7), (2, 8), (2, 9)):
        helped(cast, circle, *numbers)
    assert told()["changed"][circle.offering.provision.name] == (TOO_FEW, *[""] * len(PARTS))


def test_in_numbers_only_no_small_part_can_be_told_from_the_rest(cast, circle):
    for numbers in ((2, 6), (2, 7), (2, 8), (2, 9), (2, 5)):
        helped(cast, circle, *numbers)
    name = circle.offering.provision.name
    assert told(counts_only=True)["changed"][name] == ("5", "5", "0")
    helped(cast, circle, 6, 2)
    assert told(counts_only=True)["changed"][name][0] == TOO_SMALL, "five of six tells of the sixth"
    assert told()["changed"][name] == ("6", "5", "0", "1")


def test_children_are_counted_each_way_and_few_are_not_shown_where_only_numbers_are(cast):
    with at(TODAY() - timedelta(days=1)):
        placements = [place(make_pupil(), by=cast.sendco) for _ in range(6)]
    for one in placements[:2]:
        review(one, by=cast.sendco, decision=Decision.STEP_UP)
    review(placements[0], by=cast.sendco, decision=Decision.STEP_DOWN)
    review(placements[0], by=cast.sendco, decision=Decision.STEP_UP)  # the same child once more
    review(placements[5], by=cast.sendco)
    ways = told()["flow"]
    assert ways["From Wave 1 to Wave 2"] == ("6",) and ways["From Wave 2 to Wave 3"] == ("2",)
    assert ways["From Wave 3 to Wave 2"] == ("1",) and ways["From Wave 2 to Wave 1"] == ("0",)
    few = told(counts_only=True)["flow"]
    assert few["From Wave 1 to Wave 2"] == ("6",) and few["From Wave 2 to Wave 3"] == ("under 5",)


def test_sessions_given_stand_beside_those_planned_by_now_and_what_adults_said_at_the_end(cast, circle):
    on_it = [helped(cast, circle, 2, 6) for _ in range(5)]
    rows = [{"place": one, "came": n > 0, "why_not": "" if n else "away", "rating": 5} for n, one in enumerate(on_it)]
    log_sessions(by=cast.head, programme=circle, on=TODAY() - timedelta(days=7), rows=rows)
    name = circle.offering.provision.name
    given, planned = told()["given"][name]
    assert given == "4" and int(planned) >= 5
    for one in on_it:
        finish_place(by=cast.head, place=one, outcome=1)
    assert told()["judged"][name] == ("5", "5", "0", "0")
    one_only = programme(cast.support, by=cast.sendco)
    on_programme(make_pupil(), one_only, by=cast.sendco)
    assert told(counts_only=True)["given"][one_only.offering.provision.name] == (TOO_FEW, "")


def test_a_teacher_counts_only_their_own_and_a_governor_has_the_numbers_on_their_page(cast, client_for, circle):
    for numbers in ((2, 6), (2, 7), (2, 8), (2, 9), (2, 5)):
        helped(cast, circle, *numbers)
    url = reverse("interventions:this_year")
    assert "5 of 5" in client_for(cast.teacher).get(url).content.decode()
    assert "5 of 5" not in client_for(cast.other_teacher).get(url).content.decode()
    assert "5 of 5" in client_for(cast.governor).get(reverse("dashboard:counts")).content.decode()


def test_who_reads_the_numbers_goes_from_the_pictures_to_their_pdf(cast, client_for):
    page, there = reverse("interventions:this_year"), f'href="{reverse("dashboard:counts")}"'
    pictures = client_for(cast.dsl).get(page).content.decode().split("<main")[1]
    numbers = client_for(cast.dsl).get(reverse("dashboard:counts")).content.decode()
    assert there in pictures and f'action="{reverse("dashboard:print_numbers")}"' in numbers
    assert there not in client_for(cast.teacher).get(page).content.decode()
