"""The page of something urgent, whole: where it stands, the steps, and every form beside them."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.actions import record_read
from concerns import urgent_after
from concerns.forms import (
    CallForm,
    HandOverForm,
    HomeForm,
    PromiseForm,
    ReadersForm,
    StandDownForm,
    UrgentNoteForm,
)
from concerns.models import Concern, Episode, Keeping, PlanRead
from concerns.urgent_showing import state_of
from documents.models import Document
from pupils.finding import find_children
from pupils.models import Contact, Pupil
from school import calendar
from school.models import Agency
from staff import second_factor
from staff.policy import Permission


def fetch(request, public_id):
    """What this person sees the whole of; a 404 as of a missing one for everybody else."""
    rows = Episode.objects.select_related("opened_by", "answered_by", "held_by", "closed_by", "pupil", "concern")
    found = rows.whole(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    return found


def fetch_by_role(request, public_id):
    found = fetch(request, public_id)
    if not Episode.objects.all().by_role(request.user).filter(pk=found.pk).exists():
        raise Http404("There is nothing here for you to see.")
    return found


def step_up(request, episode):
    """While it goes on nothing is asked. Once it is over it is a record like any other of its level."""
    if episode.is_closed and not second_factor.recent(request):
        return redirect(second_factor.ask_again_url(request))
    return None


def form_for(name, request, episode, data=None):
    """One of the forms of this page, with what it needs to offer."""
    user, more = request.user, {}
    if name in ("promise", "name_readers"):
        more["colleagues"] = urgent_after.colleagues_for(episode)
    if name == "promise":
        more["next_day"] = calendar.next_school_day(timezone.localdate() + calendar.DAY)
    if name == "hand_over":
        more["leads"] = urgent_after.leads_for(episode, user)
    if name == "tell_parents":
        more["contacts"] = contacts_of(user, episode)
    return FORMS[name](data, by=user, episode=episode, **more)


FORMS = {
    "note_urgent": UrgentNoteForm,
    "log_call": CallForm,
    "tell_parents": HomeForm,
    "hand_over": HandOverForm,
    "promise": PromiseForm,
    "name_readers": ReadersForm,
    "stand_down": StandDownForm,
}
FOR_THOSE_WHO_ANSWER = ("hand_over", "promise", "name_readers", "stand_down")


def contacts_of(user, episode):
    """The adults at home, for those who may see them."""
    rows = Contact.objects.permitted(user, Permission.PUPIL_READ) if episode.pupil_id else Contact.objects.none()
    return rows.filter(pupil=episode.pupil_id)


def page(request, episode, **bound):
    """The whole page; a form that was refused comes back with what was typed."""
    user = request.user
    record_read(user, episode, "urgent.read", pupil=episode.pupil)
    context = state_of(user, episode)
    answers = context["may"]["answer"]
    names = [name for name in FORMS if answers or name not in FOR_THOSE_WHO_ANSWER]
    forms = {name: bound.get(name) or form_for(name, request, episode) for name in names}
    context |= {
        **child_context(user, episode, request.POST.get("pupil_name", "")),
        "forms": forms,
        "form": next(iter(bound.values()), None),
        "open_form": next(iter(bound), ""),
        "agencies": sorted(Agency.objects.urgent(), key=lambda one: (not one.dial, len(one.dial))),
        "contacts": list(contacts_of(user, episode)) if answers else [],
        "calls": [(call, call.details.exists()) for call in episode.calls.filter(adds_to=None)],
        "concerns": concerns_for(user, episode),
        "kept_in": Keeping.current().kept_in,
        **_afterwards(user, episode, answers),
    }
    return render(request, "concerns/episode.html", context)


def child_context(user, episode, typed=""):
    """The child, or what a name finds."""
    child = episode.pupil
    if child is not None:
        child = Pupil.objects.filter(pk=child.pk).with_class().first()
    found = find_children(user, typed[:80].replace("\x00", "")) if typed else None
    found = [one for one in found if not one.has_left] if found is not None else None
    own = []
    if child is None:
        own = list(Pupil.objects.permitted(user, Permission.CONCERN_RAISE).open().taught_by(user).with_class()[:80])
    return {"child": child, "found": found, "typed": typed, "own_class": own}


def concerns_for(user, episode):
    """Concerns this may go with: the child's newest ones this person may read, or wrote."""
    if episode.concern_id or episode.pupil_id is None:
        return []
    about = Concern.objects.all().of(episode.pupil)
    readable = Concern.objects.permitted(user, Permission.CONCERN_READ).values("pk")
    return list(about.filter(pk__in=readable).newest_first()[:5])


def _afterwards(user, episode, answers):
    """The plan with its readers, hand-overs, and what somebody promised. For those who answer for it."""
    plan = episode.plans.order_by("-version").select_related("by").first()
    if not answers:
        return {"plan": plan, "paper": None, "readers": [], "hand_overs": [], "promises": []}
    read = dict(PlanRead.objects.filter(plan=plan).values_list("user", "at")) if plan else {}
    readers = episode.plan_readers.filter(ended_at=None).select_related("user")
    return {
        "plan": plan,
        "paper": Document.objects.of(plan).first() if plan else None,
        "readers": [(reader.user, read.get(reader.user_id)) for reader in readers],
        "hand_overs": [
            (note, note.taken_at is None and note.to_id == user.pk)
            for note in episode.hand_overs.select_related("to", "by").order_by("-at")
        ],
        "promises": list(episode.follow_ups.select_related("follow_up__who")),
    }


def post(request, episode, name, act, *, anchor="", more=None, **kwargs):
    """Do it and come back to the page; refused, the page says why and keeps what was typed."""
    if request.method != "POST":
        return redirect(episode)
    form = form_for(name, request, episode, request.POST)
    if form.is_valid():
        answers = {field: form.cleaned_data[field] for field in form.cleaned_data if field not in LEFT_OUT}
        if form.once(act, by=request.user, episode=episode, **answers, **kwargs):
            return redirect(reverse("concerns:episode", args=[episode.public_id]) + anchor)
    return page(request, episode, **{name: form})


LEFT_OUT = {"idempotency_key"}
