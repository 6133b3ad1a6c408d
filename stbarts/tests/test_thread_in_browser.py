"""A child's thread in a real browser, from concern to exit, walked by links alone: nobody types an address."""

import pytest
from django.utils import timezone

from concerns.models import Concern
from interventions.models import Placement, Session
from interventions.tests.help_world import CIRCLE, programme
from pupils.models import MonitoringFlag
from staff.models import Notice
from stbarts.tests.browser import LAPTOP, PHONE

pytestmark = pytest.mark.browser
THREAD = (
    "Concern",
    "Wave 2: extra help",
    "Wave 2 began: Friendships",
    "circle times began",
    "Extra help ended: Friendships",
    "No longer needed, said Tilly Marsh",
)


def test_a_childs_thread_is_walked_from_concern_to_exit_by_links_alone(site, cast, page_for):
    programme(cast.support, by=cast.sendco, code=CIRCLE, room_for=6, slots=[])
    teacher, support = _at_home(page_for, cast.teacher, PHONE), _at_home(page_for, cast.support, PHONE)
    sendco = _at_home(page_for, cast.sendco, LAPTOP)
    _logs(teacher)
    _triages(sendco, cast.child)
    _places(sendco, cast.child)
    _gives_a_place(sendco)
    _marks_a_session(support, cast.child)
    _ends_it(sendco, cast.child)
    _looks_again(teacher, cast.child)
    _writes_back_and_closes(sendco, cast.child)
    _hears_what_came_of_it(teacher)
    _sees_the_whole_thread(sendco, cast.child)
    assert Placement.objects.get().ended_on and Session.objects.get().rating == 7
    assert MonitoringFlag.objects.get().cleared_by == cast.teacher and Concern.objects.get().closed_by == cast.sendco
    assert not Notice.objects.filter(user=cast.sendco, settled_at=None).exists()
    for page in (teacher, support, sendco):
        assert not page.problems


def _at_home(page_for, person, device):
    page = page_for(person, device)
    page.goto("/")
    return page


def _follow(page, name, *, within=None):
    with page.expect_navigation(wait_until="domcontentloaded"):
        (within or page).get_by_role("link", name=name).first.click()


def _press(page, name):
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=name).first.click()


def _logs(page):
    _follow(page, "Log", within=page.get_by_role("navigation", name="Main places"))
    page.wait_for_selector("#id_pupil_name:focus")
    page.keyboard.type("ana")
    page.locator("#found-children button").first.click()
    page.wait_for_selector("#id_facts:focus")
    page.keyboard.type("Alone by the fence for three lunches.")
    page.get_by_label("No", exact=True).first.check()
    _press(page, "Send")


def _triages(page, child):
    _follow(page, "Concerns to look at")
    _follow(page, child.name)
    page.locator("input[name=decision][value=wave2]").check()
    page.fill("[name=rationale]", "More than class can give.")
    page.select_option("[name=parents_told]", "told")
    _press(page, "Save the decision")


def _places(page, child):
    _follow(page, f"Place {child.name} on Wave 2")
    page.select_option("[name=area]", label="Friendships")
    page.fill("[name=reason]", "Alone since September.")
    page.fill("[name=hoped_for]", "Plays with somebody each day.")
    assert page.locator("[name=concerns]").first.is_checked()
    _press(page, "Start this help")


def _gives_a_place(page):
    _follow(page, "Ask for a place")
    page.get_by_label("circle").first.check()
    assert page.locator("[name=placement]").input_value() == str(Placement.objects.get().public_id)
    page.fill("[name=why]", "To find somebody to play with.")
    _press(page, "Ask for this place")
    _follow(page, "Offer a place")
    page.locator("[name=programme]").first.check()
    page.fill("[name=from_on]", timezone.localdate().isoformat())
    _press(page, "Offer a place")


def _marks_a_session(page, child):
    _follow(page, "More", within=page.get_by_role("navigation", name="Main places"))
    _follow(page, "essions")
    _follow(page, child.name)
    page.locator("[name=how_0][value=came]").check()
    page.locator("[name=rating_0][value='7']").check()
    page.fill("[name=line_0]", "Asked somebody to play.")
    _press(page, "Save")


def _ends_it(page, child):
    _follow(page, "Help and reviews")
    _follow(page, f"Review the help of {child.name}")
    assert "Asked somebody to play." in page.content()
    page.locator("[name=decision][value=end]").check()
    page.fill("[name=why]", "Plays with two others each day.")
    _press(page, "Save this decision")


def _looks_again(page, child):
    """What the end left: somebody of the class keeps an eye on it, and one day nobody needs to."""
    _follow(page, "More", within=page.get_by_role("navigation", name="Main places"))
    _follow(page, "Briefings and changes")
    _follow(page, "Keeping an eye")
    _follow(page, child.name)
    assert "End from Wave 2: Friendships" in page.locator("main").inner_text()
    page.get_by_label("It is no longer needed").check()
    page.fill("[name=reason]", "Still plays with them, every day.")
    _press(page, "Save")
    assert child.name not in page.locator("main").inner_text()


def _writes_back_and_closes(page, child):
    _follow(page, "Concerns to look at")
    _follow(page, "Being followed up")
    _follow(page, child.name)
    page.get_by_text("Write back to the person who told us").click()
    page.fill("[name=words]:visible", "She has help, and it goes well.")
    _press(page, "Send the line")
    page.get_by_text("Close it").first.click()
    page.fill("[name=feedback]:visible", "She plays with two others each day. Thank you for telling us.")
    _press(page, "Close the concern")
    assert "Closed" in page.locator("main").inner_text()


def _hears_what_came_of_it(page):
    """Seen, a line on the way, a closing line: from the notice, and never what was decided or why."""
    page.reload()
    _follow(page, "My things", within=page.get_by_role("navigation", name="Main places"))
    _press(page, "There is word back")
    told = page.locator("main").inner_text()
    for line in ("She has help, and it goes well.", "Thank you for telling us.", "Closed"):
        assert line in told, told
    assert "More than class can give." not in told and "Wave 2" not in told


def _sees_the_whole_thread(page, child):
    _follow(page, "Help and reviews")
    _follow(page, "Children", within=page.get_by_role("navigation", name="Your places"))
    _follow(page, child.name)
    story = page.locator(".timeline").inner_text()
    assert "From Tilly Marsh · closed" in story
    _follow(page, "Chronology")
    for line in (story, page.locator("main").inner_text()):
        for said in THREAD:
            assert said in line, f"{said}: {line}"
