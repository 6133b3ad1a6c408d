"""What is owed about a family's agreement: that it is taken back, and that it soon runs out."""

from datetime import timedelta

from django.db.models import F

from pupils.models import Consent
from referrals.models import Referral
from referrals.notices.chasing import to_leads, to_read
from school.calendar import is_school_day, lately
from staff.notices import Kind, register
from staff.policy import Permission

WRITE = Permission.REFERRAL_WRITE
BEFORE = timedelta(days=14)  # time to meet the family once


def running_out(day):
    """Each lead, two weeks before what a family agreed to runs out, or as soon after as there is school and a worker:
    what runs out in a long holiday is found after it."""
    if not is_school_day(day):
        return
    rows = Referral.objects.open().filter(
        consent__answer=Consent.Answer.GIVEN,
        consent__until_on__gte=lately(day)[-1],
        consent__until_on__lte=day + BEFORE,
    )
    for lead, referral in to_leads(list(rows.annotate(until_on=F("consent__until_on")))):
        yield lead, referral.pk, referral.until_on


def _still(notice, **said):
    rows = Referral.objects.permitted(notice.user, WRITE).open()
    return rows.filter(pk=notice.subject_id, **said).exists()


def register_kinds():
    register(
        Kind(
            name="consent_taken_back",
            sentence="A family has changed its mind about a referral you started.",
            url_name="referrals:referrals",
            still_owed=lambda notice: _still(notice, consent__answer=Consent.Answer.WITHDRAWN),
            rows=to_read,
        )
    )
    register(
        Kind(
            name="consent_runs_out",
            sentence="What a family agreed to for a referral runs out soon, or just has. Ask them again.",
            url_name="referrals:referrals",
            still_owed=lambda notice: _still(notice, consent__until_on=notice.due_on),
            owed=running_out,
            rows=to_read,
        )
    )
