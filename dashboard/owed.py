"""What the safeguarding leads owe by a day: conferences, core groups, visits, reports and reviews."""

from concerns.models import DateOwed
from dashboard.things import SHOWN, Line, section_of
from school.calendar import add_school_days
from staff.addresses import addresses
from staff.kept import kept
from staff.policy import Permission

SOON = 10  # school days


@kept
def _dates(user, before):
    return (
        DateOwed.objects.permitted(user, Permission.SAFEGUARDING_KEEP)
        .due(before=before)
        .order_by("on", "at_time", "pk")
        .values_list(
            "pupil__public_id", "pupil__preferred_forename", "pupil__preferred_surname", "kind", "on", "at_time"
        )[: SHOWN + 1]
    )


def safeguarding_dates(user, day):
    """Those of the next two school weeks, and every one that has gone by without an answer. The file asks who you are."""
    return section_of(
        "Safeguarding dates",
        _dates(user, add_school_days(day, SOON + 1)),
        lambda row: Line(
            addresses("concerns:safeguarding_file")(row[0]),
            f"{row[1]} {row[2]}",
            f"{DateOwed.Kind(row[3]).label}, {_on(row[4], row[5], day)}",
            "Gone by, not answered" if row[4] < day else "",
        ),
        more="concerns:safeguarding_log",
    )


def _on(on, at_time, today):
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - today).days) or f"{on:%A %-d %B}"
    return near + (f" at {at_time:%H:%M}" if at_time else "")
