"""The school's pages in a real browser: readable, reachable, and nothing sticking out, on a phone and a laptop."""

import pytest
from django.urls import reverse

from school import actions
from school.models import Agency
from school.tests.world import furnish
from stbarts.tests.browser import LAPTOP, check_page

pytestmark = pytest.mark.browser


@pytest.fixture
def school(cast):
    made = furnish(cast)
    actions.edit_school(
        by=cast.office,
        version=made.version,
        facts={
            "address": "Larkfield Lane\nAnytown",
            "name": "Larkfield St Bartholomew’s C of E Primary School",
        },
    )
    gone = actions.add_class(by=cast.office, facts={"name": "Beech"})
    actions.retire_class(by=cast.office, school_class=gone)
    actions.verify_agency(by=cast.sendco, agency=Agency.objects.get(code="ask-sali"))
    return made


def test_a_teacher_finds_an_agency_and_nothing_to_press(cast, school, page_for):
    page = page_for(cast.teacher)
    page.goto(reverse("school:agencies"))
    page.get_by_label("Find by any name or need").fill("sleep")
    page.get_by_role("button", name="Find", exact=True).last.click()
    page.get_by_role("link", name="School nurse").click()
    check_page(page)
    assert page.get_by_role("button", name="right today").count() == 0


def test_wrong_dates_are_said_beside_the_box_and_nothing_typed_is_lost(cast, school, page_for):
    page = page_for(cast.office)
    page.goto(reverse("school:add_term"))
    page.get_by_label("Name").fill("Summer again")
    page.get_by_label("First day").fill("2027-05-01")
    page.get_by_label("Last day").fill("2027-06-01")
    page.get_by_role("button", name="Add the term").click()
    check_page(page)
    assert "overlap another term" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Name").input_value() == "Summer again"
    assert page.get_by_label("First day").input_value() == "2027-05-01"


def test_the_sendco_checks_an_agency(cast, school, page_for):
    page = page_for(cast.sendco, LAPTOP)
    page.goto(Agency.objects.get(code="desc").get_absolute_url())
    page.get_by_role("button", name="These details are right today").click()
    page.get_by_text("marked as checked today").wait_for()
    check_page(page)
