"""The pages in a real browser, on a phone and a laptop; and forty reviews without the mouse."""

import pytest
from django.urls import reverse

from concerns.actions import triage
from concerns.tests.world import raise_about
from interventions.actions import answer_for_review, take_reading
from interventions.models import Area, Decision, Move, Placement
from interventions.seed import add_catalogue
from interventions.tests.world import aim, make_area, many, place, review
from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.fixture
def story(site, cast):
    """A child with help that has been reviewed, another for whom it is decided."""
    add_catalogue()
    concern = raise_about(cast.child, by=cast.teacher)
    triage(by=cast.dsl, concern=concern, decision="wave2", rationale="More than class can give.")
    asked = raise_about(cast.classmate, by=cast.teacher)
    triage(by=cast.dsl, concern=asked, decision="wave3", rationale="More than class can give.")
    placement = place(
        cast.child, by=cast.sendco, area=Area.objects.get(name="Friendships"), concerns=[concern],
        reason="Ana-María has been alone at lunch on most days since half-term. A lunch buddy has been tried.",
        hoped_for="She joins a game at lunch on three days of five.",
        exit_criteria="Three weeks in a row with three good lunches.",
    )  # fmt: skip
    review(
        placement, by=cast.wellbeing_lead, why="Tuesdays are good, other days not yet.",
        evidence="Played with others on 2 of 5 days, up from 0.", child_said="I like Tuesdays best.",
        parents_said="She talks about her friends at tea now.",
    )  # fmt: skip
    answer_for_review(by=cast.teacher, placement=placement, how="better", words="Laughs more.")
    target = aim(placement, by=cast.sendco, kind="rating", childs_words="I will ask to join in.")
    take_reading(by=cast.teacher, measure=target.measure, value=4, rater="child")
    many(6, by=cast.sendco, school_class=cast.oak)
    return placement


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_every_page_is_sound(story, cast, page_for, device):
    sendco = page_for(cast.sendco, device)
    for name, args in [
        ("map", []),
        ("board", []),
        ("place", [cast.classmate.public_id]),
        ("placement", [story.public_id]),
        ("review", [story.public_id]),
        ("review_together", []),
        ("this_year", []),
        ("set_target", [story.public_id]),
        ("measure", [story.measures.get().public_id]),
    ]:
        sendco.goto(reverse(f"interventions:{name}", args=args))
        check_page(sendco)
    sendco.goto(reverse("dashboard:year", args=[cast.child.public_id]))
    check_page(sendco)
    teacher = page_for(cast.teacher, device)
    for name, args in [("board", []), ("asked", []), ("answer", [story.public_id])]:
        teacher.goto(reverse(f"interventions:{name}", args=args))
        check_page(teacher)


def test_forty_reviews_in_one_sitting_without_the_mouse(site, cast, page_for):
    many(40, by=cast.sendco)
    page = page_for(cast.sendco, LAPTOP)
    page.goto(reverse("interventions:next_review"))
    keys = 0
    for number in range(40):
        page.locator("form[data-review-keys]").wait_for()
        assert f"{40 - number} left" in page.content()
        decision = str(number % 5 + 1)
        if not page.locator("kbd", has_text=decision).count():
            decision = "1"  # nobody steps up from Wave 3
        for key in (decision, "O", "K", "Enter"):
            keys += 1
            if key == "Enter":
                with page.expect_navigation():
                    page.keyboard.press(key)
            else:
                page.keyboard.press(key)
        if number == 20:  # a break: home, and back to the board
            page.goto(reverse("interventions:board"))
            page.get_by_role("link", name="Review one after another").focus()
            with page.expect_navigation():
                page.keyboard.press("Enter")
    assert "That was the last one" in page.content()
    assert Move.objects.filter(why="OK").count() == 40
    assert Placement.objects.filter(moves__why="OK").distinct().count() == 40
    assert set(Move.objects.filter(why="OK").values_list("decision", flat=True)) == set(Decision) - {Decision.OPEN}
    assert keys == 160
    _a_group_with_one_lifted_out(page, cast)
    assert not page.problems


def _a_group_with_one_lifted_out(page, cast):
    """Still without the mouse: a space lifts one out, a key decides for the others, a line, and Enter."""
    area = make_area("Lunch group")
    group = many(5, by=cast.sendco, area=area)
    page.goto(f"{reverse('interventions:review_together')}?area={area.pk}")
    page.locator("input[name=placements]").first.focus()
    for key in (" ", "1", "O", "K", "Enter"):
        if key == "Enter":
            with page.expect_navigation():
                page.keyboard.press(key)
        else:
            page.keyboard.press(key)
    assert "4 reviewed together" in page.content()
    assert Move.objects.filter(placement__in=group, why="OK").count() == 4
