"""Friday, 16:45, in a real browser: told, opened, ticked, rung, planned, handed over. And the page that counts for itself."""

import time as clock_of_this_machine
from datetime import date

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from concerns.actions.urgent import acknowledge_urgent, log_call, open_urgent, stand_down, tick
from concerns.actions.urgent_after import hand_over, name_readers, promise, write_plan
from concerns.models import AgencyCall, Episode, EpisodeNote, Tick
from concerns.tasks import call_people
from concerns.tests.conftest import FRIDAY
from documents.tasks import render_owed
from pupils.models import FollowUp
from school.models import Agency
from staff.tests.conftest import PASSWORD, code
from stbarts.tests.browser import PHONE, check_page

pytestmark = pytest.mark.browser
TAP, KEY, DECISION = 1.1, 0.3, 1.4
START = "/concerns/urgent/"


class Hand:
    """Counts what a hand does, in the seconds experience says it takes."""

    def __init__(self):
        self.seconds = 0

    def tap(self, what, *, thinking=False):
        self.seconds += TAP + (DECISION if thinking else 0)
        what.click()

    def type(self, box, keys):
        self.seconds += KEY * len(keys)
        box.fill(keys)


@pytest.fixture
def afternoon():
    """Friday, 16:45, and time goes on."""
    with time_machine.travel(FRIDAY, tick=True):
        yield


def with_a_code_app(user):
    user.set_password(PASSWORD)
    user.joined_at = timezone.now()
    user.save()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_friday_quarter_to_five(rota, afternoon, page_for, mail_sink):
    """domain: a TA reports that a child in Year 4 plans to hurt herself; the lead deals with it on her phone."""
    phone = page_for(rota.support, PHONE)
    phone.goto("/concerns/mine/")
    taps = Hand()
    taps.tap(phone.get_by_role("link", name="Urgent"))
    phone.wait_for_url(f"**{START}")
    assert "This form does not call anyone." in phone.content()
    assert "07700 900011" in phone.content()
    check_page(phone)
    taps.tap(phone.get_by_role("button", name="It is urgent"))
    phone.wait_for_selector("text=Nobody has answered. Ring:")
    assert phone.locator(".ring-big").get_attribute("href") == "tel:07700900011"
    assert taps.seconds < 3
    check_page(phone)
    phone.get_by_role("button", name="An adult is with the child").click()
    phone.wait_for_selector("[data-step=not_alone].step-done")
    phone.locator("#urgent-child").press_sequentially("ana")
    phone.locator("#urgent-found button").first.click()
    phone.wait_for_selector("text=About Ana-María García-López")
    episode = Episode.objects.get()
    assert episode.pupil == rota.child

    # The alert, and the lead's own phone: the link, her password kept by the phone, a code, one press.
    call_people()
    assert mail_sink.messages[0]["To"] == rota.dsl.email
    link = next(word for word in mail_sink.messages[0].get_content().split() if word.startswith("http"))
    secret, hand = with_a_code_app(rota.dsl), Hand()
    lead = page_for(None, PHONE)
    hand.seconds += TAP + DECISION
    lead.goto(link)
    lead.get_by_label("E-mail address").fill(rota.dsl.email)
    lead.get_by_label("Password").fill(PASSWORD)
    hand.tap(lead.get_by_role("button", name="Sign in", exact=True))
    lead.wait_for_url("**/authenticate/**")
    if clock_of_this_machine.time() % 30 > 24:
        clock_of_this_machine.sleep(7)
    hand.type(lead.get_by_label("Code from your app"), code(secret))
    hand.tap(lead.get_by_role("button", name="Go on"))
    lead.wait_for_load_state()
    if "/trust/" in lead.url:
        hand.tap(lead.get_by_role("button", name="Ask me every time"))
    lead.wait_for_selector("text=Urgent: somebody needs you.")
    hand.tap(lead.get_by_role("button", name="I am coming"), thinking=True)
    lead.wait_for_selector("h1:has-text('You have answered')")
    assert hand.seconds <= 20
    phone.wait_for_selector("h1:has-text('Dora Finch is coming')")  # the other phone hears it by itself
    check_page(lead)

    # The checklist and the calls, one press each.
    for name in ("First aid given, or 999 rung", "What could hurt them is taken away"):
        lead.get_by_role("button", name=name).click()
        lead.wait_for_selector(f".step-done:has-text('{name}')")
    row = lead.locator("#calls li", has_text="CAMHS single point of access")
    row.get_by_role("button", name="Rang now").click()
    lead.wait_for_selector(".urgent-call:has-text('CAMHS single point of access')")
    assert AgencyCall.objects.get().called_at.second is not None
    lead.locator("#parents summary").click()
    lead.get_by_label("I told them").check()
    lead.locator("#home_who").fill("Her mother")
    lead.locator("#home_directed_to").select_option(label="NHS 111, mental-health option")
    lead.get_by_role("button", name="Write it down").last.click()
    lead.wait_for_selector("[data-step=parents].step-done")
    check_page(lead)

    # The safety plan, and its PDF.
    lead.get_by_role("link", name="Write the safety plan").click()
    lead.locator("#plan_helps").fill("A walk with Sam.")
    check_page(lead)
    lead.get_by_role("button", name="Save the plan").click()
    lead.wait_for_selector("text=The PDF is being made.")
    assert render_owed() == 1
    lead.reload()
    with lead.expect_download() as download:
        lead.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename.startswith("safety-plan-")

    # The weekend is the deputy's once he says so; Monday's return is on somebody's list.
    lead.locator("#hand-over summary").click()
    lead.locator("#handover_to").select_option(label="Dev Swift")
    lead.locator("#handover_words").fill("Her mother rings on Saturday before noon.")
    lead.get_by_role("button", name="Hand it over").click()
    lead.wait_for_selector("text=Not taken yet.")
    deputy = page_for(rota.deputy, PHONE)
    deputy.goto("/concerns/mine/")
    deputy.locator("aside.calling").get_by_role("link", name="Open").click()
    deputy.get_by_role("button", name="I have it from here").click()
    deputy.wait_for_selector("h1:has-text('Dev Swift has it from here')")
    check_page(deputy)
    lead.locator("#afterwards summary").click()
    assert lead.locator("#promise_due_on").input_value() == "2026-11-30"
    lead.get_by_role("button", name="Put it on their list").click()
    lead.wait_for_selector("#afterwards li")
    assert FollowUp.objects.get().due_on == date(2026, 11, 30)
    check_page(lead)
    episode.refresh_from_db()
    assert (episode.answered_by, episode.held_by) == (rota.dsl, rota.deputy)
    assert {"not_alone", "lead", "agency", "parents", "plan", "return"} <= set(
        Tick.objects.values_list("step", flat=True)
    )


def test_the_page_counts_for_itself_without_a_worker_and_without_a_line(rota, friday, page_for):
    """Nobody has run a task, and nothing answers any more: it still says whom to ring now."""
    episode = open_urgent(by=rota.support)
    phone = page_for(rota.support, PHONE)
    phone.clock.install()
    phone.goto(f"{START}{episode.public_id}/")
    ring = phone.locator(".ring-big")
    assert ring.get_attribute("href") == "tel:07700900011"
    assert "Dev Swift is told too in" in phone.locator("[data-next]").inner_text()
    phone.route("**/state/**", lambda route: route.abort())
    for seconds, number, name in (
        (299, "07700900011", "Dora Finch"),
        (2, "07700900012", "Dev Swift"),
        (300, "07700900010", "Helen Heron"),
    ):
        phone.clock.run_for(seconds * 1000)
        assert ring.get_attribute("href") == f"tel:{number}"
        assert name in ring.inner_text()
    phone.clock.run_for(301_000)
    assert phone.locator("[data-clock]").inner_text().startswith("15:0")
    assert "Nobody on the list has answered." in phone.locator("[data-next]").inner_text()
    assert phone.locator("[data-no-line]").is_visible()


def test_a_tick_without_a_line_is_kept_with_its_moment_even_over_a_reload(rota, friday, page_for):
    episode = open_urgent(by=rota.support)
    phone = page_for(rota.support, PHONE)
    phone.goto(f"{START}{episode.public_id}/")
    phone.route("**/tick/", lambda route: route.abort())
    phone.get_by_role("button", name="An adult is with the child").click()
    phone.wait_for_selector("text=Kept here until it is sent.")
    assert not Tick.objects.exists()
    phone.reload()
    phone.wait_for_selector("text=Kept here until it is sent.")
    friday.shift(600)
    phone.unroute("**/tick/")
    phone.wait_for_selector("[data-step=not_alone].step-done")
    made = Tick.objects.get()
    assert (made.at - made.ticked_at).total_seconds() > 500
    assert made.ticked_at >= episode.opened_at
    assert phone.evaluate("sessionStorage.length") == 0 or "[]" in phone.evaluate("JSON.stringify(sessionStorage)")


def test_what_was_pressed_and_typed_while_it_was_stood_down_arrives_and_the_page_says_that_it_is_over(
    rota, friday, page_for
):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support))
    phone, other = page_for(rota.support, PHONE), page_for(rota.support, PHONE)
    for one in (phone, other):
        one.goto(f"{START}{episode.public_id}/")
    other.locator("#urgentnote_words").fill("She is calm now.")
    phone.route("**/tick/", lambda route: route.abort())
    phone.get_by_role("button", name="An adult is with the child").click()
    phone.wait_for_selector("text=Kept here until it is sent.")
    friday.shift(60)
    stand_down(by=rota.dsl, episode=episode, outcome="class")
    phone.unroute("**/tick/")
    phone.wait_for_selector("h1:has-text('What you started')")
    assert Tick.objects.get(step="not_alone").by == rota.support
    other.wait_for_selector("h1:has-text('It is over')")
    assert other.locator("#urgentnote_words").input_value() == "She is calm now."
    other.get_by_role("button", name="Write it down").click()
    other.wait_for_selector("h1:has-text('What you started')")
    assert "She is calm now." in other.content()
    assert EpisodeNote.objects.get(kind="note").words == "She is calm now."
    check_page(other)


def test_whoever_answered_and_cannot_come_starts_the_calls_again(rota, friday, page_for):
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support))
    phone, lead = page_for(rota.support, PHONE), page_for(rota.dsl, PHONE)
    for one, words in ((phone, "Nobody has come"), (lead, "I cannot come after all")):
        one.goto(f"{START}{episode.public_id}/")
        assert one.locator("[data-zone=status] summary").inner_text() == words
        check_page(one)
    lead.locator("[data-zone=status] summary").click()
    lead.get_by_role("button", name="Call the others").click()
    lead.wait_for_selector("h1:has-text('Nobody has answered. Ring:')")
    assert lead.locator(".ring-big").get_attribute("href") == "tel:07700900012"
    phone.wait_for_selector("h1:has-text('Nobody has answered. Ring:')")
    assert "Dora Finch is told too in 5:00" in phone.locator("[data-next]").inner_text()


def test_the_press_is_in_sight_on_a_phone(rota, friday, page_for):
    phone = page_for(rota.support, PHONE)
    phone.goto(START)
    press = phone.get_by_role("button", name="It is urgent").bounding_box()
    assert press["y"] + press["height"] < phone.locator("nav.bottom-bar").bounding_box()["y"]


def test_every_page_of_it_is_right_on_a_phone(rota, afternoon, page_for):
    live = open_urgent(by=rota.support, pupil=rota.child, words="By the gate. " * 30)
    old = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.teacher, pupil=rota.child))
    for step in ("means", "adult"):
        tick(by=rota.dsl, episode=old, step=step, words="Her aunt, Ana-María García-López the elder")
    log_call(by=rota.dsl, episode=old, agency=Agency.objects.get(code="camhs-access"))
    plan = write_plan(by=rota.dsl, episode=old, boxes={"helps": "A walk. " * 60, "ring": "Her mother."})
    name_readers(by=rota.dsl, episode=old, people=[rota.teacher])
    hand_over(by=rota.dsl, episode=old, to=rota.deputy, words="Ring on Saturday.")
    promise(by=rota.dsl, episode=old, kind="return", who=rota.support, due_on=date(2026, 11, 30))
    over = stand_down(by=rota.head, episode=open_urgent(by=rota.teacher), outcome="mistake")
    pages = {
        rota.support: [START, f"{START}{live.public_id}/", "/concerns/asked/"],
        rota.dsl: [
            "/", START, f"{START}{live.public_id}/", f"{START}{old.public_id}/", f"{START}{over.public_id}/",
            f"{START}{old.public_id}/plan/", f"{START}before/",
        ],
        rota.deputy: [f"{START}{old.public_id}/"],
        rota.teacher: [f"{START}plans/", f"{START}plans/{plan.public_id}/", f"{START}{over.public_id}/"],
        rota.office: [f"{START}triggers/", f"{START}triggers/add/"],
        rota.governor: [START],
    }  # fmt: skip
    for user, addresses in pages.items():
        page = page_for(user, PHONE)
        for address in addresses:
            page.goto(address)
            check_page(page)
