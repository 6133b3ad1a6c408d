"""What people are owed about letters: to approve one, and to hear that theirs was approved or came back."""

from referrals.models import Referral
from referrals.notices.chasing import to_read
from staff.notices import Kind, register
from staff.permitted import may
from staff.policy import Permission

State = Referral.State


def _in(permission, *states):
    def still_owed(notice):
        rows = Referral.objects.permitted(notice.user, permission).open()
        return may(notice.user, permission) and rows.filter(pk=notice.subject_id, state__in=states).exists()

    return still_owed


def register_kinds():
    """Declared once, when the room opens."""
    register(
        Kind(
            name="letter_to_approve",
            sentence="A letter is waiting for somebody to read and approve it.",
            url_name="referrals:referrals",
            still_owed=_in(Permission.APPROVE, State.WAITING),
            rows=to_read,
        )
    )
    register(
        Kind(
            name="letter_approved",
            sentence="A letter you started has been approved and can be sent.",
            url_name="referrals:referrals",
            still_owed=_in(Permission.REFERRAL_WRITE, State.APPROVED),
            rows=to_read,
        )
    )
    register(
        Kind(
            name="letter_sent_back",
            sentence="A letter you started has come back with a question.",
            url_name="referrals:referrals",
            still_owed=_in(Permission.REFERRAL_WRITE, State.DRAFTING),
            rows=to_read,
        )
    )
