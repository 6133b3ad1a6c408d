"""The pages in a real browser, on a phone and a laptop: taps counted, keys only, nothing wrong on any page."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from concerns.actions import acknowledge
from concerns.actions.following import ask_colleague, ask_to_do
from concerns.models import Concern, Decision
from concerns.seed import add_needs
from concerns.tests.world import raise_about
from school.models import FallbackLine, OnDuty, StaffedHours
from staff.models import Draft
from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser
SAVED = "[data-draft-status][data-state=saved]"
LONG = "She came in late and sat by herself at the back table. I asked if she was all right; she shrugged. " * 45


@pytest.fixture
def duty(cast):
    add_needs()
    for weekday in range(5):
        StaffedHours.objects.create(weekday=weekday, opens_at=time(0), closes_at=time(23, 59))
    OnDuty.objects.create(person=cast.dsl, phone="01442 555 011", where="By the hall", weekdays=list(range(5)))
    FallbackLine.objects.create(name="Children’s Services", number="0300 555 4043", hours="Day and night")


class Taps:
    """Counts what a hand does; finding a child by three keys is one tap."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, what):
        self.count += 1
        what.click()

    def find(self, letters):
        self.page.keyboard.type(letters)
        self.tap(self.page.locator("#found-children button").first)


def test_a_concern_is_logged_in_four_taps_and_shows_when_it_was_seen(cast, duty, page_for):
    phone = page_for(cast.teacher, PHONE)
    phone.goto("/concerns/mine/")
    check_page(phone)
    hand = Taps(phone)
    hand.tap(phone.get_by_role("navigation", name="Main places").get_by_role("link", name="Log"))
    phone.wait_for_selector("#id_pupil_name:focus")
    check_page(phone)
    hand.find("ana")
    phone.wait_for_selector("#id_facts:focus")
    phone.keyboard.type("Sat apart from the others at lunch.")
    hand.tap(phone.get_by_label("I am not sure", exact=True))
    phone.wait_for_selector(SAVED)
    check_page(phone)
    hand.tap(phone.get_by_role("button", name="Send"))
    phone.wait_for_url("**/receipt/")
    check_page(phone)
    assert hand.count <= 4
    assert "01442 555 011" in phone.content()
    concern = Concern.objects.get()
    assert concern.text.facts == "Sat apart from the others at lunch."
    acknowledge(by=cast.dsl, concern=concern)
    phone.reload()
    assert "by the safeguarding team" in phone.content()
    check_page(phone)


def test_what_is_typed_is_there_again_after_the_browser_is_closed(cast, duty, page_for):
    phone = page_for(cast.teacher, PHONE)
    phone.goto("/concerns/log/")
    phone.fill("#id_facts", "Half a sentence about")
    phone.wait_for_selector(SAVED)
    phone.context.close()
    other = page_for(cast.teacher, LAPTOP)
    other.goto("/concerns/log/")
    assert other.input_value("#id_facts") == "Half a sentence about"
    check_page(other)


def test_about_an_adult_leaves_nothing_behind(cast, duty, page_for):
    phone = page_for(cast.teacher, PHONE)
    phone.goto("/concerns/log/")
    phone.fill("#id_facts", "It is about somebody who works here")
    phone.wait_for_selector(SAVED)
    phone.locator("#id_facts").press_sequentially(" and more")
    phone.get_by_role("button", name="Yes, it is about an adult").click()
    phone.wait_for_url("**/adult/")
    check_page(phone)
    phone.wait_for_timeout(4000)  # longer than a draft takes to be saved
    assert not Draft.objects.exists()
    assert not Concern.objects.exists()


class Keys:
    """Counts the keys that do something; what is typed freely is not counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)


def test_a_concern_is_triaged_by_keyboard_alone_and_so_is_the_next(cast, duty, page_for):
    concern = raise_about(cast.child, by=cast.teacher, facts=f"A bruise. {LONG}", childs_words="Nobody sits with me.")
    after = raise_about(cast.classmate, by=cast.teacher)
    laptop = page_for(cast.dsl, LAPTOP)
    laptop.goto(f"/concerns/{concern.public_id}/")
    laptop.wait_for_selector("#words .said")
    check_page(laptop)
    hand = Keys(laptop)
    hand.press("4")
    laptop.wait_for_selector("#triage_rationale:focus")
    hand.type("Lunch is hard; a buddy first. Not a group: she has only just come.")
    hand.press("Control+Enter")
    laptop.wait_for_selector("text=Your decision is saved.")
    check_page(laptop)
    assert hand.count == 2
    assert Decision.objects.get().decision == "wave2"
    concern.refresh_from_db()
    assert concern.acknowledged_by == cast.dsl
    hand.press("h")
    laptop.wait_for_selector("#parents_parents_told:focus")
    hand.press("ArrowDown", "Tab")
    hand.type("I rang her mother at ten.")
    hand.press("Control+Enter")
    laptop.wait_for_selector("text=That is on the record.")
    hand.press("c")
    laptop.wait_for_selector("#close_feedback:focus")
    hand.type("Thank you. A buddy is found.")
    hand.press("Control+Enter")
    laptop.wait_for_url("**/waiting/")
    concern.refresh_from_db()
    assert (concern.status, concern.parents_told) == ("closed", "told")
    assert hand.count <= 10
    laptop.goto(f"/concerns/{concern.public_id}/")
    laptop.wait_for_selector("#words .said")
    hand.press("n")
    laptop.wait_for_url(f"**/{after.public_id}/")
    hand.press("s")
    laptop.wait_for_selector("text=Seen. The person who told us")
    hand.press("2")
    laptop.wait_for_selector("#triage_until:focus")
    check_page(laptop)
    after.refresh_from_db()
    assert after.acknowledged_by == cast.dsl


def test_the_keys_can_be_turned_off_and_do_nothing_while_one_types(cast, duty, page_for):
    concern = raise_about(cast.child, by=cast.teacher)
    laptop = page_for(cast.sendco, LAPTOP)
    laptop.goto(f"/concerns/{concern.public_id}/")
    laptop.focus("#triage_rationale")
    laptop.keyboard.type("s n 4")
    assert laptop.input_value("#triage_rationale") == "s n 4"
    assert laptop.locator("input[name=decision]:checked").count() == 0
    laptop.get_by_role("button", name="Turn the keys off").click()
    laptop.get_by_role("heading", level=1).click()
    laptop.keyboard.press("4")
    assert laptop.locator("input[name=decision]:checked").count() == 0
    laptop.reload()
    laptop.keyboard.press("4")
    assert laptop.locator("input[name=decision]:checked").count() == 0
    assert laptop.get_by_role("button", name="Turn the keys on").is_visible()


@pytest.mark.parametrize(
    ("address", "next_box"),
    [
        ("/concerns/{concern}/refile/", "refile_reason"),
        ("/concerns/safeguarding/{child}/harm/", "id_what"),
        ("/concerns/safeguarding/find/", "open-the-file"),
    ],
)
def test_the_child_a_page_asks_about_is_chosen_and_the_next_box_follows(cast, duty, page_for, address, next_box):
    concern = raise_about(cast.child, by=cast.teacher)
    laptop, said = page_for(cast.dsl, LAPTOP), []
    laptop.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    laptop.goto(address.format(concern=concern.public_id, child=cast.child.public_id))
    laptop.locator("#id_pupil_name").press_sequentially("jon")
    laptop.locator("#found-children button").first.click()
    laptop.locator(f"#{next_box}:focus").wait_for()
    chosen = laptop.locator("#child input[name=pupil]")
    assert chosen.input_value() == str(cast.classmate.public_id)
    laptop.get_by_role("button", name="Another child").click()
    laptop.locator("#id_pupil_name").wait_for()
    assert said == []


def test_the_whole_form_by_hand_with_a_mark_and_another_child(cast, duty, page_for):
    laptop = page_for(cast.teacher, LAPTOP)
    laptop.goto(f"/concerns/log/{cast.child.public_id}/")
    laptop.fill("#id_facts", "She claimed she fell.")
    assert "Write “said”" in laptop.inner_text(".writing-hint >> nth=0")
    laptop.get_by_text("Injuries and marks").click()
    laptop.locator("[data-region=front-left-knee]").click()
    laptop.keyboard.type("A graze, 2 cm")
    laptop.get_by_text("Other children, and who else was there").click()
    laptop.wait_for_selector("#id_other_name", state="visible")
    laptop.locator("#id_other_name").press_sequentially("jon")
    laptop.locator("#found-others button").first.click()
    laptop.wait_for_selector(".other-child")
    laptop.select_option("#part-1", "witness")
    check_page(laptop)
    laptop.get_by_label("No", exact=True).check()
    laptop.get_by_role("button", name="Send").click()
    laptop.wait_for_url("**/receipt/")
    check_page(laptop)
    concern = Concern.objects.get()
    assert concern.text.facts == "She claimed she fell."
    assert list(concern.marks.values_list("region", "words")) == [("front-left-knee", "A graze, 2 cm")]
    assert list(concern.parts.values_list("pupil", "part"))[1] == (cast.classmate.pk, "witness")


def test_looking_for_another_child_keeps_the_hands_where_they_are_and_the_child_in_the_draft(cast, duty, page_for):
    laptop = page_for(cast.teacher, LAPTOP)
    laptop.goto("/concerns/log/")
    laptop.keyboard.type("ana")
    laptop.locator("#found-children button").first.press("Enter")
    laptop.wait_for_selector("#id_facts:focus")
    laptop.keyboard.type("They had one coat between them.")
    laptop.wait_for_selector(SAVED)
    laptop.get_by_text("Other children, and who else was there").press("Enter")
    laptop.locator("#id_other_name").focus()
    laptop.keyboard.type("jon")
    laptop.locator("#found-others button").first.wait_for()
    laptop.keyboard.type("ah")
    assert laptop.input_value("#id_other_name") == "jonah"
    laptop.locator("#find-a-child").press_sequentially("jon")
    laptop.locator("#found a").first.wait_for()
    assert laptop.locator("#find-a-child:focus").count() == 1
    with laptop.expect_response("**/drafts/save/"):
        laptop.locator("#found-others button").first.press("Enter")
        laptop.wait_for_selector("#part-1:focus")
    assert Draft.objects.get().fields["others"] == str(cast.classmate.public_id)
    laptop.get_by_role("button", name="Take out").press("Enter")
    laptop.wait_for_selector("#id_other_name:focus")
    assert laptop.input_value("#id_facts") == "They had one coat between them."


def test_letters_to_find_a_child_by_are_no_unfinished_words(cast, duty, page_for):
    laptop = page_for(cast.teacher, LAPTOP)
    laptop.goto("/concerns/log/")
    laptop.keyboard.type("ana")
    laptop.locator("#found-children button").first.wait_for()
    laptop.goto("/concerns/mine/")
    laptop.goto("/concerns/log/")
    assert "unfinished draft" not in laptop.inner_text("main")


def test_a_mark_is_pressed_with_a_finger_and_drawn_where_it_is(cast, duty, page_for):
    phone = page_for(cast.teacher, PHONE)
    phone.goto(f"/concerns/log/{cast.child.public_id}/")
    phone.get_by_text("Injuries and marks").click()
    parts = phone.locator("[data-region]").all()
    sizes = {part.get_attribute("data-region"): part.bounding_box() for part in parts}
    assert len(sizes) == 41
    assert {code: box for code, box in sizes.items() if min(box["width"], box["height"]) < 24} == {}
    for code in ("front-left-face", "back-neck"):  # a finger beside the part still means it
        phone.locator(f"[data-region={code}]").scroll_into_view_if_needed()
        box = phone.locator(f"[data-region={code}]").bounding_box()
        phone.touchscreen.tap(box["x"] + box["width"] + (4 if "face" in code else 6), box["y"] + box["height"] / 2)
        assert phone.locator(f"[data-region={code}]").get_attribute("class") == "marked"
        phone.keyboard.type("Red")
    assert phone.locator("svg[data-side=back] text").text_content() == "2"
    check_page(phone)


def test_marks_front_and_back_by_keyboard_alone(cast, duty, page_for):
    laptop = page_for(cast.teacher, LAPTOP)
    laptop.goto(f"/concerns/log/{cast.child.public_id}/")

    def tab_to(selector, words=""):
        for _ in range(90):
            laptop.keyboard.press("Tab")
            at = "([selector, words]) => { const at = document.activeElement; return at.matches(selector) && at.textContent.includes(words); }"
            if laptop.evaluate(at, [selector, words]):
                return
        raise AssertionError(f"{selector} is not reached")

    tab_to("#id_facts")
    laptop.keyboard.type("She showed me her arm.")
    tab_to("[name=danger]")
    laptop.keyboard.press("Space")
    tab_to("summary", "Injuries and marks")
    laptop.keyboard.press("Enter")
    for row, (letters, words) in enumerate((("Right lower arm (f", "Two, 1 cm"), ("Upper back", "Blue")), 1):
        tab_to(f"#mark-where-{row}")
        laptop.keyboard.type(letters)
        tab_to(f"#mark-words-{row}")
        laptop.keyboard.type(words)
    tab_to("main form button.btn-primary")
    laptop.keyboard.press("Enter")
    laptop.wait_for_url("**/receipt/")
    found = list(Concern.objects.get().marks.values_list("region", "words"))
    assert found == [("front-right-lower-arm", "Two, 1 cm"), ("back-upper-back", "Blue")]


def test_every_page_of_this_room_is_right_on_a_phone(cast, duty, page_for):
    grave = raise_about(
        cast.child, by=cast.teacher, facts=f"A bruise. {LONG}", danger="yes", others=[(cast.twin, "witness")]
    )
    calm = raise_about(cast.classmate, by=cast.support)
    closed = raise_about(cast.other_child, by=cast.teacher, status="closed", lead=cast.sendco)
    opened = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)
    day = timezone.localdate() + timedelta(days=3)
    ask_to_do(by=cast.dsl, concern=grave, who=cast.support, words="Ring home before three.", due_on=day)
    ask_colleague(by=cast.dsl, concern=grave, who=cast.support, words="Was she at lunch on Friday?")
    pages = {
        cast.teacher: ["mine/", f"log/{cast.child.public_id}/", f"{closed.public_id}/receipt/", "adult/", "urgent/"],
        cast.dsl: ["waiting/", "waiting/?show=closed", f"{grave.public_id}/", f"{opened.public_id}/"],
        cast.sendco: ["waiting/?show=seen", f"{calm.public_id}/", f"{calm.public_id}/refile/"],
        cast.support: ["asked/"],
        cast.head: [f"{grave.public_id}/text/"],
        cast.governor: ["urgent/"],
    }
    for user, urls in pages.items():
        page = page_for(user, PHONE)
        for url in urls:
            page.goto(f"/concerns/{url}")
            check_page(page)
