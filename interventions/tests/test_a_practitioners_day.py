"""Sam's Tuesday, on a phone: each session written down in three taps, something passed on, nothing lost."""

import pytest
from django.utils import timezone

from concerns.models import Concern
from interventions.models import Session
from interventions.seed import add_help_lists
from interventions.tests.help_world import on_programme, programme
from school.calendar import next_school_day
from staff.policy import Level
from stbarts.demo.clock import at, on
from stbarts.tests.browser import PHONE, check_page

pytestmark = pytest.mark.browser
MOST_TAPS = 3


def test_a_session_is_written_down_in_three_taps_from_home(site, cast, page_for):
    with at(on(next_school_day(timezone.localdate()), 11)):
        add_help_lists()
        runs = [programme(cast.support, by=cast.sendco) for _ in range(2)]
        for child, run in zip((cast.child, cast.other_child), runs, strict=True):
            on_programme(child, run, by=cast.sendco)
        phone = page_for(cast.support, PHONE)
        phone.goto("/")
        check_page(phone)
        taps = []

        def tap(what):
            taps.append(what)
            what.click()

        # The objective of the first session of all is typed, as free words are; afterwards it is there already.
        tap(phone.get_by_role("link", name=cast.child.name))
        check_page(phone)
        phone.locator("[name=objective]").fill("To name three feelings")
        tap(phone.get_by_label("7", exact=True))
        tap(phone.get_by_role("button", name="Save"))
        phone.get_by_text("Written down.", exact=True).wait_for()
        check_page(phone)
        assert len(taps) <= MOST_TAPS
        session = Session.objects.get()
        assert (session.came, session.rating, session.place.pupil_id) == (True, 7, cast.child.pk)

        # The second did not come; something about him is passed to the safeguarding lead from the same page.
        phone.get_by_role("link", name="Write it down").click()
        phone.get_by_label("The child was away").check()
        phone.get_by_role("button", name="Save").click()
        phone.get_by_text("2 of 2 written down").wait_for()
        phone.get_by_role("link", name="Pass to the DSL").filter(has_text=cast.other_child.name).click()
        phone.wait_for_url("**/concerns/log/**")
        assert cast.other_child.name in phone.locator("main").inner_text()
        assert not phone.problems


def test_words_of_harm_in_a_sessions_line_go_on_as_a_concern_and_the_rest_stays(site, cast, page_for):
    with at(on(next_school_day(timezone.localdate()), 11)):
        add_help_lists()
        run = programme(cast.support, by=cast.sendco)
        on_programme(cast.child, run, by=cast.sendco)
        phone = page_for(cast.support, PHONE)
        phone.goto("/help/sessions/")
        phone.get_by_role("link", name="Write it down").click()
        phone.locator("[name=objective]").fill("To name three feelings")
        phone.get_by_label("7", exact=True).check(force=True)
        phone.get_by_label("One line").fill("Whispered that she wants to die.")
        phone.get_by_role("button", name="Save").click()
        with phone.expect_popup() as opened:
            phone.get_by_role("button", name="Log a concern with these words").click()
        concern = opened.value
        assert concern.locator("[name=facts]").input_value() == "Whispered that she wants to die."
        assert cast.child.name in concern.locator("main").inner_text()
        concern.get_by_label("No", exact=True).check()
        concern.locator("main").get_by_role("button", name="Send").click()
        concern.wait_for_url("**/receipt/")
        assert Concern.objects.get().level == Level.SAFEGUARDING
        concern.close()
        check_page(phone)
        assert phone.get_by_label("7", exact=True).is_checked()
        phone.get_by_label("One line").fill("")
        phone.get_by_role("button", name="Save").click()
        phone.get_by_text("Written down.", exact=True).wait_for()
        session = Session.objects.get()
        assert (session.rating, session.line) == (7, "")
