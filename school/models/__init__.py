"""The tables of the school room, one file a subject."""

from school.models.agency import A_TERM, Agency, AgencyQuerySet
from school.models.own import (
    YEARS,
    Closure,
    Days,
    FallbackLine,
    RetiringQuerySet,
    School,
    SchoolClass,
    SchoolQuerySet,
    StaffedHours,
    Term,
    Weekday,
    dialled,
    four_o_clock,
    youngest_first,
)
from school.models.rota import OnDuty, OnDutyQuerySet, every_weekday

__all__ = [
    "dialled",
    "every_weekday",
    "four_o_clock",
    "youngest_first",
    "A_TERM",
    "Agency",
    "AgencyQuerySet",
    "Closure",
    "Days",
    "FallbackLine",
    "OnDuty",
    "OnDutyQuerySet",
    "RetiringQuerySet",
    "School",
    "SchoolClass",
    "SchoolQuerySet",
    "StaffedHours",
    "Term",
    "Weekday",
    "YEARS",
]
