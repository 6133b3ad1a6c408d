"""Keeping an eye on a child, and doing what was promised. Later rooms call these inside their own acts."""

from django.utils import timezone

from audit.actions import Refused, action, record
from pupils.models import FlagStep, FollowUp, MonitoringFlag
from staff.notices import settle
from staff.permitted import NotAllowed, require
from staff.policy import Level, Permission

Kind = FlagStep.Kind


@action
def set_flag(*, by, pupil, reason, review_on, level=Level.WELLBEING):
    """Keep an eye on a child until a day, whatever asks for it: a change at home, a past worry, a step down.

    At team level anybody who may speak up about the child may ask; above it, those who triage. A flag
    already open at this level takes the new reason and the later day; each reason stays in its steps.
    """
    require(by, Permission.CONCERN_RAISE if level == Level.TEAM else Permission.CONCERN_TRIAGE, pupil)
    if not reason.strip():
        raise Refused(reason="Please say in a few words why.")
    _is_to_come(review_on)
    return _set(by, pupil, level, [FlagStep(kind=Kind.SET, reason=reason, review_on=review_on, by=by)])


def _set(by, pupil, level, steps):
    """One flag is open at a level: it takes in these steps, the last one's reason and the latest day."""
    reason, review_on = steps[-1].reason, max(step.review_on for step in steps)
    flag = MonitoringFlag.objects.select_for_update(no_key=True).open().filter(pupil=pupil, level=str(level)).first()
    flag = flag or MonitoringFlag(pupil=pupil, level=str(level), set_by=steps[0].by)
    flag.reason, flag.review_on = reason, max(review_on, flag.review_on or review_on)
    flag.save()
    FlagStep.objects.bulk_create(
        FlagStep(flag=flag, kind=one.kind, reason=one.reason, review_on=one.review_on, at=one.at, by=one.by)
        for one in steps
    )
    record("flag.set", flag, by=by, pupil=pupil, fields=["reason", "review_on"])
    return flag


@action
def keep_flag(*, by, flag, reason, review_on):
    """Somebody looked again: an eye is still needed, until another day. Refuses no reason and a day gone by."""
    flag = _to_review(by, flag, reason)
    _is_to_come(review_on)
    flag.review_on = review_on
    flag.save(update_fields=["review_on"])
    return _step(by, flag, Kind.KEPT, reason, review_on)


@action
def clear_flag(*, by, flag, reason, kind=FlagStep.Kind.CLEARED):
    """Somebody looked again: nobody needs to keep an eye on this any more, or (ESCALATED) more is needed.
    Refuses no reason, and one that is cleared already."""
    flag = _to_review(by, flag, reason)
    flag.cleared_at, flag.cleared_by = timezone.now(), by
    flag.save(update_fields=["cleared_at", "cleared_by"])
    return _step(by, flag, kind, reason)


@action
def change_flag_level(*, by, flag, level, reason, came_of):
    """Who reads the record changes that a flag came of, and who reads the flag with it. `came_of` are its steps that
    record left. By those who triage.

    Made narrower, all of it goes: a flag of that level which is open takes it in, and whoever else had asked for an eye
    keeps one, for their own reason. Made wider, it goes only where nobody else wrote in it.
    """
    require(by, Permission.CONCERN_TRIAGE, flag)
    flag = MonitoringFlag.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=flag.pk)
    mine = {step.pk for step in came_of}
    others = [step for step in flag.steps.select_related("by") if step.pk not in mine]
    was, is_open, last = flag.level, flag.cleared_at is None, came_of[-1]
    if str(level) == was or (level == Level.TEAM and others):
        return flag
    there = MonitoringFlag.objects.open().filter(pupil=flag.pupil, level=str(level)).first() if is_open else None
    if there is not None:
        flag.cleared_at, flag.cleared_by = timezone.now(), by
        FlagStep.objects.create(flag=flag, kind=Kind.CLEARED, reason="Kept on as one with another.", by=by)
    flag.level, flag.set_by = str(level), last.by  # whoever set it first has no more right to what others added
    flag.save(update_fields=["level", "set_by", "cleared_at", "cleared_by"])
    record("flag.level_changed", flag, by=by, pupil=flag.pupil, fields=["level"], reason=reason.strip())
    if there is not None:
        _set(by, flag.pupil, level, came_of)
    if is_open and (theirs := [step for step in others if step.kind == Kind.SET]):
        _set(by, flag.pupil, was, theirs)  # as they were asked for, by whom and when; a day gone by is due still
    return flag


@action
def move_flag(*, by, flag, pupil, came_of):
    """The record a flag came of was about another child, who has the eye kept on them now. `came_of` are its steps
    that record left. Where somebody else had asked for one too, theirs stays with this child, for their own reason."""
    require(by, Permission.CONCERN_TRIAGE, flag)
    flag = MonitoringFlag.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=flag.pk)
    mine, is_open = {step.pk for step in came_of}, flag.cleared_at is None
    others = [step for step in flag.steps.all() if step.pk not in mine and step.kind == Kind.SET]
    there = MonitoringFlag.objects.open().filter(pupil=pupil, level=flag.level).exists()
    if others:
        flag.reason = others[-1].reason
    else:
        record("flag.moved", flag, by=by, pupil=flag.pupil, fields=["pupil"])
        flag.pupil = pupil
        if is_open and there:
            flag.cleared_at, flag.cleared_by = timezone.now(), by
            FlagStep.objects.create(flag=flag, kind=Kind.CLEARED, reason="Kept on as one with another.", by=by)
    flag.save(update_fields=["pupil", "reason", "cleared_at", "cleared_by"])
    record("flag.moved", flag, by=by, pupil=pupil, fields=["pupil"])
    if is_open and (others or there):
        _set(by, pupil, flag.level, came_of)
    return flag


def _to_review(by, flag, reason):
    if not MonitoringFlag.objects.all().reviewable_by(by).filter(pk=flag.pk).exists():
        raise NotAllowed("This record is not one you can change.")
    if not reason.strip():
        raise Refused(reason="Please say in a few words why.")
    flag = MonitoringFlag.objects.select_for_update(no_key=True).get(pk=flag.pk)
    if flag.cleared_at is not None:
        raise Refused("Somebody has looked at this already, and nobody keeps an eye on it any more.")
    return flag


def _step(by, flag, kind, reason, review_on=None):
    FlagStep.objects.create(flag=flag, kind=kind, reason=reason.strip(), review_on=review_on, by=by)
    settle("flag_due", flag.pk)
    record(f"flag.{kind}", flag, by=by, pupil=flag.pupil, fields=["reason", "review_on"])
    return flag


def _is_to_come(day):
    if day <= timezone.localdate():
        raise Refused(review_on="Choose a day in the future to look again.")


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
    follow_up = FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    if follow_up.done_at is None:
        follow_up.done_at, follow_up.done_by = timezone.now(), by
        follow_up.save(update_fields=["done_at", "done_by"])
        record("follow_up.done", follow_up, by=by, pupil=follow_up.pupil, fields=["done_at"])
    return follow_up
