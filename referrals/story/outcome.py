"""What a child's story tells of calls to an agency, and of what came back from it."""

from pupils.chronology import Source, joined, register
from referrals.models import Call, Reply
from staff.policy import Permission

READ = Permission.REFERRAL_READ


def register_sources():
    register(
        Source(
            kind="agencycall",
            word="Call",
            icon="phone",
            rows=lambda user, pupils: Call.objects.permitted(user, READ).filter(referral__pupil__in=pupils),
            at="called_at",
            entered="logged_at",
            key="public_id",
            ref="referral__public_id",
            url_name="referrals:referral",
            line=joined("referral__agency__name", "spoke_to"),
            words="follows",
            level="referral__level",
            pupil="referral__pupil",
            say=lambda line: "{}: {}".format(*line.split("|", 1)),
        )
    )
    register(
        Source(
            kind="answered",
            word="Answer",
            icon="tray",
            rows=lambda user, pupils: Reply.objects.permitted(user, READ).filter(referral__pupil__in=pupils),
            at="received_on",
            entered="filed_at",
            key="public_id",
            ref="referral__public_id",
            url_name="referrals:referral",
            line=joined("kind", "referral__agency__name"),
            words="words",
            level="referral__level",
            pupil="referral__pupil",
            say=_say_reply,
        )
    )


def _say_reply(line):
    kind, agency = line.split("|", 1)
    return f"{Reply.Kind(kind).label} from {agency}"
