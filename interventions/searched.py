"""Which words of this room can be found: why help began, what each move rested on, how it goes."""

from interventions.models import Answer, Area, Move, Offering, Placement, Provision, WaveWords
from pupils.searching import Record, Text, leave_out, register
from staff.policy import Permission


def register_records():
    register(
        Record(
            name="placement",
            rows=lambda user: Placement.objects.permitted(user, Permission.PLACEMENT_READ),
            url_name="interventions:placement",
        ),
        Text(
            "placement",
            "Help: why it began",
            "placement",
            Placement,
            ("reason", "hoped_for", "exit_criteria"),
            at="decided_at",
        ),
        Text(
            "move",
            "Review",
            "placement",
            Move,
            ("why", "evidence", "child_said", "parents_said"),
            at="decided_at",
            parent="placement",
        ),
        Text("how", "How it goes", "placement", Answer, ("words",), at="answered_at", parent="placement"),
    )
    for model in (Area, Offering, Provision, WaveWords):
        leave_out(model, "*", "The school's provision map: about no child, and read on one page.")
