"""Pages of the families room."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from families import actions, forms
from families.models import Meeting
from families.summary import problems_with, summary_words
from interventions.models import Placement
from pupils.models import Pupil
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
State = Meeting.State
AT_MOST = 100


def _fetch(request, permission, meeting):
    beside = ("pupil", "planned_by", "written_by", "approved_by")
    return get_permitted_or_404(Meeting, request.user, permission, beside=beside, public_id=meeting)


@rule(READ)
def meetings(request):
    """The meetings I may see: those to come, those being written up, then the rest."""
    rows = list(
        Meeting.objects.permitted(request.user, READ)
        .select_related("pupil", "planned_by")
        .order_by("-planned_at", "-pk")[: AT_MOST + 1]
    )
    to_do = [m for m in rows[:AT_MOST] if m.state not in (State.SHARED, State.CANCELLED)]
    return render(
        request,
        "families/meetings.html",
        {
            "to_do": to_do,
            "done": [m for m in rows[:AT_MOST] if m not in to_do],
            "there_are_more": len(rows) > AT_MOST,
        },
    )


@rule(WRITE)
def plan(request, pupil):
    child = get_permitted_or_404(Pupil.objects.open, request.user, Permission.PUPIL_READ, public_id=pupil)
    form = forms.PlanForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        made = form.once(
            actions.plan_meeting,
            by=request.user,
            pupil=child,
            purpose=words["purpose"],
            planned_at=words["planned_at"],
            place=words["place"],
        )
        if made:
            return redirect(made)
    return render(request, "families/plan.html", {"form": form, "pupil": child})


@rule(READ)
def meeting(request, meeting):
    """One meeting: what was said, what was agreed, and where its summary stands."""
    found = _fetch(request, READ, meeting)
    record_read(request.user, found, "meeting.opened", pupil=found.pupil)
    writes = Meeting.objects.permitted(request.user, WRITE).filter(pk=found.pk).exists()
    approves = Meeting.objects.permitted(request.user, Permission.APPROVE).not_written_by(request.user)
    copies = list(found.copies.select_related("contact"))
    papers = {}
    for paper in Document.objects.filter(owner_type="families.copy", owner_id__in=[c.pk for c in copies]).order_by(
        "pk"
    ):
        papers[paper.owner_id] = paper
    return render(
        request,
        "families/meeting.html",
        {
            "meeting": found,
            "pupil": found.pupil,
            "agreed": list(found.agreed.all()),
            "copies": [{"copy": copy, "document": papers.get(copy.pk)} for copy in copies],
            "problems": problems_with(found) if found.state == State.HELD and writes else [],
            "may": {
                "write": writes and found.state in (State.PLANNED, State.HELD),
                "cancel": writes and found.state == State.PLANNED,
                "hand_in": writes and found.state == State.HELD,
                "approve": found.state == State.WAITING and approves.filter(pk=found.pk).exists(),
                "share": writes and found.state in (State.APPROVED, State.SHARED),
            },
        },
    )


def _one_step(request, found, form, act, template, **extra):
    """The shape every small step shares: a form, one action, back to the meeting."""
    if request.method == "POST" and form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"}
        if form.once(act, by=request.user, meeting=found, **words):
            return redirect(found)
    return render(request, template, {"form": form, "meeting": found, "pupil": found.pupil, **extra})


@rule(WRITE)
def write_up(request, meeting):
    """Write what was said; what is in place is filled in as a first sentence to change."""
    found = _fetch(request, WRITE, meeting)
    if found.state not in (State.PLANNED, State.HELD):
        return redirect(found)
    initial = {} if found.support else {"support": _in_place(found.pupil, request.user)}
    initial |= {} if found.strengths else {"strengths": found.pupil.strengths}
    form = forms.WriteUpForm(
        request.POST or None, by=request.user, instance=found, initial=initial, draft_about=found.public_id
    )
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in form._meta.fields}
        found.refresh_from_db()
        if form.once(
            actions.write_up,
            by=request.user,
            meeting=found,
            version=form.cleaned_data["version"],
            contacts=list(form.cleaned_data["contacts"]),
            **words,
        ):
            return redirect(found)
    return render(request, "families/write_up.html", {"form": form, "meeting": found, "pupil": found.pupil})


def _in_place(pupil, user):
    """What help there is, by its kind and since when: never the staff's own words about why."""
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open().filter(pupil=pupil)
    return "\n".join(
        f"Extra help with {area[:1].lower()}{area[1:]} since {opened_on:%-d %B %Y}."
        for area, opened_on in rows.order_by("opened_on").values_list("area__name", "opened_on")
    )


@rule(WRITE)
def agree(request, meeting):
    found = _fetch(request, WRITE, meeting)
    form = forms.AgreeForm(request.POST or None, by=request.user)
    return _one_step(request, found, form, actions.agree, "families/agree.html", agreed=list(found.agreed.all()))


@rule(WRITE)
def cancel(request, meeting):
    found = _fetch(request, WRITE, meeting)
    form = forms.CancelForm(request.POST or None, by=request.user)
    return _one_step(request, found, form, actions.cancel_meeting, "families/cancel.html")


@rule(WRITE)
def hand_in(request, meeting):
    found = _fetch(request, WRITE, meeting)
    form = forms.HandInForm(request.POST or None, by=request.user)
    return _one_step(request, found, form, actions.hand_in, "families/hand_in.html", problems=problems_with(found))


@rule(READ)
def preview(request, meeting):
    """The summary as its first reader will get it, on a page of its own."""
    found = _fetch(request, READ, meeting)
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
    found = _fetch(request, Permission.APPROVE, meeting)
    record_read(request.user, found, "meeting.opened", pupil=found.pupil)
    form = forms.ApproveForm(request.POST or None, by=request.user)
    return _one_step(
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
    found = _fetch(request, Permission.APPROVE, meeting)
    form = forms.SendBackForm(request.POST or None, by=request.user)
    return _one_step(request, found, form, actions.send_back, "families/send_back.html")


@rule(WRITE)
def share(request, meeting, copy):
    """Say how one person got their copy."""
    found = _fetch(request, WRITE, meeting)
    one = get_object_or_404(found.copies.select_related("contact"), public_id=copy)
    form = forms.SharedForm(request.POST or None, by=request.user)
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
    found = _fetch(request, READ, meeting)
    one = get_object_or_404(found.copies, public_id=copy)
    paper = get_object_or_404(Document.objects.of(one))
    return serve(request, paper, pupil=found.pupil)
