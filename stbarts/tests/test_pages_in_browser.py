"""Every page of the demo school in a real browser, on a laptop and then as narrow as a phone.

Axe finds nothing, the console is silent, nothing answers 400 or more, the content policy refuses
nothing, nobody else is asked, and nothing sticks out sideways. Each page of the house is looked at
by one of those who can open it; the pages are shared out among the people.
"""

from collections import defaultdict

import pytest
from django.conf import settings as django_settings

from stbarts.demo.people import PEOPLE
from stbarts.tests.browser import LAPTOP, PHONE, check_page, watch
from stbarts.tests.walk import client_of

pytestmark = [pytest.mark.demo, pytest.mark.browser]


def shared_out(walk):
    """{part: [path]}: home for everybody, and each other page for whoever has the fewest so far."""
    openers = defaultdict(dict)
    for step in walk:
        if step.status == 200 and step.is_page:
            openers[step.view].setdefault(step.part, step.path)
    shares = {part: ["/"] for part in PEOPLE}
    for view, by_part in sorted(openers.items(), key=lambda item: len(item[1])):
        if view != "dashboard:home":
            part = min(by_part, key=lambda part: len(shares[part]))
            shares[part].append(by_part[part])
    return shares


@pytest.fixture
def open_as(demo_db, _served, chromium, django_db_blocker, settings):
    """open_as("dsl"): the signed-in browser of one of the demo's people."""
    settings.BASE_URL = _served
    contexts = []

    def open_page(part):
        context = chromium.new_context(base_url=_served, locale="en-GB", timezone_id="Europe/London", **LAPTOP)
        context.set_default_timeout(60_000)
        contexts.append(context)
        session = client_of(part).cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": _served}])
        page = context.new_page()
        watch(page, _served)
        page.test_name = f"crawl-{part}"
        return page

    with django_db_blocker.unblock():
        yield open_page
        for context in contexts:
            context.close()


@pytest.mark.parametrize("part", PEOPLE)
def test_every_page_is_in_order(part, walk, open_as):
    page, wrong = open_as(part), []
    for path in shared_out(walk)[part]:
        page.set_viewport_size(LAPTOP["viewport"])
        page.goto(path)
        for device in (LAPTOP, PHONE):
            page.set_viewport_size(device["viewport"])
            try:
                check_page(page, again=device is PHONE)
            except AssertionError as problem:
                wrong.append(str(problem))
    assert wrong == [], "\n\n".join(wrong)


def test_every_page_of_the_walk_is_somebodys(walk):
    seen = {path for paths in shared_out(walk).values() for path in paths}
    assert {step.view for step in walk if step.path in seen} == {
        step.view for step in walk if step.status == 200 and step.is_page
    }
