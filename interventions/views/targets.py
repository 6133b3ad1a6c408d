"""A child's targets and what is measured: set one, take a number, look how far it is, end it."""

from django.contrib import messages
from django.shortcuts import redirect, render

from audit.actions import record_read
from interventions import actions
from interventions.forms import AddMeasureForm, EndTargetForm, ReadingForm, SetTargetForm, StrikeForm
from interventions.measuring import of_measure
from interventions.models import Measure, Placement, Reading, Target
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission

READ, DECIDE = Permission.PLACEMENT_READ, Permission.PLACEMENT_DECIDE


@rule(DECIDE)
def set_target(request, placement):
    """Agree what a child works towards."""
    found = _placement(request, placement)
    form = SetTargetForm(request.POST or None, by=request.user, placement=found)
    made = _done(request, form, actions.set_target, placement=found)
    if made:
        return redirect(made.measure)
    return _page(request, "set_target", found, form)


@rule(DECIDE)
def add_measure(request, placement):
    """Something to count or rate beside the targets: before and after, say."""
    found = _placement(request, placement)
    form = AddMeasureForm(request.POST or None, by=request.user, placement=found)
    made = _done(request, form, actions.add_measure, placement=found)
    if made:
        return redirect(made)
    return _page(request, "add_measure", found, form)


@rule(READ)
def measure(request, measure):
    """One measure: its numbers as a picture, and a box for the next one."""
    found = get_permitted_or_404(
        Measure, request.user, READ, beside=("placement__pupil", "placement__area"), public_id=measure
    )
    placement = found.placement
    record_read(request.user, placement, "placement.opened", pupil=placement.pupil)
    form = ReadingForm(request.POST or None, by=request.user, measure=found)
    if _done(request, form, actions.take_reading, measure=found):
        messages.success(request, "Kept.")
        return redirect(found)
    decides = is_permitted(request.user, DECIDE, placement)
    return _page(request, "measure", placement, form, one=of_measure(found), decides=decides)


@rule(READ)
def strike_reading(request, reading):
    """Strike out a number that was a mistake."""
    found = get_permitted_or_404(
        Reading,
        request.user,
        READ,
        beside=("measure__placement__pupil", "measure__placement__area", "rated_by"),
        public_id=reading,
    )
    form = StrikeForm(request.POST or None, by=request.user)
    if _done(request, form, actions.strike_reading, reading=found):
        return redirect(found.measure)
    return _page(request, "strike_reading", found.measure.placement, form, reading=found)


@rule(DECIDE)
def end_target(request, target):
    """Say how a target came out."""
    found = get_permitted_or_404(
        Target,
        request.user,
        DECIDE,
        beside=("measure", "pupil", "placement__pupil", "placement__area"),
        public_id=target,
    )
    form = EndTargetForm(request.POST or None, by=request.user, placement=found.placement)
    if _done(request, form, actions.end_target, target=found):
        return redirect(found.placement)
    return _page(request, "end_target", found.placement, form, one=of_measure(found.measure), target=found)


def _placement(request, public_id):
    return get_permitted_or_404(Placement, request.user, DECIDE, beside=("pupil", "area"), public_id=public_id)


def _done(request, form, act, **about):
    """What the act made of a form that was sent; None where there was none, or it was refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    return form.once(act, by=request.user, **about, **form.cleaned_data)


def _page(request, name, placement, form, **more):
    context = {"form": form, "placement": placement, "pupil": placement.pupil, **more}
    return render(request, f"interventions/{name}.html", context)
