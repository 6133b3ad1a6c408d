"""Delivered against planned, for children on programmes: a few questions for a whole list, worked out in school days."""

from collections import defaultdict

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from charts.bars import Bar, bars
from interventions.dose import dose_of
from interventions.models import Booking, Practice, ProgrammePlace, Session
from school import calendar
from staff.kept import Keys, kept
from staff.policy import Permission

STANDING = Q(sessions__undone_at=None)
LAST_FEW = 3  # sessions of each place, at a review
DOSED = ("programme_id", "sessions_a_week", "sessions_planned", "from_on", "ended_on", "came", "missed")


def with_counts(places):
    """Each place with `came` and `missed`: sessions that stand."""
    return places.annotate(
        came=Count("sessions", filter=STANDING & Q(sessions__came=True)),
        missed=Count("sessions", filter=STANDING & Q(sessions__came=False)),
    )


def as_rows(places, *more):
    """What the doses of these places are worked out of, and these columns more: a school has some hundred a year."""
    rows = with_counts(places).annotate(sessions_a_week=F("programme__sessions_a_week"))
    return rows.order_by("pk").values_list(*DOSED, *more, named=True)


def counted(places):
    """The places of these keys with their programmes and counts, as a list."""
    return _counted(Keys(places)) if places else []


@kept
def _counted(places):
    return with_counts(ProgrammePlace.objects.filter(pk__among=places)).select_related("programme")


def weekdays_of(programmes):
    """{programme: the weekdays of its fixed times}; one query. Takes the programmes' keys."""
    found = defaultdict(list)
    for programme, weekday in _weekdays(Keys(sorted(programmes))) if programmes else ():
        found[programme].append(weekday)
    return found


@kept
def _weekdays(programmes):
    rows = Booking.objects.filter(programme__among=programmes, until_on=None).order_by("slot__weekday")
    return rows.values_list("programme", "slot__weekday")


def dose(place, weekdays, today):
    """What this child has had, from a place with its counts. No query."""
    return dose_of(
        calendar.current(),
        from_on=place.from_on,
        weekdays=weekdays,
        sessions_a_week=place.sessions_a_week,
        planned=place.sessions_planned,
        came=place.came,
        missed=place.missed,
        today=place.ended_on or today,
    )


def doses(places, today):
    """[(place, Dose)] of places with their programme and counts, or of such rows; one query."""
    places = list(places)
    weekdays = weekdays_of({place.programme_id for place in places})
    return [(place, dose(place, weekdays.get(place.programme_id, ()), today)) for place in places]


def last_sessions(day):
    """[(place, the day of its last planned session, None where it has had them all)] of all under way."""
    places = with_counts(ProgrammePlace.objects.active(day)).select_related("programme__lead")
    return [(place, dose.last_on) for place, dose in doses(places, day)]


def attended(user, placement, today):
    """How often the child came to sessions that belong to this help, or to none, since it began: what a reviewer asks.

    [{place, dose, why: [(reason for a missed session, how many)], said: the last few sessions}]; four questions.
    """
    found = doses(_places_during(user, placement, placement.pupil_id, placement.opened_on), today)
    missed = Session.objects.standing().filter(place__in=[place.pk for place, _ in found], came=False)
    why = defaultdict(list)
    missed = missed.order_by().values_list("place", "why_not").annotate(many=Count("pk")).order_by("-many", "why_not")
    for place, reason, many in missed:
        why[place].append((Session.WhyNot(reason).label, many))
    said = defaultdict(list)
    for session in _last_said(user, Keys(place.pk for place, _ in found)) if found else ():
        said[session.place_id].append(session)
    return [{"place": place, "dose": dose, "why": why[place.pk], "said": said[place.pk]} for place, dose in found]


@kept
def _last_said(user, places):
    """The numbers and lines of the last sessions of each, where this reader may have them; none of Drawing and Talking."""
    rows = Session.objects.permitted(user, Permission.SESSION_KEEP).standing().filter(place__among=places)
    rows = rows.exclude(practice=Practice.DRAWING).exclude(rating=None, line="")
    newest = Window(RowNumber(), partition_by=F("place"), order_by=[F("on").desc(), F("pk").desc()])
    return rows.annotate(turn=newest).filter(turn__lte=LAST_FEW).order_by("place", "turn")


@kept
def _places_during(user, placement, pupil_id, since):
    places = ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ).exclude(from_on=None)
    places = places.filter(Q(placement=placement) | Q(placement=None), pupil=pupil_id)
    places = places.filter(Q(ended_on=None) | Q(ended_on__gte=since)).order_by("-from_on", "-pk")
    return with_counts(places).select_related("programme", "offering__provision")


def by_programme(rows):
    """The programmes of a list as bars: what came about, of what is planned. None where nobody is on any of them."""
    named = [
        Bar(f"{row['programme']} ({row['programme'].lead})", row["came"], row["planned"])
        for row in rows
        if row["children"]
    ]
    return (
        bars(named, title="Sessions had, of those planned", value_name="Had", width=350, above=True) if named else None
    )


def picture(named):
    """Delivered against planned as bars, one a child; None where there is nothing yet. Takes [(name, Dose)]."""
    if not named:
        return None
    rows = [Bar(name, dose.came, dose.planned) for name, dose in named]
    return bars(rows, title="Sessions had, of those planned", value_name="Had", width=350, above=True)
