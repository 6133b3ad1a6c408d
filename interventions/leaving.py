"""What help leaves behind: somebody keeps an eye on the child, and which flags those are."""

from datetime import timedelta

from interventions.models import LEAVES_A_FLAG
from pupils.models import FlagStep

ONE_ACT = timedelta(minutes=1)  # a review and the flag it leaves are written together


def flag_reason(move):
    """What stands on the flag: the decision, the wave it led from, and the area of need."""
    return f"{move.get_decision_display()} from {move.get_from_wave_display()}: {move.placement.area}"[:200]


def flags_left_by(placement):
    """{flag: its steps that this help left}. A step names no record of a later room, so it is known by what a review
    writes: the same person, the same words, in the same act."""
    found = {}
    for move in placement.moves.filter(decision__in=LEAVES_A_FLAG).select_related("placement__area"):
        steps = FlagStep.objects.filter(
            flag__pupil=placement.pupil_id, kind=FlagStep.Kind.SET, reason=flag_reason(move), by=move.decided_by_id,
            at__range=(move.decided_at - ONE_ACT, move.decided_at + ONE_ACT),
        )  # fmt: skip
        for step in steps.select_related("flag", "by").order_by("pk"):
            found.setdefault(step.flag, []).append(step)
    return found
