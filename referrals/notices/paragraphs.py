"""What people are owed about a paragraph: to write one, and to hear that it is there."""

from referrals.models import Paragraph, Referral
from staff.notices import Kind, register
from staff.permitted import may
from staff.policy import Permission


def _still_asked(notice):
    asked = Paragraph.objects.asked_of(notice.user).waiting().filter(pk=notice.subject_id)
    return may(notice.user, Permission.PUPIL_READ) and asked.exists()


def _still_written(notice):
    rows = Referral.objects.permitted(notice.user, Permission.REFERRAL_WRITE).open()
    return rows.filter(pk=notice.subject_id, state=Referral.State.DRAFTING).exists()


def register_kinds():
    register(
        Kind(
            name="paragraph_asked",
            sentence="A colleague asks you for a few lines about a child you are with.",
            url_name="referrals:paragraphs",
            still_owed=_still_asked,
        )
    )
    register(
        Kind(
            name="paragraph_answered",
            sentence="The lines you asked a colleague for are there.",
            url_name="referrals:referrals",
            still_owed=_still_written,
        )
    )
