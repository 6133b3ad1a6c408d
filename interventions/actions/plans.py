"""What staff do about an informal plan: begin one from the tick list, look at it again, end it."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import InformalPlan, PlanLine, PlanStep
from interventions.models.placements import Placement
from interventions.owners import may_own
from pupils.here import refuse_leaver
from pupils.models import Pupil
from school.calendar import next_school_day, review_date
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Permission

Kind = PlanStep.Kind


@action
def start_plan(*, by, pupil, owner, lines, review_on=None, placement=None):
    """Begin a plan for a child: what is on it, as {item: how it is done here}, who owns it, when it is looked at again.

    Refuses a second plan, an empty one, a child who has left, and an owner who may not see the child.
    """
    require(by, Permission.PLAN_WRITE, pupil)
    today = timezone.localdate()
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    refuse_leaver(pupil)
    if InformalPlan.objects.filter(pupil=pupil, ended_on=None).exists():
        raise Refused("There is a plan already. Look at that one again instead.")
    _sound(pupil, owner, lines)
    if placement is not None and not _is_theirs(by, pupil, placement):
        raise Refused("That help has ended, or is not this child’s. Please open the page again.")
    plan = InformalPlan.objects.create(
        pupil=pupil, owner=owner, placement=placement, made_by=by, started_on=today, review_on=_next(today, review_on)
    )
    _set_lines(plan, lines, today)
    PlanStep.objects.create(plan=plan, kind=Kind.STARTED, review_on=plan.review_on, by=by)
    _tell(plan, by)
    record("plan.started", plan, by=by, pupil=pupil, fields=["owner", "lines", "review_on"])
    return plan


@action
def look_at_plan(*, by, plan, version, words, owner, lines, review_on=None):
    """Look at a plan again: how it goes in a line, what is on it from now, who owns it, when to look again.

    By its owner, or by those who may write one. Refuses a plan that has ended and a page older than it is now.
    """
    today = timezone.localdate()
    _may_change(by, plan)
    plan.bump(version)
    plan.refresh_from_db(fields=["ended_on", "owner"])
    if plan.ended_on is not None:
        raise Refused("This plan has ended. Begin a new one.")
    refuse_leaver(plan.pupil)
    if not words.strip():
        raise Refused("Please say in a line how it is going.")
    _sound(plan.pupil, owner, lines)
    is_new = owner.pk != plan.owner_id
    plan.owner, plan.review_on = owner, _next(today, review_on)
    plan.save(update_fields=["owner", "review_on", "version"])
    _set_lines(plan, lines, today)
    PlanStep.objects.create(plan=plan, kind=Kind.LOOKED_AT, words=words.strip(), review_on=plan.review_on, by=by)
    settle("plan_to_look_at", plan.pk)
    if is_new:
        _tell(plan, by)
    record("plan.looked_at", plan, by=by, pupil=plan.pupil, fields=["owner", "lines", "review_on", "words"])
    return plan


@action
def end_plan(*, by, plan, version, words):
    """The plan is not needed any longer, and a line of how it went. What was on it stays with its days."""
    _may_change(by, plan)
    plan.bump(version)
    plan.refresh_from_db(fields=["ended_on"])
    if plan.ended_on is not None:
        raise Refused("This plan has ended already.")
    if not words.strip():
        raise Refused("Please say in a line how it went.")
    today = timezone.localdate()
    plan.ended_on = today
    plan.save(update_fields=["ended_on", "version"])
    _set_lines(plan, {}, today)
    PlanStep.objects.create(plan=plan, kind=Kind.ENDED, words=words.strip(), by=by)
    for kind in ("plan_to_look_at", "plan_given"):
        settle(kind, plan.pk)
    record("plan.ended", plan, by=by, pupil=plan.pupil, fields=["ended_on", "words"])
    return plan


def _may_change(by, plan):
    if plan.owner_id == getattr(by, "pk", None):
        require(by, Permission.PLACEMENT_READ, plan)
    else:
        require(by, Permission.PLAN_WRITE, plan.pupil)


def _sound(pupil, owner, lines):
    if not lines:
        raise Refused("Please tick at least one thing.")
    if owner not in may_own(pupil):
        raise Refused(f"{owner.name} may not see this child. Please choose somebody who may.")


def _is_theirs(by, pupil, placement):
    seen = Placement.objects.permitted(by, Permission.PLACEMENT_READ).open()
    return seen.filter(pk=placement.pk, pupil=pupil, level="team").exists()


def _next(today, chosen):
    if chosen is None:
        return review_date(today)
    if chosen <= today:
        raise Refused("Choose a day in the future to look again.")
    return next_school_day(chosen)


def _set_lines(plan, lines, today):
    """What is on it from today: a line that is done in another way is a new one, and the old one keeps its days."""
    there = {line.item_id: line for line in plan.lines.filter(until_on=None).select_related("item")}
    wanted = {item.pk: detail.strip() for item, detail in lines.items()}
    for pk, line in there.items():
        if wanted.get(pk) != line.detail:
            line.until_on = today
            line.save(update_fields=["until_on"])
    for pk, detail in wanted.items():
        if pk not in there or there[pk].detail != detail:
            PlanLine.objects.create(plan=plan, item_id=pk, detail=detail, from_on=today)


def _tell(plan, by):
    if plan.owner_id != by.pk:
        owe("plan_given", to=[plan.owner], about=plan)
