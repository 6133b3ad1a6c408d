"""Keeping an eye on a child, and doing what was promised. Later rooms call these inside their own acts."""

from django.utils import timezone

from audit.actions import Refused, action, record
from pupils.models import FollowUp, MonitoringFlag
from staff.permitted import NotAllowed, require
from staff.policy import Level, Permission


@action
def set_flag(*, by, pupil, reason, review_on, level=Level.WELLBEING):
    """Keep an eye on a child until a day. A flag already open at this level is moved to the later day."""
    require(by, Permission.CONCERN_TRIAGE, pupil)
    if not reason.strip():
        raise Refused("Please say in a few words why.")
    if review_on <= timezone.localdate():
        raise Refused("Choose a day in the future to look again.")
    flag = MonitoringFlag.objects.select_for_update().open().filter(pupil=pupil, level=str(level)).first()
    flag = flag or MonitoringFlag(pupil=pupil, level=str(level), set_by=by)
    flag.reason, flag.review_on = reason, max(review_on, flag.review_on or review_on)
    flag.save()
    record("flag.set", flag, by=by, pupil=pupil, fields=["reason", "review_on"])
    return flag


@action
def clear_flag(*, by, flag):
    """Nobody needs to keep an eye on this any more."""
    require(by, Permission.CONCERN_TRIAGE, flag)
    flag = MonitoringFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.cleared_at is None:
        flag.cleared_at, flag.cleared_by = timezone.now(), by
        flag.save(update_fields=["cleared_at", "cleared_by"])
        record("flag.cleared", flag, by=by, pupil=flag.pupil, fields=["cleared_at"])
    return flag


@action
def add_follow_up(*, by, pupil, who, due_on, what="", source="", level=Level.WELLBEING):
    """Somebody will do something by a day. At safeguarding level its words stay in the record it comes from."""
    require(by, Permission.PUPIL_READ, pupil)
    if level in (Level.SAFEGUARDING, Level.NAMED) and what:
        raise Refused("The words of a safeguarding follow-up stay in its own record.")
    follow_up = FollowUp.objects.create(
        pupil=pupil, level=str(level), who=who, what=what, due_on=due_on, source=source, made_by=by
    )
    record("follow_up.added", follow_up, by=by, pupil=pupil, fields=["who", "due_on"])
    return follow_up


@action
def finish_follow_up(*, by, follow_up):
    """It is done. By whoever said they would do it, or by those who triage."""
    if follow_up.who_id != by.pk:
        require(by, Permission.CONCERN_TRIAGE, follow_up)
    elif not by.is_active:
        raise NotAllowed("This account has ended.")
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    if follow_up.done_at is None:
        follow_up.done_at, follow_up.done_by = timezone.now(), by
        follow_up.save(update_fields=["done_at", "done_by"])
        record("follow_up.done", follow_up, by=by, pupil=follow_up.pupil, fields=["done_at"])
    return follow_up
