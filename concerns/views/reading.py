"""What waits for somebody, the record itself, and the decision beside it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns import actions, adding, following
from concerns.forms import (
    AgencyForm,
    CloseForm,
    FeedbackForm,
    LevelForm,
    ParentsForm,
    PurposeForm,
    QuestionForm,
    RefileForm,
    SeenForm,
    ToDoForm,
    TriageForm,
    find_child,
)
from concerns.models import Concern, ConcernPupil
from concerns.paging import page_of
from concerns.showing import ago, how_long, marks_of, names_in, parts_of, story_of, words_of
from concerns.views.logging import child_context
from staff import second_factor
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Level, Permission

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
    rows = Concern.objects.permitted(request.user, TRIAGE)
    if show:
        rows = rows.filter(status=SHOWS[show][1])
        order = ("recorded_at", "pk") if show == "seen" else ("-recorded_at", "-pk")
    else:
        rows, order = rows.unseen().danger_first(), ("calm", "recorded_at", "pk")
    found, after = page_of(rows, request.GET.get("after"), order=order, values=LINE)
    tabs = [
        {"url": reverse("concerns:queue") + (f"?show={key}" if key else ""), "words": words, "here": key == show}
        for key, (words, _) in SHOWS.items()
    ]
    context = {
        "lines": _lines(found),
        "tabs": tabs,
        "show": show,
        "title": SHOWS[show][0],
        "after": after,
    }
    return render(request, "concerns/queue.html", context)


LINE = ("pk", "public_id", "reference", "author_name", "recorded_at", "danger", "level", "look_again_at")
NOBODY = UUID(int=0)  # an address is worked out once for all rows


def _lines(concerns):
    """The list as plain words, so that the page has nothing left to work out for each of its rows."""
    now, names = timezone.now(), names_in([one["pk"] for one in concerns])
    before, behind = reverse("concerns:read", args=[NOBODY]).split(str(NOBODY))
    return [
        (
            f"{before}{one['public_id']}{behind}",
            ", ".join(names[one["pk"]]),
            f"{one['reference']} · from {one['author_name']}",
            *ago(one["recorded_at"], now),
            one["danger"] if one["danger"] != Concern.Danger.NO else "",
            one["level"] in (Level.SAFEGUARDING, Level.NAMED),
            one["look_again_at"] is not None,
        )
        for one in concerns
    ]


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
    context |= {"words": words_of(found.text), "marks": marks_of(found), "story": story_of(found, with_words=True)}
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
    form = _form("triage", request.user, found, request.POST)
    if form.is_valid():
        names = ("decision", "rationale", "until", "joined_with", "parents_told", "threshold", "seen")
        answers = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        needs = list(form.cleaned_data["needs"])
        if form.once(actions.triage, by=request.user, concern=found, needs=needs, **answers):
            messages.success(request, "Your decision is saved.")
            return redirect("concerns:read", found.public_id)
        form.show_newest()
    return _page(request, found, triage=form)


@rule(TRIAGE)
def change_level(request, concern):
    found = _found(request, concern, TRIAGE)
    done, answer = _post(request, found, "change_level", actions.change_level, "The level is changed.")
    if done and not Concern.objects.permitted(request.user, TRIAGE).filter(pk=found.pk).exists():
        return redirect("concerns:queue")  # it is the safeguarding leads' now, and gone from here
    return answer


@rule(TRIAGE)
def give_feedback(request, concern):
    found = _found(request, concern, TRIAGE)
    return _post(request, found, "give_feedback", actions.give_feedback, "Your line is with the person who told us.")[1]


@rule(TRIAGE)
def say_parents(request, concern):
    found = _found(request, concern, TRIAGE)
    return _post(request, found, "say_parents", following.say_parents, "That is on the record.")[1]


@rule(TRIAGE)
def ask_to_do(request, concern):
    found = _found(request, concern, TRIAGE)
    return _post(request, found, "ask_to_do", following.ask_to_do, "They have it on their list.")[1]


@rule(TRIAGE)
def ask_colleague(request, concern):
    found = _found(request, concern, TRIAGE)
    return _post(request, found, "ask_colleague", following.ask_colleague, "Your question is with your colleague.")[1]


@rule(TRIAGE)
def log_agency(request, concern):
    found = _found(request, concern, TRIAGE)
    return _post(request, found, "log_agency", following.log_agency, "The contact is on the record.")[1]


@rule(TRIAGE)
def close(request, concern):
    found = _found(request, concern, TRIAGE)
    done, answer = _post(request, found, "close", actions.close, "Closed.")
    return redirect("concerns:queue") if done else answer


@rule(TRIAGE)
def refile(request, concern):
    """It was filed under the wrong child: which one, the right one, and how we know."""
    found = _found(request, concern, TRIAGE)
    form = RefileForm(request.POST or None, by=request.user, concern=found)
    choosing = {"find", "choose", "change"} & set(request.POST)
    if request.method == "POST" and not choosing and form.is_valid():
        wrong = form.children[form.cleaned_data["wrong"]]
        reason = form.cleaned_data["reason"]
        if form.once(adding.refile, by=request.user, concern=found, wrong=wrong, right=form.child, reason=reason):
            messages.success(request, "It is filed under the right child now.")
            still = Concern.objects.permitted(request.user, TRIAGE).filter(pk=found.pk).exists()
            return redirect("concerns:read", found.public_id) if still else redirect("concerns:queue")
    chosen = find_child(request.user, request.POST.get("choose") or request.POST.get("pupil"))
    if choosing:
        chosen = None if "change" in request.POST else chosen
        form = RefileForm(by=request.user, concern=found)
        form.initial |= {name: request.POST[name] for name in ("wrong", "reason") if name in request.POST}
    context = {
        "concern": found,
        "form": form,
        **child_context(request.user, chosen, request.POST.get("pupil_name", "")),
    }
    return render(request, "concerns/refile.html", context | {"fixed": False})


BESIDE = {
    "change_level": LevelForm,
    "give_feedback": FeedbackForm,
    "say_parents": ParentsForm,
    "ask_to_do": ToDoForm,
    "ask_colleague": QuestionForm,
    "log_agency": AgencyForm,
    "close": CloseForm,
}


def _form(name, user, concern, data=None):
    """One of the forms beside the record, with what it needs to offer."""
    if name == "triage":
        return TriageForm(data, by=user, concern=concern, siblings=_others_about_the_same(user, concern))
    more = {"colleagues": following.colleagues_for(concern)} if name in ("ask_to_do", "ask_colleague") else {}
    return BESIDE[name](data, by=user, concern=concern, **more)


def _others_about_the_same(user, concern):
    """Concerns about the same children that this one may be part of."""
    pupils = concern.parts.in_place().values("pupil")
    about = ConcernPupil.objects.in_place().filter(pupil__in=pupils).values("concern")
    rows = Concern.objects.permitted(user, TRIAGE).open().filter(pk__in=about).exclude(pk=concern.pk)
    return rows.newest_first()


def _post(request, concern, name, act, said):
    """Whether it was done, and the page to answer with."""
    if request.method != "POST":
        return False, redirect("concerns:read", concern.public_id)
    form = _form(name, request.user, concern, request.POST)
    if form.is_valid():
        answers = {key: value for key, value in form.cleaned_data.items() if key != "idempotency_key"}
        if form.once(act, by=request.user, concern=concern, **answers):
            messages.success(request, said)
            return True, redirect("concerns:read", concern.public_id)
    return False, _page(request, concern, **{name: form})


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
        "marks": {} if by_request else marks_of(concern),
        "story": story_of(concern, with_words=not by_request),
        "may_triage": may_triage,
        "form": next(iter(bound.values()), None),
    }
    if may_triage:
        open_form = next(iter(bound), "")
        beside = {name: bound.get(name) or _form(name, user, concern) for name in ("triage", *BESIDE)}
        context |= {
            "seen_form": SeenForm(by=user),
            "triage_form": beside.pop("triage"),
            "open_form": open_form,
            "more": [
                {
                    "name": name,
                    "title": TITLES[name][0],
                    "button": TITLES[name][1],
                    "form": beside[name],
                    "open": name == open_form,
                    "url": reverse(f"concerns:{name}", args=[concern.public_id]),
                }
                for name in TITLES
                if name != "close" or concern.status == Concern.Status.TRIAGED
            ],
        }
    return render(request, "concerns/read.html", context)


TITLES = {
    "ask_to_do": ("Somebody does something by a day", "Put it on their list"),
    "ask_colleague": ("Ask a colleague what they know", "Ask"),
    "log_agency": ("A call or message to an agency", "Write it down"),
    "say_parents": ("Parents told, or not", "Write it down"),
    "change_level": ("Change who reads it", "Change the level"),
    "give_feedback": ("Write back to the person who told us", "Send the line"),
    "close": ("Close it", "Close the concern"),
}
