"""The meetings, one of them, planning it, and saying that it did not happen."""

from django.shortcuts import redirect, render
from django.utils import timezone

from audit.actions import record_read
from documents.models import Document
from families import actions
from families.forms.meetings import CancelForm, PlanAnewForm, PlanForm
from families.models import Evening, Meeting
from families.papers import corrections_of
from families.preparing import still_open
from families.summary import problems_with
from families.views import fetch, one_step
from pupils.going_home import stays_here
from pupils.models import Pupil
from pupils.told import adults_of
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
State = Meeting.State
OVER = (State.APPROVED, State.SHARED, State.CANCELLED)
AT_MOST = 100


@rule(READ)
def meetings(request):
    """The meetings I may see: those to come, the earliest first, those to finish, the newest first, then the rest.

    The summaries of a parents' evening have a page of their own: thirty of them would hide all others.
    """
    mine = Meeting.objects.permitted(request.user, READ)
    rows = list(
        mine.filter(evening=None).select_related("pupil", "planned_by").order_by("-planned_at", "-pk")[: AT_MOST + 1]
    )
    over, today = (State.SHARED, State.CANCELLED), timezone.localdate()
    for one in rows:
        one.child_left = one.pupil.has_left(today)
    to_do = [m for m in rows[:AT_MOST] if m.state not in over and not m.child_left]
    evenings = Evening.objects.permitted(request.user, READ).going_on(today, mine).select_related("school_class")
    return render(
        request,
        "families/meetings.html",
        {
            "to_do": sorted(to_do, key=_nearest_first),
            "evenings": list(evenings.order_by("on", "pk")[:AT_MOST]),
            "done": [m for m in rows[:AT_MOST] if m not in to_do],
            "there_are_more": len(rows) > AT_MOST,
        },
    )


def _nearest_first(meeting):
    """Today's and those to come before those gone by, each the nearer the higher."""
    gone_by = timezone.localdate(meeting.planned_at) < timezone.localdate()
    return gone_by, abs(meeting.planned_at - timezone.now()), meeting.pk


@rule(WRITE)
def plan(request, pupil):
    child = get_permitted_or_404(Pupil.objects.open, request.user, Permission.PUPIL_READ, public_id=pupil)
    form = PlanForm(request.POST or None, by=request.user, pupil=child)
    if request.method == "POST" and form.is_valid():
        made = form.once(actions.plan_meeting, by=request.user, pupil=child, **form.answers())
        if made:
            return redirect(made)
    adults = adults_of(child, timezone.localdate())
    return render(request, "families/plan.html", {"form": form, "pupil": child, "adults": adults})


@rule(WRITE)
def plan_anew(request, meeting):
    """Another day, another place, other people."""
    found = fetch(request, WRITE, meeting)
    if found.state != State.PLANNED:
        return redirect(found)
    form = PlanAnewForm(request.POST or None, by=request.user, meeting=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.once(actions.plan_anew, by=request.user, meeting=found, version=version, **form.answers()):
            return redirect(found)
    adults = adults_of(found.pupil, timezone.localdate())
    page = {"form": form, "meeting": found, "pupil": found.pupil, "adults": adults}
    return render(request, "families/plan_anew.html", page)


def _unheard(meeting, coming):
    """Who is asked to come and needs an interpreter, where a meeting to come has none."""
    if meeting.state != State.PLANNED or meeting.interpreter:
        return []
    return [one.name for one in coming if one.contact and one.contact.interpreter]


@rule(READ)
def meeting(request, meeting):
    """One meeting: what was said, what was agreed, and where its summary stands."""
    found = fetch(request, READ, meeting)
    record_read(request.user, found, "meeting.opened", pupil=found.pupil)
    writes = is_permitted(request.user, WRITE, found)
    approves = Meeting.objects.permitted(request.user, Permission.APPROVE).not_written_by(request.user)
    copies = list(found.copies.select_related("contact"))
    papers = {}
    for paper in Document.objects.filter(owner_type="families.copy", owner_id__in=[c.pk for c in copies]).order_by(
        "pk"
    ):
        papers[paper.owner_id] = paper
    corrections, coming = corrections_of(found), list(found.coming.select_related("contact"))
    return render(
        request,
        "families/meeting.html",
        {
            "meeting": found,
            "pupil": found.pupil,
            "agreed": list(found.agreed.all()),
            "coming": coming,
            "unheard": _unheard(found, coming),
            "kept_away": [
                one.name
                for one in coming
                if found.state == State.PLANNED and one.contact and not one.contact.may_attend
            ],
            "still_open": still_open(found, request.user) if found.state in (State.PLANNED, State.HELD) else [],
            "copies": [
                {
                    "copy": copy,
                    "document": papers.get(copy.pk),
                    "corrections": corrections.get(copy.pk, []),
                    "stays": stays_here(found.pupil, copy.contact),
                }
                for copy in copies
            ],
            "problems": problems_with(found) if found.state == State.HELD and writes else [],
            "may": {
                "prepare": found.state == State.PLANNED or found.state == State.HELD and found.is_to_come,
                "plan_next": writes and found.state in OVER and not found.pupil.has_left(timezone.localdate()),
                "write_agreed": writes,
                "write": writes and found.state in (State.PLANNED, State.HELD),
                "cancel": writes and found.state == State.PLANNED,
                "hand_in": writes and found.state == State.HELD,
                "approve": found.state == State.WAITING and approves.filter(pk=found.pk).exists(),
                "share": writes and found.state in (State.APPROVED, State.SHARED),
            },
        },
    )


@rule(WRITE)
def cancel(request, meeting):
    found = fetch(request, WRITE, meeting)
    form = CancelForm(request.POST or None, by=request.user)
    return one_step(request, found, form, actions.cancel_meeting, "families/cancel.html")
