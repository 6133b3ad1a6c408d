"""Fifteen idle minutes end a session, ten hours end any. Polling pages do not keep it awake."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from staff import drafts

# Fetched by the page itself, not by a person: they never extend a session.
POLLING = {"documents:progress", "staff:save_draft"}
# Somebody dealing with an emergency is not signed out in the middle of a call.
NEVER_IDLE = {"concerns:urgent"}


class IdleLimit:
    """Signs out an idle session before anything is shown, and says so kindly."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            name = self._name(request)
            began = request.session.setdefault("began_at", now)
            seen = request.session.get("seen_at", now)
            idle = now - seen > settings.IDLE_SECONDS and name not in NEVER_IDLE
            if idle or now - began > settings.SESSION_COOKIE_AGE or not request.user.is_active:
                if request.method == "POST" and request.user.is_active:
                    drafts.keep_before_sign_out(request)
                logout(request)
                if request.htmx:
                    return HttpResponse(status=401, headers={"HX-Redirect": reverse("account_login")})
                return redirect_to_login(request.get_full_path())
            if name not in POLLING and (now - seen >= 60 or "seen_at" not in request.session):
                request.session["seen_at"] = now
        return self.get_response(request)

    @staticmethod
    def _name(request):
        try:
            return resolve(request.path_info).view_name
        except Resolver404:
            return ""
