"""Which words about help in sessions can be found: what a place was asked for, and what was written of a session."""

from interventions.models import (
    ClassHelp,
    Credential,
    HelpItem,
    InformalPlan,
    PlaceStep,
    PlanLine,
    PlanStep,
    Programme,
    ProgrammePlace,
    Session,
    Slot,
    Supervision,
    Tried,
)
from pupils.searching import Record, Text, leave_out, register
from staff.policy import Permission


def register_records():
    register(
        Record(
            name="programme_place",
            rows=lambda user: ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ),
            url_name="interventions:programme_place",
        ),
        Text("programme_place", "A place on a programme", "programme_place", ProgrammePlace, ("why",), at="asked_at"),
        Text(
            "place_step", "A place on a programme", "programme_place", PlaceStep, ("reason",), at="at", parent="place"
        ),
    )
    register(
        Record(
            name="session",
            rows=lambda user: Session.objects.permitted(user, Permission.SESSION_KEEP).standing(),
            url_name="interventions:programme_place",
            ref="place__public_id",
            pupil="place__pupil",
            level="place__level",
        ),
        Text("session", "A session", "session", Session, ("objective", "line"), at="logged_at"),
    )
    register(
        Record(
            name="informal_plan",
            rows=lambda user: InformalPlan.objects.permitted(user, Permission.PLACEMENT_READ),
            url_name="interventions:informal_plan",
            level="",
        ),
        Text("plan_line", "An informal plan", "informal_plan", PlanLine, ("detail",), at="from_on", parent="plan"),
        Text("plan_step", "An informal plan", "informal_plan", PlanStep, ("words",), at="at", parent="plan"),
    )
    register(
        Record(
            name="tried",
            rows=lambda user: Tried.objects.permitted(user, Permission.PLACEMENT_READ),
            url_name="dashboard:child",
            ref="pupil__public_id",
            level="",
        ),
        Text("tried", "Something that was tried", "tried", Tried, ("words",), at="noted_at"),
    )
    leave_out(Programme, "*", "What a group is called: about no child, and read on one page.")
    leave_out(ProgrammePlace, ["first_because"], "Its step says the same.")
    for model in (ClassHelp, Credential, HelpItem, Slot, Supervision):
        leave_out(model, "*", "What classes have, adults' training and times, the school's own lists: about no child.")
