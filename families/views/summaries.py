"""The summary on its way to the family: handed in, read, approved or sent back, shared, downloaded."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from families import actions
from families.forms.summaries import ApproveForm, HandInForm, SendBackForm, SharedForm
from families.summary import problems_with, summary_words
from families.views import fetch, one_step
from staff.access import rule
from staff.policy import Permission

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE


@rule(WRITE)
def hand_in(request, meeting):
    found = fetch(request, WRITE, meeting)
    form = HandInForm(request.POST or None, by=request.user)
    return one_step(request, found, form, actions.hand_in, "families/hand_in.html", problems=problems_with(found))


@rule(READ)
def preview(request, meeting):
    """The summary as its first reader will get it, on a page of its own."""
    found = fetch(request, READ, meeting)
    record_read(request.user, found, "summary.previewed", pupil=found.pupil)
    return render(request, "families/preview.html", {"meeting": found, "pupil": found.pupil, **_paper(found)})


def _paper(meeting):
    """The summary's words for the page, as `paper` and by their own names."""
    copy = meeting.copies.select_related("contact").first()
    words = summary_words(meeting, copy.contact) if copy else {}
    return {"paper": words, **words}


@rule(Permission.APPROVE)
def approve(request, meeting):
    """The second pair of eyes: read it as the family will, then approve it or send it back."""
    found = fetch(request, Permission.APPROVE, meeting)
    record_read(request.user, found, "meeting.opened", pupil=found.pupil)
    form = ApproveForm(request.POST or None, by=request.user)
    return one_step(
        request,
        found,
        form,
        actions.approve_summary,
        "families/approve.html",
        **_paper(found),
        problems=problems_with(found),
    )


@rule(Permission.APPROVE)
def send_back(request, meeting):
    found = fetch(request, Permission.APPROVE, meeting)
    form = SendBackForm(request.POST or None, by=request.user)
    return one_step(request, found, form, actions.send_back, "families/send_back.html")


@rule(WRITE)
def share(request, meeting, copy):
    """Say how one person got their copy."""
    found = fetch(request, WRITE, meeting)
    one = get_object_or_404(found.copies.select_related("contact"), public_id=copy)
    form = SharedForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data["shared_how"]
        if form.once(actions.record_shared, by=request.user, meeting=found, copy=one, shared_how=how):
            return redirect(found)
    return render(
        request,
        "families/share.html",
        {"form": form, "meeting": found, "pupil": found.pupil, "copy": one, "today": timezone.localdate()},
    )


@rule(READ)
def download(request, meeting, copy):
    """One person's copy as a PDF, exactly as it was approved. Each download is an entry of its own."""
    found = fetch(request, READ, meeting)
    one = get_object_or_404(found.copies, public_id=copy)
    paper = get_object_or_404(Document.objects.of(one))
    return serve(request, paper, pupil=found.pupil)
