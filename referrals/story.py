"""What this room tells of a child: whom we thought of asking for help, and what was sent."""

from pupils.chronology import Source, joined, register
from referrals.models import Referral
from staff.policy import Permission


def register_sources():
    register(
        Source(
            kind="referral",
            word="Referral",
            icon="letter",
            rows=_referrals,
            at="raised_at",
            ref="public_id",
            url_name="referrals:referral",
            line=joined("state", "agency__name"),
            level="level",
            say=_say_referral,
        )
    )
    register(
        Source(
            kind="sent",
            word="Letter",
            icon="share",
            rows=lambda user, pupils: _referrals(user, pupils).filter(sent_on__isnull=False),
            at="sent_on",
            ref="public_id",
            url_name="referrals:referral",
            line="agency__name",
            level="level",
            say=lambda agency: f"Letter sent to {agency}",
        )
    )


def _referrals(user, pupils):
    return Referral.objects.permitted(user, Permission.REFERRAL_READ).filter(pupil__in=pupils)


def _say_referral(line):
    state, agency = line.split("|", 1)
    return f"{agency} · {Referral.State(state).label}"
