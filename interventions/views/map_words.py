"""The words of the map that are the school's own: what each wave is called, and the needs that help can be for."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from interventions.actions import map_words as acts
from interventions.forms.catalogue import AreaForm, WaveWordsForm
from interventions.models import Area, WaveWords
from staff.access import rule
from staff.policy import Permission
from staff.posting import PostingForm

ARRANGE = Permission.PLACEMENT_DECIDE


@rule(ARRANGE)
@require_safe
def map_words(request):
    """What each wave is called and explained as, and which needs there are; those put away below."""
    areas = list(Area.objects.all())
    context = {
        "waves": WaveWords.objects.all(),
        "areas": [area for area in areas if area.retired_on is None],
        "retired": [(area, uuid.uuid4()) for area in areas if area.retired_on is not None],
    }
    return render(request, "interventions/map_words.html", context)


@rule(ARRANGE)
def edit_wave_words(request, wave_words):
    """Say differently what a wave is."""
    found = get_object_or_404(WaveWords, public_id=wave_words)
    form = WaveWordsForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        kept = {"words": found, "version": form.cleaned_data["version"], "facts": form.facts}
        if form.once(acts.edit_wave_words, by=request.user, **kept):
            messages.success(request, "It is saved.")
            return redirect("interventions:map_words")
    return render(request, "interventions/edit_wave_words.html", {"form": form, "words": found})


@rule(ARRANGE)
def add_area(request):
    """One more need."""
    last = Area.objects.order_by("-order").values_list("order", flat=True).first() or 0
    form = AreaForm(request.POST or None, by=request.user, initial={"order": last + 1})
    if request.method == "POST" and form.is_valid() and form.once(acts.add_area, by=request.user, facts=form.facts):
        return redirect("interventions:map_words")
    return render(request, "interventions/edit_area.html", {"form": form, "area": None})


@rule(ARRANGE)
def edit_area(request, area):
    """Call a need something else."""
    found = get_object_or_404(Area, public_id=area)
    form = AreaForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        kept = {"area": found, "version": form.cleaned_data["version"], "facts": form.facts}
        if form.once(acts.edit_area, by=request.user, **kept):
            return redirect("interventions:map_words")
    return render(request, "interventions/edit_area.html", {"form": form, "area": found, "key": uuid.uuid4()})


@rule(ARRANGE)
@require_POST
def retire_area(request, area):
    """Put a need away, or bring it back."""
    found = get_object_or_404(Area, public_id=area)
    form = PostingForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(acts.retire_area, by=request.user, area=found)
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("interventions:map_words")
