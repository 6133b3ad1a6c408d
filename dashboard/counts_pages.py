"""The year in numbers: on the screen, and on paper for a governors' meeting."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dashboard import actions, counts
from documents.letters import typed
from documents.models import Document
from documents.serving import serve
from staff.access import rule
from staff.policy import Permission
from staff.posting import PostingForm


class PrintForm(PostingForm):
    """One button."""


@rule(Permission.COUNTS_READ)
@require_safe
def numbers(request):
    """The year in numbers, for governors and leaders; under five is never shown."""
    context = {**_numbers(request.user), "form": PrintForm(by=request.user)}
    return render(request, "dashboard/counts.html", context)


@rule(Permission.COUNTS_READ)
@require_POST
def print_numbers(request):
    """The same on paper, tables and pictures."""
    form = PrintForm(request.POST, by=request.user)
    if form.is_valid():
        html = typed("letters/numbers.html", title="The year in numbers", **_numbers(request.user))
        if document := form.once(actions.print_numbers, by=request.user, html=html):
            then = reverse("dashboard:download_numbers", args=[document.public_id])
            return redirect(f"{reverse('documents:progress', args=[document.public_id])}?then={then}")
    return redirect("dashboard:counts")


@rule(Permission.COUNTS_READ)
@require_safe
def download_numbers(request, document):
    """The PDF, for the person who had it made."""
    papers = Document.objects.of(request.user).ordered_by(request.user).filter(kind=counts.NUMBERS_PAPER)
    found = papers.filter(public_id=document).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return serve(request, found)


def _numbers(user):
    today = timezone.localdate()
    return {"tables": counts.this_year(today, user), "pictures": counts.help_in_pictures(today, user)}
