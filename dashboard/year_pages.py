"""A child's year in pictures: on the screen, and on paper for a review."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from dashboard import actions, children
from dashboard.forms import ExportForm
from dashboard.year import HELP_ONLY, PAPER, Year
from documents.letters import typed
from documents.models import Document
from documents.serving import serve
from staff.access import rule
from staff.permitted import first_or_404
from staff.policy import Permission


@rule(Permission.PUPIL_READ)
@require_safe
def year(request, pupil):
    """A child's year in pictures: the line of waves and what happened on it, sessions, charts, targets."""
    found = _fetch(request, pupil)
    record_read(request.user, found, "pupil.opened", pupil=found)
    return render(request, "dashboard/year.html", {"pupil": found, "year": _year(request, found)})


@rule(Permission.PLACEMENT_DECIDE)
def print_year(request, pupil):
    """The same on paper, of help alone: no concern is on it. Once somebody has said what it is for."""
    found = _fetch(request, pupil)
    shown = _year(request, found, kinds=HELP_ONLY, width=600)
    form = ExportForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        html = typed("letters/year.html", title="A child's year", pupil=found, year=shown, made_by=request.user)
        order = {"by": request.user, "pupil": found, "html": html, "purpose": form.cleaned_data["purpose"]}
        if document := form.once(actions.print_year, **order):
            then = reverse("dashboard:download_year", args=[found.public_id, document.public_id])
            return redirect(f"{reverse('documents:progress', args=[document.public_id])}?then={then}")
    return render(request, "dashboard/print_year.html", {"pupil": found, "year": shown, "form": form})


@rule(Permission.PLACEMENT_DECIDE)
@require_safe
def download_year(request, pupil, document):
    """The PDF, for the person who had it made and may still open the child."""
    found = _fetch(request, pupil)
    paper = Document.objects.of(found).ordered_by(request.user).filter(kind=PAPER, public_id=document).first()
    if paper is None:
        raise Http404("There is nothing here for you to see.")
    return serve(request, paper, pupil=found)


def _fetch(request, pupil):
    return first_or_404(children.child_with_adults(request.user, pupil, timezone.localdate()))


def _year(request, pupil, **how):
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else None
    return Year(request.user, pupil, timezone.localdate(), year=year, **how)
