"""Fifteen idle minutes end a session, ten hours end any. Polling pages do not keep it awake."""

import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from staff import drafts

# Fetched by the page itself, not by a person: they never extend a session.
POLLING = {"documents:progress", "staff:save_draft", "concerns:episode_state"}
# Somebody dealing with an emergency is not signed out in the middle of a call.
NEVER_IDLE = {
    f"concerns:{name}"
    for name in (
        "urgent", "open_urgent", "episode", "episode_state", "acknowledge_urgent", "say_cannot_come",
        "call_again", "tick", "note_urgent", "name_child", "link_concern", "log_call", "tell_parents", "write_plan", "name_readers",
        "hand_over", "take_over", "promise", "stand_down",
    )
}  # fmt: skip


def begin(request):
    """The ten hours count from signing in."""
    request.session["began_at"] = request.session["seen_at"] = int(time.time())


class IdleLimit:
    """Signs out an idle session before anything is shown, and says so kindly."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        was_in = request.user.is_authenticated
        response = (self._over(request) if was_in else None) or self.get_response(request)
        if was_in and not request.user.is_authenticated:
            # a shared classroom PC: whoever comes next finds nothing of the last person's
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _over(self, request):
        """Sign out a session that is over and say where to go; None while it is not."""
        now = int(time.time())
        began = request.session.setdefault("began_at", now)
        seen = request.session.get("seen_at", now)
        if now - seen < 60 and now - began <= settings.SESSION_COOKIE_AGE and "seen_at" in request.session:
            return None
        name = self._name(request)
        idle = now - seen > settings.IDLE_SECONDS and name not in NEVER_IDLE
        if not idle and now - began <= settings.SESSION_COOKIE_AGE:
            if name not in POLLING:
                request.session["seen_at"] = now
            return None
        back = request.get_full_path()
        if request.method != "GET":
            drafts.keep_posted(request)
            back = self._page_before(request)
        logout(request)
        messages.info(request, "You were signed out because nothing happened for a while. What you typed is kept.")
        if request.htmx:
            way_in = f"{reverse('account_login')}?{urlencode({'next': back})}"
            return HttpResponse(status=401, headers={"HX-Redirect": way_in})
        return redirect_to_login(back)

    @staticmethod
    def _page_before(request):
        """The page a form was on: its address can be opened again after signing in, the form's own often cannot."""
        before = urlsplit(request.headers.get("Referer", ""))
        if before.netloc == request.get_host() and before.path.startswith("/"):
            return before.path
        return reverse("dashboard:home")

    @staticmethod
    def _name(request):
        try:
            return resolve(request.path_info).view_name
        except Resolver404:
            return ""


def browser_in_words(user_agent):
    """“Chrome on Windows”: enough to recognise one's own, and no more than that."""
    names = ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")
    systems = ("Android", "Android"), ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("CrOS", "a Chromebook")
    systems += ("Windows", "Windows"), ("Mac OS", "a Mac"), ("Linux", "Linux")
    browser = next((word for mark, word in names if mark in user_agent), "A browser")
    system = next((word for mark, word in systems if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
