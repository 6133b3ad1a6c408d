"""How people sign in: by invitation only, whatever the door."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class SchoolAccounts(DefaultAccountAdapter):
    """Nobody signs up: an account begins with an invitation."""

    def is_open_for_signup(self, request):
        return False


class SchoolIdentities(DefaultSocialAccountAdapter):
    """School sign-in finds an invited person by their verified address; it never makes an account."""

    def is_open_for_signup(self, request, sociallogin):
        return False
