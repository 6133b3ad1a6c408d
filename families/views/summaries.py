"""The summary on its way to the family: handed in, read, approved or sent back, shared, downloaded."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from families import actions
from families.forms.parts import PartsForm
from families.forms.summaries import ApproveForm, HandInForm, SendBackForm, SharedForm
from families.models import Meeting
from families.summary import parts_of, problems_with, sections_for, summary_words
from families.views import fetch, one_step
from pupils.going_home import stays_here
from pupils.told import adults_of
from staff.access import rule
from staff.policy import Permission

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
State = Meeting.State


@rule(WRITE)
def hand_in(request, meeting):
    found = fetch(request, WRITE, meeting)
    form = HandInForm(request.POST or None, by=request.user)
    return one_step(
        request, found, form, actions.hand_in, "families/hand_in.html",
        problems=problems_with(found), adults=adults_of(found.pupil, timezone.localdate()),
    )  # fmt: skip


@rule(READ)
def preview(request, meeting):
    """The summary as each of its readers will get it."""
    found = fetch(request, READ, meeting)
    record_read(request.user, found, "summary.previewed", pupil=found.pupil)
    page = {"meeting": found, "pupil": found.pupil, **_papers(request, found)}
    return render(request, "families/preview.html", page)


def _papers(request, meeting):
    """Each recipient, and the words of the chosen one's copy, as `paper` and by their own names."""
    copies = list(meeting.copies.select_related("contact"))
    asked = request.GET.get("copy", "")
    copy = next((one for one in copies if str(one.public_id) == asked), copies[0] if copies else None)
    words = summary_words(meeting, copy) if copy else {}
    left_out = [heading for key, heading in parts_of(meeting) if copy and key in copy.without]
    return {"paper": words, "copies": copies, "chosen": copy, "left_out": left_out, **words}


@rule(WRITE)
def choose_parts(request, meeting):
    """Tick what other rooms hand over, and which part each recipient reads."""
    found = fetch(request, WRITE, meeting)
    if found.state not in (State.PLANNED, State.HELD):
        return redirect(found)
    found_shelves = sections_for(found, request.user)
    copies = list(found.copies.select_related("contact"))
    form = PartsForm(request.POST or None, by=request.user, meeting=found, shelves=found_shelves, copies=copies)
    if request.method == "POST" and form.is_valid():
        words = {"version": form.cleaned_data["version"], "sections": form.cleaned_data["sections"]}
        if form.once(actions.choose_parts, by=request.user, meeting=found, without=form.without(), **words):
            return redirect(found)
    page = {"form": form, "meeting": found, "pupil": found.pupil, "shelves": found_shelves}
    page["adults"] = adults_of(found.pupil, timezone.localdate())
    return render(request, "families/choose_parts.html", page)


@rule(Permission.APPROVE)
def approve(request, meeting):
    """The second pair of eyes: read it as each of the family will, then approve it or send it back."""
    found = fetch(request, Permission.APPROVE, meeting)
    record_read(request.user, found, "meeting.opened", pupil=found.pupil)
    form = ApproveForm(request.POST or None, by=request.user)
    answer = one_step(
        request, found, form, actions.approve_summary, "families/approve.html", **_papers(request, found),
        problems=problems_with(found), adults=adults_of(found.pupil, timezone.localdate()),
    )  # fmt: skip
    following = _next_of_evening(request, found) if answer.status_code == 302 else None
    return redirect("families:approve", meeting=following.public_id) if following else answer


def _next_of_evening(request, meeting):
    """The evening's next summary to read: an approver has thirty of them before them."""
    if meeting.evening_id is None:
        return None
    rows = Meeting.objects.permitted(request.user, Permission.APPROVE).waiting_for_approval()
    return rows.not_written_by(request.user).filter(evening=meeting.evening_id).order_by("pk").first()


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
        {
            "form": form,
            "meeting": found,
            "pupil": found.pupil,
            "copy": one,
            "adults": adults_of(found.pupil, timezone.localdate()),
        },  # fmt: skip
    )


@rule(READ)
def download(request, meeting, copy):
    """One person's copy as a PDF, exactly as it was approved. Each download is an entry of its own."""
    found = fetch(request, READ, meeting)
    one = get_object_or_404(found.copies.select_related("contact"), public_id=copy)
    paper = get_object_or_404(Document.objects.of(one))
    if why := stays_here(found.pupil, one.contact):
        messages.error(request, why)
        return redirect(found)
    return serve(request, paper, pupil=found.pupil)
