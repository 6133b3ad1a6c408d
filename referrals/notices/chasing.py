"""Who is told that an agency has been silent too long: whoever leads the referral, on the day that asks for it."""

from referrals.models import Referral
from school.calendar import is_school_day
from staff.models import User
from staff.notices import Kind, register
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE


def to_leads(referrals):
    """(lead, referral): whoever started it or was handed it, while they may still write it; then everybody who may.

    One question a person, however many referrals.
    """
    writers = list(User.objects.who_may(WRITE)) if referrals else []
    keys = [referral.pk for referral in referrals]
    rows = Referral.objects.filter(pk__in=keys)
    writes = {one: set(rows.permitted(one, WRITE).values_list("pk", flat=True)) for one in writers}
    for referral in referrals:
        may = [one for one in writers if referral.pk in writes[one]]
        for lead in [one for one in may if one.pk == (referral.led_by_id or referral.raised_by_id)] or may:
            yield lead, referral


def to_chase(day):
    """Each lead, once for each day that asks for a chase."""
    if is_school_day(day):
        for lead, referral in to_leads(list(Referral.objects.to_chase(day))):
            yield lead, referral.pk, referral.chase_on


def to_read(user):
    """Open referrals that this person may read: their lists name the children."""
    return Referral.objects.permitted(user, Permission.REFERRAL_READ).open()


def _still_silent(notice):
    rows = Referral.objects.permitted(notice.user, WRITE).with_them()
    return rows.filter(pk=notice.subject_id, chase_on=notice.due_on).exists()


def register_kinds():
    register(
        Kind(
            name="referral_to_chase",
            sentence="An agency has had one of your referrals for longer than usual without a word.",
            url_name="referrals:to_chase",
            still_owed=_still_silent,
            owed=to_chase,
            rows=to_read,
        )
    )
