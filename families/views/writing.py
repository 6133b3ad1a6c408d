"""Writing a meeting up, what is agreed at it, and what became of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from documents.reading import reading_of
from families import actions
from families.forms.writing import AgreeForm, WriteUpForm
from families.models import Agreed, Meeting
from families.plain_words import swaps_for
from families.preparing import said_beforehand, still_open
from families.views import fetch, one_step
from interventions.models import Placement
from pupils.about import TEAM, WELLBEING
from pupils.told import adults_of
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Level, Permission
from staff.posting import PostingForm

READ, WRITE = Permission.MEETING_READ, Permission.MEETING_WRITE
State = Meeting.State


@rule(WRITE)
def write_up(request, meeting):
    """Write what was said; what is in place is filled in as a first sentence to change."""
    found = fetch(request, WRITE, meeting)
    if found.state not in (State.PLANNED, State.HELD):
        return redirect(found)
    initial = {} if found.support else {"support": _in_place(found, request.user)}
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
            return redirect("families:choose_parts", meeting=found.public_id)
    adults = adults_of(found.pupil, timezone.localdate())
    said = "\n\n".join(str(form[name].value() or "") for name in BOXES)
    page = {"form": form, "meeting": found, "pupil": found.pupil, "adults": adults, **_ease(said)}
    return render(request, "families/write_up.html", page)


def _in_place(meeting, user):
    """What help there is, by its kind and since when: never the staff's own words about why, nor more than all who read
    the meeting may know."""
    levels = TEAM if meeting.level == Level.TEAM else WELLBEING
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open()
    rows = rows.filter(pupil=meeting.pupil, level__in=levels)
    return "\n".join(
        f"Extra help with {area[:1].lower()}{area[1:]} since {opened_on:%-d %B %Y}."
        for area, opened_on in rows.order_by("opened_on").values_list("area__name", "opened_on")
    )


@rule(WRITE)
@require_POST
def reading_ease(request):
    """How easily a family reads what is typed so far, and words to swap: the writing page asks while one types."""
    text = "\n\n".join(request.POST.get(name, "")[:3000] for name in BOXES)
    return render(request, "families/_reading_ease.html", _ease(text))


def _ease(text):
    return {"reading": reading_of(text), "swaps": swaps_for(text)}


BOXES = ("strengths", "child_view", "parents_view", "school_sees", "support", "decided")


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
