"""It was filed under the wrong child: moved whole to the right one."""

from django.contrib import messages
from django.shortcuts import redirect, render

from concerns.actions import adding
from concerns.forms import RefileForm, find_child
from concerns.views.logging import child_context
from concerns.views.record import TRIAGE, fetch
from staff.access import rule
from staff.permitted import is_permitted


@rule(TRIAGE)
def refile(request, concern):
    """It was filed under the wrong child: which one, the right one, and how we know."""
    found = fetch(request, concern, TRIAGE)
    form = RefileForm(request.POST or None, by=request.user, concern=found)
    choosing = {"find", "choose", "change"} & set(request.POST)
    if request.method == "POST" and not choosing and form.is_valid():
        wrong = form.children[form.cleaned_data["wrong"]]
        reason = form.cleaned_data["reason"]
        if form.once(adding.refile, by=request.user, concern=found, wrong=wrong, right=form.child, reason=reason):
            messages.success(request, "It is filed under the right child now.")
            still = is_permitted(request.user, TRIAGE, found)
            return redirect("concerns:read", found.public_id) if still else redirect("concerns:queue")
    chosen = find_child(request.user, request.POST.get("choose") or request.POST.get("pupil"))
    if choosing:
        chosen = None if "change" in request.POST else chosen
        form = RefileForm(by=request.user, concern=found)
        form.initial |= {name: request.POST[name] for name in ("wrong", "reason") if name in request.POST}
    context = {
        "concern": found,
        "form": form,
        **child_context(request.user, chosen, request.POST.get("pupil_name", "")),
    }
    return render(request, "concerns/refile.html", context | {"fixed": False})
