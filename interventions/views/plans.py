"""Informal plans: a child's plan on one page, beginning one, looking at it again, ending it."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.paging import page_of
from interventions.actions import plans as acts
from interventions.forms.plans import EndPlanForm, LookAtPlanForm, PlanForm
from interventions.models import InformalPlan, SheetWords
from pupils.models import Membership, Pupil
from pupils.models.pupil import current
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

MOST_DUE = 20
READ, WRITE = Permission.PLACEMENT_READ, Permission.PLAN_WRITE


@rule(READ)
@require_safe
def plans(request):
    """Informal plans of the children this person may see: those to look at first at the top."""
    today = timezone.localdate()
    in_class = Membership.objects.filter(current(today), pupil=OuterRef("pupil")).values("school_class__name")
    rows = InformalPlan.objects.permitted(request.user, READ).open(today).select_related("pupil", "owner")
    rows = rows.annotate(class_name=Subquery(in_class[:1]))
    found, after = page_of(rows, request.GET.get("after"), order=("review_on", "pk"))
    due = (
        SheetWords.objects.to_look_at(today)
        .permitted(request.user, READ)
        .select_related("version__sheet__pupil")
        .order_by("words", "pk")
    )
    context = {"plans": found, "after": after, "today": today, "mine": request.user.pk, "due": due[:MOST_DUE]}
    return render(request, "interventions/plans.html", context)


@rule(WRITE)
def start_plan(request, pupil):
    """Begin one from the tick list; where there is one already, that one."""
    child = get_permitted_or_404(Pupil.objects.open, request.user, WRITE, public_id=pupil)
    there = InformalPlan.objects.permitted(request.user, READ).open().filter(pupil=child).first()
    if there is not None and request.method == "GET":
        return redirect(there)
    form = PlanForm(request.POST or None, by=request.user, pupil=child, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.start_plan, by=request.user, pupil=child, **form.answers())
        if made:
            messages.success(request, "The plan has begun.")
            return redirect(made)
    return render(request, "interventions/start_plan.html", {"form": form, "pupil": child})


def _fetch(request, public_id):
    return get_permitted_or_404(
        InformalPlan, request.user, READ, beside=("pupil", "owner", "placement__area"), public_id=public_id
    )


def _may_change(request, plan):
    if plan.ended_on is not None or plan.pupil.has_left(timezone.localdate()):
        return False
    mine = Pupil.objects.permitted(request.user, WRITE).filter(pk=plan.pupil_id)
    return plan.owner_id == request.user.pk or mine.exists()


@rule(READ)
@require_safe
def informal_plan(request, informal):
    """What is on it, who owns it, and how it went so far. It prints on one page."""
    found = _fetch(request, informal)
    record_read(request.user, found, "plan.opened", pupil=found.pupil)
    lines = list(found.lines.select_related("item"))
    context = {
        "plan": found,
        "pupil": found.pupil,
        "lines": [line for line in lines if line.until_on is None],
        "earlier": [line for line in lines if line.until_on is not None],
        "steps": found.steps.select_related("by"),
        "may_change": _may_change(request, found),
    }
    return render(request, "interventions/informal_plan.html", context)


@rule(READ)
def look_at_plan(request, informal):
    """How it goes, and what is on it from today."""
    more = {"today": timezone.localdate()}
    return _change(request, informal, LookAtPlanForm, acts.look_at_plan, "interventions/look_at_plan.html", more)


@rule(READ)
def end_plan(request, informal):
    """It is not needed any longer."""
    return _change(request, informal, EndPlanForm, acts.end_plan, "interventions/end_plan.html", {})


def _change(request, public_id, form_class, act, template, more):
    found = _fetch(request, public_id)
    if not _may_change(request, found):
        raise Http404("There is nothing here for you to see.")
    form = form_class(request.POST or None, by=request.user, plan=found, **more)
    if request.method == "POST" and form.is_valid() and form.once(act, by=request.user, plan=found, **form.answers()):
        return redirect(found)
    return render(request, template, {"form": form, "plan": found, "pupil": found.pupil})
