"""The parts themselves: what the browser fixture refuses, and that worker and clock run and end quickly."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from stbarts.tests.browser import LAPTOP, PHONE, check_page


def test_every_worker_keeps_its_files_in_a_folder_of_its_own():
    """One sweep of half-made files, in a test that moves the clock, would take away what others have just kept."""
    assert Path(os.environ["STBARTS_VAR"]) == settings.VAR
    assert settings.VAR in settings.MEDIA_ROOT.parents


@pytest.mark.browser
@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_check_notices_a_missing_page_and_an_unlabelled_box(page_for, device):
    page = page_for(device=device)
    page.goto("/nothing-here/")
    with pytest.raises(AssertionError, match="404"):
        check_page(page)
    check_page(page)
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(AssertionError, match="axe label"):
        check_page(page)


@pytest.mark.browser
def test_the_check_notices_an_inline_script(page_for):
    page = page_for()
    page.goto("/nothing-here/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        check_page(page)


def test_worker_and_clock_start_sweep_and_end_at_once(worker):
    process = worker()
    until = time.monotonic() + 20
    while "staff.tasks.send_notices" not in process.log.read_text():
        assert time.monotonic() < until, process.log.read_text()
        time.sleep(0.1)
    process.terminate()
    assert process.wait(10) == 0


def test_the_mail_sink_takes_real_mail(mail_sink):
    from django.core.mail import send_mail

    send_mail("Two items to review", "Please sign in.", "a@example.org", ["b@example.org"])
    assert mail_sink.wait_for(1)[0]["Subject"] == "Two items to review"
