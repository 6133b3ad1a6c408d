"""The page of one concern, whole: the record on the left and every form that belongs beside it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone

from audit.actions import record_read
from concerns.actions import following, why_not_close
from concerns.actions.records import look_again_at, subject_of
from concerns.forms import (
    AcknowledgeForm,
    AddForm,
    AgencyForm,
    CloseForm,
    FeedbackForm,
    FinishForm,
    LevelForm,
    ParentsForm,
    QuestionForm,
    ToDoForm,
    TriageForm,
)
from concerns.models import Concern, ConcernPupil, Decision, sets_threshold
from concerns.models.concern import Status
from concerns.onward import came_of, leads_on
from concerns.paging import beside, columns_of
from concerns.prompts import prompts_of
from concerns.showing.files import apart_of
from concerns.showing.records import files_of, how_long, marks_of, parts_of, read_rows, story_of, told_apart, words_of
from concerns.showing.urgent import way_from
from concerns.views.queue import in_list, order_of, shown
from pupils.models import FlagStep, MonitoringFlag
from staff import drafts, second_factor
from staff.addresses import address_of
from staff.kept import Keys, kept
from staff.permitted import get_permitted_or_404, is_permitted
from staff.policy import Permission, no_narrower_than

READ, TRIAGE = Permission.CONCERN_READ, Permission.CONCERN_TRIAGE

BESIDE = {
    "add_note": AddForm,
    "change_level": LevelForm,
    "give_feedback": FeedbackForm,
    "say_parents": ParentsForm,
    "ask_to_do": ToDoForm,
    "finish": FinishForm,
    "ask_colleague": QuestionForm,
    "log_agency": AgencyForm,
    "close": CloseForm,
}


def form_for(name, user, concern, data=None, files=None, colleagues=None, others=None, **more):
    """One of the forms beside the record, with what it needs to offer; two lists of colleagues are one question."""
    if name == "triage":
        others = _others_about_the_same(user, concern) if others is None else others
        return TriageForm(data, by=user, concern=concern, siblings=others, **more)
    if name in ("ask_to_do", "ask_colleague"):
        more["colleagues"] = following.colleagues_for(concern) if colleagues is None else colleagues
    return BESIDE[name](data, files, by=user, concern=concern, **more)


def _others_about_the_same(user, concern):
    """Concerns about the same children that this one may be part of."""
    return _open_beside(user, concern, level=concern.level, with_words=not concern.is_restricted)


@kept
def _open_beside(user, concern, *, level, with_words):
    pupils = ConcernPupil.objects.in_place().filter(concern=concern).values("pupil")
    about = ConcernPupil.objects.in_place().filter(pupil__in=pupils).values("concern")
    rows = Concern.objects.permitted(user, TRIAGE).open().filter(pk__in=about).exclude(pk=concern.pk)
    rows = rows.filter(level__in=no_narrower_than(level))
    return told_apart(user, rows, with_words=with_words).newest_first()


def fetch(request, public_id, permission=READ):
    beside = ("author", "acknowledged_by", "closed_by")
    return get_permitted_or_404(Concern, request.user, permission, beside=beside, public_id=public_id)


def reads_the_whole(user, concern):
    return bool(_whole(user, concern))


def triages(user, concern):
    return is_permitted(user, TRIAGE, concern)


@kept
def _whole(user, concern):
    return Concern.objects.all().whole(user).filter(pk=concern.pk).values_list("pk", flat=True)


def heading(user, concern):
    parts = parts_of([concern], reader=user)[concern.pk]
    return {"parts": parts, "late": how_long(concern.gap) if concern.gap else ""}


def enter(user, concern, verb, *, pupil=None, **how):
    record_read(user, concern, verb, pupil=pupil or subject_of(concern), **how)


def page(request, concern, **bound):
    """The record and the forms beside it; a form that was refused comes back with what was typed."""
    user, now = request.user, timezone.now().timestamp()  # what comes while the page is made is not shown
    read_rows(concern)
    children = concern.parts.all()
    subject = next((part.pupil for part in children if part.moved_at is None), None)
    may_triage, by_request = triages(user, concern), concern.is_restricted
    others = _others_about_the_same(user, concern) if may_triage else ()
    beside = {one: "concern.beginning_read" for one in others if one.begins}
    enter(user, concern, "concern.opened" if by_request else "concern.read", pupil=subject, beside=beside)
    context = {
        "concern": concern,
        **heading(user, concern),
        "needs": [need.name for need in concern.needs.all()],
        "by_request": by_request,
        "fetch_now": by_request and may_triage and second_factor.recent(request),
        "words": [] if by_request else words_of(concern.text),
        "marks": {} if by_request else marks_of(concern),
        "files": [] if by_request else files_of(concern),
        "story": story_of(concern, with_words=not by_request, thresholds=sets_threshold(user)),
        "goes_with": _goes_with(user, concern),
        "came_of": [*_eye_kept(user, concern), *came_of(user, concern)],
        "moved": [part for part in children if part.moved_at] if may_triage else [],
        "may_triage": may_triage,
        "apart": apart_of(user, concern, triages=may_triage, subject=subject),
        "form": next(iter(bound.values()), None),
    }
    if may_triage:
        open_form = next(iter(bound), "")
        kept = drafts.about_one(user, concern.public_id)
        begun = {*bound, *(name.removeprefix("concerns:") for name in kept)}
        elsewhere = context["apart"]["kept_in"] if concern.is_restricted else ""
        refused = _refused(user, concern) if elsewhere else ()
        names = [name for name in _that_apply(concern, begun) if name not in refused or name in begun]
        colleagues = following.colleagues_for(concern)
        forms = {
            name: bound.get(name)
            or form_for(name, user, concern, colleagues=colleagues, others=others, kept_drafts=kept)
            for name in ("triage", *names)
        }
        forms["triage"].initial["shown_at"] = now
        context |= {
            "urgent": way_from(user, concern),
            "seen_form": AcknowledgeForm(by=user, initial={"shown_at": now}),
            "no_account": no_account(concern),
            "triage_form": forms.pop("triage"),
            "elsewhere": elsewhere if "triage" not in begun else "",
            "open_form": open_form,
            "more": [_beside(request, concern, name, forms[name], open_form) for name in names],
            "onward": leads_on(user, concern, newest(concern)),
            "prompts": _worth_a_look(user, concern, subject),
            "stands_in_the_way": _what_stands_in_the_way(user, concern),
            "here": _suffix(request),
            "way": _before_and_after(request, concern),
        }
    return render(request, "concerns/read.html", context)


def newest(concern):
    return max(concern.decisions.all(), key=lambda decision: decision.pk, default=None)


def _eye_kept(user, concern):
    """The eye that a decision asked for, and until when: as (what, where it stands, address)."""
    if all(one.decision != Decision.Kind.MONITOR for one in concern.decisions.all()):
        return
    for flag in _flags(user, concern, look_again_at(concern)):
        open_until = f"look again on {formats.date_format(flag.review_on, 'j F Y')}"
        stands = f"until {_day(timezone.localtime(flag.cleared_at))}" if flag.cleared_at else open_until
        yield "An eye is kept on it", stands, reverse("concerns:review_flag", args=[flag.public_id])


@kept
def _flags(user, concern, reason):
    children = ConcernPupil.objects.in_place().filter(concern=concern).values("pupil")
    asked = FlagStep.objects.filter(flag__pupil__in=children, reason=reason).values("flag")
    return MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ).filter(pk__in=asked).order_by("pk")


def _worth_a_look(user, concern, pupil):
    """What this concern and others make together: whoever decides on it sees that here, not on a page nobody opens."""
    if pupil is None or concern.status == Concern.Status.CLOSED:
        return []
    return prompts_of(pupil, user, timezone.localdate())


def _goes_with(user, concern):
    """The concerns it is part of, and those that are part of it, as far as this reader may open them."""
    joined = Keys(_joined(concern))
    return _whole_of(user, joined) if joined else []


@kept
def _joined(concern):
    decisions = Decision.objects.exclude(joined_with=None).order_by()
    part_of_it = decisions.filter(joined_with=concern).values_list("concern", flat=True)
    return decisions.filter(concern=concern).values_list("joined_with", flat=True).union(part_of_it)


@kept
def _whole_of(user, keys):
    return Concern.objects.all().whole(user).filter(pk__among=keys).only("public_id", "reference")


def address(request, concern):
    """This page again, as part of the list it was come to from."""
    return reverse("concerns:read", args=[concern.public_id]) + _suffix(request)


def _suffix(request):
    show = shown(request)
    return f"?show={show}" if show else ""


def _before_and_after(request, concern):
    """The concerns before and after this one, so that nobody goes back to the list between two."""
    user, show = request.user, shown(request)
    place = [getattr(concern, column) for column in columns_of(order_of(show))]
    found = _neighbours(user, concern, place, show=show)
    ways = {way: address_of("concerns:read", one) + _suffix(request) for way, one in found}
    return {"list": address_of("concerns:queue") + _suffix(request), **ways}


@kept
def _neighbours(user, concern, place, *, show):
    rows, order = in_list(user, show)
    return beside(rows.exclude(pk=concern.pk), place, order)


def _that_apply(concern, begun):
    """The names of what may follow now: a thing is done only if something waits, and closed only once decided."""
    waiting = any(words.follow_up.done_at is None for words in concern.follow_ups.all())
    never = {name for name, fits in (("finish", waiting), ("close", concern.may_become(Status.CLOSED))) if not fits}
    return [name for name in TITLES if name not in never or name in begun]  # what was typed comes back always


def _what_waits(concern, name):
    """Who was asked already and has not answered or done it yet, so that nobody is asked twice; and who hears nothing
    here, so that somebody tells them."""
    if name in ("give_feedback", "close") and not concern.author_id:
        return [f"{no_account(concern)} Then write down here what you told them."]
    if name == "ask_colleague":
        asked = [one for one in concern.questions.all() if getattr(one, "answer", None) is None]
        return [
            f"{one.asked_of} was asked on {_day(timezone.localtime(one.asked_at))} and has not answered yet."
            for one in asked
        ]
    if name == "ask_to_do":
        to_do = [words.follow_up for words in concern.follow_ups.all() if words.follow_up.done_at is None]
        return [f"{one.who} does something by {_day(one.due_on)} already." for one in to_do]
    return []


def no_account(concern):
    """Whoever wrote it may be a guest, or somebody who wrote on paper: what is said here does not reach them."""
    ring = f"ring {concern.author_phone}" if concern.author_phone else "tell them yourself"
    return f"{concern.author_name} has no account and cannot see anything here: {ring}."


def _day(on):
    return formats.date_format(on, "j F")


def _what_stands_in_the_way(user, concern):
    """What the closing form itself cannot answer."""
    if not concern.may_become(Status.CLOSED):
        return []
    problems = why_not_close(concern, by=user, feedback="a line")
    return [sentence for name, sentence in problems.items() if name not in CloseForm.base_fields]


def _beside(request, concern, name, form, open_form):
    key, title, button = TITLES[name]
    url = reverse(f"concerns:{name}", args=[concern.public_id]) + _suffix(request)
    facts = {"key": key, "title": title, "button": button, "form": form, "open": name == open_form, "url": url}
    return facts | {"waits": _what_waits(concern, name)}


def _refused(user, concern):
    """What takes words that a school with its file in another system writes there: nobody types what would be refused."""
    own = concern.author_id == user.pk
    return {"ask_to_do", "ask_colleague", "log_agency", "say_parents"} | (set() if own else {"add_note"})


# What may follow, in the order of a concern's way: its key, its words, its button.
TITLES = {
    "ask_to_do": ("f", "Somebody does something by a day", "Put it on their list"),
    "finish": ("d", "A follow-up is done", "It is done"),
    "ask_colleague": ("a", "Ask a colleague what they know", "Ask"),
    "log_agency": ("g", "A call or message to an agency", "Write it down"),
    "say_parents": ("h", "Parents told, or not", "Write it down"),
    "add_note": ("o", "Add a note or a file", "Add it"),
    "change_level": ("l", "Change who reads it", "Change the level"),
    "give_feedback": ("w", "Write back to the person who told us", "Send the line"),
    "close": ("c", "Close it", "Close the concern"),
}
