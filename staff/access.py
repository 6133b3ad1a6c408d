"""Every view says who may knock. One without a rule is refused, in production as in the tests."""

import functools
import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse

from staff import second_factor
from staff.permitted import may
from staff.policy import Permission
from staff.sign_in import leaves_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """Who may knock: nobody in particular, anybody with an account, or those with a permission.

    `step_up` asks for the second factor again when the last time is more than five minutes ago.
    `half_signed_in` lets in a person who has none yet: the pages that set it up.
    `shows_factor` lets in a person who has one and has not shown it: the pages that ask for it.
    """

    signed_in: bool = True
    permissions: tuple = ()
    step_up: bool = False
    half_signed_in: bool = False
    shows_factor: bool = False


def rule(*permissions, step_up=False):
    """Only those who have one of these permissions in some scope; 403 for everybody else."""
    return _marked(Rule(permissions=tuple(Permission(p) for p in permissions), step_up=step_up))


def _marked(access_rule):
    def mark(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        guarded.access_rule = access_rule
        return guarded

    return mark


# Anybody with an account that is fully signed in.
signed_in = _marked(Rule())
# The pages that set up the second factor.
half_signed_in = _marked(Rule(half_signed_in=True))
# Half signed in, whether a second factor is to be set up or only to be shown.
on_the_way = _marked(Rule(half_signed_in=True, shows_factor=True))
# No account needed, nothing about a child on it.
public = _marked(Rule(signed_in=False))

# Where public pages are: nothing else is under it, and none of them is elsewhere (a test watches both).
PUBLIC = "/public/"
KEPT_FOR = 300  # seconds, by browsers and by whatever stands before us


def public_page(view):
    """A page for anybody, the same for everybody: no account, no session, no cookie. It may be kept, and framed
    by the places that a setting names. It shows nothing about any child.
    """

    @functools.wraps(view)
    def shown(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.may_frame, response.is_for_all = settings.PUBLIC_FRAME_ANCESTORS, True
        response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
        return response

    shown.is_public_page = True
    return public(shown)


# Where a secret in the address opens the door, for programmes that cannot sign in: nothing else is under it.
FEEDS = "/feed/"


def feed(view):
    """For whoever has the secret in its address: no session, no cookie, nobody's name. Kept by the programme that
    asked, which asks each time whether that still holds; by nothing on the way.
    """

    @functools.wraps(view)
    def shown(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Robots-Tag"] = "noindex"
        response.is_for_all = True
        return response

    shown.is_feed = True
    return public(shown)


class PublicPages:
    """On a public page nobody is anybody: cookies sent to it are not read, and it sends none. So on a feed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith((PUBLIC, FEEDS)):
            return self.get_response(request)
        request.COOKIES = {}
        response = self.get_response(request)
        response.cookies.clear()
        if hasattr(response, "is_for_all"):  # else it is an error, which nobody keeps
            response.headers.pop("Vary", None)
        return response


# allauth's own pages, by URL name. What is not listed is closed: there is no sign-up here.
DOORS = {
    "account_login": Rule(signed_in=False),
    "account_logout": Rule(signed_in=False),  # also ends a sign-in that somebody left half done
    "account_inactive": Rule(signed_in=False),
    "account_reset_password": Rule(signed_in=False),
    "account_reset_password_done": Rule(signed_in=False),
    "account_reset_password_from_key": Rule(signed_in=False),
    "account_reset_password_from_key_done": Rule(signed_in=False),
    "account_change_password": Rule(),
    "account_reauthenticate": Rule(half_signed_in=True),
    "mfa_index": Rule(),
    "mfa_authenticate": Rule(signed_in=False),
    "mfa_trust": Rule(signed_in=False),
    "mfa_reauthenticate": Rule(shows_factor=True),
    "mfa_reauthenticate_webauthn": Rule(shows_factor=True),
    "mfa_activate_totp": Rule(half_signed_in=True),
    "mfa_add_webauthn": Rule(half_signed_in=True),
    "mfa_deactivate_totp": Rule(),
    "mfa_view_recovery_codes": Rule(),
    "mfa_generate_recovery_codes": Rule(),
    "mfa_download_recovery_codes": Rule(),
    "mfa_list_webauthn": Rule(),
    "mfa_remove_webauthn": Rule(),
    "mfa_edit_webauthn": Rule(),
    "mfa_login_webauthn": Rule(signed_in=False),
    "google_login": Rule(signed_in=False),
    "google_callback": Rule(signed_in=False),
    "microsoft_login": Rule(signed_in=False),
    "microsoft_callback": Rule(signed_in=False),
    "socialaccount_login_cancelled": Rule(signed_in=False),
    "socialaccount_login_error": Rule(signed_in=False),
}
# Their buttons may lead to the school's own sign-in, where one is configured.
LEAVING = {"account_login", "google_login", "microsoft_login"}
# The people of the demo are shared by everybody who looks at it: their keys are not anybody's to change.
NOT_IN_DEMO = {name for name in DOORS if name.startswith("mfa_") or name == "account_change_password"}


def rule_of(match):
    """The access rule behind a resolved URL, or None where nobody wrote one."""
    found = getattr(match.func, "access_rule", None)
    return found or (DOORS.get(match.view_name) if not match.namespaces else None)


class AccessRules:
    """Refuse first: no rule, no account, no second factor, no permission; only then the view."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name in LEAVING:
            response.may_leave_for = leaves_for()
        return response

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        access = rule_of(match)
        if access is None:
            logger.warning("refused: no access rule for %s", match.view_name)
            raise PermissionDenied("This page is closed.")
        if not access.signed_in:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("dashboard:home"))
        if settings.DEMO and request.user.is_demo and match.view_name in NOT_IN_DEMO:
            raise PermissionDenied("The people of the demo are shared, so this is switched off.")
        if not second_factor.passed(request) and not self._on_the_way(request, access):
            return HttpResponseRedirect(second_factor.way_in_url(request))
        if access.permissions and not any(may(request.user, permission) for permission in access.permissions):
            logger.warning("refused: %s for %s", match.view_name, request.user.public_id)
            raise PermissionDenied("Your account does not include this page.")
        if access.step_up and not second_factor.recent(request):
            return second_factor.ask_again(request)
        return None

    @staticmethod
    def _on_the_way(request, access):
        """Is this a page that such a half-signed-in person needs, to finish or to leave?"""
        if access.half_signed_in and access.shows_factor:
            return True
        if not (access.half_signed_in or access.shows_factor):
            return False
        return access.shows_factor if second_factor.owns(request.user) else access.half_signed_in
