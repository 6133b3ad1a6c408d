"""What follows something urgent: the safety plan and those who read it, the hand-over, what is still to do."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns.actions import urgent_after as acts
from concerns.forms import PlanForm, PressForm
from concerns.models import EpisodeFollowUp, SafetyPlan
from concerns.views.urgent_page import fetch_by_role, post, step_up
from documents.models import Document
from documents.serving import serve
from staff.access import rule
from staff.permitted import may
from staff.policy import Permission

READ, RAISE, TRIAGE = Permission.CONCERN_READ, Permission.CONCERN_RAISE, Permission.CONCERN_TRIAGE


@rule(READ)
def write_plan(request, episode):
    """The safety plan: one page, any one box is enough. Saving it orders its PDF and waits for nothing."""
    found = fetch_by_role(request, episode)
    if asked := step_up(request, found):
        return asked
    form = PlanForm(request.POST or None, by=request.user, episode=found)
    if request.method == "POST" and form.is_valid():
        boxes, version = form.boxes(), form.cleaned_data["version"]
        if form.once(acts.write_plan, by=request.user, episode=found, boxes=boxes, version=version):
            return redirect(f"{found.get_absolute_url()}#plan")
        form.show_newest()
    record_read(request.user, found, "urgent.read", pupil=found.pupil)
    newest = form.newest if form.is_bound and form.errors else None
    return render(request, "concerns/write_plan.html", {"form": form, "episode": found, "newest": newest})


@rule(READ)
def name_readers(request, episode):
    return post(request, fetch_by_role(request, episode), "name_readers", acts.name_readers, anchor="#plan")


@rule(RAISE)
@require_safe
def plans(request):
    """The safety plans I was named to read, the unread ones first."""
    rows = SafetyPlan.objects.for_reader(request.user).select_related("episode__pupil").order_by("-at")
    unread = set(SafetyPlan.objects.to_read(request.user).values_list("pk", flat=True))
    lines = sorted(((plan, plan.pk not in unread) for plan in rows), key=lambda line: line[1])
    return render(request, "concerns/plans.html", {"lines": lines})


@rule(RAISE)
@require_safe
def read_plan(request, plan):
    """The plan, and nothing else of the record. Opening it is entered in the log."""
    found = _plan(request, plan)
    if asked := step_up(request, found.episode):
        return asked
    return _plan_page(request, found)


def _plan_page(request, found):
    record_read(request.user, found, "urgent.plan_opened", pupil=found.episode.pupil)
    context = {
        "plan": found,
        "read": found.reads.filter(user=request.user).first(),
        "paper": Document.objects.of(found).first(),
        "key": uuid.uuid4(),
        "newest": SafetyPlan.objects.newest().filter(pk=found.pk).exists(),
        "named": SafetyPlan.objects.for_reader(request.user).filter(pk=found.pk).exists(),
    }
    return render(request, "concerns/read_plan.html", context)


@rule(RAISE)
@require_POST
def say_read(request, plan):
    """“I have read this”: posted, never taken from an opened page."""
    found = get_object_or_404(SafetyPlan.objects.for_reader(request.user), public_id=plan)
    form = PressForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(acts.say_read, by=request.user, plan=found)
        messages.success(request, "Thank you. The person who shared it can see that you have read it.")
    return redirect("concerns:plans")


@rule(RAISE)
@require_safe
def download_plan(request, plan):
    """The plan as a PDF. Each download is an entry of its own."""
    found = _plan(request, plan)
    if asked := step_up(request, found.episode):
        return asked
    paper = Document.objects.of(found).first()
    if paper is None:
        raise Http404("There is nothing here for you to see.")
    return serve(request, paper, pupil=found.episode.pupil)


def _plan(request, public_id):
    """A plan one was named to read, or any version of one whose record one answers for."""
    named = SafetyPlan.objects.for_reader(request.user).select_related("episode__pupil", "by")
    found = named.filter(public_id=public_id).first()
    if found is None:
        found = get_object_or_404(SafetyPlan.objects.select_related("episode__pupil", "by"), public_id=public_id)
        fetch_by_role(request, found.episode.public_id)
    return found


@rule(READ)
def hand_over(request, episode):
    return post(request, fetch_by_role(request, episode), "hand_over", acts.hand_over, anchor="#hand-over")


@rule(READ)
@require_POST
def take_over(request, episode, note):
    """“I have it from here”."""
    found = fetch_by_role(request, episode)
    one = found.hand_overs.filter(public_id=note, to=request.user).first()
    if one is None:
        raise Http404("There is nothing here for you to see.")
    form = PressForm(request.POST, by=request.user)
    if form.is_valid() and form.once(acts.take_over, by=request.user, note=one):
        messages.success(request, "You have it from here. Whoever handed it over can see that.")
    return redirect(f"{found.get_absolute_url()}#hand-over")


@rule(READ)
def promise(request, episode):
    found = fetch_by_role(request, episode)
    return post(request, found, "promise", acts.promise, anchor="#afterwards")


@rule(RAISE)
def keep_promise(request, follow_up):
    """I have done what I said I would do, or see to it for a colleague. Whoever only looks finds it on the list of what
    was asked of them."""
    mine = EpisodeFollowUp.objects.to(request.user)
    if may(request.user, TRIAGE):
        mine = mine | EpisodeFollowUp.objects.answered_for(request.user)
    promised = get_object_or_404(mine.select_related("follow_up__made_by"), follow_up__public_id=follow_up)
    form = PressForm(request.POST or None, by=request.user)
    if form.is_valid() and form.once(acts.keep_promise, by=request.user, promised=promised):
        messages.success(request, "Done.")
    own = promised.follow_up.who_id == request.user.pk
    return redirect("concerns:asked" if own else f"{promised.episode.get_absolute_url()}#afterwards")
