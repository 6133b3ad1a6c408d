"""Programmes: which run, one of them with its children, beginning one, another lead, the end."""

import uuid
from collections import defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.paging import columns_of, cut, is_id, rows_after
from interventions import delivered
from interventions.actions import programmes as acts
from interventions.dose import planned_end
from interventions.forms.programmes import EndProgrammeForm, LeadForm, ProgrammeForm, offerings
from interventions.models import Booking, Programme, ProgrammePlace, Session
from school import calendar
from staff.access import rule
from staff.kept import Keys, kept
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

READ, KEEP, ARRANGE = Permission.PROGRAMME_READ, Permission.SESSION_KEEP, Permission.PLACEMENT_DECIDE
LATEST = 60  # sessions on a programme's page; a child's own page has theirs


@rule(READ)
@require_safe
def programmes(request):
    """Which programmes run, who leads them, when, and how much of what was planned came about."""
    today = timezone.localdate()
    ended = request.GET.get("show") == "ended"
    after = request.GET.get("after")
    place = _place(request.user, uuid.UUID(after), ended=ended) if is_id(after) else []
    found, after = cut(_page(request.user, *place, ended=ended))
    lines = _lines(request.user, found, today)
    return render(
        request,
        "interventions/programmes.html",
        {
            "ended": ended,
            "programmes": lines,
            "picture": delivered.by_programme(lines),
            "after": after,
            "arranges": may(request.user, ARRANGE),
        },
    )


NEWEST_FIRST = ("-starts_on", "-pk")


def _shown(user, ended):
    rows = Programme.objects.permitted(user, READ).select_related("offering__provision", "lead")
    return rows.exclude(ended_on=None) if ended else rows.running()


@kept
def _page(user, last=None, *, ended):
    """A page of them, after the programme whose values are `last`."""
    return rows_after(_shown(user, ended), last, order=NEWEST_FIRST)


@kept
def _place(user, public_id, *, ended):
    """Where in the order this programme stands; nowhere, if it is not this person's to see."""
    return _shown(user, ended).filter(public_id=public_id).values_list(*columns_of(NEWEST_FIRST))


def _lines(user, found, today):
    """Each programme with its times, and the children of it that this reader may meet."""
    times, doses = _times(found), defaultdict(list)
    places = _begun_places(user, Keys(one.pk for one in found)) if found else []
    for place, dose in delivered.doses(places, today):
        doses[place.programme_id].append(dose)
    return [
        {
            "programme": one,
            "times": times.get(one.pk, []),
            "children": len(doses[one.pk]),
            "came": sum(dose.came for dose in doses[one.pk]),
            "planned": sum(dose.planned for dose in doses[one.pk]),
            "missing": sum(dose.not_written for dose in doses[one.pk]),
        }
        for one in found
    ]


@kept
def _begun_places(user, programmes):
    places = ProgrammePlace.objects.permitted(user, READ).here().filter(programme__among=programmes)
    return delivered.as_rows(places.exclude(from_on=None))


def _times(found):
    times = defaultdict(list)
    for booking in _bookings(Keys(one.pk for one in found)) if found else ():
        times[booking.programme_id].append(booking.slot.when)
    return times


@kept
def _bookings(programmes):
    return Booking.objects.filter(programme__among=programmes, until_on=None).select_related("slot")


@rule(READ)
@require_safe
def programme(request, programme):
    """One programme: its dose and times, each child's sessions against what was planned, and the latest of them."""
    today = timezone.localdate()
    found = get_permitted_or_404(
        Programme, request.user, READ, beside=("offering__provision", "lead"), public_id=programme
    )
    record_read(request.user, found, "programme.opened")
    places = _places(request.user, found)
    begun = delivered.counted([p.pk for p in places if p.from_on])
    doses = {place.pk: dose for place, dose in delivered.doses(begun, today)}
    keeps = bool(_keeps_sessions(request.user, found))
    context = {
        "programme": found,
        "times": _times([found]).get(found.pk, []),
        "planned_end": _planned_end(found),
        "children": [(place, doses.get(place.pk)) for place in places],
        "picture": delivered.picture([(p.pupil.name, doses[p.pk]) for p in places if p.pk in doses]),
        "sessions": sessions_of(request.user, places),
        "keeps": keeps and found.ended_on is None,
        "arranges": may(request.user, ARRANGE) and found.ended_on is None,
    }
    return render(request, "interventions/programme.html", context)


@kept
def _places(user, programme):
    rows = ProgrammePlace.objects.permitted(user, READ).filter(programme=programme).select_related("pupil")
    return rows.order_by("state", "pupil__sort_name", "pk")


@kept
def _keeps_sessions(user, programme):
    return ProgrammePlace.objects.permitted(user, KEEP).active().filter(programme=programme).values_list("pk")[:1]


def _planned_end(found):
    """The last session of the run as it was planned, on its weekdays and round the holidays."""
    weekdays = delivered.weekdays_of([found.pk]).get(found.pk, ())
    return planned_end(calendar.current(), found.starts_on, weekdays, found.sessions_a_week, found.weeks)


def sessions_of(user, places, *, most=LATEST):
    """The latest sessions of these places; with what was written in them where this reader may have it."""
    rows = _latest_sessions(user, Keys(place.pk for place in places), most=most) if places else []
    whole = set(_whole(user, Keys(row.pk for row in rows))) if rows else set()
    told = may(user, Permission.SAFEGUARDING_KEEP)
    return [
        {
            "session": row,
            "reads": row.pk in whole,
            "key": uuid.uuid4(),
            # That something was passed on is known to who did it and to the safeguarding leads.
            "passed_on": row.passed_on if told or row.logged_by_id == user.pk else None,
        }
        for row in rows
    ]


@kept
def _latest_sessions(user, places, most):
    rows = Session.objects.permitted(user, READ).filter(place__among=places)
    return rows.select_related("theme", "logged_by", "place__pupil")[:most]


@kept
def _whole(user, sessions):
    return Session.objects.permitted(user, KEEP).filter(pk__among=sessions).values_list("pk", flat=True)


@rule(ARRANGE)
def start_programme(request):
    """Begin a run. Which line of the map comes first: it says the usual dose and whose times are free."""
    asked = request.GET.get("offering", "")
    offering = offerings().filter(code=asked[:10]).first() if asked and "\x00" not in asked else None
    if offering is None:
        return render(request, "interventions/choose_offering.html", {"offerings": offerings()})
    form = ProgrammeForm(request.POST or None, by=request.user, offering=offering)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.start_programme, by=request.user, offering=offering, **form.answers())
        if made:
            messages.success(request, "It has begun. Children come to it from the waiting list.")
            return redirect(made)
    return render(request, "interventions/start_programme.html", {"form": form, "offering": offering})


@rule(ARRANGE)
def change_lead(request, programme):
    """Somebody else runs it from today."""
    return _change(request, programme, LeadForm, acts.change_lead, "interventions/change_lead.html")


@rule(ARRANGE)
def end_programme(request, programme):
    """The run is over; its times are free again."""
    return _change(request, programme, EndProgrammeForm, acts.end_programme, "interventions/end_programme.html")


def _change(request, public_id, form_class, act, template):
    found = get_permitted_or_404(
        Programme, request.user, ARRANGE, beside=("offering__provision", "lead"), public_id=public_id
    )
    if found.ended_on is not None:
        raise Http404("There is nothing here for you to see.")
    form = form_class(request.POST or None, by=request.user, programme=found)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("version", "lead") if name in form.fields}
        if form.once(act, by=request.user, programme=found, **answers):
            return redirect("interventions:programmes")
    return render(request, template, {"form": form, "programme": found})
