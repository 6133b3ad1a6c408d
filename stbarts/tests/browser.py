"""The real app in a real browser: fixtures `site` and `page_for`, and `check_page`, which every page must pass.

SHOTS=folder keeps a picture of every page that was checked.
"""

import functools
import os
import re
import shutil
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LAPTOP = {"viewport": {"width": 1366, "height": 768}}
FLAGS = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run; every page gets a context of its own."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no chromium here: apt-get install chromium libatomic1")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for a view that must not block.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def _served(django_db_setup):
    """The application behind a real socket, in threads of this process: tests may move its clock."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.test.testcases import QuietWSGIRequestHandler

    from stbarts.room import with_room

    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(with_room(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site(_served, committed_db, settings):
    """The running app on a database whose commits are real; `site.url` is its address."""
    settings.BASE_URL = _served
    return SimpleNamespace(url=_served)


@pytest.fixture
def page_for(site, chromium, client_for, settings, request):
    """page_for(cast.teacher) is her phone, signed in; page_for(cast.dsl, LAPTOP) a laptop; page_for() a stranger's."""
    contexts = []

    def open_page(user=None, device=PHONE, **options):
        context = chromium.new_context(
            base_url=site.url, locale="en-GB", timezone_id="Europe/London", **device, **options
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        if user is not None:
            session = client_for(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])
        page = context.new_page()
        watch(page, site.url)
        page.test_name = re.sub(r"\W+", "-", request.node.nodeid)
        return page

    yield open_page
    for context in contexts:
        context.close()


def watch(page, address):
    """Note in `page.problems` whatever no page may do: errors, failed requests, requests to anybody else."""
    page.problems = []

    def on_console(message):
        if message.type == "error":  # what the content policy refuses is said here too
            page.problems.append(f"console: {message.text}")

    def on_response(response):
        if response.status >= 400:
            page.problems.append(f"{response.status}: {response.url}")

    def on_request(outgoing):
        if not outgoing.url.startswith((address, "data:", "blob:", "about:")):
            page.problems.append(f"asked somebody else: {outgoing.url}")

    page.on("console", on_console)
    page.on("response", on_response)
    page.on("request", on_request)
    page.on("pageerror", lambda error: page.problems.append(f"script: {error}"))


@functools.cache
def _axe():
    from axe_playwright_python.sync_playwright import Axe

    return Axe()


def check_page(page, *, again=False):
    """Axe finds nothing, nothing sticks out sideways, and nothing went wrong since the last check.

    `again`: the same page in another width, whose words and marks axe has read already.
    """
    page.wait_for_load_state("load")
    if os.environ.get("SHOTS"):
        _picture(page)
    found = [] if again else _axe().run(page).response["violations"]
    problems = [f"axe {v['id']}: {v['help']}: {[n['html'][:200] for n in v['nodes'][:3]]}" for v in found]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        problems.append(f"sticks out sideways by {wide} px")
    problems += page.problems
    page.problems.clear()
    assert not problems, f"{page.url}\n" + "\n".join(problems)


def _picture(page):
    folder = Path(os.environ["SHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    page.shots = getattr(page, "shots", 0) + 1
    width = page.viewport_size["width"]
    page.screenshot(path=folder / f"{page.test_name}-{width}-{page.shots}.png", full_page=True)
