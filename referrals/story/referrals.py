"""What a child's story tells of referrals: whom we thought of asking, what was sent, and what came of it."""

from pupils.chronology import Source, joined, register
from referrals.models import Referral, Step
from staff.policy import Permission

State = Referral.State

# Writing it and waiting for an approver is on the referral's own page; the story has what others would ask about.
SAID = {
    State.CONSIDERING: "{}: being considered",
    State.SENT: "Sent to {}",
    State.MORE: "{} asked for more",
    State.ACCEPTED: "{} will help",
    State.IN_LINE: "On the waiting list of {}",
    State.REDIRECTED: "{} passed it on",
    State.STARTED: "Help from {} began",
    State.DECLINED: "{} said no",
    State.CLOSED: "Help from {} is finished",
    State.WITHDRAWN: "{}: not taken further",
}


def register_sources():
    register(
        Source(
            kind="referral",
            word="Referral",
            icon="letter",
            rows=_steps,
            at="on",
            entered="made_at",
            key="pk",
            ref="referral__public_id",
            url_name="referrals:referral",
            line=joined("to_state", "referral__agency__name"),
            words="why",
            level="referral__level",
            pupil="referral__pupil",
            say=_say_step,
        )
    )
    register(
        Source(
            kind="outline",
            word="Referral",
            icon="letter",
            rows=lambda user, pupils: Step.objects.outline_for(user).filter(referral__pupil__in=pupils),
            at="on",
            entered="made_at",
            key="pk",
            line=joined("to_state", "referral__agency__name"),
            pupil="referral__pupil",
            say=_say_step,
        )
    )


def _steps(user, pupils):
    steps = Step.objects.permitted(user, Permission.REFERRAL_READ)
    return steps.filter(referral__pupil__in=pupils, to_state__in=list(SAID))


def _say_step(line):
    state, agency = line.split("|", 1)
    return SAID[State(state)].format(agency)
