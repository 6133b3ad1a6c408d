"""What people are owed when a referral becomes theirs."""

from referrals.models import Referral
from referrals.notices.chasing import to_read
from staff.notices import Kind, register
from staff.policy import Permission


def register_kinds():
    register(
        Kind(
            name="referral_handed_over",
            sentence="A colleague has handed a referral over to you.",
            url_name="referrals:referrals",
            still_owed=_still_theirs,
            rows=to_read,
        )
    )


def _still_theirs(notice):
    rows = Referral.objects.permitted(notice.user, Permission.REFERRAL_WRITE).open().led_by_this(notice.user)
    return rows.filter(pk=notice.subject_id).exists()
