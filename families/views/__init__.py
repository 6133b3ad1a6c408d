"""Pages of the families room, by concept."""

from django.shortcuts import redirect, render

from families.models import Meeting
from staff.permitted import get_permitted_or_404


def fetch(request, permission, meeting):
    beside = ("pupil", "planned_by", "written_by", "approved_by")
    return get_permitted_or_404(Meeting, request.user, permission, beside=beside, public_id=meeting)


def one_step(request, found, form, act, template, *, then="", **extra):
    """The shape every small step shares: a form, one action, back to the meeting."""
    if request.method == "POST" and form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"}
        if form.once(act, by=request.user, meeting=found, **words):
            return redirect(then, meeting=found.public_id) if then else redirect(found)
    return render(request, template, {"form": form, "meeting": found, "pupil": found.pupil, **extra})
