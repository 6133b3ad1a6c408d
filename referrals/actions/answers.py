"""What the agency said, one act for each kind of answer, and how a referral ends. Every one has its day."""

from audit.actions import Refused, action, record
from referrals.actions.moving import move
from referrals.models import Referral
from staff.permitted import require
from staff.policy import Permission

State = Referral.State


def _answered(referral, to, *, by, on, why="", pointed_to="", **changes):
    require(by, Permission.REFERRAL_WRITE, referral)
    move(referral, to, by=by, on=on, why=why, pointed_to=pointed_to, **changes)
    record(f"referral.{to}", referral, by=by, pupil=referral.pupil, fields=["state", *changes])
    return referral


@action
def record_acknowledged(*, by, referral, on, their_reference="", why=""):
    """They say that they have it, perhaps with a number of their own. Their time begins anew."""
    changes = {"their_reference": their_reference.strip()} if their_reference.strip() else {}
    return _answered(referral, State.ACKNOWLEDGED, by=by, on=on, why=why, **changes)


@action
def record_more_asked(*, by, referral, on, why):
    """They want to know more before they decide: what they ask for is kept, and the next step is ours."""
    return _answered(referral, State.MORE, by=by, on=on, why=_said(why, "Say what they ask for."))


@action
def record_more_sent(*, by, referral, on, why):
    """What they asked for has been sent. Refuses where they asked for nothing."""
    if referral.state != State.MORE:
        raise Refused("They have not asked for more.")
    return _answered(referral, State.ACKNOWLEDGED, by=by, on=on, why=_said(why, "Say what was sent."))


@action
def record_accepted(*, by, referral, on, why=""):
    """They will help; it has not begun."""
    return _answered(referral, State.ACCEPTED, by=by, on=on, why=why)


@action
def record_in_line(*, by, referral, on, why=""):
    """The child is on their waiting list. The weeks are counted from the day of sending."""
    return _answered(referral, State.IN_LINE, by=by, on=on, why=why)


@action
def record_redirected(*, by, referral, on, pointed_to, why=""):
    """They passed it on to somebody else, who has the next word. Refuses without saying to whom."""
    pointed_to = _said(pointed_to, "Say to whom they passed it on.")
    return _answered(referral, State.REDIRECTED, by=by, on=on, why=why, pointed_to=pointed_to)


@action
def record_declined(*, by, referral, on, why, pointed_to):
    """They said no: their reason, and where the family was pointed to. The reason is shown to whoever asks again."""
    why = _said(why, "Say what reason they gave.")
    pointed_to = _said(pointed_to, "Say where the family was pointed to.")
    return _answered(referral, State.DECLINED, by=by, on=on, why=why, pointed_to=pointed_to)


@action
def record_started(*, by, referral, on, why=""):
    """Their help has begun: nobody waits any longer."""
    return _answered(referral, State.STARTED, by=by, on=on, why=why, started_on=on)


@action
def close_referral(*, by, referral, on, why):
    """It is finished: what came of it, in a line or two. Refuses without."""
    return _answered(referral, State.CLOSED, by=by, on=on, why=_said(why, "Say what came of it."))


@action
def withdraw_referral(*, by, referral, why):
    """Not taken further, at whatever point, and why. Everything written so far is kept."""
    return _answered(referral, State.WITHDRAWN, by=by, on=None, why=_said(why, "Say why."))


def _said(words, otherwise):
    if not words.strip():
        raise Refused(otherwise)
    return words
