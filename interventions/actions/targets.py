"""What staff do about a child's targets: set one, take a number, end it. No number ever moves a child by itself."""

from django.utils import timezone

from audit.actions import Refused, action, record
from interventions.models import LIVE_AT_ONCE, Measure, Placement, Reading, Target
from pupils.here import refuse_leaver
from pupils.models import Pupil
from staff.permitted import is_permitted, require
from staff.policy import Permission


@action
def add_measure(*, by, placement, kind, name, better, low=None, high=None, ends=""):
    """Say what will be rated or counted for this help, always in the same way.

    A rating has its 0 to 10 and a count begins at 0. Of an outside scale only the name and the number are
    kept. Refuses help that has ended, a child who has left, a scale without two ends, and the same thing twice.
    """
    require(by, Permission.PLACEMENT_DECIDE, placement)
    return _add_measure(by, _going_on(placement), kind, name, better, low, high, ends)


@action
def set_target(
    *, by, placement, by_on, will, setting, baseline, goal, rater, measure=None, kind="", name="", low=None, high=None,
    ends="", rated_by=None, rater_name="", childs_words="",
):  # fmt: skip
    """Agree what a child works towards: by when, what, where, measured by what, from where to where.

    Its start is the first number of its measure, and has a rater as every number has. Refuses a fourth
    live target of one child, a day that is not to come, and numbers that are not on the scale.
    """
    require(by, Permission.PLACEMENT_DECIDE, placement)
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=placement.pupil_id)
    placement = _going_on(placement)
    if by_on <= timezone.localdate():
        raise Refused("Choose a day to come for this target.")
    if baseline == goal:
        raise Refused("The target must lead somewhere: its goal is the same as its start.")
    slots = set(Target.objects.filter(pupil=pupil, ended_at=None).values_list("slot", flat=True))
    if len(slots) >= LIVE_AT_ONCE:
        raise Refused("This child has three targets already, as many as one can hold in mind. End one of them first.")
    if measure is None:
        better = Measure.Better.HIGHER if goal > baseline else Measure.Better.LOWER
        measure = _add_measure(by, placement, kind, name, better, low, high, ends)
    elif measure.placement_id != placement.pk:
        raise Refused("That measure belongs to other help. Please choose again.")
    _is_on(measure, goal)
    _take(by, measure, value=baseline, rater=rater, rated_by=rated_by, rater_name=rater_name)
    target = Target.objects.create(
        placement=placement, pupil=pupil, slot=min(set(range(1, LIVE_AT_ONCE + 1)) - slots), by_on=by_on,
        will=will.strip().rstrip("."), setting=setting.strip().rstrip("."), measure=measure, baseline=baseline,
        goal=goal, childs_words=childs_words.strip(), set_by=by,
    )  # fmt: skip
    record("target.set", target, by=by, pupil=pupil, fields=["by_on", "will", "measure", "baseline", "goal"])
    return target


@action
def take_reading(*, by, measure, value, rater, rated_by=None, rater_name="", measured_on=None, note=""):
    """Write down one number: the child's own, mine, a colleague's, a parent's. By anybody who may read the help.

    An adult's number is `by`'s own unless `rated_by` is somebody else who may read the help. Refuses a number off the scale, a day that has not come, help that has ended and a child who has left.
    """
    require(by, Permission.PLACEMENT_READ, measure)
    _going_on(measure.placement)
    reading = _take(
        by, measure, value=value, rater=rater, rated_by=rated_by, rater_name=rater_name, measured_on=measured_on,
        note=note,
    )  # fmt: skip
    record("measure.taken", measure, by=by, pupil=measure.placement.pupil, fields=["value", "rater"])
    return reading


@action
def strike_reading(*, by, reading, why):
    """Say that a number was a mistake: it stays, struck out, and counts no more.

    By whoever took it, or by those who decide. Refuses no reason, and one that is struck out already.
    """
    own = reading.taken_by_id == by.pk
    require(by, Permission.PLACEMENT_READ if own else Permission.PLACEMENT_DECIDE, reading)
    reading = (
        Reading.objects.select_for_update(no_key=True, of=("self",))
        .select_related("measure__placement__pupil")
        .get(pk=reading.pk)
    )
    if not why.strip():
        raise Refused("Please say in a few words what was wrong.")
    if not reading.counts:
        raise Refused("This number is struck out already.")
    reading.struck_at, reading.struck_by, reading.struck_why = timezone.now(), by, why.strip()
    reading.save(update_fields=["struck_at", "struck_by", "struck_why"])
    pupil = reading.measure.placement.pupil
    record("measure.struck", reading.measure, by=by, pupil=pupil, fields=["struck_at", "struck_why"])
    return reading


@action
def end_target(*, by, target, outcome, why):
    """Say how a target came out, and make room for the next. Refuses no reason, and one that has ended."""
    require(by, Permission.PLACEMENT_DECIDE, target)
    target = Target.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=target.pk)
    if not target.is_live:
        raise Refused("This target has ended already.")
    if not why.strip():
        raise Refused("Please write one line about why.")
    _end(target, Target.Outcome(outcome), why.strip(), by)
    return target


def end_with_the_help(placement, by):
    """Help that ends leaves no target open behind it. How far each came, its numbers say."""
    for target in Target.objects.filter(placement=placement, ended_at=None).select_related("pupil"):
        _end(target, Target.Outcome.HELP_ENDED, "", by)


def _end(target, outcome, why, by):
    target.ended_at, target.ended_by, target.outcome, target.why = timezone.now(), by, outcome, why
    target.save(update_fields=["ended_at", "ended_by", "outcome", "why"])
    record("target.ended", target, by=by, pupil=target.pupil, fields=["outcome", "why"])


def _add_measure(by, placement, kind, name, better, low, high, ends):
    kind = Measure.Kind(kind)
    low, high = Measure.ENDS.get(kind, (low, high))
    if kind == Measure.Kind.SCALE and (low is None or high is None):
        raise Refused("A scale of our own has a lowest and a highest number. Please give both.")
    if low is not None and high is not None and high <= low:
        raise Refused("The highest number of the scale must be more than the lowest.")
    name = " ".join(name.split()).rstrip(".")
    if not name:
        raise Refused("Please say what is rated or counted.")
    if Measure.objects.filter(placement=placement, kind=kind, name=name).exists():
        raise Refused("There is this measure already. Choose it, so that its numbers can be compared.")
    measure = Measure.objects.create(
        placement=placement, kind=kind, name=name, low=low, high=high, ends=ends.strip(), better=better, made_by=by
    )
    record("measure.added", measure, by=by, pupil=placement.pupil, fields=["kind", "name", "low", "high"])
    return measure


def _take(by, measure, *, value, rater, rated_by=None, rater_name="", measured_on=None, note=""):
    today = timezone.localdate()
    measured_on, rater = measured_on or today, Reading.Rater(rater)
    _is_on(measure, value)
    if measured_on > today:
        raise Refused("That day has not come yet.")
    if rater != Reading.Rater.ADULT:
        rated_by = None
    elif rated_by is None:
        rated_by = by
    elif not is_permitted(rated_by, Permission.PLACEMENT_READ, measure):
        raise Refused("That colleague is not one of the adults around this child.")
    if rater in (Reading.Rater.CHILD, Reading.Rater.ADULT):
        rater_name = ""
    return Reading.objects.create(
        measure=measure, measured_on=measured_on, value=value, rater=rater, rated_by=rated_by,
        rater_name=" ".join(rater_name.split()), note=note.strip(), taken_by=by,
    )  # fmt: skip


def _is_on(measure, value):
    if not measure.holds(value):
        raise Refused(f"“{measure.name}” is measured on a scale: {measure.scale}. Please look at the number again.")


def _going_on(placement):
    """The placement as it is now, locked so that nobody ends it meanwhile."""
    placement = (
        Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=placement.pk)
    )
    if placement.has_ended:
        raise Refused("This help has ended already.")
    refuse_leaver(placement.pupil)
    return placement
