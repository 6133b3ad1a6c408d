"""The small things in a real browser: taps counted on a phone."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from concerns.guests import todays_pin
from concerns.models import Change, Report
from concerns.seed import add_change_kinds
from pupils.models import MonitoringFlag
from pupils.watching import set_flag
from school.models import OnDuty, StaffedHours
from staff.policy import Level
from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser
TAP, KEY, DECISION = 1.1, 0.3, 1.4  # seconds of a hand


class Hand:
    """Counts what a hand does, free typing apart."""

    def __init__(self, page):
        self.page, self.seconds = page, 0.0

    def tap(self, what, *, decides=False):
        self.seconds += TAP + (DECISION if decides else 0)
        what.click()

    def keys(self, text):
        self.seconds += KEY * len(text)
        self.page.keyboard.type(text)

    def types(self, box, words):
        self.seconds += TAP
        box.click()
        self.page.keyboard.type(words)


@pytest.fixture
def duty(cast):
    add_change_kinds()
    for weekday in range(5):
        StaffedHours.objects.create(weekday=weekday, opens_at=time(0), closes_at=time(23, 59))
    OnDuty.objects.create(person=cast.dsl, phone="01632 960 011", where="By the hall", weekdays=list(range(5)))


def test_a_familys_change_is_told_in_twenty_seconds_two_clicks_from_home(cast, duty, page_for):
    phone = page_for(cast.teacher, PHONE)
    phone.goto("/")
    hand = Hand(phone)
    hand.tap(phone.get_by_role("link", name="A family told me something"))
    phone.wait_for_selector("#id_pupil_name:focus")
    check_page(phone)
    hand.keys("ana")
    hand.tap(phone.locator("#found-children button").first)
    phone.wait_for_selector("#id_words:focus")
    phone.keyboard.type("The rabbit died on Sunday.")
    hand.tap(phone.get_by_label("Home or family"), decides=True)
    check_page(phone)
    hand.tap(phone.get_by_role("button", name="Tell the adults"))
    phone.wait_for_url(f"**/child/{cast.child.public_id}/")
    check_page(phone)
    assert "The rabbit died on Sunday." in phone.inner_text("main")
    assert hand.seconds <= 20
    assert Change.objects.get().told_by == cast.teacher


def test_from_a_childs_page_a_change_is_two_clicks_away(cast, duty, page_for):
    phone = page_for(cast.teacher, PHONE)
    phone.goto(f"/child/{cast.child.public_id}/")
    phone.get_by_text("More for this child").click()
    phone.get_by_role("link", name="Something has changed").click()
    phone.wait_for_selector("#id_words")
    check_page(phone)
    phone.get_by_text("A parent or carer said so, today").click()
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    phone.fill("#id_words", "A new baby.")
    phone.fill("#id_eye_until", day)
    phone.get_by_label("Loss or change").check()
    phone.get_by_role("button", name="Tell the adults").click()
    phone.wait_for_url(f"**/child/{cast.child.public_id}/")
    assert MonitoringFlag.objects.get().review_on.isoformat() == day


def test_a_guest_writes_within_ninety_seconds_and_has_a_number(cast, duty, page_for):
    phone = page_for(None, PHONE)
    phone.goto("/concerns/guest/")
    check_page(phone)
    hand = Hand(phone)
    hand.types(phone.locator("#id_pin"), "")
    hand.keys(todays_pin())
    hand.tap(phone.get_by_role("button", name="It is about a child"))
    phone.wait_for_url("**/guest/write/")
    check_page(phone)
    hand.types(phone.get_by_label("Child’s name"), "Ana in Oak class")
    hand.types(phone.get_by_label("What did you see or hear?"), "She cried at lunch.")
    hand.tap(phone.get_by_label("I am not sure", exact=True), decides=True)
    hand.types(phone.get_by_label("Your name"), "Una Tern")
    hand.types(phone.get_by_label("Your phone number"), "07700 900123")
    hand.tap(phone.get_by_role("button", name="Send it"))
    phone.wait_for_url("**/guest/sent/**")
    check_page(phone)
    report, page = Report.objects.get(), phone.inner_text("main")
    assert report.reference in page
    assert "01632 960 011" in page
    assert "She cried" not in page
    assert hand.seconds <= 90
    phone.go_back()
    assert "She cried" not in phone.content()  # the next person at this tablet reads nothing


def test_the_short_form_has_large_targets_and_finds_no_children(cast, duty, page_for):
    phone = page_for(cast.support, PHONE)
    phone.goto("/")
    hand = Hand(phone)
    hand.tap(phone.get_by_role("link", name="Short form"))
    phone.wait_for_url("**/short/")
    check_page(phone)
    hand.types(phone.get_by_label("Child’s name"), "Ana")
    assert phone.locator("#found-children").count() == 0
    for box in phone.locator(
        "form.big-form .form-check, form.big-form .form-control, form.big-form .btn-primary"
    ).all():
        if box.is_visible():
            assert box.bounding_box()["height"] >= 44
    hand.types(phone.get_by_label("What did you see or hear?"), "A bruise on her arm.")
    hand.tap(phone.get_by_label("Yes", exact=True), decides=True)
    hand.tap(phone.get_by_role("button", name="Send it"))
    phone.wait_for_url("**/sent/")
    check_page(phone)
    assert hand.seconds <= 90
    assert Report.objects.get().author == cast.support


def test_looking_again_asks_only_what_the_answer_needs(cast, page_for):
    again = timezone.localdate() + timedelta(days=1)
    set_flag(by=cast.teacher, pupil=cast.child, reason="Quieter than she was.", review_on=again, level=Level.TEAM)
    phone = page_for(cast.teacher, PHONE)
    phone.goto(f"/concerns/flags/{MonitoringFlag.objects.get().public_id}/")
    check_page(phone)
    until, danger = phone.get_by_label("Keep on looking until"), phone.get_by_label("Is anyone in danger now?")
    for answer, shown in (("It is no longer needed", []), ("Keep on looking", [until]), ("More is needed", [danger])):
        phone.get_by_text(answer).first.click()
        assert [box for box in (until, danger) if box.is_visible()] == shown
    phone.fill("#id_reason", "She says nothing is wrong.")
    phone.get_by_role("button", name="Save").click()
    phone.get_by_text("Please look at this again").wait_for()
    assert danger.is_visible()


def test_on_a_phone_writing_into_a_safeguarding_file_is_one_press_from_its_top(cast, page_for):
    url = f"/concerns/safeguarding/{cast.child.public_id}/"
    phone, laptop = page_for(cast.dsl, PHONE), page_for(cast.dsl, LAPTOP)
    phone.goto(url)
    check_page(phone)
    phone.get_by_role("link", name="Write into it").click()
    assert phone.get_by_role("link", name="Notice from the police").evaluate(
        "way => way.getBoundingClientRect().top < innerHeight"
    )
    laptop.goto(url)
    assert not laptop.get_by_role("link", name="Write into it").is_visible()
    assert laptop.get_by_role("link", name="Notice from the police").is_visible()
