"""One child's whole story, in a real browser, by the people who live it: from a concern to the parents' summary.

A teacher logs a concern on a phone; the safeguarding lead sees it and the teacher sees that she did; the
SENDCo places the child on Wave 2; a reminder comes when the review is due; the review moves the child to
Wave 3; the Wellbeing Lead writes the letter to the doctor, a safeguarding lead approves it and it is downloaded as a
PDF; the teacher meets the family and the summary is made for them.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from concerns.models import Concern
from concerns.seed import add_needs
from documents.models import Document
from documents.tasks import render_owed
from documents.tests.reading_back import text_of as read_back
from families.models import Meeting
from interventions.models import Placement
from interventions.seed import add_catalogue
from pupils.contacts import add_contact
from referrals.models import Referral
from school.seed import add_agencies
from staff.tasks import owe_digests, send_digests, send_notices
from stbarts.demo.clock import at, on
from stbarts.tests.browser import LAPTOP, PHONE, check_page
from stbarts.tests.parts import *  # noqa: F403 the fixtures of the real parts

pytestmark = pytest.mark.browser


def press(page, name):
    button = page.locator("main").get_by_role("button", name=name).first
    assert button.count(), f"{page.url} has no button {name}:\n{page.locator('main').inner_text()}"
    with page.expect_navigation():
        button.click()


def follow(page, name):
    link = page.locator("main").get_by_role("link", name=name).first
    assert link.count(), f"{page.url} has no link {name}:\n{page.locator('main').inner_text()}"
    with page.expect_navigation():
        link.click()
    check_page(page)


def open_child(page, cast):
    page.goto(f"/child/{cast.child.public_id}/")
    check_page(page)


def text_of(path):
    return read_back(Path(path).read_bytes())


def test_one_childs_story_from_a_concern_to_the_summary(cast, page_for, mail_sink, tmp_path):
    add_needs()
    add_catalogue()
    add_agencies()
    mother = add_contact(
        by=cast.office,
        pupil=cast.child,
        facts={"name": "Lucía López", "relationship": "Mother", "responsibility": "yes", "priority": 1},
    )

    # The teacher logs a concern on her phone.
    phone = page_for(cast.teacher, PHONE)
    phone.goto(f"/concerns/log/{cast.child.public_id}/")
    phone.fill("#id_facts", "Sat by the fence for the whole of lunch. It is the third day.")
    phone.get_by_label("No", exact=True).check()
    press(phone, "Send")
    phone.wait_for_url("**/receipt/")
    check_page(phone)
    concern = Concern.objects.get()

    # Those who triage are told by e-mail, in words that say nothing.
    send_notices()
    told = {message["To"] for message in mail_sink.messages}
    assert cast.dsl.email in told
    assert not any("García" in str(message) for message in mail_sink.messages)

    # The safeguarding lead sees it, and decides.
    dsl = page_for(cast.dsl, LAPTOP)
    dsl.goto("/")
    check_page(dsl)
    follow(dsl, "Ana-María García-López")
    press(dsl, "I have seen this")
    check_page(dsl)
    dsl.get_by_label("Wave 2: extra help").check()
    dsl.locator("[name=rationale]").fill("Three days running. Watching is not enough; nothing suggests harm.")
    dsl.locator("#triage_parents_told").select_option(index=1)
    press(dsl, "Save the decision")
    check_page(dsl)

    # The teacher sees that it was seen.
    phone.reload()
    assert "by the safeguarding team" in phone.content()
    check_page(phone)

    # The SENDCo places the child on Wave 2.
    sendco = page_for(cast.sendco, LAPTOP)
    open_child(sendco, cast)
    follow(sendco, "Place on a wave")
    sendco.get_by_label("Wave 2").check()
    sendco.get_by_label("Area of need").select_option(index=2)
    sendco.locator("[name=reason]").fill("Apart from the others since September.")
    sendco.locator("[name=hoped_for]").fill("Plays with somebody every lunchtime.")
    sendco.locator("main form button.btn-primary").click()
    sendco.wait_for_load_state("load")
    check_page(sendco)
    placement = Placement.objects.get()
    assert placement.wave == 2

    # The review is due: she is reminded once.
    before = len(mail_sink.messages)
    with at(on(placement.review_on)):
        owe_digests()
        send_digests()
        assert cast.sendco.email in {message["To"] for message in mail_sink.messages[before:]}
        sent = len(mail_sink.messages)
        owe_digests()
        send_digests()
    assert len(mail_sink.messages) == sent

    # The review moves the child to Wave 3.
    sendco.goto(f"/help/{placement.public_id}/review/")
    check_page(sendco)
    sendco.get_by_label("Step up").check()
    sendco.locator("[name=why]").fill("Six weeks of a lunch buddy helped a little.")
    sendco.locator("main form[method=post] button.btn-primary").first.click()
    sendco.wait_for_load_state("load")
    check_page(sendco)
    placement.refresh_from_db()
    assert placement.wave == 3

    # The Wellbeing Lead writes the letter to the doctor.
    lead = page_for(cast.wellbeing_lead, LAPTOP)
    open_child(lead, cast)
    follow(lead, "Ask an agency for help")
    lead.get_by_label("Which agency?").select_option(label="Family doctor (GP)")
    lead.get_by_label("Why this one?").fill("Sleep has not changed after a round of help.")
    press(lead, "Keep this and go on")
    check_page(lead)
    follow(lead, "The family agrees")
    lead.locator(f"[name=contact][value='{mother.public_id}']").check()
    lead.locator("[name=route][value=spoken]").check()
    press(lead, "The family agrees")
    check_page(lead)
    assert "error" not in lead.title().lower(), lead.locator("main").inner_text()
    follow(lead, "Start the letter")
    lead.locator("[name=ticked]").first.check()
    press(lead, "Start writing")
    check_page(lead)
    for name, words in {
        "purpose": "To ask for your view on sleep and worry.",
        "what_we_see": "Awake before five on four nights in five since September.",
        "ask": "Please see Ana-María and tell us how we can help.",
    }.items():
        lead.locator(f"[name={name}]").fill(words)
    press(lead, "Save and ask for approval")
    check_page(lead)
    press(lead, "Ask for approval")
    check_page(lead)

    # A safeguarding lead reads and approves it, as the GP's row says; a worker makes the PDF; it is downloaded.
    dsl.goto("/approvals/")
    check_page(dsl)
    follow(dsl, "Ana-María García-López")
    press(dsl, "Approve the letter")
    check_page(dsl)
    render_owed()
    referral = Referral.objects.get()
    assert Document.objects.of(referral).get().is_ready
    lead.goto(f"/referrals/{referral.public_id}/")
    check_page(lead)
    with lead.expect_download() as waiting:
        lead.get_by_role("link", name="Download the PDF").click()
    letter = tmp_path / "letter.pdf"
    waiting.value.save_as(letter)
    assert "García" not in waiting.value.suggested_filename
    assert pikepdf.open(letter).Root.MarkInfo.Marked
    assert "Awake before five" in text_of(letter)

    # The teacher meets the family; a worker makes the summary.
    open_child(phone, cast)
    follow(phone, "Plan a meeting")
    phone.locator("[name=planned_at]").fill((datetime.now() + timedelta(days=1)).strftime("%Y-%m-%dT15:30"))
    press(phone, "Plan the meeting")
    check_page(phone)
    follow(phone, "Write it up")
    phone.locator("[name=strengths]").fill("Draws maps of everywhere.")
    phone.locator("[name=staff_notes]").fill("Only for staff: ring on Friday.")
    phone.get_by_label("Lucía López").check()
    press(phone, "Save, and choose who reads what")
    check_page(phone)
    press(phone, "Save")
    check_page(phone)
    follow(phone, "Add what was agreed")
    phone.get_by_label("What is the next step?").fill("Ten quiet minutes each morning")
    phone.get_by_label("Who will do it?").fill("Sam Reed")
    press(phone, "Add this")
    check_page(phone)
    follow(phone, "Finished")
    follow(phone, "Hand in the summary")
    press(phone, "Hand it in")
    check_page(phone)
    meeting = Meeting.objects.get()
    dsl.goto(f"/families/meetings/{meeting.public_id}/approve/")
    check_page(dsl)
    press(dsl, "Approve the summary")
    check_page(dsl)
    render_owed()
    phone.goto(f"/families/meetings/{meeting.public_id}/")
    check_page(phone)
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="Download the PDF").click()
    summary = tmp_path / "summary.pdf"
    waiting.value.save_as(summary)
    words = text_of(summary)
    assert "Ten quiet minutes" in words
    assert "ring on Friday" not in words

    # And it is all one story.
    open_child(sendco, cast)
    story = sendco.locator(".timeline").inner_text()
    for kind in ("Concern", "Help", "Meeting", "Referral"):
        assert kind in story
    assert concern.recorded_at <= timezone.now()
