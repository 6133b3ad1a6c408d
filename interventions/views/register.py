"""One child on the SEN register: what the school's system has said, from which day on, and the plan's review."""

from django.contrib import messages
from django.shortcuts import redirect, render

from audit.actions import record_read
from interventions.actions.register import set_plan_review
from interventions.forms.register import PlanReviewForm
from interventions.models import PlanReview
from pupils.models import Pupil, SenEntry
from staff.access import rule
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

READ = Permission.REFERRAL_READ


@rule(READ)
def sen_record(request, pupil):
    """The history of one child's SEN status; those who decide about help say when a plan is reviewed."""
    found = get_permitted_or_404(Pupil, request.user, READ, public_id=pupil)
    record_read(request.user, found, "sen_record.opened", pupil=found)
    keeps = may(request.user, Permission.PLACEMENT_DECIDE) and found.sen_status == Pupil.SenStatus.PLAN
    form = PlanReviewForm(request.POST or None, by=request.user) if keeps else None
    sent = request.method == "POST" and form is not None and form.is_valid()
    if sent and form.once(set_plan_review, by=request.user, pupil=found, review_on=form.cleaned_data["review_on"]):
        messages.success(request, "The day is saved.")
        return redirect("interventions:sen_record", found.public_id)
    context = {
        "pupil": found,
        "entries": SenEntry.objects.permitted(request.user, READ).filter(pupil=found)[:50],
        "reviews": PlanReview.objects.permitted(request.user, READ).filter(pupil=found).select_related("set_by")[:50],
        "form": form,
    }
    return render(request, "interventions/sen_record.html", context)
