"""What makes something urgent here: the school's own list."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from concerns.actions import trigger_list as acts
from concerns.forms import PressForm, TriggerForm
from concerns.models import UrgentTrigger
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

MANAGE = Permission.SCHOOL_MANAGE


@rule(MANAGE)
def triggers(request):
    """The list, and what was put away."""
    retired = [(one, uuid.uuid4()) for one in UrgentTrigger.objects.retired().order_by("-retired_on")[:50]]
    rows = UrgentTrigger.objects.current().prefetch_related("needs")
    return render(request, "concerns/triggers.html", {"triggers": rows, "retired": retired})


@rule(MANAGE)
def add_trigger(request):
    form = TriggerForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(acts.add_trigger, by=request.user, facts=form.facts, needs=form.cleaned_data["needs"]):
        messages.success(request, "It is on the list.")
        return redirect("concerns:triggers")
    return render(request, "concerns/add_trigger.html", {"form": form})


@rule(MANAGE)
def edit_trigger(request, trigger):
    found = get_permitted_or_404(UrgentTrigger, request.user, MANAGE, public_id=trigger)
    form = TriggerForm(request.POST or None, instance=found, by=request.user)
    if request.method == "POST" and form.is_valid():
        fields = {"needs": form.cleaned_data["needs"], "version": form.cleaned_data["version"]}
        if form.once(acts.edit_trigger, by=request.user, trigger=found, facts=form.facts, **fields):
            messages.success(request, "It is saved.")
            return redirect("concerns:triggers")
    return render(request, "concerns/edit_trigger.html", {"form": form, "trigger": found, "key": uuid.uuid4()})


@rule(MANAGE)
@require_POST
def retire_trigger(request, trigger):
    return _press(request, trigger, acts.retire_trigger, "It is put away. Records that name it keep it.")


@rule(MANAGE)
@require_POST
def restore_trigger(request, trigger):
    return _press(request, trigger, acts.restore_trigger, "It is back on the list.")


def _press(request, public_id, act, said):
    found = get_permitted_or_404(UrgentTrigger, request.user, MANAGE, public_id=public_id)
    form = PressForm(request.POST, by=request.user)
    if form.is_valid() and form.once(act, by=request.user, trigger=found):
        messages.success(request, said)
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("concerns:triggers")
