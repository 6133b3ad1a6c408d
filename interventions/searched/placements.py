"""Which words of this room can be found: why help began, what each move rested on, how it goes."""

from interventions.models import (
    Answer,
    Area,
    Measure,
    Move,
    Offering,
    Placement,
    ProposedTarget,
    Provision,
    Reading,
    Target,
    WaveWords,
)
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
            ("why", "evidence", "child_said", "parents_said", "waits_for"),
            at="decided_at",
            parent="placement",
        ),
        Text("how", "How it goes", "placement", Answer, ("words",), at="answered_at", parent="placement"),
        Text(
            "target",
            "Target",
            "placement",
            Target,
            ("will", "setting", "childs_words", "why"),
            at="set_at",
            parent="placement",
        ),
        Text(
            "proposal",
            "A target that was proposed",
            "placement",
            ProposedTarget,
            ("will", "setting", "measured", "childs_words", "why_not"),
            at="proposed_at",
            parent="placement",
        ),  # fmt: skip
        Text("measure", "What is measured", "placement", Measure, ("name", "ends"), at="made_at", parent="placement"),
        Text(
            "number",
            "A number",
            "placement",
            Reading,
            ("rater_name", "note", "struck_why"),
            at="taken_at",
            parent="measure__placement",
        ),
    )
    for model in (Area, Offering, Provision, WaveWords):
        leave_out(model, "*", "The school's provision map: about no child, and read on one page.")
