"""Help for tests, made through the actions. Later rooms import `place` and `review`."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from interventions.actions import place_on_wave, record_review, set_target
from interventions.models import Area, Decision, Move, Placement, Wave
from pupils.models import Membership, Pupil
from staff.policy import Level

_next = count(1)


def make_area(name=None):
    """An area of need; a new one each time unless it is named."""
    area, _ = Area.objects.get_or_create(name=name or f"Area {next(_next)}")
    return area


def place(pupil, *, by, wave=Wave.TWO, area=None, level=Level.TEAM, **words):
    """A child on a wave, decided by somebody who may."""
    number = next(_next)
    given = {"reason": f"Reason-canary-{number}", "hoped_for": f"Hope-canary-{number}", **words}
    return place_on_wave(by=by, pupil=pupil, wave=wave, area=area or make_area(), level=level, **given)


def many(number, *, by, school_class=None, area=None):
    """Volume, for lists: children and their placements written in bulk, as the actions would leave them."""
    area, today = area or make_area("Volume"), timezone.localdate()
    pupils = Pupil.objects.bulk_create(_child(next(_next)) for _ in range(number))
    if school_class is not None:
        Membership.objects.bulk_create(
            Membership(pupil=pupil, school_class=school_class, from_on=today - timedelta(days=60)) for pupil in pupils
        )
    placements = Placement.objects.bulk_create(
        Placement(
            pupil=pupil, area=area, wave=2 + n % 2, reason="Volume", hoped_for="Volume", decided_by=by,
            opened_on=today - timedelta(days=70), review_on=today + timedelta(days=n % 90 - 30),
        )
        for n, pupil in enumerate(pupils)
    )  # fmt: skip
    Move.objects.bulk_create(
        Move(
            placement=placement, number=1, decision=Decision.OPEN, from_wave=1, to_wave=placement.wave, decided_by=by,
            review_on=placement.review_on, decided_at=timezone.now() - timedelta(days=70),
        )
        for placement in placements
    )  # fmt: skip
    return placements


def _child(number):
    """A child as `Pupil.save` would leave one."""
    forename, surname = f"Child{number}", f"Volume{number}"
    return Pupil(
        legal_forename=forename, legal_surname=surname, preferred_forename=forename, preferred_surname=surname,
        born_on=date(2018, 1, 1), year_group="4", sort_name=f"{surname} {forename}".lower(),
        find_name=f" {forename} {surname} ".lower(),
    )  # fmt: skip


def review(placement, *, by, decision=Decision.CONTINUE, why="It helps.", **words):
    """A review of a placement as it is now."""
    placement.refresh_from_db()
    return record_review(by=by, placement=placement, decision=decision, why=why, version=placement.version, **words)


def aim(placement, *, by, **words):
    """A target for this help, with a measure of its own unless one is given."""
    given = {
        "by_on": timezone.localdate() + timedelta(days=40), "will": "eat with others", "setting": "the hall", "baseline": Decimal(2),
        "goal": Decimal(6), "rater": "child", "kind": "count",
        "name": f"lunches with others{'' if not placement.measures.exists() else f' {next(_next)}'}", **words,
    }  # fmt: skip
    return set_target(by=by, placement=placement, **given)
