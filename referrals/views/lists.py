"""Referrals as lists: all of them, one's own, by agency, and those to ask about again."""

import uuid

from django.contrib import messages
from django.db.models import Max
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from referrals import waiting
from referrals.actions.chasing import chase_referral
from referrals.forms.answers import PressForm
from referrals.models import OURS, THEIRS, Group, Referral
from referrals.views import fetch
from school.calendar import add_school_days
from staff.access import rule
from staff.permitted import may
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
AT_MOST = 100
SOON = 5  # school days
GROUPS = 20


@rule(READ)
@require_safe
def referrals(request):
    """Every referral I may see, or those I started: what waits for us, what is with an agency, what has ended."""
    mine = request.GET.get("show") == "mine"
    rows = Referral.objects.permitted(request.user, READ).select_related("pupil", "agency", "raised_by")
    rows = rows.filter(raised_by=request.user) if mine else rows
    found, today = list(rows.order_by("-raised_at", "-pk")[: AT_MOST + 1]), timezone.localdate()
    shown = [(row, row.weeks_waited(today)) for row in found[:AT_MOST]]
    ours, theirs = (*OURS, Referral.State.WAITING), (*THEIRS, Referral.State.STARTED)
    context = {
        "tab": "mine" if mine else "all",
        "ours": [one for one in shown if one[0].state in ours],
        "theirs": [one for one in shown if one[0].state in theirs],
        "ended": [one for one in shown if one[0].has_ended],
        "there_are_more": len(found) > AT_MOST,
        "groups": Group.objects.permitted(request.user, READ).select_related("agency")[:GROUPS],
    }
    return render(request, "referrals/referrals.html", context)


@rule(READ)
@require_safe
def by_agency(request):
    """Each agency that was asked: how long children wait with it, and what came of it."""
    lines = waiting.by_agency(request.user, timezone.localdate())
    return render(request, "referrals/by_agency.html", {"lines": lines, "picture": waiting.picture(lines)})


@rule(READ)
@require_safe
def to_chase(request):
    """Agencies that have been silent for longer than they usually are, the longest first; and those that come soon."""
    today, soon = timezone.localdate(), add_school_days(timezone.localdate(), SOON)
    rows = Referral.objects.permitted(request.user, READ).to_chase(soon).select_related("pupil", "agency", "raised_by")
    rows = rows.annotate(asked_on=Max("chases__on")).order_by("chase_on", "pk")[:AT_MOST]
    shown = [(row, row.weeks_waited(today), uuid.uuid4()) for row in rows]
    context = {
        "due": [one for one in shown if one[0].chase_on <= today],
        "soon": [one for one in shown if one[0].chase_on > today],
        "may_write": may(request.user, WRITE),
    }
    return render(request, "referrals/to_chase.html", context)


@rule(WRITE)
@require_POST
def chased(request, referral):
    """Asked again today, with one press."""
    found = fetch(request, WRITE, referral)
    form = PressForm(request.POST, by=request.user)
    if form.is_valid() and form.once(chase_referral, by=request.user, referral=found):
        messages.success(request, "Written down: they were asked again today.")
    else:
        for errors in form.errors.values():
            messages.error(request, errors[0])
    return redirect("referrals:to_chase")
