"""Gives a new installation its wordings, from starting_wordings.toml beside this file.

Running it again adds what is missing and changes nothing that is there.
"""

import tomllib
from pathlib import Path

from audit.actions import System, action, record
from referrals.models import Wording
from school.models import Agency

STARTING_WORDINGS = Path(__file__).with_name("starting_wordings.toml")


def add_wordings():
    """Give a new installation the wordings of its letters, answers and calls. Returns how many were added."""
    start = tomllib.loads(STARTING_WORDINGS.read_text("utf-8"))["wording"]
    return _add_wordings(by=System("a new installation"), start=start)


@action
def _add_wordings(*, by, start):
    """Add those that are not there yet; what the school has written stays as it is."""
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    there = set(Wording.objects.values_list("agency__code", "route"))
    missing = [
        Wording(agency=agencies.get(one.get("agency")), route=one["route"], number=1, words=one["words"].strip())
        for one in start
        if (one.get("agency"), one["route"]) not in there and (one.get("agency") is None or one["agency"] in agencies)
    ]
    Wording.objects.bulk_create(missing)
    if missing:
        record("wordings.added", by=by, fields=[f"{one.route}" for one in missing])
    return len(missing)
