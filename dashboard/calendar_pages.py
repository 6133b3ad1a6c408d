"""The week on the screen, and the feed that a calendar programme reads."""

import hashlib

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dashboard.feed import calendar_of
from dashboard.week import Week, monday_asked
from staff.access import feed, rule
from staff.feeds import feed_behind
from staff.policy import Permission


@rule(Permission.PUPIL_READ)
@require_safe
def calendar(request):
    """My week: meetings, reviews, sessions and whatever else is on a day, as far as I may know of it."""
    today = timezone.localdate()
    week = Week(request.user, monday_asked(request.GET.get("week", ""), today), today)
    return render(request, "dashboard/calendar.html", {"week": week})


@feed
@require_safe
def calendar_feed(request, token):
    """The calendar of whoever the secret belongs to, without a name. Ended, unknown or somebody who left: not there."""
    found = feed_behind(token)
    if found is None:
        raise Http404("There is nothing here for you to see.")
    body = calendar_of(found, timezone.localdate())
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["ETag"] = etag
    answer.headers["Content-Disposition"] = 'inline; filename="school.ics"'
    return get_conditional_response(request, etag=etag, response=answer)
