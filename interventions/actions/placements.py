"""What staff do about a child's wave: place, and review. Nothing here edits; a review is a move."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.models import Concern
from interventions.actions.places import request_place
from interventions.actions.targets import end_with_the_help
from interventions.dose import first_review
from interventions.leaving import flag_reason
from interventions.models import (
    LEAVES_A_FLAG,
    NEXT,
    Answer,
    Citation,
    Decision,
    Move,
    Placement,
    ProgrammePlace,
    Then,
    Wave,
)
from interventions.models.programmes import LIVE
from interventions.waiting import answered_by
from pupils.here import refuse_leaver
from pupils.models import Pupil
from pupils.watching import set_flag
from school import calendar
from staff.notices import settle
from staff.permitted import require
from staff.policy import Level, Permission
from staff.posting import Stale

REVIEW_KINDS = ("review_coming", "review_due", "review_late", "review_very_late")
MOST_WHY = 300  # letters of a place's one line
PLACEABLE = (Level.TEAM, Level.WELLBEING)


@action
def place_on_wave(
    *, by, pupil, wave, area, reason, hoped_for, exit_criteria="", level=Level.TEAM, evidence="",
    child_said="", parents_said="", review_on=None, then="", waits_for="", concerns=(), offering=None,
):  # fmt: skip
    """Decide that a child gets help at Wave 2 or 3 for one area of need, and when it is looked at again.

    It is the first move: what shows the need, and what the child and the parents said, stand on it as on every other.

    The review falls on a school day: as the school does it, when the help is planned to end, when an
    agency has done its part, or on a chosen day. Where a line of the map is chosen, it is looked at first
    when that line says, and a place on it is asked for. Refuses Wave 1, a child who has left, and an area that already has
    help: that placement is reviewed instead.
    """
    require(by, Permission.PLACEMENT_DECIDE)
    require(by, Permission.PUPIL_READ, pupil)
    today = timezone.localdate()
    pupil = Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)
    refuse_leaver(pupil)
    if wave not in (Wave.TWO, Wave.THREE):
        raise Refused("Everybody is at Wave 1 already. Choose Wave 2 or Wave 3.")
    if level not in PLACEABLE:
        raise Refused("What is for the safeguarding leads only is recorded with them, not here.")
    if Placement.objects.filter(pupil=pupil, area=area, ended_on=None).exists():
        raise Refused("There is already help for this area of need. Review that instead of starting again.")
    placement = Placement.objects.create(
        pupil=pupil,
        area=area,
        wave=wave,
        reason=reason,
        hoped_for=hoped_for,
        exit_criteria=exit_criteria,
        level=level,
        opened_on=today,
        review_on=_next_review(today, then, review_on, waits_for, offering),
        decided_by=by,
    )
    if offering is not None:
        _ask_for_a_place(by, placement, offering)
    move = _move(
        placement, Decision.OPEN, from_wave=Wave.ONE, to_wave=wave, by=by, evidence=evidence, child_said=child_said,
        parents_said=parents_said, then=_then(then, review_on), waits_for=waits_for.strip(),
        planned_end_on=_planned_end(then, review_on),
    )  # fmt: skip
    _cite(move, concerns, by)
    record("placement.opened", placement, by=by, pupil=pupil, fields=["wave", "area", "review_on"])
    return placement


@action
def record_review(
    *,
    by,
    placement,
    decision,
    why,
    version,
    evidence="",
    child_said="",
    parents_said="",
    review_on=None,
    then="",
    waits_for="",
    concerns=(),
):
    """Look at a placement again and decide: continue, change, step down, step up or end.

    It adds a move; the words of earlier ones stay. A step down or an end leaves somebody
    keeping an eye on the child until a date. Refuses what has ended, a child who has left,
    a decision that leads nowhere from this wave, and a page older than somebody else's review.
    """
    require(by, Permission.PLACEMENT_DECIDE, placement)
    today = timezone.localdate()
    placement.bump(version)
    placement.refresh_from_db(fields=["wave", "review_on", "ended_on", "level"])
    decision = Decision(decision)
    if placement.has_ended:
        raise Refused("This help has ended already.")
    refuse_leaver(placement.pupil)
    if decision not in NEXT[placement.wave]:
        raise Refused("That decision is not possible from this wave.")
    if not why.strip():
        raise Refused("Please write one line about why.")
    from_wave, to_wave = placement.wave, NEXT[placement.wave][decision]
    again_on = _next_review(today, then, review_on, waits_for)
    _apply(placement, to_wave, again_on, today, by)
    if placement.has_ended:
        end_with_the_help(placement, by)
    move = _move(
        placement, decision, from_wave=from_wave, to_wave=to_wave, by=by,
        why=why, evidence=evidence, child_said=child_said, parents_said=parents_said,
        then=_then(then, review_on), waits_for=waits_for.strip(),
        planned_end_on=None if placement.has_ended else _planned_end(then, review_on),
    )  # fmt: skip
    _cite(move, concerns, by)
    if decision in LEAVES_A_FLAG:
        set_flag(
            by=by, pupil=placement.pupil, reason=flag_reason(move), review_on=again_on, level=placement.level
        )  # fmt: skip
    for kind in REVIEW_KINDS:
        settle(kind, placement.pk)
    record("placement.reviewed", placement, by=by, pupil=placement.pupil, fields=["wave", "review_on", "ended_on"])
    return placement


@action
def review_together(*, by, seen, decision, why, then="", review_on=None, waits_for=""):
    """Decide the same for several children in one go: a group's review. Each gets a move of their own.

    `seen` maps each placement to the version its page showed. All or none: refuses nobody, a decision
    that is not possible for one of them, and whatever `record_review` refuses; those that somebody
    else reviewed meanwhile are shown and lifted out.
    """
    if not seen:
        raise Refused("Please tick at least one child.")
    for placement in seen:
        require(by, Permission.PLACEMENT_DECIDE, placement)
    versions = {placement.pk: version for placement, version in seen.items()}
    rows = list(
        Placement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("pupil")
        .filter(pk__in=versions)
        .order_by("pk")
    )
    changed = [row for row in rows if row.version != versions[row.pk]]
    if changed:
        raise Stale(changed)
    impossible = [row.pupil.name for row in rows if Decision(decision) not in NEXT[row.wave]]
    if impossible:
        raise Refused(f"“{Decision(decision).label}” is not possible for {', '.join(impossible)}. Lift them out first.")
    for row in rows:
        record_review(
            by=by, placement=row, decision=decision, why=why, version=row.version, then=then, review_on=review_on,
            waits_for=waits_for,
        )  # fmt: skip
    return rows[0]


@action
def answer_for_review(*, by, placement, how, words=""):
    """An adult who is with the child says how it goes, before the next review. Refuses help that has ended."""
    require(by, Permission.PLACEMENT_READ, placement)
    if placement.has_ended:
        raise Refused("This help has ended, so nobody is asking any more. Thank you.")
    answer = Answer.objects.create(
        placement=placement, review_on=placement.review_on, how=Answer.How(how), words=words.strip(), answered_by=by
    )
    record("placement.answered", placement, by=by, pupil=placement.pupil, fields=["how", "words"])
    return answer


def _ask_for_a_place(by, placement, offering):
    """The place that this help is given on; one that was asked for before stays as it is."""
    if offering.wave != placement.wave:
        raise Refused("That line of the map is at another wave. Please choose again.")
    held = ProgrammePlace.objects.filter(pupil=placement.pupil, offering=offering, state__in=LIVE)
    if not held.exists():
        why = placement.hoped_for.strip()[:MOST_WHY]
        request_place(
            by=by, pupil=placement.pupil, offering=offering, why=why, level=placement.level, placement=placement
        )


def _then(then, day):
    return Then(then) if then else Then.CHOSEN if day else Then.RULE


def _planned_end(then, day):
    """The day that was said, where that is when the help ends: kept as it is, wherever the review falls."""
    return day if _then(then, day) == Then.PLANNED_END else None


def _next_review(today, then, day, waits_for, offering=None):
    """Always a school day: by the school's rule, with a planned end or without; at an agency's milestone; or as chosen."""
    then = _then(then, day)
    if then == Then.MILESTONE and not waits_for.strip():
        raise Refused("Please say who from outside is doing what until then.")
    if then != Then.MILESTONE and waits_for.strip():
        raise Refused("You wrote what somebody from outside does. Please choose that day too.")
    if then == Then.RULE:
        return first_review(calendar.current(), offering, today) if offering else calendar.review_date(today)
    if day is None:
        raise Refused("Please give the day for that.")
    if day <= today:
        raise Refused("The next review must be after today.")
    return calendar.review_date(today, day) if then == Then.PLANNED_END else calendar.next_school_day(day)


def _apply(placement, to_wave, again_on, today, by):
    """Where the placement stands after a move. Wave 1 has no placements: leading there is ending."""
    if to_wave == Wave.ONE:
        placement.ended_on, placement.ended_by = today, by
    else:
        placement.wave, placement.review_on = to_wave, again_on
    placement.save(update_fields=["wave", "review_on", "ended_on", "ended_by", "version"])


def _cite(move, concerns, by):
    """Say which concerns led to a move. One that `by` may not read, or that is about somebody else, is refused."""
    wanted = {concern.pk for concern in concerns}
    found = Concern.objects.permitted(by, Permission.CONCERN_READ).of(move.placement.pupil).filter(pk__in=wanted)
    if found.count() != len(wanted):
        raise Refused("One of these concerns is not about this child. Please open the page again.")
    Citation.objects.bulk_create(Citation(move=move, concern_id=pk) for pk in sorted(wanted))
    for pk in answered_by(wanted).values_list("pk", flat=True):
        settle("wave_decided", pk)


def _move(placement, decision, *, from_wave, to_wave, by, **words):
    return Move.objects.create(
        placement=placement,
        number=placement.moves.count() + 1,
        decision=decision,
        from_wave=from_wave,
        to_wave=to_wave,
        review_on=None if to_wave == Wave.ONE else placement.review_on,
        decided_by=by,
        **words,
    )
