"""What others wrote about a concern while its page was looked at: nobody presses that they have seen what it had not shown."""

from django.utils import timezone

from audit.actions import Refused
from concerns.models import Note


def nothing_added_since(shown_at, concern, by):
    """Refuses where somebody else wrote after the page was shown. `shown_at` is None where there was no page."""
    late = _written_since(shown_at, concern) if shown_at else []
    others = [(at, name) for at, whose, name in late if at > shown_at and whose != by.pk]
    if others:
        at, name = max(others)
        raise Refused(
            f"{name} added something at {timezone.localtime(at):%H:%M}, which this page had not shown. Please read it."
        )


def all_added_by(by, concern):
    """Is all that waits to be looked at this person's own? Then they have seen it."""
    return {by and by.pk} == {whose for _, whose, _ in _written_since(concern.look_again_at, concern)}


def _written_since(at, concern):
    """What was added, answered and done about it from this moment on, as (when, whose, their name)."""
    notes = concern.notes.filter(kind__in=(Note.Kind.ADDED, Note.Kind.CORRECTED), written_at__gte=at)
    answers = concern.questions.filter(answer__answered_at__gte=at).order_by()
    outcomes = concern.outcomes.filter(written_at__gte=at).order_by()
    written = "written_at", "written_by", "written_by__name"
    answered = answers.values_list("answer__answered_at", "asked_of", "asked_of__name")
    return notes.order_by().values_list(*written).union(answered, outcomes.values_list(*written), all=True)
