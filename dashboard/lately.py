"""What the adults around a child should know today: what has changed lately, and the briefings one is to read."""

from django.db.models import F, Value
from django.urls import reverse

from concerns.briefings import to_read
from concerns.models import Briefing, Change
from dashboard.things import SHOWN, Line, section_of
from pupils.models import MonitoringFlag
from staff.kept import kept
from staff.policy import Permission

FEW = 5
PAGES = {1: "concerns:briefing", 2: "concerns:review_flag"}


@kept
def changes_of(user, pupil):
    """Changes still shown, the newest first."""
    rows = Change.objects.permitted(user, Permission.CONCERN_READ).current().filter(pupil=pupil)
    return rows.select_related("kind", "told_by")[:FEW]


@kept
def briefings_of(user, pupil):
    """Briefings about this child that are out and that this reader may read."""
    rows = Briefing.objects.permitted(user, Permission.CONCERN_READ).live().filter(pupil=pupil)
    return rows.select_related("written_by")[:FEW]


def to_read_and_look_at(user, day):
    """Briefings to read, then children to look at again: one question for both."""
    return section_of(
        "To read, and to look at again", _shared(user, day, most=SHOWN + 1), _line, more="concerns:briefings"
    )


def _line(row):
    first, by_on, public_id, forename, surname, why = row
    words = f"Briefing from {why} · until {by_on:%-d %B}" if first == 1 else f"{why} · look again from {by_on:%-d %B}"
    return Line(reverse(PAGES[first], args=[public_id]), f"{forename} {surname}", words)


@kept
def _shared(user, day, *, most):
    read = to_read(user).order_by().annotate(first=Value(1), why=F("written_by__name"), by_on=F("until_on"))
    look = (
        MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ)
        .due(day)
        .order_by()
        .annotate(first=Value(2), why=F("reason"), by_on=F("review_on"))
    )
    columns = ("first", "by_on", "public_id", "pupil__preferred_forename", "pupil__preferred_surname", "why")
    return read.values_list(*columns).union(look.values_list(*columns), all=True).order_by("first", "by_on")[:most]
