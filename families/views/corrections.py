"""What a family says is wrong in a summary: kept, answered, read by a second person, and made into an addition."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from families import actions
from families.forms.corrections import ApproveCorrectionForm, CorrectionForm, SetAsideForm
from families.models import Correction
from families.summary import addition_words
from families.views import fetch
from pupils.going_home import stays_here
from pupils.told import adults_of
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, WRITE, APPROVE = Permission.MEETING_READ, Permission.MEETING_WRITE, Permission.APPROVE


@rule(WRITE)
def answer_correction(request, meeting, copy):
    """Write down what one reader says is wrong, and the answer they get."""
    found = fetch(request, WRITE, meeting)
    one = get_object_or_404(found.copies.select_related("contact", "meeting__pupil"), public_id=copy)
    form = CorrectionForm(request.POST or None, by=request.user, draft_about=one.public_id)
    if request.method == "POST" and form.is_valid():
        words = {"said": form.cleaned_data["said"], "answer": form.cleaned_data["answer"]}
        if form.once(actions.answer_correction, by=request.user, copy=one, **words):
            return redirect(found)
    page = {"form": form, "meeting": found, "pupil": found.pupil, "copy": one}
    return render(
        request, "families/answer_correction.html", page | {"adults": adults_of(found.pupil, timezone.localdate())}
    )


def _waiting(request, correction):
    beside = ("meeting__pupil", "copy__contact", "written_by")
    return get_permitted_or_404(Correction, request.user, APPROVE, beside=beside, public_id=correction)


@rule(APPROVE)
def approve_correction(request, correction):
    """Read the answer as its reader will, then let it out."""
    found = _waiting(request, correction)
    record_read(request.user, found, "correction.opened", pupil=found.meeting.pupil)
    form = ApproveCorrectionForm(request.POST or None, by=request.user)
    sent = request.method == "POST" and form.is_valid()
    if sent and form.once(actions.approve_correction, by=request.user, correction=found):
        return redirect("dashboard:approvals")
    child = found.meeting.pupil
    page = {"form": form, "correction": found, "pupil": child, "paper": addition_words(found)}
    page["stays"] = stays_here(child, found.copy.contact)
    return render(request, "families/approve_correction.html", page | page["paper"])


@rule(APPROVE)
def set_aside_correction(request, correction):
    """It does not go like this."""
    found = _waiting(request, correction)
    form = SetAsideForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why_not"]
        if form.once(actions.set_aside_correction, by=request.user, correction=found, why_not=why):
            return redirect("dashboard:approvals")
    page = {"form": form, "correction": found, "pupil": found.meeting.pupil}
    return render(request, "families/set_aside_correction.html", page)


@rule(READ)
@require_safe
def download_correction(request, correction):
    """The addition as a PDF, exactly as it was approved."""
    beside = ("meeting__pupil", "copy__contact")
    found = get_permitted_or_404(Correction, request.user, READ, beside=beside, public_id=correction)
    paper = get_object_or_404(Document.objects.of(found))
    if why := stays_here(found.meeting.pupil, found.copy.contact):
        messages.error(request, why)
        return redirect(found.meeting)
    return serve(request, paper, pupil=found.meeting.pupil)
