"""The page of one concern, whole: the record on the left and every form that belongs beside it."""

from django.shortcuts import render
from django.urls import reverse

from audit.actions import record_read
from concerns import following
from concerns.forms import (
    AddForm,
    AgencyForm,
    CloseForm,
    FeedbackForm,
    LevelForm,
    ParentsForm,
    QuestionForm,
    SeenForm,
    ToDoForm,
    TriageForm,
)
from concerns.models import Concern, ConcernPupil
from concerns.showing import files_of, how_long, marks_of, parts_of, story_of, words_of
from staff import second_factor
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

READ, TRIAGE = Permission.CONCERN_READ, Permission.CONCERN_TRIAGE

BESIDE = {
    "add_note": AddForm,
    "change_level": LevelForm,
    "give_feedback": FeedbackForm,
    "say_parents": ParentsForm,
    "ask_to_do": ToDoForm,
    "ask_colleague": QuestionForm,
    "log_agency": AgencyForm,
    "close": CloseForm,
}


def form_for(name, user, concern, data=None, files=None):
    """One of the forms beside the record, with what it needs to offer."""
    if name == "triage":
        return TriageForm(data, by=user, concern=concern, siblings=_others_about_the_same(user, concern))
    more = {"colleagues": following.colleagues_for(concern)} if name in ("ask_to_do", "ask_colleague") else {}
    return BESIDE[name](data, files, by=user, concern=concern, **more)


def _others_about_the_same(user, concern):
    """Concerns about the same children that this one may be part of."""
    pupils = concern.parts.in_place().values("pupil")
    about = ConcernPupil.objects.in_place().filter(pupil__in=pupils).values("concern")
    rows = Concern.objects.permitted(user, TRIAGE).open().filter(pk__in=about).exclude(pk=concern.pk)
    return rows.newest_first()


def fetch(request, public_id, permission=READ):
    rows = Concern.objects.select_related("author", "acknowledged_by", "closed_by")
    return get_permitted_or_404(rows, request.user, permission, public_id=public_id)


def reads_the_whole(user, concern):
    return Concern.objects.all().whole(user).filter(pk=concern.pk).exists()


def triages(user, concern):
    return Concern.objects.permitted(user, TRIAGE).filter(pk=concern.pk).exists()


def heading(user, concern):
    parts = parts_of([concern], reader=user)[concern.pk]
    return {"parts": parts, "late": how_long(concern.gap) if concern.gap else ""}


def enter(user, concern, verb, **how):
    part = concern.parts.in_place().select_related("pupil").first()
    record_read(user, concern, verb, pupil=part.pupil if part else None, **how)


def page(request, concern, **bound):
    """The record and the forms beside it; a form that was refused comes back with what was typed."""
    user = request.user
    may_triage = triages(user, concern)
    by_request = concern.is_restricted
    enter(user, concern, "concern.opened" if by_request else "concern.read")
    context = {
        "concern": concern,
        **heading(user, concern),
        "needs": list(concern.needs.values_list("name", flat=True)),
        "by_request": by_request,
        "fetch_now": by_request and may_triage and second_factor.recent(request),
        "words": [] if by_request else words_of(concern.text),
        "marks": {} if by_request else marks_of(concern),
        "files": [] if by_request else files_of(concern),
        "story": story_of(concern, with_words=not by_request),
        "may_triage": may_triage,
        "form": next(iter(bound.values()), None),
    }
    if may_triage:
        open_form = next(iter(bound), "")
        beside = {name: bound.get(name) or form_for(name, user, concern) for name in ("triage", *BESIDE)}
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
    "add_note": ("Add a note or a file", "Add it"),
    "ask_to_do": ("Somebody does something by a day", "Put it on their list"),
    "ask_colleague": ("Ask a colleague what they know", "Ask"),
    "log_agency": ("A call or message to an agency", "Write it down"),
    "say_parents": ("Parents told, or not", "Write it down"),
    "change_level": ("Change who reads it", "Change the level"),
    "give_feedback": ("Write back to the person who told us", "Send the line"),
    "close": ("Close it", "Close the concern"),
}
