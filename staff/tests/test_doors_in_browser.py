"""The doors in a real browser, on a phone and a laptop: the first sign-in, and every one after."""

import datetime
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from staff import accounts
from staff.models import User
from staff.tasks import send_account_emails
from staff.tests.conftest import PASSWORD, code
from stbarts.tests.browser import LAPTOP, PHONE, check_page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def school_day(settings):
    """The school day lasts till midnight here: after it, no device is offered to be remembered."""
    settings.SCHOOL_DAY_ENDS = datetime.time(23, 59, 59)


def fresh_code(secret):
    """A code with a few seconds of life left in it."""
    if time.time() % 30 > 24:
        time.sleep(30 - time.time() % 30)
    return code(secret)


def type_password(page, user):
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_the_first_sign_in_and_the_next(page_for, cast, door):
    user = door.give_password(cast.teacher)
    page = page_for()
    page.goto("/staff/me/")
    check_page(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page)  # both boxes empty: said in words
    type_password(page, user)
    page.wait_for_url("**/totp/activate/")
    check_page(page)
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("The six figures").fill("000000")
    page.get_by_role("button", name="Set it up").click()
    check_page(page)
    page.get_by_label("The six figures").fill(fresh_code(secret))
    page.get_by_role("button", name="Set it up").click()
    page.wait_for_url("**/recovery-codes/")
    check_page(page)
    printed = page.locator(".recovery-codes code").all_inner_texts()
    assert len(printed) == 10
    page.goto(reverse("staff:me"))
    check_page(page)
    page.goto(reverse("mfa_index"))
    check_page(page)
    page.goto(reverse("account_logout"))
    check_page(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/")
    page.go_back()
    assert "Tilly" not in page.content()
    type_password(page, user)
    page.wait_for_url("**/authenticate/")
    check_page(page)
    page.get_by_label("Code from your app").fill(printed[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/trust/")
    check_page(page)
    page.get_by_role("button", name="Ask me every time").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    page.goto(reverse("staff:me"))
    check_page(page)


def virtual_key(page):
    """A fingerprint reader that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_alone_sets_up_the_second_step_signs_in_and_steps_up(page_for, site, cast, door, settings):
    user = door.give_password(cast.head)
    page = page_for(
        None,
        LAPTOP,
    )
    # a passkey belongs to a name, not to a number
    site.url = site.url.replace("127.0.0.1", "localhost")
    virtual_key(page)
    page.goto(site.url + reverse("account_login"))
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Use a passkey instead").click()
    page.wait_for_url("**/webauthn/add/")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.get(user=user, type="webauthn").wrap().is_passwordless
    page.goto(site.url + reverse("mfa_list_webauthn"))
    page.goto(site.url + reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: url.endswith("/") and "login" not in url)
    page.goto(site.url + reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Use a passkey instead").click()  # as a second step
    page.get_by_role("button", name="Ask me every time").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    page.goto(site.url + reverse("staff:people"))
    assert page.get_by_role("heading", name="People").is_visible()
    settings.STEP_UP_SECONDS = 0
    page.goto(site.url + reverse("staff:end_account", args=[cast.support.public_id]))
    page.wait_for_url("**/reauthenticate/**")
    settings.STEP_UP_SECONDS = 300
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/end/")
    said = [p for p in page.problems if "asked somebody else" not in p]  # this test's own second name
    assert not said


def test_a_passkey_that_is_not_there_is_said_in_words(page_for, site):
    page = page_for()
    devtools, key = virtual_key(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(site.url.replace("127.0.0.1", "localhost") + reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_inviting_and_joining(page_for, cast, device):
    User.objects.filter(pk__in=[cast.teacher.pk, cast.head.pk]).update(joined_at=cast.head.invited_at)
    page = page_for(cast.technical, device)
    page.goto(reverse("staff:people"))
    check_page(page)
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_role("button", name="Invite them").click()
    check_page(page)
    page.get_by_label("Name", exact=True).fill("Ana-María García-López")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Support staff").check()
    page.get_by_role("button", name="Invite them").click()
    page.get_by_role("heading", name="Ana-María García-López").wait_for()
    check_page(page)
    send_account_emails()
    person = User.objects.get(email="ana@example.org")
    stranger = page_for(None, device)
    stranger.goto(re.search(r"http://\S+", mail.outbox[-1].body).group())
    check_page(stranger)
    stranger.get_by_role("button", name="Go on").click()
    check_page(stranger)
    stranger.get_by_label("Choose a password").fill("a tall blue teapot")
    stranger.get_by_label("The same again").fill("a tall blue teapot")
    stranger.get_by_role("button", name="Go on").click()
    stranger.wait_for_url("**/totp/activate/")
    check_page(stranger)
    stranger.goto(reverse("mfa_add_webauthn"))
    check_page(stranger)
    page.goto(reverse("staff:end_account", args=[person.public_id]))
    check_page(page)
    page.get_by_role("button", name="End the account").click()
    page.get_by_text("The account has ended").wait_for()
    check_page(page)
    page.goto(reverse("staff:reset_second_factor", args=[cast.teacher.public_id]))
    check_page(page)


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_quiet_pages_of_the_door(page_for, cast, device):
    page = page_for(None, device)
    for name in (
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "socialaccount_login_cancelled",
        "staff:join",
    ):
        page.goto(reverse(name))
        check_page(page)
    page.goto(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"}))
    check_page(page)


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_doors_of_the_demo(page_for, cast, settings, device):
    settings.DEMO = True
    User.objects.update(is_demo=True, joined_at=timezone.now())
    page = page_for(None, device)
    page.goto(reverse("account_login"))
    check_page(page)
    page.get_by_role("button", name="Dora Finch").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    page.goto(reverse("staff:me"))
    check_page(page)
    page.goto(reverse("staff:demo_step_up"))
    check_page(page)


def test_two_managers_see_both_versions(page_for, cast):
    page = page_for(cast.head, LAPTOP)
    page.goto(reverse("staff:person", args=[cast.support.public_id]))
    page.get_by_label("Job title").fill("ELSA")
    accounts.change_person(
        by=cast.technical,
        person=cast.support,
        version=cast.support.version,
        name="Sam Reed",
        job_title="Teaching assistant",
        phone="",
        roles=["support"],
    )
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Somebody else saved this").wait_for()
    assert "Teaching assistant" in page.content()
    assert page.get_by_label("Job title").input_value() == "ELSA"
    check_page(page)
