"""What somebody has today, is to read and is to look at again: sessions, briefings for them, flags whose day has come."""

from django.db.models import CharField, F, Value

from concerns.actions.briefings import to_read
from dashboard.things import SHOWN, Line, Section, section_of
from interventions.timetable import WRITTEN, of_today
from pupils.models import MonitoringFlag
from school.calendar import is_school_day
from staff.addresses import address_of, addresses
from staff.kept import kept
from staff.policy import Permission

SESSION = 0
MOST_SESSIONS = 12  # a whole day with children back to back
PAGES = {1: "concerns:briefing", 2: "concerns:review_flag"}


def today_and_to_look_at(user, day):
    """Today's sessions with children, then briefings to read and children to look at again: one question for all."""
    rows = _shared(user, day, day.weekday(), is_school_day=is_school_day(day))
    mine, others = [row for row in rows if row[0] == SESSION], [row for row in rows if row[0] != SESSION]
    return [
        Section("Your sessions today", [_session(row) for row in mine], "", address_of("interventions:today")),
        section_of("To read, and to look at again", others, _line, more="concerns:briefings"),
    ]


def _session(row):
    _, _, public_id, forename, surname, what, at = row
    if at.startswith(WRITTEN):
        return Line(address_of("interventions:today"), f"{at[1:6]} {forename} {surname}", what, "Written down")
    return Line(addresses("interventions:log_sessions")(public_id), f"{at[:5]} {forename} {surname}", what)


def _line(row):
    first, by_on, public_id, forename, surname, why, _ = row
    words = (
        f"Briefing from {why} · until {by_on:%-d %B}"
        if first == 1
        else f"{why.rstrip('.')} · look again from {by_on:%-d %B}"
    )
    return Line(address_of(PAGES[first], public_id), f"{forename} {surname}", words)


@kept
def _shared(user, day, weekday, *, is_school_day):
    no_time = Value("", output_field=CharField())
    read = (
        to_read(user).order_by().annotate(first=Value(1), said=F("written_by__name"), by_on=F("until_on"), at=no_time)
    )
    look = (
        MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ)
        .due(day)
        .order_by()
        .annotate(first=Value(2), said=F("reason"), by_on=F("review_on"), at=no_time)
    )
    columns = ("first", "by_on", "public_id", "pupil__preferred_forename", "pupil__preferred_surname", "said", "at")
    others = read.values_list(*columns).union(look.values_list(*columns), all=True).order_by("first", "by_on")
    if not is_school_day:
        return others[: SHOWN + 1]
    mine = of_today(user, day, weekday).values_list("first", "by_on", "programme__public_id", *columns[3:])
    return mine.union(read.values_list(*columns), look.values_list(*columns), all=True).order_by(
        "first", "at", "by_on"
    )[: MOST_SESSIONS + SHOWN + 1]
