"""What a child's story tells of the help given: places from asking to the end, plans, what was tried at Wave 1."""

from interventions.models import PlaceStep, PlanStep, Tried
from interventions.models.programmes import State
from pupils.chronology import Source, joined, register
from staff.policy import Permission

READ = Permission.PLACEMENT_READ

# Being in line is on the place's own page; the story has the beginning and the end.
SAID = {
    State.ASKED: "{} was asked for",
    State.ACTIVE: "{} began",
    State.COMPLETED: "{} was completed",
    State.ENDED: "{} ended early",
    State.DECLINED: "{} was not taken up",
    State.WITHDRAWN: "{} was no longer asked for",
}


def register_sources():
    register(
        Source(
            kind="programme",
            word="Sessions",
            icon="steps",
            rows=_steps,
            at="at",
            ref="place__public_id",
            url_name="interventions:programme_place",
            line=joined("state", "place__offering__called", "place__offering__provision__name"),
            words="reason",
            level="place__level",
            pupil="place__pupil",
            say=_say_step,
        )
    )
    register(
        Source(
            kind="plan",
            word="Plan",
            icon="steps",
            rows=lambda user, pupils: PlanStep.objects.permitted(user, READ).filter(plan__pupil__in=pupils),
            at="at",
            ref="plan__public_id",
            url_name="interventions:informal_plan",
            line=joined("kind", "plan__owner__name"),
            words="words",
            pupil="plan__pupil",
            say=_say_plan,
        )
    )
    register(
        Source(
            kind="tried",
            word="Tried",
            icon="sprout",
            rows=lambda user, pupils: Tried.objects.permitted(user, READ).filter(pupil__in=pupils),
            at="on",
            entered="noted_at",
            line=joined("helped", "offering__called", "offering__provision__name"),
            words="words",
            say=_say_tried,
        )
    )


def _steps(user, pupils):
    return PlaceStep.objects.permitted(user, Permission.PROGRAMME_READ).filter(
        place__pupil__in=pupils, state__in=list(SAID)
    )


def _say_step(line):
    state, called, name = line.split("|", 2)
    return SAID[State(state)].format(called or name)


def _say_plan(line):
    kind, owner = line.split("|", 1)
    return {
        "started": f"An informal plan began, looked after by {owner}",
        "looked_at": "The informal plan was looked at again",
        "ended": "The informal plan ended",
    }[kind]


def _say_tried(line):
    helped, called, name = line.split("|", 2)
    return f"{called or name}: {Tried.Helped(helped).label.lower()}"
