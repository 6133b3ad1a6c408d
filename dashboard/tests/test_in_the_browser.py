"""What reads across, in a real browser."""

import pytest

from concerns.tests.world import raise_about
from staff.policy import Level
from stbarts.tests.browser import check_page

pytestmark = pytest.mark.browser


def test_back_from_what_was_found_is_what_was_found(cast, page_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="A zebra at lunch")
    browser = page_for(cast.teacher)
    browser.goto("/search/")
    browser.fill("#words-here", "zebra")
    browser.press("#words-here", "Enter")
    browser.click(".hits a")
    browser.wait_for_selector(f"text={concern.reference}")
    browser.go_back()
    browser.wait_for_selector("text=Found in 1 place")
    assert browser.input_value("#words-here") == "zebra"
    check_page(browser)
