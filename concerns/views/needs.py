"""The list of needs, where the school keeps it."""

import uuid

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from concerns.actions import needs as acts
from concerns.forms import NeedForm, PressForm, RenameNeedForm
from concerns.models import Need
from concerns.triggers import REASONS
from staff.access import rule
from staff.policy import Permission

KEEPERS = (Permission.SCHOOL_MANAGE, Permission.CONCERN_TRIAGE)


@rule(*KEEPERS)
@require_safe
def needs(request):
    """What a concern can be about, as everybody is asked it."""
    rows = list(Need.objects.all())
    context = {
        "needs": [(need, REASONS.get(need.holds, "")) for need in rows if need.retired_on is None],
        "retired": [(need, uuid.uuid4()) for need in rows if need.retired_on is not None],
    }
    return render(request, "concerns/needs.html", context)


@rule(*KEEPERS)
def add_need(request):
    form = NeedForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("name", "hint")}
        if form.once(acts.add_need, by=request.user, **answers):
            messages.success(request, "It is on the list.")
            return redirect("concerns:needs")
    return render(request, "concerns/add_need.html", {"form": form})


@rule(*KEEPERS)
def rename_need(request, need):
    found = get_object_or_404(Need, code=need)
    form = RenameNeedForm(request.POST or None, by=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("name", "hint", "version")}
        if form.once(acts.rename_need, by=request.user, need=found, **answers):
            messages.success(request, "It says that now, everywhere.")
            return redirect("concerns:needs")
    return render(request, "concerns/rename_need.html", {"form": form, "need": found, "key": uuid.uuid4()})


@rule(*KEEPERS)
@require_POST
def retire_need(request, need):
    return _pressed(request, acts.retire_need, need, "It is put away. Records that name it keep it.")


@rule(*KEEPERS)
@require_POST
def restore_need(request, need):
    return _pressed(request, acts.restore_need, need, "It is back on the list.")


def _pressed(request, act, code, words):
    """A button that asks for nothing else: done, or refused in a sentence on the next page."""
    found = get_object_or_404(Need, code=code)
    form = PressForm(request.POST, by=request.user)
    if form.is_valid() and form.once(act, by=request.user, need=found):
        messages.success(request, words)
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("concerns:needs")
