"""Referrals as lists."""

from django.shortcuts import render
from django.utils import timezone

from referrals.models import OURS, THEIRS, Referral
from staff.access import rule
from staff.policy import Permission

READ = Permission.REFERRAL_READ
AT_MOST = 100


@rule(READ)
def referrals(request):
    """Every referral I may see: what waits for us, what is with an agency, then what has ended; newest first."""
    rows = list(
        Referral.objects.permitted(request.user, READ)
        .select_related("pupil", "agency", "raised_by")
        .order_by("-raised_at", "-pk")[: AT_MOST + 1]
    )
    today = timezone.localdate()
    shown = [(row, row.weeks_waited(today)) for row in rows[:AT_MOST]]
    ours = (*OURS, Referral.State.WAITING)
    theirs = (*THEIRS, Referral.State.STARTED)
    return render(
        request,
        "referrals/referrals.html",
        {
            "ours": [one for one in shown if one[0].state in ours],
            "theirs": [one for one in shown if one[0].state in theirs],
            "ended": [one for one in shown if one[0].has_ended],
            "there_are_more": len(rows) > AT_MOST,
        },
    )
