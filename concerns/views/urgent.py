"""Something urgent, in its first minutes: one step from every page, one press to begin, one to answer, one to tick."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from concerns.actions import urgent as acts
from concerns.forms import OpenForm, PressForm, TickForm, find_child
from concerns.models import Concern, Episode, EpisodeNote, Keeping, UrgentTrigger
from concerns.paging import page_of
from concerns.showing.urgent import state_of
from concerns.views.urgent_page import child_context, fetch, fetch_begun, form_for, page, post, step_up
from school.duty import on_duty
from staff import second_factor
from staff.access import rule, signed_in
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, RAISE = Permission.CONCERN_READ, Permission.CONCERN_RAISE


@signed_in
@require_safe
def urgent(request):
    """Tell a person now: who is on duty and their telephones. It never idles out, and one press begins."""
    return _start(request)


@rule(RAISE)
@require_safe
def urgent_about(request, pupil):
    """The same from a page about a child: which child it is goes along with the press."""
    child = find_child(request.user, pupil)
    if child is None:
        raise Http404("There is nothing here for you to see.")
    return _start(request, child)


def _start(request, child=None):
    user = request.user
    rows = Episode.objects.all().whole(user).open().select_related("pupil", "opened_by", "answered_by", "held_by")
    context = {
        "duty": on_duty(),
        "going_on": list(rows.unanswered_first()[:20]),
        "mine": list(Episode.objects.opened_by_me(user).filter(state="closed")[:5]),
        "answers": Episode.objects.all().by_role(user).exists(),
        "open_form": OpenForm(by=user, initial={"pupil": child.public_id} if child else None),
        "child": child,
    }
    return render(request, "concerns/urgent.html", context)


@rule(RAISE)
@require_POST
def open_urgent(request):
    """Begin. Whatever goes along and cannot be read stops nothing."""
    form = OpenForm(request.POST, by=request.user)
    if form.is_valid():
        episode = form.once(acts.open_urgent, by=request.user, **_known(request.user, form.cleaned_data))
        if episode:
            return redirect(episode)
    messages.error(request, "That press was not kept. Ring now, then press again.")
    return redirect("concerns:urgent")


def _known(user, sent):
    """What is known already: the child, the concern it comes from, what set it off."""
    try:
        rows = Concern.objects.permitted(user, READ) | Concern.objects.written_by(user)
        concern = rows.filter(public_id=UUID(sent["concern"])).first()
    except ValueError:
        concern = None
    trigger = UrgentTrigger.objects.filter(code=sent["trigger"]).first()
    return {"pupil": find_child(user, sent["pupil"]), "concern": concern, "trigger": trigger}


@rule(READ)
@require_safe
def episode(request, episode):
    """The page with the clock. Whoever began it keeps it while it goes on, and a receipt afterwards."""
    found, whole = fetch_begun(request, episode)
    return (step_up(request, found) or page(request, found)) if whole else _receipt(request, found)


def _receipt(request, found, form=None):
    """Where it stands, whom to ring, and one's own words, to which one may add: no more."""
    context = {
        "episode": found,
        "form": form or form_for("note_urgent", request, found),
        "kept_in": Keeping.current().kept_in,
        "words": list(found.notes.filter(by=request.user, kind=EpisodeNote.Kind.NOTE)),
        "duty": on_duty() if found.is_live else None,
    }
    return render(request, "concerns/episode_receipt.html", context)


@rule(READ)
@require_safe
def episode_state(request, episode):
    """What the page asks for every few seconds: nothing when nothing has changed."""
    found, whole = fetch_begun(request, episode)
    if whole and found.is_closed and not second_factor.recent(request):
        return HttpResponse(status=204)
    return _state(request, found, whole)


def _state(request, found, whole, status=200):
    """The parts of the page that change; for whoever sees their receipt only from now on, where it stands."""
    context = state_of(request.user, found) if whole else {"episode": found, "version": f"receipt-{found.state}"}
    if request.GET.get("version") == context["version"]:
        return HttpResponse(status=204)
    template = "concerns/episode_state.html" if whole else "concerns/receipt_state.html"
    return render(request, template, context, status=status)


@rule(READ)
@require_POST
def acknowledge_urgent(request, episode):
    """“I am coming”, from the line above any page or from the page itself."""
    return _press(request, fetch(request, episode), acts.acknowledge_urgent)


@rule(READ)
@require_POST
def say_cannot_come(request, episode):
    return _press(request, fetch(request, episode), acts.say_cannot_come)


@rule(READ)
@require_POST
def call_again(request, episode):
    """Whoever had it cannot come after all, or nobody came."""
    return _press(request, fetch(request, episode), acts.call_again)


def _press(request, found, act):
    form = PressForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(act, by=request.user, episode=found)
    return redirect(found)


@rule(READ)
@require_POST
def tick(request, episode):
    """A step is done. The page sends it by itself and shows what came of it; without a script it is a plain form.

    One that was pressed without a line may arrive when it is over: whoever began it is still heard.
    """
    found, _ = fetch_begun(request, episode)
    form, ticked = TickForm(request.POST, by=request.user), None
    if form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("step", "kind", "words", "ticked_at")}
        ticked = form.once(acts.tick, by=request.user, episode=found, **answers)
    if request.htmx:
        return _state(request, *fetch_begun(request, episode), status=200 if ticked else 422)
    return redirect(f"{found.get_absolute_url()}#steps")


@rule(READ)
def note_urgent(request, episode):
    """A few words. Whoever began it may add theirs when it is over, too."""
    found, whole = fetch_begun(request, episode)
    if whole or request.method != "POST":
        return post(request, found, "note_urgent", acts.note_urgent)
    form = form_for("note_urgent", request, found, request.POST)
    if form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("words", "step")}
        if form.once(acts.note_urgent, by=request.user, episode=found, **answers):
            return redirect(found)
    return _receipt(request, found, form)


@rule(READ)
@require_POST
def name_child(request, episode):
    """Which child: found by three letters, chosen with one press."""
    found = fetch(request, episode)
    if "choose" not in request.POST:
        if request.htmx:
            context = child_context(request.user, found, request.POST.get("pupil_name", ""))
            return render(request, "concerns/_urgent_found.html", context | {"episode": found})
        return page(request, found)
    child = find_child(request.user, request.POST["choose"])
    form = PressForm(request.POST, by=request.user)
    if child is not None and form.is_valid():
        form.once(acts.name_child, by=request.user, episode=found, pupil=child)
    return redirect(found)


@rule(READ)
@require_POST
def link_concern(request, episode):
    found = fetch(request, episode)
    concern = get_permitted_or_404(Concern, request.user, READ, public_id=_id(request.POST.get("concern")))
    form = PressForm(request.POST, by=request.user)
    if form.is_valid():
        form.once(acts.link_concern, by=request.user, episode=found, concern=concern)
    return redirect(found)


def _id(text):
    try:
        return UUID(text or "")
    except ValueError:
        return None


@rule(READ)
def log_call(request, episode):
    return post(request, fetch(request, episode), "log_call", acts.log_call, anchor="#calls")


@rule(READ)
def tell_parents(request, episode):
    return post(request, fetch(request, episode), "tell_parents", acts.tell_parents, anchor="#parents")


@rule(READ)
def stand_down(request, episode):
    """It is over; or, for whoever began it and while nobody has answered, it was a mistake."""
    found = fetch(request, episode)
    if request.method != "POST":
        return redirect(found)
    form = form_for("stand_down", request, found, request.POST)
    if form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("outcome", "words") if name in form.cleaned_data}
        if form.once(acts.stand_down, by=request.user, episode=found, **answers):
            return redirect("concerns:urgent")
    return page(request, found, stand_down=form)


@rule(READ)
@require_safe
def past_urgent(request):
    """What was urgent before, for those who answer for it."""
    rows = Episode.objects.all().by_role(request.user).select_related("pupil", "opened_by", "answered_by")
    found, after = page_of(rows, request.GET.get("after"), order=("-opened_at", "-pk"))
    return render(request, "concerns/past_urgent.html", {"episodes": found, "after": after})
