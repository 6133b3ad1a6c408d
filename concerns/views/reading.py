"""The record itself: read whole by those who may, its restricted words by a request of their own."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from concerns.actions.records import subject_of
from concerns.forms import PurposeForm
from concerns.models import MARKER, sets_threshold
from concerns.showing.records import attachments_of, files_of, marks_of, story_of, words_of
from concerns.views.record import READ, enter, fetch, heading, page, reads_the_whole, triages
from documents.serving import serve_attachment
from staff import second_factor
from staff.access import rule
from staff.notices import met


@rule(READ)
@require_safe
def read(request, concern):
    """The record on the left, the decision on the right. Somebody who only wrote it has their receipt."""
    found = fetch(request, concern)
    if not reads_the_whole(request.user, found):
        return redirect("concerns:receipt", found.public_id)
    if "words" in request.GET and found.is_restricted and not second_factor.recent(request):
        return second_factor.ask_again(request)  # and back to this page, words and all
    if not found.is_restricted:
        _met(request.user, found)
    return page(request, found)


def _met(user, concern):
    """Its words are shown now: among them the answers and outcomes that this person was told of."""
    told = {
        "concern_answer": concern.questions,
        "concern_outcome": concern.outcomes,
        "concern_done": concern.follow_ups,
    }
    met(user, {kind: rows.order_by().values("pk") for kind, rows in told.items()})


@rule(READ)
def text(request, concern):
    """Restricted words, by a request of their own: with the second factor just shown, and entered in the log."""
    found = fetch(request, concern)
    if not reads_the_whole(request.user, found):
        return redirect("concerns:receipt", found.public_id)
    if found.is_restricted and not second_factor.recent(request):
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": reverse("concerns:text", args=[found.public_id])})
        return second_factor.ask_again(request)
    purpose = PurposeForm(request.POST or None, by=request.user)
    context = {"concern": found, "form": purpose, **heading(request.user, found)}
    if found.is_restricted and not triages(request.user, found):
        if request.method != "POST" or not purpose.is_valid():
            return render(request, "concerns/purpose.html", context)
        enter(request.user, found, "concern.text_read", always=True, reason=purpose.cleaned_data["purpose"])
    else:
        enter(request.user, found, "concern.text_read" if found.is_restricted else "concern.read")
    _met(request.user, found)
    context |= {
        "words": words_of(found.text),
        "marks": marks_of(found),
        "files": files_of(found),
        "story": story_of(found, with_words=True, thresholds=sets_threshold(request.user)),
    }
    return render(request, "concerns/_story.html" if request.htmx else "concerns/text.html", context)


@rule(READ)
def attachment(request, concern, attachment):
    """A file that came with it, as a download that is always entered. Restricted ones ask again who you are, and,
    of somebody who does not triage, why."""
    found = fetch(request, concern)
    files = attachments_of(found)
    if not reads_the_whole(request.user, found):
        files = files.sent_by(request.user)
    kept = files.filter(public_id=attachment).first()
    if kept is None:
        raise Http404("There is nothing here for you to see.")
    if found.is_restricted and not second_factor.recent(request):
        return second_factor.ask_again(request)
    if found.is_restricted and kept.added_by != request.user and not triages(request.user, found):
        purpose = PurposeForm(request.POST or None, by=request.user)
        if request.method != "POST" or not purpose.is_valid():
            context = {"concern": found, "form": purpose, "attachment": kept, **heading(request.user, found)}
            return render(request, "concerns/purpose.html", context)
        enter(request.user, found, "concern.file_read", always=True, reason=purpose.cleaned_data["purpose"])
    if kept.given_name == MARKER:
        return _kept_elsewhere(request, found)
    return serve_attachment(request, kept, pupil=subject_of(found))


def _kept_elsewhere(request, concern):
    """The file went with the concern's words: where it is now, and under which reference."""
    carried = concern.carried.last()
    at = timezone.localtime(carried.carried_at)
    sentence = (
        f"It was carried over on {at.day} {at:%B %Y}, with the words it came with, and is in {carried.kept_in}, "
        f"reference {carried.reference}. To see it, ask {carried.carried_by}."
    )
    context = {"title": "This file is in the school’s child-protection file", "sentence": sentence}
    return render(request, "staff/error.html", context, status=410)
