"""What was tried, for how long and with what effect: rounds of help, programmes, targets and everyday help."""

from collections import defaultdict

from django.db.models import prefetch_related_objects
from django.utils import timezone

from interventions.delivered import doses, with_counts
from interventions.measuring import measured
from interventions.models import Decision, InformalPlan, Placement, ProgrammePlace, Tried
from interventions.models.programmes import State
from referrals.assembling.register import Item, source
from staff.kept import kept
from staff.policy import Permission

DAY = "%-d %B %Y"
BEGUN = (State.ACTIVE, State.COMPLETED, State.ENDED)


@kept
def placements(pupil, user, levels):
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil, level__in=levels)
    return rows.select_related("area").order_by("opened_on", "pk")


def with_moves(found):
    prefetch_related_objects(found, "moves")
    return found


def _span(first, last):
    return f"{first.strftime(DAY)} to {last.strftime(DAY)}" if last else f"Since {first.strftime(DAY)}"


@source("Rounds of help, and what each review found")
def rounds(pupil, user, levels):
    """Each round with its days and what its review found; the one going on has no effect to tell of yet."""
    for placement in with_moves(placements(pupil, user, levels)):
        area, start, number = placement.area.name.lower(), placement.opened_on, 1
        for move in placement.moves.all():
            if move.decision == Decision.OPEN:
                continue
            day = timezone.localdate(move.decided_at)
            effect = " ".join(part.strip() for part in (move.why, move.evidence) if part.strip())
            what = f"{move.get_from_wave_display()} for {area}, round {number}. We hoped for: {placement.hoped_for}"
            yield Item(f"move-{move.public_id}", "tried", what, _span(start, day), effect)
            start, number = day, number + 1
        yield Item(
            f"placement-{placement.public_id}",
            "tried",
            f"{placement.get_wave_display()} for {area}: {placement.reason} We hope for: {placement.hoped_for}",
            _span(placement.opened_on, placement.ended_on),
        )


@kept
def _places(pupil, user, levels):
    rows = ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ)
    rows = rows.filter(pupil=pupil, level__in=levels, state__in=BEGUN).order_by("from_on", "pk")
    return with_counts(rows).select_related("programme", "offering__provision")


@source("Programmes and their sessions")
def programmes(pupil, user, levels):
    for place, dose in doses(_places(pupil, user, levels), timezone.localdate()):
        outcome = f". {place.get_outcome_display()}" if place.outcome is not None else ""
        yield Item(
            f"programme-{place.public_id}",
            "tried",
            f"{place.offering.name} ({place.programme.dose})",
            _span(place.from_on, place.ended_on),
            f"{dose.words}{outcome}",
        )


def _numbers(change):
    """One rater's way: the first number and the last, or the only one."""
    first = f"{change.first} on {change.first_on.strftime(DAY)}"
    last = f", {change.last} on {change.last_on.strftime(DAY)}" if change.numbers > 1 else ""
    return f"{first}{last} ({change.who})"


@source("Targets and numbers")
def targets(pupil, user, levels):
    for one in measured(*placements(pupil, user, levels)):
        if not one.targets and not one.changes:
            continue
        numbers = "; ".join(_numbers(change) for change in one.changes)
        outcome = f" {one.target.get_outcome_display()}." if one.target and not one.target.is_live else ""
        yield Item(
            f"measure-{one.measure.public_id}",
            "tried",
            one.target.sentence if one.target else one.measure.name,
            "",
            f"{numbers}.{outcome}" if numbers else outcome.strip(),
        )


@kept
def _tried(pupil, user):
    rows = Tried.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil)
    return rows.select_related("offering__provision").order_by("on", "pk")


@source("Everyday help that was tried")
def everyday(pupil, user, levels):
    """One line a kind of help, however often it was tried."""
    by_kind = defaultdict(list)
    for one in _tried(pupil, user):
        by_kind[one.offering].append(one)
    for offering, tried in by_kind.items():
        times = "once" if len(tried) == 1 else f"{len(tried)} times"
        counts = defaultdict(int)
        for one in tried:
            counts[one.get_helped_display()] += 1
        effect = "; ".join(f"{words}{'' if len(tried) == 1 else f': {number}'}" for words, number in counts.items())
        first, last = tried[0].on, tried[-1].on
        when = first.strftime(DAY) if first == last else _span(first, last)
        yield Item(f"tried-{offering.public_id}", "tried", f"{offering.name}, {times}", when, effect)


@kept
def _plans(pupil, user):
    rows = InformalPlan.objects.permitted(user, Permission.PLACEMENT_READ).filter(pupil=pupil)
    return rows.order_by("started_on", "pk")


@source("Small things of an informal plan")
def small_things(pupil, user, levels):
    plans = _plans(pupil, user)
    prefetch_related_objects(plans, "lines__item", "steps")
    for plan in plans:
        things = ", ".join(dict.fromkeys(line.item.name.lower() for line in plan.lines.all()))
        said = [step.words for step in plan.steps.all() if step.words]
        if things:
            yield Item(
                f"plan-{plan.public_id}",
                "tried",
                f"Informal plan: {things}",
                _span(plan.started_on, plan.ended_on),
                said[-1] if said else "",
            )
