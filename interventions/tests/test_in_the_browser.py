"""The pages in a real browser, on a phone and a laptop; and forty reviews without the mouse."""

import pytest
from django.urls import reverse

from interventions.actions import take_reading
from interventions.models import Decision, Move, Placement
from interventions.tests.world import aim, make_area, many, place
from stbarts.tests.browser import LAPTOP, PHONE

pytestmark = pytest.mark.browser


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


def test_a_targets_picture_is_whole_on_a_phone(cast, page_for):
    placement = place(cast.child, by=cast.sendco)
    measure = aim(placement, by=cast.sendco).measure
    for value in (2, 5):
        take_reading(by=cast.teacher, measure=measure, value=value, rater="child")
    phone = page_for(cast.teacher, PHONE)
    for url in (placement.get_absolute_url(), reverse("interventions:measure", args=[measure.public_id])):
        phone.goto(url)
        picture = phone.locator("figure.chart .table-scroll").first
        assert picture.locator("svg").count() == 1
        assert picture.evaluate("box => box.scrollWidth <= box.clientWidth")
