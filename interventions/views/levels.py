"""Who reads a sheet, a chart or a child's help from now on, and why."""

from django.contrib import messages
from django.shortcuts import redirect, render

from interventions.actions import levels as acts
from interventions.forms.levels import LevelForm
from interventions.models import Chart, Placement, Sheet
from interventions.sheet_kinds import PASSPORT
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

DECIDE = Permission.PLACEMENT_DECIDE


@rule(DECIDE)
def change_sheet_level(request, sheet):
    """All versions of a sheet; a passport is everybody's."""
    rows = Sheet.objects.exclude(which=PASSPORT.slug).select_related("pupil")
    found = get_permitted_or_404(rows, request.user, DECIDE, public_id=sheet)
    return _change(request, found, "sheet", acts.change_sheet_level, "Changed. It holds for every version.")


@rule(DECIDE)
def change_chart_level(request, chart):
    """All weeks of a chart."""
    found = get_permitted_or_404(Chart, request.user, DECIDE, beside=("pupil",), public_id=chart)
    return _change(request, found, "chart", acts.change_chart_level, "Changed. It holds for every week.")


@rule(DECIDE)
def change_placement_level(request, placement):
    """A child's help with its targets, reviews and the places it still has."""
    found = get_permitted_or_404(Placement, request.user, DECIDE, beside=("pupil", "area"), public_id=placement)
    return _change(request, found, "placement", acts.change_placement_level, "Changed.")


def _change(request, found, name, act, done):
    form = LevelForm(request.POST or None, by=request.user, row=found)
    if request.method == "POST" and form.is_valid():
        given = {key: form.cleaned_data[key] for key in ("level", "reason")}
        if form.once(act, by=request.user, **{name: found}, **given):
            messages.success(request, done)
            return redirect(found)
    context = {"form": form, name: found, "pupil": found.pupil}
    return render(request, f"interventions/change_{name}_level.html", context)
