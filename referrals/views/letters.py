"""A letter on its way: asking somebody to approve it, approving it, sending it, its PDF."""

from django.shortcuts import get_object_or_404, redirect, render

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from referrals import actions
from referrals.agreed import nothing_stops
from referrals.forms import letters as forms
from referrals.letters import problems_with
from referrals.models import LetterCopy, Referral
from referrals.views import fetch
from school.models import Agency
from staff.access import rule
from staff.permitted import may
from staff.policy import Permission

READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
State = Referral.State
AT_MOST = 100


def _one_step(request, found, form, act, template, **extra):
    """The shape every small step shares: a form, one action, back to the referral."""
    if request.method == "POST" and form.is_valid():
        words = {k: v for k, v in form.cleaned_data.items() if k != "idempotency_key"}
        if form.once(act, by=request.user, referral=found, **words):
            return redirect(found)
    return render(request, template, {"form": form, "referral": found, "pupil": found.pupil, **extra})


@rule(WRITE)
def ask_approval(request, referral):
    found = fetch(request, WRITE, referral)
    form = forms.AskApprovalForm(request.POST or None, by=request.user)
    return _one_step(
        request,
        found,
        form,
        actions.ask_for_approval,
        "referrals/ask_approval.html",
        problems=problems_with(found.letter, found) if hasattr(found, "letter") else [],
    )


@rule(Permission.APPROVE)
def approve(request, referral):
    """The second pair of eyes: read it as it will be printed, then approve it or send it back."""
    found = fetch(request, Permission.APPROVE, referral)
    record_read(request.user, found, "referral.opened", pupil=found.pupil)
    form = forms.ApproveForm(request.POST or None, by=request.user)
    return _one_step(
        request,
        found,
        form,
        actions.approve_letter,
        "referrals/approve.html",
        readers=[copy.reader for copy in found.copies.select_related("contact")],
        problems=problems_with(found.letter, found) if hasattr(found, "letter") else [],
    )


@rule(Permission.APPROVE)
def send_back(request, referral):
    found = fetch(request, Permission.APPROVE, referral)
    form = forms.SendBackForm(request.POST or None, by=request.user)
    return _one_step(request, found, form, actions.send_back, "referrals/send_back.html")


@rule(WRITE)
def sent(request, referral):
    found = fetch(request, WRITE, referral)
    form = forms.SentForm(request.POST or None, by=request.user)
    return _one_step(request, found, form, actions.record_sent, "referrals/sent.html")


@rule(Permission.PAPER_POST)
def to_post(request):
    """Sealed letters released to the office, while their families let them go: to print or post, nothing to read here."""
    rows = (
        Referral.objects.permitted(request.user, Permission.PAPER_POST)
        .filter(nothing_stops(), state=State.APPROVED)
        .select_related("agency")
        .order_by("approved_at")[:AT_MOST]
    )
    copies = (
        LetterCopy.objects.permitted(request.user, Permission.PAPER_POST)
        .filter(nothing_stops(referral="referral__"), referral__state=State.APPROVED, sent_on=None)
        .filter(referral__agency__route=Agency.Route.LETTER)
        .select_related("referral", "contact")
        .order_by("referral__approved_at", "pk")[:AT_MOST]
    )
    return render(request, "referrals/to_post.html", {"rows": rows, "copies": copies})


@rule(READ, Permission.PAPER_POST)
def download(request, referral):
    """The PDF exactly as it was approved. Each download is an entry of its own."""
    permission = READ if may(request.user, READ) else Permission.PAPER_POST
    found = fetch(request, permission, referral)
    paper = get_object_or_404(Document.objects.of(found))
    return serve(request, paper, pupil=found.pupil)
