"""A meeting whose day has gone by is asked about once, until somebody says what became of it."""

from datetime import datetime, time, timedelta

import time_machine
from django.utils import timezone

from families.actions import cancel_meeting, plan_meeting
from pupils.actions import block_relative
from school.calendar import add_school_days, next_school_day
from staff.models import Notice
from staff.notices import is_still_owed, one_kind, sweep


def test_whoever_planned_it_is_asked_on_the_next_school_day_once(cast):
    day = next_school_day(timezone.localdate() + timedelta(days=3))
    planned_at = timezone.make_aware(datetime.combine(day, time(15, 30)))
    plan_meeting(by=cast.sendco, pupil=cast.child, purpose="plan", planned_at=planned_at)
    sweep(day)
    asked = Notice.objects.filter(kind="meeting_not_held")
    assert not asked.exists()
    after = add_school_days(day, 1)
    with time_machine.travel(timezone.make_aware(datetime.combine(after, time(9))), tick=False):
        sweep(after)
        sweep(after)
        notice = asked.select_related("user").get()
        assert notice.user == cast.sendco and is_still_owed(notice)
        assert one_kind(cast.sendco, "meeting_not_held") == [(notice, cast.child.name)]
        sweep(add_school_days(after, 1))
        assert asked.count() == 1, "and nothing more tomorrow"
        block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
        assert not is_still_owed(notice) and one_kind(cast.sendco, "meeting_not_held") == [(notice, "")]
        other = plan_meeting(by=cast.wellbeing_lead, pupil=cast.child, purpose="plan", planned_at=planned_at)
        sweep(after)
        cancel_meeting(by=cast.wellbeing_lead, meeting=other)
        assert not is_still_owed(asked.select_related("user").get(user=cast.wellbeing_lead))
