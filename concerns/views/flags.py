"""Keeping an eye on a child: setting it, the list of whom to look at again, and looking again."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.actions.flags import escalate_flag, look_again
from concerns.actions.records import look_again_at
from concerns.forms.changes import FlagForm, ReviewFlagForm
from concerns.models import Concern, Decision
from concerns.paging import page_of
from pupils.models import FlagStep, MonitoringFlag, Pupil
from pupils.watching import set_flag as keep_an_eye
from school.calendar import SIX_WEEKS, next_school_day
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Level, Permission

READ = Permission.PLACEMENT_READ


@rule(READ)
@require_safe
def flags(request):
    """Children somebody keeps an eye on: the ones to look at again first."""
    today = timezone.localdate()
    rows = (
        MonitoringFlag.objects.permitted(request.user, READ).open().of_children_here().select_related("pupil", "set_by")
    )
    found, after = page_of(rows, request.GET.get("after"), order=("review_on", "pk"))
    context = {
        "due": [flag for flag in found if flag.review_on <= today],
        "later": [flag for flag in found if flag.review_on > today],
        "after": after,
    }
    return render(request, "concerns/flags.html", context)


@rule(Permission.PUPIL_READ)
def set_flag(request, pupil):
    """Everybody around this child keeps an eye on something until a day."""
    child = get_permitted_or_404(
        Pupil.objects.open().with_class(), request.user, Permission.PUPIL_READ, public_id=pupil
    )
    again = {"review_on": next_school_day(timezone.localdate() + SIX_WEEKS)}
    form = FlagForm(request.POST or None, by=request.user, initial=again)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "review_on")}
        made = form.once(keep_an_eye, by=request.user, pupil=child, level=Level.TEAM, **said)
        if made:
            messages.success(request, "The adults around the child can see it.")
            return redirect(child)
    return render(request, "concerns/set_flag.html", {"form": form, "pupil": child})


@rule(READ)
def review_flag(request, flag):
    """Look again: keep on, stop, or make it a concern. What was said before stands beside it."""
    beside = ("pupil", "set_by", "cleared_by")
    found = get_permitted_or_404(MonitoringFlag, request.user, READ, beside=beside, public_id=flag)
    record_read(request.user, found, "flag.read", pupil=found.pupil)
    again = {"review_on": next_school_day(timezone.localdate() + SIX_WEEKS)}
    form = ReviewFlagForm(request.POST or None, by=request.user, flag=found, initial=again)
    if request.method == "POST" and form.is_valid():
        made = _decide(form, request.user, found)
        if made:
            concern = form.cleaned_data["decision"] == FlagStep.Kind.ESCALATED
            messages.success(request, "Thank you. That is on the record.")
            return redirect("concerns:receipt", made.public_id) if concern else redirect("concerns:flags")
    reviewable = MonitoringFlag.objects.all().reviewable_by(request.user).open().filter(pk=found.pk).exists()
    steps = list(found.steps.select_related("by"))
    context = {
        "flag": found,
        "pupil": found.pupil,
        "steps": steps,
        "asked_by": _asked_by(request.user, found, steps),
        "form": form if reviewable else None,
    }
    return render(request, "concerns/review_flag.html", context)


def _asked_by(user, flag, steps):
    """The concerns that asked for it, as far as this reader may open them."""
    said = {step.reason for step in steps}
    watched = Decision.objects.filter(decision=Decision.Kind.MONITOR).values("concern")
    rows = Concern.objects.permitted(user, Permission.CONCERN_READ).of(flag.pupil).filter(pk__in=watched)
    return [one for one in rows.only("public_id", "reference") if look_again_at(one) in said]


def _decide(form, user, flag):
    decision, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
    if decision != FlagStep.Kind.ESCALATED:
        answers = {"decision": decision, "reason": reason, "review_on": form.cleaned_data["review_on"]}
        return form.once(look_again, by=user, flag=flag, **answers)
    return form.once(escalate_flag, by=user, flag=flag, reason=reason, danger=form.cleaned_data["danger"])
