"""What the person who wrote it keeps: the receipt, the status, their own words, and room for more of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read, record_reads
from concerns.actions import adding, following
from concerns.forms import AddForm, AnswerForm, CorrectForm, DoneForm, ToldForm
from concerns.models import CarriedOver, Concern, EpisodeFollowUp, FollowUpWords, Note, Outcome, Question, Report
from concerns.paging import page_of
from concerns.showing.files import whom_to_ask
from concerns.showing.records import files_of, how_long, marks_of, parts_of, status_for_author, words_of
from concerns.showing.urgent import way_from
from concerns.triggers import in_words
from school.duty import on_duty
from staff import drafts
from staff.access import rule
from staff.kept import kept
from staff.notices import met
from staff.permitted import first_or_404, is_permitted
from staff.policy import Permission


@rule(Permission.CONCERN_RAISE)
@require_safe
def receipt(request, concern):
    found = _own(request, concern)
    met(request.user, dict.fromkeys(("concern_seen", "concern_feedback", "concern_closed"), [found.pk]))
    return _receipt(request, found)


def _own(request, public_id):
    """One's own concern, whatever became of it; a 404 as of a missing one for everybody else."""
    return first_or_404(_written(request.user, public_id))


@kept
def _written(user, public_id):
    rows = Concern.objects.written_by(user).select_related("acknowledged_by", "author", "text")
    return rows.filter(public_id=public_id).order_by()


@kept
def _carried(concern):
    return CarriedOver.objects.filter(concern=concern).order_by().values_list("pk")[:1]


@kept
def _notes(user, concern):
    """What they added themselves, the words back, and that a safeguarding lead was told in person."""
    notes = Note.objects.filter(concern=concern)
    return notes.in_their_own_words(user) | notes.for_author() | notes.filter(kind=Note.Kind.TOLD)


def _receipt(request, concern, **bound):
    user = request.user
    readable = is_permitted(user, Permission.CONCERN_READ, concern)
    if readable:
        record_read(user, concern, "concern.own_words_read")
    carried = bool(_carried(concern))
    notes, begun = _notes(user, concern), drafts.about_one(user, concern.public_id)
    about = {"by": user, "concern": concern, "kept_drafts": begun}
    added = [note for note in notes if note.is_of_writer(user)]
    for note in added:
        note.is_seen = _is_seen(concern, note.written_at)
    tell = _to_tell_in_person(user, concern, notes)
    told = any(note.kind == Note.Kind.TOLD and note.written_at >= tell for note in notes) if tell else False
    context = {
        "concern": concern,
        "late": how_long(concern.gap) if concern.gap else "",
        "status": status_for_author(concern),
        "parts": parts_of([concern])[concern.pk],
        "moved": concern.parts.moved().order_by("-moved_at").first(),
        "words": words_of(concern.text) if readable and not carried else [],
        "marks": marks_of(concern) if readable and not carried else {},
        "carried": carried and readable,
        "whom": whom_to_ask() if carried else "",
        "files": files_of(concern, sent_by=user) if readable else [],
        "added": added if readable else [],
        "feedback": [note for note in notes if note.kind == Note.Kind.FEEDBACK] if readable else [],
        "duty": on_duty() if tell else None,
        "ask_whom_told": "told" in bound or bool(tell and not told),
        "urgent": way_from(user, concern, offered_only=True) if readable else {},
        "form": next(iter(bound.values()), None),
        "open_form": next(iter(bound), ""),
        "told_form": bound.get("told") or ToldForm(**about),
        "add_form": bound.get("add") or AddForm(**about),
        "correct_form": bound.get("correct") or (CorrectForm(**about) if readable else None),
    }
    return render(request, "concerns/receipt.html", context)


def _is_seen(concern, at):
    """Has anybody who looks after it looked since these words came?"""
    waits_since = concern.look_again_at
    return concern.status != Concern.Status.SUBMITTED and (waits_since is None or at < waits_since)


def _to_tell_in_person(user, concern, notes):
    """Since when a safeguarding lead should hear of it from its author as well: what was sent or, added since, speaks
    of harm, and nobody has seen that yet. None where there is nothing to tell."""
    first = concern.status == Concern.Status.SUBMITTED
    added = [note.written_at for note in notes if note.is_of_writer(user) and in_words(note.words)]
    unseen = [at for at in added if not _is_seen(concern, at)]
    if first and concern.tell_in_person:
        unseen.append(concern.recorded_at)
    return max(unseen, default=None)


@rule(Permission.CONCERN_RAISE)
def add_words(request, concern):
    """More words to one's own concern."""
    found = _own(request, concern)
    form = AddForm(request.POST or None, request.FILES or None, by=request.user, concern=found)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("words", "files")}
        if form.once(adding.add_words, by=request.user, concern=found, **answers):
            messages.success(request, "Added. The people who look after this are told.")
            return redirect("concerns:receipt", found.public_id)
    return _receipt(request, found, add=form)


@rule(Permission.CONCERN_RAISE)
def correct_words(request, concern):
    """What a box of one's own concern should have said."""
    found = _own(request, concern)
    form = CorrectForm(request.POST or None, by=request.user, concern=found)
    if request.method == "POST" and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("box", "words", "reason")}
        if form.once(adding.correct_words, by=request.user, concern=found, **answers):
            messages.success(request, "Your correction stands beside what you sent.")
            return redirect("concerns:receipt", found.public_id)
    return _receipt(request, found, correct=form)


@rule(Permission.CONCERN_RAISE)
@require_POST
def say_told(request, concern):
    found = _own(request, concern)
    form = ToldForm(request.POST, by=request.user, concern=found)
    if form.is_valid() and form.once(adding.say_told, by=request.user, concern=found, words=form.cleaned_data["words"]):
        messages.success(request, "Thank you. That is on the record.")
        return redirect("concerns:receipt", found.public_id)
    return _receipt(request, found, told=form)


@rule(Permission.CONCERN_RAISE)
@require_safe
def mine(request):
    """What I logged: where each one is, and never more."""
    rows = Concern.objects.written_by(request.user).select_related("acknowledged_by")
    concerns, after = page_of(rows, request.GET.get("after"))
    parts = parts_of(concerns)
    lines = [
        {"concern": concern, "parts": parts[concern.pk], "status": status_for_author(concern)} for concern in concerns
    ]
    reports = [] if "after" in request.GET else Report.objects.still_to_hear_of(request.user)[:20]
    return render(request, "concerns/mine.html", {"lines": lines, "after": after, "reports": reports})


@rule(Permission.CONCERN_RAISE)
@require_safe
def asked(request):
    """What colleagues asked me, what I said I would do, and the answers to my own questions."""
    user = request.user
    questions = list(Question.objects.to(user).unanswered().select_related("asked_by", "concern")[:50])
    mine = FollowUpWords.objects.to(user).select_related("follow_up__pupil", "follow_up__made_by")
    answers = list(
        Question.objects.permitted(user, Permission.CONCERN_READ)
        .filter(asked_by=user)
        .exclude(answer=None)
        .select_related("concern", "asked_of", "answer")
        .order_by("-answer__answered_at")[:20]
    )
    parts = parts_of([one.concern for one in questions])
    record_reads(user, questions, "question.read")
    begun = drafts.about_each(user, AnswerForm.draft, [one.public_id for one in questions])
    context = {
        "questions": [
            {
                "question": one,
                "child": next((part["name"] for part in parts[one.concern_id]), ""),
                "form": AnswerForm(by=user, question=one, kept_drafts=begun.get(str(one.public_id), {})),
            }
            for one in questions
        ],
        "to_do": list(mine.to_do()[:50]),
        "done": list(mine.done_lately().order_by("-follow_up__done_at")[:20]),
        "urgent_to_do": list(
            EpisodeFollowUp.objects.to(user).to_do().select_related("follow_up__pupil", "follow_up__made_by")[:50]
        ),
        "answers": answers,
    }
    return render(request, "concerns/asked.html", context)


@rule(Permission.CONCERN_RAISE)
def answer(request, question):
    """What a colleague asked me, and what I know about it; once answered, my own words."""
    user = request.user
    found = get_object_or_404(
        Question.objects.to(user).select_related("asked_by", "concern", "answer"), public_id=question
    )
    if request.method == "GET":
        met(user, {"concern_question": [found.pk]})
    form = AnswerForm(request.POST or None, by=user, question=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.once(following.answer_question, by=user, question=found, words=form.cleaned_data["words"])
    ):
        messages.success(request, "Thank you. Your answer is with your colleague.")
        return redirect("concerns:asked")
    record_read(user, found, "question.read")
    child = next((part["name"] for part in parts_of([found.concern])[found.concern_id]), "")
    said = getattr(found, "answer", None)
    return render(request, "concerns/answer.html", {"question": found, "child": child, "said": said, "form": form})


@rule(Permission.CONCERN_RAISE)
def done(request, follow_up):
    """I have done what I said I would do, and this came of it; what I remember later is added."""
    user = request.user
    mine = FollowUpWords.objects.to(user).select_related(
        "concern", "follow_up__pupil", "follow_up__made_by", "follow_up__done_by"
    )
    asked = get_object_or_404(mine, follow_up__public_id=follow_up)
    if request.method == "GET":
        met(user, {"concern_to_do": [asked.pk]})
    form = DoneForm(request.POST or None, by=user, asked=asked)
    if request.method == "POST" and form.is_valid():
        about, words = {"concern": asked.concern, "follow_up": asked.follow_up}, form.cleaned_data["words"]
        if form.once(following.finish, by=user, words=words, **about):
            asker = asked.follow_up.made_by
            told = f" {asker} is told{' what you wrote' if words.strip() else ''}." if asker.pk != user.pk else ""
            messages.success(request, f"Done.{told}")
            return redirect("concerns:asked")
    record_read(user, asked.follow_up, "follow_up.read", pupil=asked.follow_up.pupil)
    said = Outcome.objects.own(user).filter(follow_up=asked)
    return render(request, "concerns/done.html", {"asked": asked, "said": said, "form": form})
