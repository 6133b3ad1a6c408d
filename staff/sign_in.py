"""How people sign in: by invitation only, whatever the door.

These are the places where allauth asks "and how do you want it?". What is remembered about a
second factor is in second_factor.py; who is counted how is in throttling.py.
"""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage, TrustStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from staff import demo, second_factor, sign_in_log, throttling
from staff.models import AccountEmail, User
from staff.sealing import seal_of


class AskSecondFactor(AuthenticateStage):
    """Ask at sign-in, unless a passkey did it all or this device is remembered for today."""

    def _should_handle(self, request):
        user = self.login.user
        if user is None or not second_factor.owns(user) or did_use_passwordless_login(request, user):
            return False
        if second_factor.is_remembered(request, user):
            second_factor.mark_remembered(request, user)
            return False
        return True


class OfferToRemember(TrustStage):
    """Offer to remember the device, while there is any of the school day left."""

    def handle(self):
        return (None, True) if second_factor.may_remember_until() is None else super().handle()


class SchoolAccounts(DefaultAccountAdapter):
    """Nobody signs up: an account begins with an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That e-mail address and password do not go together. Please try again.",
        "enter_current_password": "That is not your password now. Please try again.",
        "incorrect_code": "That code is not right. Each code works once and for half a minute: type the next one.",
        "incorrect_password": "That is not your password. Please try again.",
        "invalid_password_reset": "This link has been used already or is too old.",
        "too_many_login_attempts": (
            "That was wrong too many times. Please wait 15 minutes, then try again. "
            "If you cannot wait, ask the office who looks after accounts."
        ),
        "rate_limited": "That was too many tries. Please wait a little, then try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return ["staff.sign_in.AskSecondFactor", "staff.sign_in.OfferToRemember"]

    def pre_login(self, request, user, **kwargs):
        if user.is_demo and not demo.is_on():
            user.is_active = False  # in memory: a person of the demo has no way into a real school
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        throttling.recognise(request, response, user)
        return response

    def authentication_failed(self, request, **credentials):
        sign_in_log.note_failure(credentials.get("email", ""))

    def set_password(self, user, password):
        user.set_password(password)
        user.save(update_fields=["password"])

    def _get_login_attempts_cache_key(self, request, **credentials):
        return throttling.key(request, credentials.get("email", ""))

    def send_password_reset_mail(self, user, email, context):
        """Owed to the person and sent by the worker: no page ever waits for, or tells of, a mail server."""
        kind = AccountEmail.Kind.NEW_PASSWORD if user.joined_at else AccountEmail.Kind.INVITATION
        AccountEmail.objects.owe(user, kind)

    def send_mail(self, template_prefix, email, context):
        """No other e-mail of allauth's is sent."""

    def send_notification_mail(self, *args, **kwargs):
        """See sign_in_log: what changed about a person's sign-in is audited, and owed to them there."""

    def is_reauthentication_required(self, *, app, **kwargs):
        """Changing how one signs in asks for the second factor of the last five minutes.

        Somebody who has none yet must have signed in during the last quarter of an hour.
        """
        request = context.request
        if second_factor.recent(request):
            return False
        if second_factor.owns(request.user):
            return True
        moments = [record["at"] for record in get_authentication_records(request, request.user)]
        return not moments or time.time() - max(moments) > settings.IDLE_SECONDS

    def get_reauthentication_methods(self, user):
        """A password is enough only for somebody who has nothing better."""
        if not user.is_authenticated:
            return []
        words = {second_factor.CODE: "Type a code instead", second_factor.PASSKEY: "Use your passkey instead"}
        names = second_factor.ways(user)
        if not names and user.has_usable_password():
            names = ["account_reauthenticate"]
        return [{"id": n, "description": words.get(n, "Type your password"), "url": reverse(n)} for n in names]


class SchoolSecondFactors(DefaultMFAAdapter):
    """Keeps the secrets behind codes encrypted, so that a stolen copy of the database holds none."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": SchoolAccounts.error_messages["incorrect_code"],
    }

    def _get_site_name(self):
        return settings.MFA_TOTP_ISSUER

    def generate_authenticator_name(self, user, type):
        return "Passkey"

    def encrypt(self, text):
        return seal_of("mfa").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return seal_of("mfa").decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # SECRET_KEY was changed: no code is right any more, and somebody sets theirs up again. Not an empty
            # secret: its code is the same for everybody, and anybody can reckon it.
            return generate_totp_secret()


class SchoolIdentities(DefaultSocialAccountAdapter):
    """School sign-in finds an invited person by an address their school vouches for; it never makes an account.

    Nothing is stored about the other side: the address is asked for and matched each time.
    """

    def is_open_for_signup(self, request, sociallogin):
        return False

    def get_app(self, request, provider, client_id=None):
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404("This way of signing in is not set up here.")

    def pre_social_login(self, request, sociallogin):
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))

    def authenticate_by_email(self, sociallogin):
        address = vouched_address(sociallogin.account.provider, sociallogin.account.extra_data)
        person = User.objects.active().filter(email__iexact=address).first() if address else None
        return (person, "") if person else None


def vouched_address(provider, said):
    """The address that the school itself vouches for, or "".

    Google: a verified address of a Workspace domain (`hd`), not a private account somebody opened
    with a school address. Microsoft: the user principal name within the school's own tenant; `mail`
    is whatever was typed there, and a guest's name carries #EXT#.
    """
    if provider == "google":
        verified = said.get("email_verified") is True or said.get("verified_email") is True
        return said.get("email", "") if verified and said.get("hd") else ""
    if provider == "microsoft":
        name = said.get("userPrincipalName") or ""
        return "" if "#ext#" in name.lower() else name
    return ""


def leaves_for():
    """The places a button of the sign-in page may lead to: those of the configured doors only."""
    places = {"google": "https://accounts.google.com", "microsoft": "https://login.microsoftonline.com"}
    return [place for name, place in places.items() if name in settings.SOCIALACCOUNT_PROVIDERS]
