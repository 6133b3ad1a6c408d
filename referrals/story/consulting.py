"""What a child's story tells of questions to the SENDCo, and of the advice."""

from pupils.chronology import Source, joined, register
from referrals.models import Advice, Consultation
from staff.policy import Permission

READ = Permission.MEETING_READ


def register_sources():
    register(
        Source(
            kind="consultation",
            word="Question",
            icon="talk",
            rows=lambda user, pupils: Consultation.objects.permitted(user, READ).filter(pupil__in=pupils),
            at="asked_at",
            ref="public_id",
            url_name="referrals:consultation",
            line="asked_by__name",
            words="question",
            level="level",
            say=lambda who: f"{who} asked the SENDCo",
        )
    )
    register(
        Source(
            kind="advice",
            word="Advice",
            icon="talk",
            rows=lambda user, pupils: Advice.objects.permitted(user, READ).filter(consultation__pupil__in=pupils),
            at="on",
            entered="given_at",
            ref="consultation__public_id",
            url_name="referrals:consultation",
            line=joined("follows", "given_by__name"),
            words="words",
            level="consultation__level",
            pupil="consultation__pupil",
            say=_say_advice,
        )
    )


def _say_advice(line):
    follows, who = line.split("|", 1)
    return f"{who} gave advice. {Advice.Follows(follows).label}"
