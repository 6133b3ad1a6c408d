"""Gives a new installation its directory of agencies, from starting_agencies.toml beside this file.

Running it again adds what is missing, by its code, and changes nothing that is there.
"""

import datetime
import tomllib
from pathlib import Path

from audit.actions import System, action, record
from school.models import Agency, FallbackLine, StaffedHours, Weekday

STARTING_AGENCIES = Path(__file__).with_name("starting_agencies.toml")
USUAL_HOURS = (datetime.time(8, 0), datetime.time(16, 30))


def add_agencies():
    """Give a new installation its agencies, telephone lines and usual hours. Returns how many agencies were added."""
    return _add_agencies(by=System("a new installation"), start=tomllib.loads(STARTING_AGENCIES.read_text("utf-8")))


@action
def _add_agencies(*, by, start):
    """Add those that are not there yet; what the school has changed or retired stays as it is."""
    there = set(Agency.objects.values_list("code", flat=True))
    missing = [facts for facts in start["agency"] if facts["code"] not in there]
    Agency.objects.bulk_create(Agency(**facts) for facts in missing)
    if not FallbackLine.objects.exists():
        FallbackLine.objects.bulk_create(
            FallbackLine(order=order, **line) for order, line in enumerate(start["line"], 1)
        )
    if not StaffedHours.objects.exists():
        opens, closes = USUAL_HOURS
        StaffedHours.objects.bulk_create(StaffedHours(weekday=d, opens_at=opens, closes_at=closes) for d in Weekday)
    if missing:
        record("directory.added", by=by, fields=[facts["code"] for facts in missing])
    return len(missing)
