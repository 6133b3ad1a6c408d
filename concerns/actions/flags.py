"""When an eye was kept on a child and more is needed: the flag is closed, and what was seen becomes a concern."""

from audit.actions import Refused, action
from concerns.actions.filing import KeptElsewhere
from concerns.actions.records import raise_concern
from concerns.models import Keeping
from concerns.models.levels import CLOSED
from pupils.models import FlagStep
from pupils.watching import clear_flag, keep_flag


@action
def escalate_flag(*, by, flag, reason, danger):
    """Somebody looked again and is more worried. Their words become a concern, and the flag has done its work.

    Refuses no reason, no answer about danger, and a flag that is cleared.
    """
    if not danger:
        raise Refused(danger="Is anyone in danger now? Please choose an answer.")
    if not reason.strip():
        raise Refused(reason="Why? Please say what you have seen.")
    # Whoever reads the flag may not read the concern: the step says where the words are.
    clear_flag(by=by, flag=flag, reason="The words are in the concern.", kind=FlagStep.Kind.ESCALATED)
    facts = f"{reason.strip()}\n\nWe have kept an eye on this since {flag.set_at:%-d %B}: {flag.reason}"
    return raise_concern(
        by=by, pupil=flag.pupil, answers={"facts": facts, "danger": danger, "source": "saw"}, flag=flag
    )


@action
def look_again(*, by, flag, decision, reason, review_on=None):
    """Somebody looked again: an eye is kept on until another day, or no longer.

    Where the school keeps its safeguarding words in another system, those about a flag at that level are not
    taken: the step then says only where they are.
    """
    kept_in = Keeping.current().kept_in if flag.level in CLOSED else ""
    if kept_in and reason.strip():
        raise KeptElsewhere(kept_in)
    reason = reason if not kept_in else f"See {kept_in}."
    if decision == FlagStep.Kind.KEPT:
        return keep_flag(by=by, flag=flag, reason=reason, review_on=review_on)
    return clear_flag(by=by, flag=flag, reason=reason)
