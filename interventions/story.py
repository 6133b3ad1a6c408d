"""What this room tells of a child: every move of a placement, and why."""

from django.db.models import CharField
from django.db.models.functions import Cast

from interventions.models import Move
from pupils.chronology import Source, joined, register
from staff.policy import Permission


def register_sources():
    register(
        Source(
            kind="move",
            word="Help",
            icon="steps",
            rows=_moves,
            at="decided_at",
            ref="placement__public_id",
            url_name="interventions:placement",
            line=joined("decision", Cast("to_wave", CharField()), "placement__area__name"),
            words="why",
            level="placement__level",
            pupil="placement__pupil",
            say=_say_move,
        )
    )


def _moves(user, pupils):
    return Move.objects.permitted(user, Permission.PLACEMENT_READ).filter(placement__pupil__in=pupils)


def _say_move(line):
    decision, wave, area = line.split("|", 2)
    return {
        "open": f"Wave {wave} began: {area}",
        "continue": f"Reviewed, Wave {wave} goes on: {area}",
        "change": f"Reviewed, help changed at Wave {wave}: {area}",
        "step_up": f"Moved up to Wave {wave}: {area}",
        "step_down": f"Stepped down to Wave {wave}: {area}",
        "end": f"Extra help ended: {area}",
    }[decision]
