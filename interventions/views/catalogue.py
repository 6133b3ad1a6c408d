"""The provision map, as people know it; one line of it; and keeping it right."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.models import Need
from concerns.paging import page_of
from interventions import for_parents, on_the_map
from interventions.actions import catalogue as acts
from interventions.forms.catalogue import AddOfferingForm, OfferingForm
from interventions.models import Booking, Offering, Programme, ProgrammePlace, Slot, Wave, WaveWords, Way
from interventions.models.programmes import IN_LINE, State
from staff.access import rule, signed_in
from staff.kept import kept
from staff.permitted import may
from staff.policy import Permission
from staff.posting import PostingForm

ARRANGE, READ = Permission.PLACEMENT_DECIDE, Permission.PROGRAMME_READ


@signed_in
def map(request):  # noqa: A001 the URL, the view and the template share one name
    """The provision map as people know it: three columns, and what cannot wait; and what runs of it now.

    Numbers of children are of those this reader may know of, and are not there for anybody else.
    """
    user, today = request.user, timezone.localdate()
    waves, urgent = columns(on_the_map.running(user, today), on_the_map.on_waves(user, today))
    context = {
        "waves": waves,
        "urgent": urgent,
        "every": on_the_map.reads_every_child(user),
        "needs": _needs(),
        "arranges": may(user, ARRANGE),
        "retired": _retired() if may(user, ARRANGE) else [],
    }
    return render(request, "interventions/map.html", context)


@kept
def _needs():
    return Need.objects.in_use().values_list("name", flat=True)


@kept
def _wave_words():
    return WaveWords.objects.all()


@kept
def _lines():
    return Offering.objects.in_use().as_on_the_map()


@kept
def _retired():
    return Offering.objects.retired().as_on_the_map()


def columns(running=None, on_waves=None):
    """The lines of the map by wave and way: the three columns, and apart from them what cannot wait."""
    words = {row.wave: row for row in _wave_words()}
    lines = [(line, (running or {}).get(line.pk)) for line in _lines()]
    found = [
        {
            "wave": wave,
            "words": words.get(wave),
            "ways": _by_way(wave, list(group)),
            "children": (on_waves or {}).get(wave, 0),
        }
        for wave, group in groupby(lines, key=lambda pair: pair[0].wave)
    ]
    urgent = [column for column in found if column["wave"] == Wave.URGENT]
    return [column for column in found if column not in urgent], urgent


def _by_way(wave, lines):
    """The lines of one column under their ways, in the column's own order. What cannot wait has no ways."""
    ways = {}
    for line, now in lines:
        ways.setdefault(line.way if wave != Wave.URGENT else Way.ONE_TO_ONE, []).append((line, now))
    return [{"name": Way(way).label, "lines": lines} for way, lines in ways.items()]


@signed_in
@require_safe
def offering(request, offering):
    """One line of the map with everything it says of itself, what runs of it, and who is on it that this reader may meet."""
    user, today = request.user, timezone.localdate()
    rows = Offering.objects.select_related("provision").prefetch_related("areas")
    found = get_object_or_404(rows, public_id=offering)
    places = ProgrammePlace.objects.permitted(user, READ).here().filter(offering=found)
    on_it = places.filter(state=State.ACTIVE).select_related("pupil", "programme__lead")
    shown, after = page_of(on_it, request.GET.get("after"), order=("pupil__sort_name", "pk"))
    if shown:
        record_read(user, found, "offering.opened")
    context = {
        "offering": found,
        "programmes": _programmes(user, found),
        "places": shown,
        "after": after,
        "children": on_the_map.children(on_it.count(), every=on_the_map.reads_every_child(user)),
        "waiting": places.filter(state__in=IN_LINE).count(),
        "classes": on_the_map.classes_with(user, found, today) if may(user, Permission.PLAN_WRITE) else [],
        "tried": on_the_map.tried_with(user, found, today) if found.is_for_one_child_at_wave_1 else 0,
        "arranges": may(user, ARRANGE),
        "key": uuid.uuid4(),
    }
    return render(request, "interventions/offering.html", context)


def _programmes(user, found):
    """The runs of it that go on now, each with its times."""
    rows = Programme.objects.permitted(user, READ).running().filter(offering=found).select_related("lead")
    rows, times = list(rows[:50]), {}
    for booking in Booking.objects.filter(programme__in=rows, until_on=None).select_related("slot"):
        times.setdefault(booking.programme_id, []).append(booking.slot.when)
    for row in rows:
        row.offering = found
    return [(row, times.get(row.pk, [])) for row in rows]


@rule(ARRANGE)
def add_offering(request):
    """One more line of the map."""
    form = AddOfferingForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        areas = form.cleaned_data["areas"]
        made = form.once(acts.add_offering, by=request.user, facts=form.facts, areas=areas, **form.answers())
        if made:
            messages.success(request, "It is on the map.")
            return redirect(made)
    return render(request, "interventions/edit_offering.html", {"form": form, "offering": None})


@rule(ARRANGE)
def edit_offering(request, offering):
    """Say this line differently."""
    found = get_object_or_404(Offering.objects.select_related("provision"), public_id=offering)
    form = OfferingForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        kept = {"version": form.cleaned_data["version"], "areas": form.cleaned_data["areas"], "facts": form.facts}
        if form.once(acts.edit_offering, by=request.user, offering=found, **kept):
            messages.success(request, "It is saved.")
            return redirect(found)
    return render(request, "interventions/edit_offering.html", {"form": form, "offering": found})


@rule(ARRANGE)
def retire_offering(request, offering):
    """Who still runs this line, who waits for it and which times are open, then the question; back again with a press."""
    found = get_object_or_404(Offering.objects.select_related("provision"), public_id=offering)
    form = PostingForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(acts.retire_offering, by=request.user, offering=found):
        messages.success(
            request, "It is back on the map." if found.retired_on else "It has left the map and the lists."
        )
        return redirect(found)
    if found.retired_on and not form.errors:
        return redirect(found)
    places = ProgrammePlace.objects.permitted(request.user, READ).here().filter(offering=found, state__in=IN_LINE)
    context = {
        "offering": found,
        "form": form,
        "programmes": _programmes(request.user, found),
        "waiting": places.select_related("pupil")[:50],
        "times": Slot.objects.free().filter(offering=found).select_related("practitioner"),
    }
    return render(request, "interventions/retire_offering.html", context)


@rule(ARRANGE)
def print_map(request):
    """The paper for parents: when it was made, whether the map has changed since, and making it anew."""
    form = PostingForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.print_map, by=request.user)
        if made:
            then = reverse("public:provision_map_paper")
            return redirect(f"{reverse('documents:progress', args=[made.public_id])}?then={then}")
    context = {"form": form, "paper": for_parents.paper(), "is_old": for_parents.is_older_than_the_map()}
    return render(request, "interventions/print_map.html", context)
