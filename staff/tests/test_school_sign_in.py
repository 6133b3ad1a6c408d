"""Google and Microsoft: only an invited address that the school vouches for, never a new account."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.test import Client
from django.urls import reverse

from staff.models import User

GOOGLE = {"google": {"APPS": [{"client_id": "the-school", "secret": "s"}]}}
MICROSOFT = {"microsoft": {"APPS": [{"client_id": "the-school", "secret": "s", "settings": {"tenant": "t-1"}}]}}


@pytest.fixture
def google(settings, monkeypatch):
    """Google, as far as the network goes: `google(client, **claims)` comes back from it."""
    settings.SOCIALACCOUNT_PROVIDERS = GOOGLE

    def come_back(client, **claims):
        going = client.post(reverse("google_login") + "?process=login")
        there = urlsplit(going.headers["Location"])
        assert there.netloc == "accounts.google.com"
        now = int(time.time())
        said = {
            "iss": "https://accounts.google.com",
            "aud": "the-school",
            "iat": now,
            "exp": now + 600,
            "sub": "1234",
            **claims,
        }
        token = {"access_token": "a", "id_token": jwt.encode(said, "k" * 32, algorithm="HS256")}
        monkeypatch.setattr(OAuth2Client, "get_access_token", lambda *args, **kwargs: token)
        state = parse_qs(there.query)["state"][0]
        return client.get(reverse("google_callback"), {"code": "c", "state": state})

    return come_back


@pytest.fixture
def microsoft(settings, monkeypatch):
    settings.SOCIALACCOUNT_PROVIDERS = MICROSOFT

    def come_back(client, **said):
        from staff.sign_in import SchoolIdentities

        class Answer:
            def json(self):
                return {"id": "m-1", **said}

        class Requests:
            def __enter__(self):
                return self

            def __exit__(self, *args):
                return None

            def get(self, *args, **kwargs):
                return Answer()

        going = client.post(reverse("microsoft_login") + "?process=login")
        there = urlsplit(going.headers["Location"])
        assert there.path.startswith("/t-1/")
        monkeypatch.setattr(OAuth2Client, "get_access_token", lambda *args, **kwargs: {"access_token": "a"})
        monkeypatch.setattr(SchoolIdentities, "get_requests_session", lambda self: Requests())
        state = parse_qs(there.query)["state"][0]
        return client.get(reverse("microsoft_callback"), {"code": "c", "state": state})

    return come_back


def came_to_set_up(client):
    return client.get(reverse("staff:notices")).headers.get("Location") == reverse("mfa_activate_totp")


SCHOOL = {"email": "teacher@example.org", "email_verified": True, "hd": "example.org"}


def test_an_invited_address_signs_in_and_still_sets_up_a_second_factor(cast, client, google):
    before = User.objects.get(pk=cast.teacher.pk)
    before.set_password("seven brown hats")
    before.save()
    assert google(client, **SCHOOL).headers["Location"] == reverse("dashboard:home")
    assert came_to_set_up(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert User.objects.get(pk=cast.teacher.pk).check_password("seven brown hats")  # not wiped
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_for_after_school_sign_in_too(cast, client, google):
    TOTP.activate(cast.teacher, generate_totp_secret())
    assert google(client, **SCHOOL).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("staff:notices")).status_code == 302


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org", "email_verified": True, "hd": "example.org"},
        {"email": "teacher@example.org", "email_verified": False, "hd": "example.org"},
        {"email": "teacher@example.org", "email_verified": "true", "hd": "example.org"},
        {"email": "teacher@example.org", "email_verified": True},  # a private account with a school address
        {"email_verified": True, "hd": "example.org"},
    ],
)
def test_google_lets_in_nobody_else_and_makes_no_account(cast, client, google, claims):
    people = User.objects.count()
    assert "No account found" in google(client, **claims).content.decode()
    assert not came_to_set_up(client)
    assert User.objects.count() == people


def test_a_leaver_does_not_get_in_by_school_sign_in(cast, client, google):
    from django.utils import timezone

    User.objects.filter(pk=cast.teacher.pk).update(is_active=False, left_at=timezone.now())
    assert "No account found" in google(client, **SCHOOL).content.decode()


def test_microsoft_matches_the_name_in_the_schools_own_tenant(cast, client, microsoft):
    answer = microsoft(client, userPrincipalName="Teacher@example.org", mail="somebody@elsewhere.example")
    assert answer.headers["Location"] == reverse("dashboard:home")
    assert client.session["_auth_user_id"] == str(cast.teacher.pk)


@pytest.mark.parametrize(
    "said",
    [
        {"userPrincipalName": "thief@elsewhere.example", "mail": "teacher@example.org"},
        {"userPrincipalName": "teacher_example.org#EXT#@school.onmicrosoft.com", "mail": "teacher@example.org"},
        {"mail": "teacher@example.org"},
    ],
)
def test_microsoft_s_free_text_mail_is_never_believed(cast, client, microsoft, said):
    assert "No account found" in microsoft(client, **said).content.decode()


def test_a_door_that_is_not_configured_is_not_there(db, client):
    page = client.get(reverse("account_login")).content.decode()
    assert "Google" not in page and "Microsoft" not in page
    for name in ("google_login", "google_callback", "microsoft_login", "microsoft_callback"):
        assert client.get(reverse(name)).status_code == 404, name
        assert client.post(reverse(name)).status_code == 404, name
    assert client.post("/account/google/login/token/").status_code == 403


def test_a_door_that_is_configured_has_a_button_that_may_leave_for_that_place_only(settings, db, client):
    settings.SOCIALACCOUNT_PROVIDERS = GOOGLE
    page = client.get(reverse("account_login"))
    assert "Use my school Google account" in page.content.decode()
    assert "form-action 'self' https://accounts.google.com;" in page.headers["Content-Security-Policy"]
    assert "form-action 'self';" in client.get(reverse("account_reset_password")).headers["Content-Security-Policy"]


def test_school_sign_in_is_never_joined_to_the_account_somebody_is_signed_in_with(cast, google, client_for):
    client = client_for(cast.dsl)
    going = client.post(reverse("google_login") + "?process=connect")
    state = parse_qs(urlsplit(going.headers["Location"]).query)["state"][0]
    answer = client.get(reverse("google_callback"), {"code": "c", "state": state})
    assert not SocialAccount.objects.exists()
    assert answer.status_code in (302, 401)


def test_a_callback_out_of_nowhere_is_refused(settings, db, client):
    settings.SOCIALACCOUNT_PROVIDERS = GOOGLE
    page = client.get(reverse("google_callback"), {"code": "c", "state": "made-up"})
    assert page.status_code == 401
    assert "did not work" in page.content.decode()
    assert Client().get(reverse("socialaccount_login_cancelled")).status_code == 200
