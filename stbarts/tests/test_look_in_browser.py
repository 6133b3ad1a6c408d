"""The small scripts and the components in a real browser."""

import pytest

from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.mark.urls("stbarts.tests.style_urls")
@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_everything_once_is_clean_in_a_browser(cast, page_for, device):
    page = page_for(cast.sendco, device)
    page.goto("/style/")
    check_page(page)
    page.click("text=Send to the safeguarding lead")
    page.wait_for_selector("[data-error-summary]:focus")
    check_page(page)
    page.click("text=Please fill in “When”")
    assert page.evaluate("document.activeElement.id") == "id_on"


@pytest.mark.urls("stbarts.tests.style_urls")
def test_what_is_typed_is_kept_offered_back_and_thrown_away_when_asked(cast, page_for):
    page = page_for(cast.teacher)
    page.goto("/style/")
    page.fill("#id_what", "Nobody sat with her at lunch.")
    page.wait_for_selector("[data-draft-status]:has-text('Saved at')")
    page.goto("/style/")
    assert page.input_value("#id_what") == "Nobody sat with her at lunch."
    page.click("text=Throw the draft away")
    page.wait_for_selector(".notice:has-text('unfinished')", state="detached")
    assert page.input_value("#id_what") == ""
    check_page(page)


def test_escape_twice_hides_the_screen_on_every_page_until_asked_back(cast, page_for):
    page = page_for(cast.teacher, LAPTOP)
    page.goto("/staff/notices/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert not page.is_visible("h1")
    page.goto("/nowhere/")
    assert not page.is_visible("h1")
    page.click("text=Show it again")
    assert page.is_visible("h1")


def test_an_idle_page_warns_two_minutes_before_it_ends(cast, page_for):
    page = page_for(cast.teacher, LAPTOP)
    page.clock.install()
    page.goto("/staff/notices/")
    page.clock.run_for(12 * 60 * 1000)
    assert not page.is_visible(".idle-warning")
    page.clock.run_for(70 * 1000)
    assert page.is_visible(".idle-warning")
    page.click("text=Stay signed in")
    assert not page.is_visible(".idle-warning")


def test_a_double_click_posts_once_and_a_later_press_is_never_blocked(cast, page_for):
    page = page_for(cast.teacher, LAPTOP)
    page.goto("/staff/notices/")
    page.evaluate(
        """() => {
        window.posts = 0;
        const form = document.createElement("form");
        form.method = "post";
        form.innerHTML = "<button>Send</button>";
        document.querySelector("main").append(form);
        addEventListener("submit", (event) => { if (!event.defaultPrevented) { window.posts += 1; event.preventDefault(); } });
        }"""
    )
    page.dblclick("main button:has-text('Send')")
    assert page.evaluate("posts") == 1
    page.wait_for_timeout(1600)
    page.click("main button:has-text('Send')")
    assert page.evaluate("posts") == 2
