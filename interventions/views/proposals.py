"""Targets that are proposed: by those who plan for a child, answered by those who decide."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.actions import record_read
from interventions.actions import proposals as acts
from interventions.forms import SetTargetForm
from interventions.forms.proposals import DeclineTargetForm, ProposeTargetForm
from interventions.models import Placement, ProposedTarget
from staff.access import rule
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

READ, WRITE, DECIDE = Permission.PLACEMENT_READ, Permission.PLAN_WRITE, Permission.PLACEMENT_DECIDE
MOST = 50


@rule(WRITE)
@require_safe
def proposed(request):
    """Those that wait for those who decide; and one's own, with their answers."""
    rows = ProposedTarget.objects.select_related("placement__pupil", "placement__area", "proposed_by", "answered_by")
    waiting = rows.permitted(request.user, DECIDE).waiting() if may(request.user, DECIDE) else rows.none()
    own = rows.permitted(request.user, READ).by(request.user).order_by("-proposed_at", "-pk")
    return render(request, "interventions/proposed.html", {"waiting": waiting[:MOST], "own": own[:MOST]})


@rule(WRITE)
def propose_target(request, placement):
    """Propose what a child could work towards."""
    found = get_permitted_or_404(
        Placement, request.user, WRITE, beside=("pupil", "area"), public_id=placement, ended_on=None
    )
    form = ProposeTargetForm(request.POST or None, by=request.user, placement=found)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(acts.propose_target, by=request.user, placement=found, **form.answers()):
        messages.success(request, "It is proposed. Those who decide have been told.")
        return redirect(found)
    return render(request, "interventions/propose_target.html", _about(found, form))


@rule(DECIDE)
def accept_target(request, proposal):
    """Accept it as it is, or put better."""
    found = _fetch(request, proposal)
    form = SetTargetForm(request.POST or None, by=request.user, placement=found.placement, initial=_as_proposed(found))
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.accept_target, by=request.user, proposal=found, **form.cleaned_data)
        if made:
            return redirect(made.measure)
    record_read(request.user, found.placement, "placement.opened", pupil=found.placement.pupil)
    return render(request, "interventions/accept_target.html", _about(found.placement, form, proposal=found))


@rule(DECIDE)
def decline_target(request, proposal):
    """Not this one, and why."""
    found = _fetch(request, proposal)
    form = DeclineTargetForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        why_not = form.cleaned_data["why_not"]
        if form.once(acts.decline_target, by=request.user, proposal=found, why_not=why_not):
            return redirect(found.placement)
    return render(request, "interventions/decline_target.html", _about(found.placement, form, proposal=found))


def _fetch(request, public_id):
    """One that waits; sent once more, it is answered as it was the first time."""
    found = get_permitted_or_404(
        ProposedTarget,
        request.user,
        DECIDE,
        beside=("placement__pupil", "placement__area", "proposed_by"),
        public_id=public_id,
    )
    if found.answered_at is not None and request.method == "GET":
        raise Http404("There is nothing here for you to see.")
    return found


def _as_proposed(proposal):
    names = ("by_on", "will", "setting", "baseline", "goal", "childs_words")
    return {"name": proposal.measured, **{name: getattr(proposal, name) for name in names}}


def _about(placement, form, **more):
    return {"form": form, "placement": placement, "pupil": placement.pupil, **more}
