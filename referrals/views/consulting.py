"""Questions to the SENDCo: asking one from a child's page, the list, its day, the advice."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns.paging import page_of
from pupils.models import Pupil
from referrals.actions import consulting as acts
from referrals.forms import consulting as asking
from referrals.models import Advice, Consultation, Referral
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted, may
from staff.policy import Permission

READ, ASK, ANSWER = Permission.MEETING_READ, Permission.MEETING_WRITE, Permission.PLACEMENT_DECIDE
State = Consultation.State
OPEN_AT_MOST = 100


@rule(READ)
@require_safe
def consultations(request):
    """Questions that wait for an answer, the oldest first; and those that were answered."""
    rows = Consultation.objects.permitted(request.user, READ).select_related("pupil", "asked_by")
    done = rows.filter(state__in=[State.ADVISED, State.DROPPED])
    answered, after = page_of(done, request.GET.get("after"), order=("-asked_at", "-pk"))
    waiting = [] if request.GET.get("after") else rows.open().order_by("asked_at", "pk")[:OPEN_AT_MOST]
    context = {"tab": "consultations", "waiting": waiting, "answered": answered, "after": after}
    return render(request, "referrals/consultations.html", context)


@rule(ASK)
def ask_sendco(request, pupil):
    """A question about a child."""
    child = get_permitted_or_404(Pupil.objects.open, request.user, Permission.PUPIL_READ, public_id=pupil)
    form = asking.QuestionForm(request.POST or None, by=request.user, draft_about=child.public_id)
    if request.method == "POST" and form.is_valid():
        made = form.once(acts.ask_sendco, by=request.user, pupil=child, question=form.cleaned_data["question"])
        if made:
            messages.success(request, "Asked. You will hear when a day is set, and when there is advice.")
            return redirect(made)
    return render(request, "referrals/ask_sendco.html", {"form": form, "pupil": child})


def _fetch(request, permission, consultation):
    return get_permitted_or_404(
        Consultation,
        request.user,
        permission,
        beside=("pupil", "asked_by", "dated_by", "dropped_by"),
        public_id=consultation,
    )


@rule(READ)
@require_safe
def consultation(request, consultation):
    """One question, where it stands, and the advice."""
    found = _fetch(request, READ, consultation)
    record_read(request.user, found, "consultation.opened", pupil=found.pupil)
    advice = Advice.objects.permitted(request.user, READ).filter(consultation=found).select_related("given_by").first()
    referrals = Referral.objects.permitted(request.user, Permission.REFERRAL_READ)
    opened = referrals.filter(pk=advice.referral_id).first() if advice and advice.referral_id else None
    is_open = found.state in (State.ASKED, State.DATED)
    answers = is_open and is_permitted(request.user, ANSWER, found)
    own = is_open and found.asked_by_id == request.user.pk and may(request.user, ASK)
    context = {
        "consultation": found, "pupil": found.pupil, "advice": advice, "opened": opened, "answers": answers,
        "drops": answers or own,
        "crumbs": [{"url": reverse("referrals:consultations"), "words": "Questions to the SENDCo"}],
    }  # fmt: skip
    return render(request, "referrals/consultation.html", context)


def _step(request, found, form, act, template, **more):
    """The shape each step shares: a form, one action, back to the question."""
    if request.method == "POST" and form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"}
        if form.once(act, by=request.user, consultation=found, **words):
            return redirect(found)
    return render(request, template, {"form": form, "consultation": found, "pupil": found.pupil, **more})


@rule(ANSWER)
def set_consultation_day(request, consultation):
    found = _fetch(request, ANSWER, consultation)
    form = asking.DayForm(request.POST or None, by=request.user, initial={"meet_on": found.meet_on})
    return _step(request, found, form, acts.set_consultation_day, "referrals/set_consultation_day.html")


@rule(ANSWER)
def give_advice(request, consultation):
    found = _fetch(request, ANSWER, consultation)
    form = asking.AdviceForm(request.POST or None, by=request.user, draft_about=found.public_id)
    return _step(request, found, form, acts.give_advice, "referrals/give_advice.html")


@rule(ASK)
def drop_consultation(request, consultation):
    """No longer asked for: by whoever asked, or by those who answer."""
    own = Consultation.objects.filter(asked_by=request.user)
    permission = READ if own.filter(public_id=consultation).exists() else ANSWER
    found = _fetch(request, permission, consultation)
    form = asking.DropForm(request.POST or None, by=request.user)
    return _step(request, found, form, acts.drop_consultation, "referrals/drop_consultation.html")
