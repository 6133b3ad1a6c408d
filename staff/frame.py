"""The bars around every page: rendered once for each kind of reader, page and count, and then kept.

They hang on little (who may do what, which of a dozen places one is at, how many notices are
unread), and rendering them anew was half the cost of a short page. They know other rooms only
by the names of their URLs; a place whose name does not resolve is not shown.
"""

import uuid
from dataclasses import dataclass
from functools import lru_cache

from django.db import DatabaseError
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from staff.policy import Scope, scopes

# Stands in the kept text where each answer has a token of its own.
TOKEN = "csrf-token-of-this-answer"  # noqa: S105
MOST_SHOWN = 99
PLACES = {
    "home": "dashboard:home",
    "notices": "staff:notices",
    "calendar": "dashboard:calendar",
    "pupils": "pupils:list",
    "find": "pupils:find",
    "log": "concerns:log",
    "urgent": "concerns:urgent",
    "queue": "concerns:queue",
    "safeguarding": "concerns:safeguarding_log",
    "shared": "concerns:shared",
    "my_concerns": "concerns:mine",
    "briefings": "concerns:briefings",
    "board": "interventions:board",
    "map": "interventions:map",
    "sessions": "interventions:today",
    "programmes": "interventions:programmes",
    "meetings": "families:meetings",
    "referrals": "referrals:referrals",
    "approvals": "dashboard:approvals",
    "to_post": "referrals:to_post",
    "agencies": "school:agencies",
    "counts": "dashboard:counts",
    "settings": "school:settings",
    "people": "staff:people",
    "watch": "dashboard:watch",
    "account": "staff:me",
    "more": "dashboard:more",
    "sign_out": "account_logout",
}


@lru_cache(maxsize=8)
def places(urlconf):
    """The addresses of the places that are there; one set for each URLconf (tests have their own)."""
    found = {}
    for name, url_name in PLACES.items():
        try:
            found[name] = reverse(url_name, urlconf)
        except NoReverseMatch:
            found[name] = ""
    return found


@lru_cache(maxsize=4096)
def _kept(template, urlconf, signed_in, granted, here, unread):
    context = {
        "place": places(urlconf),
        "signed_in": signed_in,
        "user_may": dict(granted),
        "here": here,
        "unread": unread,
        "csrf_token": TOKEN,
    }
    return get_template(f"_components/{template}.html").render(context)


@dataclass(frozen=True)
class Banner:
    """A line above the page: neutral words, the button that answers at once ("" for none), and where to look."""

    words: str
    post_url: str
    button: str
    open_url: str
    calm: bool = False


# A later room says whom it may have to call to a page: (permission, function from user to a Banner or None).
BANNERS = []


def register_banner(permission, find):
    """Declare one, from the owning room's AppConfig. It is asked on every page of those with the permission."""
    BANNERS.append((permission, find))


class Frame:
    """What stands around one page; each bar is made when the page asks for it."""

    def __init__(self, request, granted, count_unread):
        self.request, self.granted, self.count_unread = request, granted, count_unread

    @cached_property
    def unread(self):
        """How many notices wait for this person: one query a page, and none where no bar is shown."""
        return min(self.count_unread(), MOST_SHOWN) if self.granted else 0

    @cached_property
    def banner(self):
        """What calls this person before anything else; None nearly always."""
        user = getattr(self.request, "user", None)
        wide = (Scope.ALL, Scope.RESTRICTED)  # those who read about safeguarding: nobody else is called
        found = (
            find(user)
            for permission, find in BANNERS
            if self.granted and scopes(user.roles, permission).intersection(wide)
        )
        try:
            return next(filter(None, found), None)
        except DatabaseError:  # the error page must still be shown
            return None

    @cached_property
    def key(self):
        """An idempotency key for the banner's button."""
        return uuid.uuid4()

    def top(self):
        return self._bar("top_bar", 0)

    def places(self):
        return self._bar("places", self.unread)

    def bottom(self):
        return self._bar("bottom_bar", self.unread)

    def _bar(self, template, unread):
        urlconf = get_urlconf()
        here = self.request.path if self.request.path in places(urlconf).values() else ""
        user = getattr(self.request, "user", None)  # a page about a wrong address comes before anybody is known
        bar = _kept(template, urlconf, bool(user and user.is_authenticated), tuple(self.granted.items()), here, unread)
        if TOKEN in bar:
            bar = bar.replace(TOKEN, get_token(self.request))
        return mark_safe(bar)  # noqa: S308 (our own templates, and nothing anybody typed)
