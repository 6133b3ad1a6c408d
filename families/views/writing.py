"""Writing a meeting up, what is agreed at it, and what became of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from families import actions
from families.forms.writing import AgreeForm, WriteUpForm
from families.models import Agreed, Meeting
from families.preparing import said_beforehand, still_open
from families.views import fetch, one_step
from interventions.models import Placement
from pupils.told import adults_of
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission
from staff.posting import PostingForm

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
State = Meeting.State


@rule(WRITE)
def write_up(request, meeting):
    """Write what was said; what is in place is filled in as a first sentence to change."""
    found = fetch(request, WRITE, meeting)
    if found.state not in (State.PLANNED, State.HELD):
        return redirect(found)
    initial = {} if found.support else {"support": _in_place(found.pupil, request.user)}
    initial |= {} if found.strengths else {"strengths": found.pupil.strengths}
    initial |= said_beforehand(found)
    form = WriteUpForm(
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
            came=list(form.cleaned_data["came"]) if "came" in form.fields else None,
            **words,
        ):
            return redirect(found)
    adults = adults_of(found.pupil, timezone.localdate())
    page = {"form": form, "meeting": found, "pupil": found.pupil, "adults": adults}
    return render(request, "families/write_up.html", page)


def _in_place(pupil, user):
    """What help there is, by its kind and since when: never the staff's own words about why."""
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open().filter(pupil=pupil)
    return "\n".join(
        f"Extra help with {area[:1].lower()}{area[1:]} since {opened_on:%-d %B %Y}."
        for area, opened_on in rows.order_by("opened_on").values_list("area__name", "opened_on")
    )


@rule(WRITE)
def agree(request, meeting):
    """One thing at a time, read back to everybody; what is still open from last time is beside it."""
    found = fetch(request, WRITE, meeting)
    form = AgreeForm(request.POST or None, by=request.user)
    return one_step(
        request, found, form, actions.agree, "families/agree.html", then="families:agree",
        agreed=list(found.agreed.all()), still_open=still_open(found, request.user), writes=True,
    )  # fmt: skip


@rule(WRITE)
@require_POST
def carry_over(request, meeting, agreed):
    """What is still open from an earlier meeting is agreed again at this one."""
    found = fetch(request, WRITE, meeting)
    one = get_permitted_or_404(Agreed, request.user, WRITE, public_id=agreed)
    _press(request, actions.carry_over, agreed=one, meeting=found)
    return redirect("families:agree", meeting=found.public_id)


@rule(WRITE)
@require_POST
def end_agreed(request, agreed):
    """It is done, or no longer needed."""
    one = get_permitted_or_404(Agreed, request.user, WRITE, beside=("meeting",), public_id=agreed)
    outcome = "dropped" if request.POST.get("outcome") == "dropped" else "done"
    _press(request, actions.end_agreed, agreed=one, outcome=outcome)
    return redirect(one.meeting)


def _press(request, act, **what):
    form = PostingForm(request.POST, by=request.user)
    if not form.is_valid() or not form.once(act, by=request.user, **what):
        for error in form.non_field_errors():
            messages.error(request, error)
