"""Papers to have in the hand, made by the worker for whoever asked, and given to nobody else."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.models import Document
from documents.serving import serve
from interventions.actions import prints
from interventions.models import Chart, Sheet
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission
from staff.posting import PostingForm

READ = Permission.PLACEMENT_READ
ABOUT = {prints.CARD: Sheet, prints.WEEK: Chart}  # what each is a paper of; an empty sheet is of nobody


def print_asked(request, act, **about):
    """(form, where to wait for the PDF): for a page with one button that orders its paper; None where nobody pressed."""
    form = PostingForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and (made := form.once(act, by=request.user, **about)):
        then = reverse("interventions:download_print", args=[made.public_id])
        return form, redirect(f"{reverse('documents:progress', args=[made.public_id])}?then={then}")
    return form, None


@rule(READ)
@require_safe
def download_print(request, document):
    """The PDF, for the person who had it made, while they may read what it is about."""
    papers = Document.objects.ordered_by(request.user).filter(kind__in=[*ABOUT, prints.EMPTY])
    found = papers.filter(public_id=document).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    if found.kind == prints.EMPTY:
        return serve(request, found)
    about = get_permitted_or_404(ABOUT[found.kind], request.user, READ, beside=("pupil",), pk=found.owner_id)
    return serve(request, found, pupil=about.pupil)
