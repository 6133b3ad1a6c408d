"""What this room owes people: to look at a concern that waits, and to hear that one's own was seen."""

from concerns.models import Concern
from staff.notices import Kind, register
from staff.policy import Permission


def register_kinds():
    register(
        Kind(
            name="concern_to_acknowledge",
            sentence="A concern is waiting to be seen.",
            url_name="concerns:queue",
            still_owed=waits_for,
            urgent=True,
        )
    )
    register(
        Kind(
            name="danger_to_acknowledge",
            sentence="A concern marked urgent is waiting to be seen. Please look now.",
            url_name="concerns:queue",
            still_owed=waits_for,
            urgent=True,
        )
    )
    register(
        Kind(
            name="concern_seen",
            sentence="A concern you logged has been seen.",
            url_name="concerns:mine",
            still_owed=is_their_own_and_seen,
        )
    )
    register(
        Kind(
            name="concern_feedback",
            sentence="There is word back about a concern you logged.",
            url_name="concerns:mine",
            still_owed=is_their_own_to_read,
        )
    )


def waits_for(notice):
    """Nobody has seen it yet, and this person may still triage it."""
    waiting = Concern.objects.unseen().permitted(notice.user, Permission.CONCERN_TRIAGE)
    return waiting.filter(pk=notice.subject_id).exists()


def is_their_own_and_seen(notice):
    own = Concern.objects.written_by(notice.user).filter(pk=notice.subject_id)
    return own.exclude(status=Concern.Status.SUBMITTED).exists()


def is_their_own_to_read(notice):
    own = Concern.objects.permitted(notice.user, Permission.CONCERN_READ)
    return own.written_by(notice.user).filter(pk=notice.subject_id).exists()
