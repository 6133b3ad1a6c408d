"""A request inside school on one page of paper, for whoever gives the help."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from documents.models import Document
from documents.serving import serve
from referrals.actions import printing as acts
from referrals.forms.printing import PrintRequestForm
from referrals.models import Referral
from referrals.views import fetch
from referrals.views.drafting import page
from staff.access import rule
from staff.permitted import first_or_404
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE


@rule(WRITE)
def print_request(request, referral):
    """Tick what was tried; then the page is made."""
    found = fetch(request, WRITE, referral)
    if not hasattr(found, "inside"):
        return redirect(found)
    form = PrintRequestForm(request.POST or None, by=request.user, referral=found)
    if request.method == "POST" and form.is_valid():
        ticked = form.cleaned_data.get("ticked", [])
        made = form.once(acts.print_request, by=request.user, referral=found, ticked=ticked)
        if made:
            then = reverse("referrals:download_request", args=[made.public_id])
            return redirect(f"{reverse('documents:progress', args=[made.public_id])}?then={then}")
    return page(request, "print_request", found, form)


@rule(WRITE)
@require_safe
def download_request(request, document):
    """The page, for the person who had it made, while they may write about that referral."""
    paper = Document.objects.ordered_by(request.user).filter(kind=acts.REQUEST, public_id=document).first()
    if paper is None:
        raise Http404("There is nothing here for you to see.")
    referrals = Referral.objects.permitted(request.user, WRITE).filter(inside=paper.owner_id)
    referral = first_or_404(referrals.select_related("pupil")[:1])
    return serve(request, paper, pupil=referral.pupil)
