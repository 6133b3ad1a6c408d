"""The page of something urgent, whole: where it stands, the steps, and every form beside them."""

from datetime import timedelta

from django.db.models import F, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from audit.actions import record_read
from concerns.actions import urgent_after
from concerns.forms import (
    CallForm,
    HandOverForm,
    HomeForm,
    PromiseForm,
    ReadersForm,
    StandDownForm,
    UrgentNoteForm,
)
from concerns.models import Concern, Episode, Keeping, PlanRead, Report, ReportChild
from concerns.showing.urgent import answered_by, state_of
from documents.models import Document
from pupils.finding import find_children
from pupils.models import Contact, Pupil
from pupils.told import adults_among
from school import calendar
from school.models import Agency
from staff import drafts, second_factor
from staff.kept import kept
from staff.permitted import first_or_404
from staff.policy import Permission

LATELY = timedelta(days=30)


def fetch(request, public_id):
    """What this person sees the whole of; a 404 as of a missing one for everybody else."""
    return first_or_404(_whole(request.user, public_id))


def fetch_begun(request, public_id):
    """The same, or what this person began and sees a receipt of; and whether they see the whole."""
    found = list(_whole(request.user, public_id))
    return first_or_404(found or _begun(request.user, public_id)), bool(found)


@kept
def _begun(user, public_id):
    return Episode.objects.opened_by_me(user).select_related("answered_by").filter(public_id=public_id)[:1]


def fetch_by_role(request, public_id):
    found = fetch(request, public_id)
    first_or_404(answered_by(request.user, found))
    return found


@kept
def _whole(user, public_id):
    rows = Episode.objects.select_related("opened_by", "answered_by", "held_by", "closed_by", "pupil", "concern")
    return rows.whole(user).filter(public_id=public_id)[:1]


def step_up(request, episode):
    """While it goes on nothing is asked. Once it is over it is a record like any other of its level."""
    if episode.is_closed and not second_factor.recent(request):
        return second_factor.ask_again(request)
    return None


def form_for(name, request, episode, data=None, offered=None, kept_drafts=None, kept_in=None):
    """One of the forms of this page, with what it needs to offer. A page of many asks once where words are kept."""
    kept_in = Keeping.current().kept_in if kept_in is None else kept_in
    user, offered, more = request.user, offered or what_is_offered(request.user, episode), {}
    if name == "promise":
        more["next_day"] = calendar.next_school_day(timezone.localdate() + calendar.DAY)
    if name == "hand_over":
        more["leads"] = urgent_after.leads_for(episode, user)
    more |= {kind: offered[kind] for kind in OFFERS.get(name, ())}
    form = FORMS[name](data, by=user, episode=episode, kept_drafts=kept_drafts, **more)
    if kept_in and name != "note_urgent" and not (data and data.get("words", "").strip()):
        form.fields.pop("words", None)  # the words are for another system: nobody types what would be refused
    return form


def what_is_offered(user, episode):
    """The lists to choose from. Each is asked for when a form shows it, and once for all the forms of a page."""
    return {
        "agencies": Agency.objects.current(),
        "contacts": contacts_of(user, episode),
        "colleagues": urgent_after.colleagues_for(episode),
        "readers": episode.plan_readers.filter(ended_at=None).select_related("user"),
    }


OFFERS = {
    "log_call": ("agencies",),
    "tell_parents": ("agencies", "contacts"),
    "promise": ("colleagues",),
    "name_readers": ("colleagues", "readers"),
}
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
    how = {
        "offered": (offered := what_is_offered(user, episode)),
        "kept_drafts": drafts.about_one(user, episode.public_id),
        "kept_in": context["kept_in"],
    }
    forms = {name: bound.get(name) or form_for(name, request, episode, **how) for name in names}
    context |= {
        **child_context(user, episode, request.POST.get("pupil_name", "")),
        "forms": forms,
        "form": next(iter(bound.values()), None),
        "open_form": next(iter(bound), ""),
        "agencies": sorted(
            (one for one in offered["agencies"] if one.urgent), key=lambda one: (not one.dial, len(one.dial))
        ),
        "adults": adults_among(offered["contacts"], timezone.localdate()) if answers else [],
        "calls": _calls(episode),
        "concerns": concerns_for(user, episode),
        "also": _also_about(user, episode),
        "guests": _what_guests_wrote(user, episode) if answers else [],
        **_afterwards(user, episode, offered["readers"] if answers else None),
    }
    return render(request, "concerns/episode.html", context)


def _calls(episode):
    """Each call once, and whether somebody has said more about it."""
    calls = episode.calls.all()
    added_to = {call.adds_to_id for call in calls}
    return [(call, call.pk in added_to) for call in calls if call.adds_to_id is None]


def _what_guests_wrote(user, episode):
    """For those who answer: whoever comes has to know where, and a guest is not there to ask. Each report that joined, too.

    Never one that may be, or turned out to be, about a relative of this reader.
    """
    if episode.report_id is None:
        return []
    mine = Q(episode=episode) | Q(joined__episode=episode)
    theirs = Concern.objects.all().about_relatives_of(user)
    perhaps = ReportChild.objects.filter(pupil__in=Pupil.objects.relatives_of(user))
    found = Report.objects.filter(mine).exclude(concern__in=theirs)
    found = found.exclude(Q(pk__in=perhaps.values("report")) & ~Q(episode__pupil__isnull=False))
    waiting = Report.objects.permitted(user, Permission.CONCERN_TRIAGE).waiting().filter(mine)
    to_match = set(waiting.values_list("pk", flat=True))
    return [{"report": one, "to_match": one.pk in to_match} for one in found.select_related("text")]


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


def _also_about(user, episode):
    """What else is going on about this child: two people pressed, and each of them should know of the other. And what
    was over lately: its safety plan, and who was told what, are there."""
    if episode.pupil_id is None or episode.is_closed:
        return []
    return _others_about(user, episode.pupil, episode, timezone.now() - LATELY)


@kept
def _others_about(user, pupil, episode, since):
    rows = Episode.objects.all().whole(user).filter(Q(closed_at=None) | Q(closed_at__gte=since), pupil=pupil)
    rows = rows.exclude(pk=episode.pk).select_related("held_by", "answered_by", "opened_by")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "opened_at")[:5]


def concerns_for(user, episode):
    """Concerns this may go with: the child's newest ones this person may read, or wrote."""
    if episode.concern_id or episode.pupil_id is None:
        return []
    return _newest_read(user, episode.pupil)


@kept
def _newest_read(user, pupil):
    readable = Concern.objects.permitted(user, Permission.CONCERN_READ).values("pk")
    return Concern.objects.all().of(pupil).filter(pk__in=readable).newest_first()[:5]


def _afterwards(user, episode, readers):
    """The plan with its readers, hand-overs, and what somebody promised. For those who answer for it."""
    plan, *before = sorted(episode.plans.all(), key=lambda one: -one.version) or [None]
    if readers is None:
        return {"plan": plan, "plans_before": [], "paper": None, "readers": [], "hand_overs": [], "promises": []}
    read = dict(PlanRead.objects.filter(plan=plan).values_list("user", "at")) if plan else {}
    return {
        "plan": plan,
        "plans_before": before,
        "paper": Document.objects.of(plan).first() if plan else None,
        "readers": [(reader.user, read.get(reader.user_id)) for reader in readers],
        "hand_overs": [
            (note, note.taken_at is None and note.to_id == user.pk) for note in reversed(episode.hand_overs.all())
        ],
        "promises": episode.follow_ups.all(),
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
