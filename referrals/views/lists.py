"""Referrals as lists: all of them, one's own, by agency, and those to ask about again."""

import uuid

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from concerns.paging import PAGE, page_of
from pupils.models import Pupil
from referrals import waiting
from referrals.actions.chasing import chase_referral
from referrals.forms.answers import PressForm
from referrals.models import ENDED, OURS, THEIRS, Group, Referral
from referrals.views import fetch
from school.calendar import add_school_days
from school.models import Agency
from staff.access import rule
from staff.permitted import may
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
AT_MOST = 100
SOON = 5  # school days
GROUPS = 20
AT_FIRST = 20  # of each section, before one is looked at by itself
SECTIONS = {
    "ours": (
        "For us to do",
        (*OURS, Referral.State.WAITING),
        "No referral is being written. Open a child's page and choose “Ask an agency for help” to start one.",
    ),
    "theirs": ("With an agency", (*THEIRS, Referral.State.STARTED), "No agency has one of our referrals."),
    "ended": ("Finished", ENDED, "Nothing is finished yet."),
}


@rule(READ)
@require_safe
def referrals(request):
    """Every referral I may see, or those I lead, to one agency or to all: for us to do, with them, finished."""
    user, today, groups = request.user, timezone.localdate(), Group.objects.permitted(request.user, READ)
    tab = "mine" if request.GET.get("show") == "mine" else "all"
    where = request.GET.get("where") if request.GET.get("where") in SECTIONS else ""
    rows = Referral.objects.permitted(user, READ)
    rows = rows.led_by_this(user) if tab == "mine" else rows
    agencies = list(Agency.objects.filter(pk__in=rows.order_by().values("agency")).order_by("name", "pk"))
    agency = next((one for one in agencies if str(one.public_id) == request.GET.get("agency")), None)
    if agency:
        rows, groups = rows.filter(agency=agency), groups.filter(agency=agency)
    here = Q(pupil__in=Pupil.objects.open(today).values("pk"))
    wanted = {name: here & Q(state__in=states) for name, (_, states, _) in SECTIONS.items()}
    wanted["ended"] = Q(state__in=ENDED) | ~here  # who has left is not waited for, whatever was going on
    counts = rows.order_by().aggregate(**{name: Count("pk", filter=which) for name, which in wanted.items()})
    rows, sections, after = rows.select_related("pupil", "agency", "consent", "raised_by", "led_by"), [], ""
    for name, (title, _, empty) in SECTIONS.items():
        if where in ("", name):
            size = PAGE if where else AT_FIRST
            of_these, asked = rows.filter(wanted[name]), request.GET.get("after") if where else ""
            found, after = page_of(of_these, asked, order=("-raised_at", "-pk"), size=size)
            shown = [(row, row.weeks_waited(today), row.pupil.has_left(today)) for row in found]
            sections.append((name, title, counts[name], shown, empty))
    context = {
        "tab": tab, "where": where, "sections": sections, "after": after if where else "",
        "agencies": agencies, "agency": agency,
        "shown": f"show={tab}" + (f"&agency={agency.public_id}" if agency else ""),
        "groups": [] if where else groups.select_related("agency")[:GROUPS],
    }  # fmt: skip
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
    rows = (
        Referral.objects.permitted(request.user, READ)
        .to_chase(soon)
        .select_related("pupil", "agency", "consent", "raised_by", "led_by")
    )
    asked_on = Max("chases__on", filter=Q(chases__next_on=None))
    rows = rows.annotate(asked_on=asked_on).order_by("chase_on", "pk")[:AT_MOST]
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
