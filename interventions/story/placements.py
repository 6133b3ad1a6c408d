"""What this room tells of a child: every move of a placement, and why; each target, and how it came out."""

import datetime

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import formats, timezone

from interventions.models import Move, Target
from pupils import chronology
from pupils.chronology import Source, joined, register
from staff.policy import Permission

SINCE = 8  # lines: what a reviewer can take in at a glance


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
            line=joined(
                "decision",
                Cast("to_wave", CharField()),
                Coalesce(Cast("planned_end_on", CharField()), Value("")),
                "placement__area__name",
            ),
            words="why",
            level="placement__level",
            pupil="placement__pupil",
            say=_say_move,
        )
    )
    for kind, at, line, words, say in (
        ("target", "set_at", joined(Cast("by_on", CharField()), "will"), "childs_words", _say_target),
        ("targetended", "ended_at", joined("outcome", "will"), "why", _say_ended),
    ):
        register(
            Source(
                kind=kind,
                word="Target",
                icon="target",
                rows=_targets if kind == "target" else _ended,
                at=at,
                ref="placement__public_id",
                url_name="interventions:placement",
                line=line,
                words=words,
                level="placement__level",
                pupil="placement__pupil",
                say=say,
            )
        )


def happened_since(user, pupil, move):
    """What else happened to the child since a decision, from every room, as this reader may know it. One query.

    What is still to come, such as a meeting that is arranged, has not happened.
    """
    since = timezone.localdate(move.decided_at)
    lines = chronology.lines_of(user, [pupil], since=since, after=chronology.up_to_today(), most=SINCE + 1)
    return [line for line in lines if line.key != str(move.public_id)][:SINCE]


def _moves(user, pupils):
    return Move.objects.permitted(user, Permission.PLACEMENT_READ).filter(placement__pupil__in=pupils)


def _targets(user, pupils):
    return Target.objects.permitted(user, Permission.PLACEMENT_READ).filter(placement__pupil__in=pupils)


def _ended(user, pupils):
    return _targets(user, pupils).filter(ended_at__isnull=False)


def _say_target(line):
    day, will = line.split("|", 1)
    return f"Target until {formats.date_format(datetime.date.fromisoformat(day), 'j F')}: {will}"


def _say_ended(line):
    outcome, will = line.split("|", 1)
    return f"{Target.Outcome(outcome).label}: {will}"


def _say_move(line):
    decision, wave, end, area = line.split("|", 3)
    said = {
        "open": f"Wave {wave} began: {area}",
        "continue": f"Reviewed, Wave {wave} goes on: {area}",
        "change": f"Reviewed, help changed at Wave {wave}: {area}",
        "step_up": f"Moved up to Wave {wave}: {area}",
        "step_down": f"Stepped down to Wave {wave}: {area}",
        "end": f"Extra help ended: {area}",
    }[decision]
    return f"{said}, planned to end on {_in_full(end)}" if end else said


def _in_full(day):
    return formats.date_format(datetime.date.fromisoformat(day), "j F Y")
