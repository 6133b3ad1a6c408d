"""One adult's sessions of a day, in the order of their times, and what is written of each. Four questions for all."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from interventions import delivered
from interventions.models import Booking, Programme, ProgrammePlace, Session
from pupils.models import Membership
from pupils.models.pupil import current
from school import calendar
from staff.kept import Keys, kept
from staff.policy import Permission


@dataclass
class Turn:
    """One programme on one day: when and where, its children, and how each stands."""

    programme: Programme
    at: str
    where: str
    children: list = field(default_factory=list)


@dataclass(frozen=True)
class Child:
    """A child of a turn: their place, what is written for the day, and what they have had so far."""

    place: ProgrammePlace
    session: Session | None
    dose: object


class Day:
    """What this person does with children on a day: fixed times first, then what has none."""

    def __init__(self, user, on):
        self.on = on
        self.is_school_day = calendar.is_school_day(on)
        self.before = calendar.add_school_days(on, -1)
        self.after = calendar.add_school_days(on, 1)
        programmes = {one.pk: one for one in _led_by(user)}
        times, self._timed = self._times(programmes)
        children = self._children(programmes, on)
        turns = [
            Turn(programmes[pk], f"{at:%H:%M}", where, children.get(pk, []))
            for pk, at, where in sorted(times, key=lambda time: time[1])
        ]
        self.turns = [turn for turn in turns if turn.children] if self.is_school_day else []
        self.any_time = [
            Turn(one, "", "", children[pk])
            for pk, one in programmes.items()
            if pk not in self._timed and pk in children
        ]

    @property
    def counts(self):
        """How many children today at fixed times, and of how many of them it is written."""
        children = [child for turn in self.turns for child in turn.children]
        return {"all": len(children), "written": sum(1 for child in children if child.session)}

    def _times(self, programmes):
        """The times of this weekday, and which programmes have a fixed time on any."""
        rows = _bookings(Keys(programmes), self.on) if programmes else []
        today = [(pk, at, where) for pk, weekday, at, where in rows if weekday == self.on.weekday()]
        self._weekdays = defaultdict(list)
        for pk, weekday, _, _ in rows:
            self._weekdays[pk].append(weekday)
        return today, {row[0] for row in rows}

    def _children(self, programmes, on):
        places = _places(Keys(programmes), on) if programmes else []
        written = {one.place_id: one for one in _written(Keys(one.pk for one in places), on)} if places else {}
        found = defaultdict(list)
        for place in places:
            place.programme = programmes[place.programme_id]
            dose = delivered.dose(place, self._weekdays.get(place.programme_id, ()), on)
            found[place.programme_id].append(Child(place, written.get(place.pk), dose))
        return found


@kept
def _led_by(user):
    return Programme.objects.led_by(user).select_related("offering__provision")


@kept
def _bookings(programmes, on):
    rows = Booking.objects.current(on).filter(programme__among=programmes)
    return rows.values_list("programme", "slot__weekday", "slot__starts_at", "slot__where")


@kept
def _places(programmes, on):
    """Children under way on a day, with their class and what they have had."""
    places = ProgrammePlace.objects.active(on).filter(programme__among=programmes, from_on__lte=on)
    places = delivered.with_counts(places).select_related("pupil").order_by("pupil__sort_name", "pk")
    in_class = Membership.objects.filter(current(on), pupil=OuterRef("pupil")).values("school_class__name")
    return places.annotate(class_name=Subquery(in_class[:1]))


@kept
def _written(places, on):
    return Session.objects.standing().filter(place__among=places, on=on)


WRITTEN = "~"  # before the time of a session that is written down: those still to write come first


def of_today(user, today, weekday):
    """For the first page: children this person has at a fixed time today, each with the words of one line.

    `first` puts them before what else stands there, `at` is their time, `said` which help it is.
    """
    booked = Booking.objects.current(today).filter(programme=OuterRef("programme"), slot__weekday=weekday)
    written = Session.objects.standing().filter(place=OuterRef("pk"), on=today)
    time = Subquery(booked.order_by("slot__starts_at").values("slot__starts_at")[:1])
    return (
        ProgrammePlace.objects.permitted(user, Permission.SESSION_KEEP)
        .active(today)
        .filter(Exists(booked), programme__lead=user, programme__ended_on=None, from_on__lte=today)
        .order_by()
        .annotate(
            first=Value(0),
            by_on=F("from_on"),
            said=Coalesce(NullIf("offering__called", Value("")), "offering__provision__name"),
            at=Concat(
                Case(When(Exists(written), then=Value(WRITTEN)), default=Value("")),
                Cast(time, CharField()),
                output_field=CharField(),
            ),
        )
    )
