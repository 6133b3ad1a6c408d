"""Whoever plans for a child proposes a target; those who decide accept it, as it is or put better, or say why not."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.actions.targets import set_target
from interventions.models import Placement, ProposedTarget
from pupils.here import refuse_leaver
from staff.models import User
from staff.notices import owe, settle
from staff.permitted import require
from staff.policy import Permission


@action
def propose_target(*, by, placement, by_on, will, setting, measured, baseline, goal, childs_words=""):
    """Say what a child could work towards. Those who decide are told; nothing counts until they accept it.

    Refuses a day that is not to come, a goal that is where the child is, help that has ended, and a leaver.
    """
    require(by, Permission.PLAN_WRITE, placement)
    placement = (
        Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=placement.pk)
    )
    if placement.has_ended:
        raise Refused("This help has ended already.")
    refuse_leaver(placement.pupil)
    if by_on <= timezone.localdate():
        raise Refused("Choose a day to come for this target.")
    if baseline == goal:
        raise Refused("The target must lead somewhere: its goal is the same as its start.")
    made = ProposedTarget.objects.create(
        placement=placement, by_on=by_on, will=will.strip().rstrip("."), setting=setting.strip().rstrip("."),
        measured=" ".join(measured.split()).rstrip("."), baseline=baseline, goal=goal,
        childs_words=childs_words.strip(), proposed_by=by,
    )  # fmt: skip
    told = [user for user in User.objects.who_may(Permission.PLACEMENT_DECIDE) if user.pk != by.pk]
    owe("target_proposed", to=told, about=made)
    record("target.proposed", made, by=by, pupil=placement.pupil, fields=["will", "by_on", "baseline", "goal"])
    return made


@action
def accept_target(*, by, proposal, **target):
    """It becomes a target, with what those who decide changed in it. Whoever proposed it is told."""
    require(by, Permission.PLACEMENT_DECIDE, proposal)
    held = _waiting(proposal)
    made = set_target(by=by, placement=held.placement, **target)
    held.target = made
    _answer(held, by, ["target"])
    return made


@action
def decline_target(*, by, proposal, why_not):
    """Not this one, and why. Whoever proposed it is told."""
    require(by, Permission.PLACEMENT_DECIDE, proposal)
    held = _waiting(proposal)
    if not why_not.strip():
        raise Refused("Please write one line about why not.")
    held.why_not = why_not.strip()
    _answer(held, by, ["why_not"])
    return held


def _waiting(proposal):
    rows = ProposedTarget.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "placement__pupil", "proposed_by"
    )
    held = rows.get(pk=proposal.pk)
    if held.answered_at is not None:
        raise Refused("Somebody has answered this already.")
    return held


def _answer(held, by, fields):
    held.answered_at, held.answered_by = timezone.now(), by
    held.save(update_fields=["answered_at", "answered_by", *fields])
    settle("target_proposed", held.pk)
    if held.proposed_by_id != by.pk:
        owe("target_answered", to=[held.proposed_by], about=held)
    record("target.answered", held, by=by, pupil=held.placement.pupil, fields=fields)
