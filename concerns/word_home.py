"""What parents were told while it was urgent, carried to the concern it goes with: nobody types it twice."""

from django.utils import timezone

from audit.actions import record
from concerns.actions.filing import KeptElsewhere, keep_out_of, subject_of
from concerns.models import Concern, Note, WordHome

ANSWERS = {
    WordHome.Kind.TOLD: Concern.ParentsTold.TOLD,
    WordHome.Kind.NOT_SAFE: Concern.ParentsTold.NOT_SAFE,
}


def carry(words_home, concern, *, by):
    """Each as a dated entry of the concern, and its answer to "parents told?". That they were told stays the answer.

    For the acts of the urgent route. Where the school keeps the words in another system, only the answer is carried.
    """
    answer = concern.parents_told
    for word in words_home:
        _enter(word, concern)
        if answer != Concern.ParentsTold.TOLD:
            answer = ANSWERS.get(word.kind, answer)
    if answer != concern.parents_told:
        concern.parents_told = answer
        concern.save(update_fields=["parents_told"])
    if words_home:
        record("concern.parents_answered", concern, by=by, pupil=subject_of(concern), fields=["parents_told"])


def _enter(word, concern):
    try:
        keep_out_of(concern)
    except KeptElsewhere:
        return
    at = timezone.localtime(word.told_at)
    said = [
        f"Urgent {word.episode.reference}, {at.day} {at:%B %Y, %H:%M}: {word.get_kind_display()}.",
        f"{word.who}." if word.who else "",
        word.words,
        f"Directed to {word.directed_to}." if word.directed_to else "",
    ]
    Note.objects.create(concern=concern, kind=Note.Kind.PARENTS, words=" ".join(filter(None, said)), written_by=word.by)
