"""A meeting at half past eight with two parents who live apart, one of whom reads Polish best: from the day before on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from documents.tasks import render_owed
from families.tests.world import make_meeting
from interventions.tests.world import place
from pupils.contacts import add_contact
from stbarts.tests.browser import LAPTOP, PHONE, check_page
from stbarts.tests.test_story import follow, press, text_of

pytestmark = pytest.mark.browser
HIDDEN = "Kestrel Cottage"


def the_parents(cast):
    mother = {
        "name": "Lucía López", "relationship": "Mother", "responsibility": "yes", "lives_with": True, "language": "Polish",
        "interpreter": True, "address": HIDDEN, "address_confidential": True, "phones": ["07700 900101"],
    }  # fmt: skip
    father = {
        "name": "Tomás García", "relationship": "Father", "responsibility": "yes", "lives_with": False, "priority": 2,
        "order_type": "arrangements", "address": "2 Station Road",
    }  # fmt: skip
    return [add_contact(by=cast.office, pupil=cast.child, facts=facts) for facts in (mother, father)]


def to_place(page, *names):
    """From home to one of a person's own places, by the links that stand on every page."""
    page.goto("/")
    for name in names:
        with page.expect_navigation():
            page.get_by_role("link", name=name).first.click()
    check_page(page)


def test_a_meeting_of_two_parents_who_live_apart_ends_in_two_copies(site, cast, page_for, tmp_path):
    the_parents(cast)
    place(cast.child, by=cast.sendco, reason="Words between staff only.")
    last = make_meeting(cast.child, by=cast.teacher, days=-30)
    last.agreed.create(what="Read together at bedtime", who="Home", at_home=True, added_by=cast.teacher)

    # The day before: planned with its people and an interpreter, and prepared. The orders are said before anything.
    laptop = page_for(cast.teacher, LAPTOP)
    to_place(laptop, "Children")
    follow(laptop, "Ana-María García-López")
    follow(laptop, "Plan a meeting with the family")
    assert "Child arrangements order" in laptop.content() and HIDDEN not in laptop.content()
    tomorrow = timezone.localtime() + timedelta(days=1)
    laptop.locator("[name=planned_at]").fill(tomorrow.strftime("%Y-%m-%dT08:30"))
    laptop.locator("[name=interpreter]").fill("Ada Wilk")
    for name in ("Lucía López", "Tomás García", "Tilly Marsh"):
        laptop.get_by_label(name).check()
    press(laptop, "Plan the meeting")
    follow(laptop, "Prepare it")
    sheet = laptop.locator("main").inner_text()
    assert "Read together at bedtime" in sheet and "Extra help with" in sheet and "Words between staff" not in sheet

    # In the room, on a phone: what is agreed is typed live, and what was open is carried over.
    phone = page_for(cast.teacher, PHONE)
    to_place(phone, "More")
    follow(phone, "Meetings")
    follow(phone, "Ana-María García-López")
    follow(phone, "Add what was agreed")
    press(phone, "Carry over")
    phone.get_by_label("Who will do it?").fill("Sam Reed")
    phone.get_by_label("What is the next step?").fill("Ten quiet minutes each morning")
    press(phone, "Add this")
    read_back = phone.locator("main").inner_text()
    assert "Read together at bedtime" in read_back and "Ten quiet minutes each morning" in read_back

    # Afterwards: written up, with a word about how it reads; the father was not there, and the mother's words are hers.
    follow(phone, "Finished: back to the meeting")
    follow(phone, "Write")
    phone.get_by_label("Tomás García").first.uncheck()
    phone.locator("[name=strengths]").fill("Draws maps of everywhere.")
    phone.locator("[name=parents_view]").fill("She cries on Sunday nights.")
    hard = "The targeted intervention facilitates emotional regulation in unstructured situations. "
    phone.locator("[name=school_sees]").fill(hard * 6)
    phone.get_by_text("calming down").wait_for()
    phone.locator("[name=school_sees]").fill("She is calm by ten.")
    for box in phone.locator("[name=contacts]").all():
        box.check()
    press(phone, "Save, and choose")
    check_page(phone)
    phone.locator("[name=sections]").first.check()
    press(phone, "Save")
    follow(phone, "Hand in the summary")
    press(phone, "Hand it in")

    # A second person reads each copy as its reader will, and lets both out.
    dsl = page_for(cast.dsl, LAPTOP)
    to_place(dsl, "To approve")
    follow(dsl, "Ana-María García-López")
    assert "Sunday nights" in dsl.locator("article").inner_text()
    follow(dsl, "For Tomás García")
    assert "Sunday nights" not in dsl.locator("article").inner_text()
    press(dsl, "Approve the summary")
    render_owed(seconds=60)

    to_place(phone, "More")
    follow(phone, "Meetings")
    follow(phone, "Ana-María García-López")
    texts = {}
    for name in ("Lucía López", "Tomás García"):
        with phone.expect_download() as waiting:
            phone.get_by_label(f"Copy for {name}").get_by_role("link", name="Download the PDF").click()
        path = tmp_path / f"{len(texts)}.pdf"
        waiting.value.save_as(path)
        assert "Garc" not in waiting.value.suggested_filename
        texts[name] = text_of(path)
    mothers, fathers = texts.values()
    assert "Sunday nights" in mothers and "Sunday nights" not in fathers
    assert "Co idzie dobrze" in mothers and "Co idzie dobrze" not in fathers
    assert HIDDEN not in mothers + fathers and "2 Station Road" in fathers and "Station Road" not in mothers
    assert "Extra help with" in mothers and "Words between staff" not in mothers + fathers
