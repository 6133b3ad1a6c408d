"""What is decided on a concern and done about it, each by a form beside the record."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from concerns import actions
from concerns.actions import adding, following
from concerns.forms import AcknowledgeForm
from concerns.models import Decision
from concerns.views.record import TRIAGE, address, fetch, form_for, no_account, page
from staff.access import rule
from staff.permitted import is_permitted


@rule(TRIAGE)
@require_POST
def acknowledge(request, concern):
    found = fetch(request, concern, TRIAGE)
    form = AcknowledgeForm(request.POST, by=request.user)
    if form.is_valid():
        answers = {"shown_at": form.cleaned_data["shown_at"]}
        if form.once(actions.acknowledge, by=request.user, concern=found, **answers):
            seen = "The person who told us can see that you have." if found.author_id else no_account(found)
            messages.success(request, f"Seen. {seen}")
            return redirect(address(request, found))
    for sentence in form.non_field_errors():
        messages.warning(request, sentence)
    return page(request, found)


@rule(TRIAGE)
def triage(request, concern):
    found = fetch(request, concern, TRIAGE)
    if request.method != "POST":
        return redirect(address(request, found))
    form = form_for("triage", request.user, found, request.POST)
    if form.is_valid():
        names = ("decision", "rationale", "until", "joined_with", "parents_told", "threshold", "seen", "shown_at")
        answers = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        needs = list(form.cleaned_data["needs"])
        if form.once(actions.triage, by=request.user, concern=found, needs=needs, **answers):
            messages.success(request, "Your decision is saved.")
            return redirect(_where_it_led(request, found, answers["decision"]))
        form.show_newest()
    return page(request, found, triage=form)


def _where_it_led(request, concern, decision):
    """Urgent leads to the page with the clock; everything else back to the concern."""
    led = concern.decisions.filter(decided_by=request.user).exclude(episode=None).order_by("-pk").first()
    urgent = decision == Decision.Kind.URGENT and led is not None
    return led.episode if urgent else address(request, concern)


@rule(TRIAGE)
def change_level(request, concern):
    found = fetch(request, concern, TRIAGE)
    done, answer = _post(request, found, "change_level", actions.change_level, "The level is changed.")
    if done and not is_permitted(request.user, TRIAGE, found):
        return redirect("concerns:queue")  # it is the safeguarding leads' now, and gone from here
    return answer


@rule(TRIAGE)
def give_feedback(request, concern):
    found = fetch(request, concern, TRIAGE)
    said = "Your line is with the person who told us." if found.author_id else "It is on the record."
    return _post(request, found, "give_feedback", actions.give_feedback, said)[1]


@rule(TRIAGE)
def say_parents(request, concern):
    found = fetch(request, concern, TRIAGE)
    return _post(request, found, "say_parents", following.say_parents, "That is on the record.")[1]


@rule(TRIAGE)
def add_note(request, concern):
    found = fetch(request, concern, TRIAGE)
    return _post(request, found, "add_note", adding.add_words, "It is on the record.")[1]


@rule(TRIAGE)
def ask_to_do(request, concern):
    found = fetch(request, concern, TRIAGE)
    return _post(request, found, "ask_to_do", following.ask_to_do, "They have it on their list.")[1]


@rule(TRIAGE)
def finish(request, concern):
    """Somebody has done what they said, and told those who triage."""
    found = fetch(request, concern, TRIAGE)
    return _post(request, found, "finish", following.finish, "Done.")[1]


@rule(TRIAGE)
def ask_colleague(request, concern):
    found = fetch(request, concern, TRIAGE)
    return _post(request, found, "ask_colleague", following.ask_colleague, "Your question is with your colleague.")[1]


@rule(TRIAGE)
def log_agency(request, concern):
    found = fetch(request, concern, TRIAGE)
    return _post(request, found, "log_agency", following.log_agency, "The contact is on the record.")[1]


@rule(TRIAGE)
def close(request, concern):
    found = fetch(request, concern, TRIAGE)
    done, answer = _post(request, found, "close", actions.close, "Closed.")
    return redirect("concerns:queue") if done else answer


def _post(request, concern, name, act, said):
    """Whether it was done, and the page to answer with."""
    if request.method != "POST":
        return False, redirect(address(request, concern))
    form = form_for(name, request.user, concern, request.POST, request.FILES)
    if form.is_valid():
        answers = {key: value for key, value in form.cleaned_data.items() if key != "idempotency_key"}
        if form.once(act, by=request.user, concern=concern, **answers):
            messages.success(request, said)
            return True, redirect(address(request, concern))
    return False, page(request, concern, **{name: form})
