"""Writing a meeting up."""

from django.shortcuts import redirect, render

from families import actions
from families.forms.writing import AgreeForm, WriteUpForm
from families.models import Meeting
from families.views import fetch, one_step
from interventions.models import Placement
from staff.access import rule
from staff.policy import Permission

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
    found = fetch(request, WRITE, meeting)
    form = AgreeForm(request.POST or None, by=request.user)
    return one_step(request, found, form, actions.agree, "families/agree.html", agreed=list(found.agreed.all()))
