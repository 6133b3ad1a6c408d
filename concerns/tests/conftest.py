"""Something urgent for tests: a school with its rota, and a clock that stands still."""

from datetime import time

import pytest
import time_machine

FRIDAY = "2026-11-27 16:45:00+00:00"


@pytest.fixture
def rota(cast):
    """Dora first, Dev after her, Helen last; school is staffed until six."""
    from concerns.actions.trigger_list import add_triggers
    from concerns.seed import add_needs
    from school.models import FallbackLine, OnDuty, StaffedHours
    from school.seed import add_agencies

    add_needs()
    add_triggers()
    add_agencies()
    StaffedHours.objects.all().delete()
    for weekday in range(5):
        StaffedHours.objects.create(weekday=weekday, opens_at=time(7, 30), closes_at=time(18))
    FallbackLine.objects.all().delete()
    FallbackLine.objects.create(name="Children’s Services", number="01632 960 999", hours="Day and night")
    people = (("dsl", "07700 900011"), ("deputy", "07700 900012"), ("head", "07700 900010"))
    for order, (part, phone) in enumerate(people, 1):
        OnDuty.objects.create(person=getattr(cast, part), order=order, phone=phone, weekdays=list(range(5)))
    return cast


@pytest.fixture
def friday():
    """Friday, 16:45. Move it with friday.shift(seconds)."""
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock
