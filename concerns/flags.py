"""When an eye was kept on a child and more is needed: the flag is closed, and what was seen becomes a concern."""

from audit.actions import Refused, action
from concerns.actions import raise_concern
from pupils.models import FlagStep
from pupils.watching import clear_flag


@action
def escalate_flag(*, by, flag, reason, danger):
    """Somebody looked again and is more worried. Their words become a concern, and the flag has done its work.

    Refuses no reason, no answer about danger, and a flag that is cleared.
    """
    if not danger:
        raise Refused("Is anyone in danger now? Please choose an answer.")
    clear_flag(by=by, flag=flag, reason=reason[:300], kind=FlagStep.Kind.ESCALATED)
    facts = f"{reason.strip()}\n\nWe have kept an eye on this since {flag.set_at:%-d %B}: {flag.reason}"
    return raise_concern(by=by, pupil=flag.pupil, answers={"facts": facts, "danger": danger, "source": "saw"})
