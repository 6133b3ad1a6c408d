"""A child's place on a programme: asking for it, the waiting list, one place, and each step of it."""

from itertools import groupby

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from documents.models import Attachment
from interventions import delivered, practice
from interventions.actions import places as acts
from interventions.forms import programmes as asking
from interventions.models import PlaceStep, ProgrammePlace
from interventions.models.programmes import IN_LINE, State
from interventions.views.programmes import sessions_of
from pupils.models import Membership, Pupil
from pupils.models.pupil import current
from staff.access import rule
from staff.kept import kept
from staff.permitted import get_permitted_or_404, is_permitted, may
from staff.policy import Permission

READ, KEEP, ARRANGE = Permission.PROGRAMME_READ, Permission.SESSION_KEEP, Permission.PLACEMENT_DECIDE
MOST_IN_LINE = 300

# What may be done with a place: its words, what it asks, the act, and in which states.
STEPS = {
    "list": ("Take it onto the list", asking.AcceptRequestForm, acts.accept_request, {State.ASKED}),
    "agree": ("Write down what the family said", asking.AgreementForm, acts.record_agreement, {State.CONSENT}),
    "sign": ("Add the signed form", asking.SignedForm, acts.add_signed_form, set(State)),
    "offer": ("Offer a place", asking.OfferForm, acts.offer_place, {State.WAITING}),
    "accept": ("The place is accepted", asking.AcceptForm, acts.accept_offer, {State.OFFERED}),
    "first": ("Put it first, with a reason", asking.FirstForm, acts.put_first, set(IN_LINE)),
    "in-order": ("Back to the order of asking", asking.ReasonForm, acts.put_in_order, set(IN_LINE)),
    "put-back": ("Not this one: back on the list", asking.ReasonForm, acts.put_back, {State.OFFERED}),
    "decline": ("It is not taken up", asking.ReasonForm, acts.decline_place, set(IN_LINE)),
    "withdraw": ("It is no longer asked for", asking.ReasonForm, acts.withdraw_place, set(IN_LINE)),
    "finish": ("It is over", asking.FinishForm, acts.finish_place, {State.ACTIVE}),
}


def steps_for(user, place):
    """What this person may do with the place as it stands, in order."""
    arranges = is_permitted(user, ARRANGE, place)
    leads = place.state == State.ACTIVE and is_permitted(user, KEEP, place) and place.programme.lead_id == user.pk
    asked = place.asked_by_id == user.pk and may(user, Permission.PLAN_WRITE)
    own = {name for name, is_mine in (("withdraw", asked), ("finish", leads)) if is_mine}
    not_now = {"first" if place.first_because else "in-order", "" if place.consent_id else "sign"}
    possible = [(n, words) for n, (words, _, _, states) in STEPS.items() if place.state in states and n not in not_now]
    return [(name, words) for name, words in possible if arranges or name in own]


@rule(Permission.PLAN_WRITE)
def ask_for_place(request, pupil):
    """Ask for a child's place. By those who decide it is on the list at once; by a teacher they are told."""
    child = get_permitted_or_404(Pupil.objects.open, request.user, Permission.PLAN_WRITE, public_id=pupil)
    decides = may(request.user, ARRANGE)
    belongs_to = {"placement": request.GET.get("placement", "")}
    form = asking.AskForm(request.POST or None, by=request.user, pupil=child, decides=decides, initial=belongs_to)
    if request.method == "POST" and form.is_valid():
        place = form.once(acts.request_place, by=request.user, pupil=child, **form.answers())
        if place:
            told = "It is asked for. The SENDCo and the Wellbeing Lead have been told."
            messages.success(request, "It is on the list." if decides else told)
            return redirect(place)
    return render(request, "interventions/ask_for_place.html", {"form": form, "pupil": child})


@rule(READ)
@require_safe
def waiting_list(request):
    """Who waits for which help, in the order of asking, with the weeks waited and what is free."""
    today = timezone.localdate()
    places = _in_line(request.user, today)
    arranges = may(request.user, ARRANGE)
    free = practice.capacity({place.offering_id for place in places}) if arranges else {}
    sections = [
        {"offering": offering, "places": [(p, p.weeks_waited(today)) for p in waiting], "free": free.get(offering.pk)}
        for offering, waiting in groupby(places, key=lambda place: place.offering)
    ]
    context = {"sections": sections, "count": len(places), "arranges": arranges}
    return render(request, "interventions/waiting_list.html", context)


@kept
def _in_line(user, today):
    in_class = Membership.objects.filter(current(today), pupil=OuterRef("pupil")).values("school_class__name")
    rows = ProgrammePlace.objects.permitted(user, READ).in_line()
    rows = rows.select_related("pupil", "offering__provision", "asked_by").annotate(class_name=Subquery(in_class[:1]))
    return rows.order_by("offering__wave", "offering__order", "offering", "turn", "wait_from", "pk")[:MOST_IN_LINE]


def _fetch(request, public_id):
    return get_permitted_or_404(
        ProgrammePlace,
        request.user,
        READ,
        beside=("pupil", "offering__provision", "programme__lead", "placement__area", "asked_by", "consent__contact"),
        public_id=public_id,
    )


@rule(READ)
@require_safe
def programme_place(request, place):
    """One child's place: what it is for, where it stands, what was had of what was planned, and each session."""
    found = _fetch(request, place)
    record_read(request.user, found, "place.opened", pupil=found.pupil)
    sees_consent = found.consent and is_permitted(request.user, ARRANGE, found)
    today = timezone.localdate()
    dose = delivered.doses(delivered.counted([found.pk]), today)[0][1] if found.from_on else None
    return render(
        request,
        "interventions/programme_place.html",
        {
            "place": found,
            "pupil": found.pupil,
            "weeks_waited": found.weeks_waited(today) if found.state in IN_LINE else None,
            "dose": dose,
            "picture": delivered.picture([("Sessions", dose)]) if dose else None,
            "steps": PlaceStep.objects.filter(place=found).select_related("by"),
            "sessions": sessions_of(request.user, [found]),
            "next_steps": steps_for(request.user, found),
            "keeps": found.state == State.ACTIVE and is_permitted(request.user, KEEP, found),
            "sees_consent": sees_consent,
            "pages": Attachment.objects.of(found.consent) if sees_consent else [],
        },
    )


@rule(READ)
def take_step(request, place, step):
    """One step of a place: the family's answer, an offer, the beginning, the end."""
    found = _fetch(request, place)
    words = dict(steps_for(request.user, found)).get(step)
    if words is None:
        raise Http404("There is nothing here for you to see.")
    _, form_class, act, _ = STEPS[step]
    form = form_class(request.POST or None, request.FILES or None, by=request.user, place=found)
    if request.method == "POST" and form.is_valid():
        made = form.once(act, by=request.user, place=found, **form.answers())
        if made:
            said = made.get_state_display() if step != "sign" else "The form is kept beside what they said"
            messages.success(request, f"{said}.")
            return redirect(made if is_permitted(request.user, READ, made) else "interventions:today")
    context = {"place": found, "pupil": found.pupil, "form": form, "words": words, "step": step}
    return render(request, "interventions/take_step.html", context)
