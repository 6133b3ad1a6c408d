"""A letter to the doctor from a child's page, from what the record has already, in few clicks; and its pages looked at."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from interventions.tests.world import place, review
from pupils.contacts import add_contact
from referrals.models import Referral
from referrals.tests.world import TESTS
from stbarts.furnishing import furnish
from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser
CLICKS = 15


class Counted:
    """A page that counts what a hand does: presses, ticks and choices. Typing is free."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def press(self, name, role="link", exact=False):
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        self.page.wait_for_load_state("load")

    def tick(self, where):
        self.clicks += 1
        self.page.locator(where).first.check()

    def choose(self, box, words):
        self.clicks += 1
        self.page.get_by_label(box).select_option(label=words)

    def type(self, **words):
        for name, text in words.items():
            self.page.locator(f"[name={name}]").fill(text)


def test_a_letter_from_a_childs_page_in_fifteen_clicks_from_the_record(site, cast, page_for):
    furnish()
    helped = place(cast.child, by=cast.sendco, reason="Wakes before five with worries.", hoped_for="Sleeps through.")
    review(
        helped, by=cast.sendco, why="A little better.", evidence="Slept through on four nights in ten.",
        child_said="I count the cars.", parents_said="Sunday nights are hard.",
    )  # fmt: skip
    mother = add_contact(
        by=TESTS,
        pupil=cast.child,
        facts={"name": "Ines López", "relationship": "Mother", "responsibility": "yes", "priority": 1},
    )
    page = page_for(cast.wellbeing_lead, LAPTOP)
    page.goto(reverse("dashboard:child", args=[cast.child.public_id]))
    hand = Counted(page)
    hand.press("Ask an agency for help")
    hand.choose("Which agency?", "Family doctor (GP)")
    hand.type(why="Sleep has not changed after a round of help.")
    hand.press("Keep this and go on", "button")
    hand.press("The family agrees")
    hand.tick(f"[name=contact][value='{mother.public_id}']")
    hand.tick("[name=route][value=spoken]")
    hand.press("The family agrees", "button")
    hand.press("Start the letter")
    check_page(page)
    hand.tick(f"[value='placement-{helped.public_id}']")
    hand.tick("[value^=move-]")
    hand.tick("[value^=child_said-]")
    hand.press("Start writing", "button")
    hand.type(
        purpose="To ask for your view on sleep and worry.",
        what_we_see="Awake before five on four nights in five since September.",
        ask="Please see her and tell us how we can help.",
    )
    frame = page.frame_locator("iframe.paper-frame")
    frame.get_by_text("To ask for your view on sleep and worry.").wait_for()  # as it is typed, before it is saved
    expect(frame.get_by_text("Please see her and tell us")).to_be_in_viewport()  # where the hand was last
    paper = page.locator("iframe.paper-frame").bounding_box()
    assert paper["height"] > 0.8 * LAPTOP["viewport"]["height"], "as tall as the window beside the boxes"
    assert Referral.objects.get().letter.purpose == ""
    hand.press("Save the letter", "button")
    check_page(page)
    for words in ("I count the cars.", "Slept through on four nights in ten.", "To ask for your view on sleep"):
        assert words in frame.locator("body").inner_text()
    hand.press("Save and ask for approval", "button")
    hand.press("Ask for approval", "button")
    referral = Referral.objects.get()
    assert (referral.state, referral.raised_at.date()) == (Referral.State.WAITING, timezone.now().date())
    assert hand.clicks <= CLICKS, hand.clicks
    page.set_viewport_size(PHONE["viewport"])
    check_page(page, again=True)
