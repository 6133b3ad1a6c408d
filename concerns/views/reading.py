"""What waits for somebody, the record itself, and the decision beside it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns import actions
from concerns.forms import CloseForm, FeedbackForm, LevelForm, PurposeForm, SeenForm, TriageForm
from concerns.models import Concern
from concerns.paging import page_of
from concerns.showing import how_long, parts_of, story_of, words_of
from staff import second_factor
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, TRIAGE = Permission.CONCERN_READ, Permission.CONCERN_TRIAGE
SHOWS = {
    "": ("Waiting to be seen", Concern.Status.SUBMITTED),
    "seen": ("Seen, no decision yet", Concern.Status.ACKNOWLEDGED),
    "open": ("Being followed up", Concern.Status.TRIAGED),
    "closed": ("Closed", Concern.Status.CLOSED),
}


@rule(TRIAGE)
@require_safe
def queue(request):
    """What waits for those who triage: danger first, then the longest waiting."""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else ""
    rows = Concern.objects.permitted(request.user, TRIAGE).filter(status=SHOWS[show][1])
    danger = []
    if show == "":
        danger = list(rows.exclude(danger=Concern.Danger.NO).oldest_first()[:100])
        rows = rows.filter(danger=Concern.Danger.NO)
    concerns, after = page_of(rows, request.GET.get("after"), newest_first=show in ("open", "closed"))
    if request.GET.get("after"):
        danger = []
    concerns = danger + concerns
    parts = parts_of(concerns)
    tabs = [
        {"url": reverse("concerns:queue") + (f"?show={key}" if key else ""), "words": words, "here": key == show}
        for key, (words, _) in SHOWS.items()
    ]
    context = {
        "lines": [{"concern": concern, "parts": parts[concern.pk]} for concern in concerns],
        "tabs": tabs,
        "show": show,
        "title": SHOWS[show][0],
        "after": after,
    }
    return render(request, "concerns/queue.html", context)


@rule(READ)
@require_safe
def read(request, concern):
    """The record on the left, the decision on the right. Somebody who only wrote it has their receipt."""
    found = _found(request, concern)
    if not _reads_the_whole(request.user, found):
        return redirect("concerns:receipt", found.public_id)
    if "words" in request.GET and found.is_restricted and not second_factor.recent(request):
        return redirect(second_factor.ask_again_url(request))  # and back to this page, words and all
    return _page(request, found)


@rule(READ)
def text(request, concern):
    """Restricted words, by a request of their own: with the second factor just shown, and entered in the log."""
    found = _found(request, concern)
    if not _reads_the_whole(request.user, found):
        return redirect("concerns:receipt", found.public_id)
    if found.is_restricted and not second_factor.recent(request):
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": reverse("concerns:text", args=[found.public_id])})
        return redirect(second_factor.ask_again_url(request))
    purpose = PurposeForm(request.POST or None, by=request.user)
    context = {"concern": found, "form": purpose, **_heading(request.user, found)}
    if found.is_restricted and not _triages(request.user, found):
        if request.method != "POST" or not purpose.is_valid():
            return render(request, "concerns/purpose.html", context)
        _entered(request.user, found, "concern.text_read", always=True, reason=purpose.cleaned_data["purpose"])
    else:
        _entered(request.user, found, "concern.text_read" if found.is_restricted else "concern.read")
    context |= {"words": words_of(found.text), "story": story_of(found, with_words=True)}
    return render(request, "concerns/_story.html" if request.htmx else "concerns/text.html", context)


@rule(TRIAGE)
@require_POST
def acknowledge(request, concern):
    found = _found(request, concern, TRIAGE)
    form = SeenForm(request.POST, by=request.user)
    if form.is_valid() and form.once(actions.acknowledge, by=request.user, concern=found):
        messages.success(request, "Seen. The person who told us can see that you have.")
        return redirect("concerns:read", found.public_id)
    return _page(request, found)


@rule(TRIAGE)
def triage(request, concern):
    found = _found(request, concern, TRIAGE)
    if request.method != "POST":
        return redirect("concerns:read", found.public_id)
    form = TriageForm(request.POST, by=request.user, concern=found)
    if form.is_valid():
        answers = {k: form.cleaned_data[k] for k in ("decision", "rationale", "until", "parents_told", "seen")}
        needs = list(form.cleaned_data["needs"])
        if form.once(actions.triage, by=request.user, concern=found, needs=needs, **answers):
            messages.success(request, "Your decision is saved.")
            return redirect("concerns:read", found.public_id)
        form.show_newest()
    return _page(request, found, triage=form)


@rule(TRIAGE)
def change_level(request, concern):
    found = _found(request, concern, TRIAGE)
    if request.method != "POST":
        return redirect("concerns:read", found.public_id)
    form = LevelForm(request.POST, by=request.user, concern=found)
    if form.is_valid():
        answers = {k: form.cleaned_data[k] for k in ("level", "reason")}
        if form.once(actions.change_level, by=request.user, concern=found, **answers):
            still = Concern.objects.permitted(request.user, TRIAGE).filter(pk=found.pk).exists()
            if still:
                messages.success(request, "The level is changed.")
                return redirect("concerns:read", found.public_id)
            messages.success(request, "The level is changed. The safeguarding team has it now.")
            return redirect("concerns:queue")
    return _page(request, found, level=form)


@rule(TRIAGE)
def give_feedback(request, concern):
    found = _found(request, concern, TRIAGE)
    if request.method != "POST":
        return redirect("concerns:read", found.public_id)
    form = FeedbackForm(request.POST, by=request.user, concern=found)
    if form.is_valid() and form.once(
        actions.give_feedback, by=request.user, concern=found, words=form.cleaned_data["words"]
    ):
        messages.success(request, "Your line is with the person who told us.")
        return redirect("concerns:read", found.public_id)
    return _page(request, found, feedback=form)


@rule(TRIAGE)
def close(request, concern):
    found = _found(request, concern, TRIAGE)
    if request.method != "POST":
        return redirect("concerns:read", found.public_id)
    form = CloseForm(request.POST, by=request.user, concern=found)
    if form.is_valid():
        answers = {k: form.cleaned_data[k] for k in ("feedback", "parents_told")}
        if form.once(actions.close, by=request.user, concern=found, **answers):
            messages.success(request, "Closed.")
            return redirect("concerns:queue")
    return _page(request, found, close=form)


def _found(request, public_id, permission=READ):
    rows = Concern.objects.select_related("author", "acknowledged_by", "closed_by")
    return get_permitted_or_404(rows, request.user, permission, public_id=public_id)


def _reads_the_whole(user, concern):
    return Concern.objects.all().whole(user).filter(pk=concern.pk).exists()


def _triages(user, concern):
    return Concern.objects.permitted(user, TRIAGE).filter(pk=concern.pk).exists()


def _heading(user, concern):
    parts = parts_of([concern], reader=user)[concern.pk]
    return {"parts": parts, "late": how_long(concern.gap) if concern.gap else ""}


def _entered(user, concern, verb, **how):
    part = concern.parts.in_place().select_related("pupil").first()
    record_read(user, concern, verb, pupil=part.pupil if part else None, **how)


def _page(request, concern, **bound):
    """The record and the forms beside it; a form that was refused comes back with what was typed."""
    user = request.user
    may_triage = _triages(user, concern)
    by_request = concern.is_restricted
    _entered(user, concern, "concern.opened" if by_request else "concern.read")
    context = {
        "concern": concern,
        **_heading(user, concern),
        "needs": list(concern.needs.values_list("name", flat=True)),
        "by_request": by_request,
        "fetch_now": by_request and may_triage and second_factor.recent(request),
        "words": [] if by_request else words_of(concern.text),
        "story": story_of(concern, with_words=not by_request),
        "may_triage": may_triage,
        "form": next(iter(bound.values()), None),
    }
    if may_triage:
        context |= {
            "seen_form": SeenForm(by=user),
            "triage_form": bound.get("triage") or TriageForm(by=user, concern=concern),
            "level_form": bound.get("level") or LevelForm(by=user, concern=concern),
            "feedback_form": bound.get("feedback") or FeedbackForm(by=user, concern=concern),
            "close_form": bound.get("close") or CloseForm(by=user, concern=concern),
            "open_form": next(iter(bound), ""),
        }
    return render(request, "concerns/read.html", context)
