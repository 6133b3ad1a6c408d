"""Help for tests, made through the actions. Later rooms import `place` and `review`."""

from itertools import count

from interventions.actions import place_on_wave, record_review
from interventions.models import Area, Decision, Wave
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


def review(placement, *, by, decision=Decision.CONTINUE, why="It helps.", **words):
    """A review of a placement as it is now."""
    placement.refresh_from_db()
    return record_review(by=by, placement=placement, decision=decision, why=why, version=placement.version, **words)
