"""What runs on each line of the map now, as far as its reader may meet it: a few questions for the whole map.

Who leads and how many children are counted through `permitted`, so that a number never tells of a child
whose help is not this reader's to know.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from concerns.models import classes_of
from interventions.models import Booking, ClassHelp, Placement, Programme, ProgrammePlace, Tried
from interventions.models.programmes import IN_LINE, State
from school import calendar
from staff.kept import kept
from staff.permitted import may
from staff.policy import EVERY_CHILD, Permission, scopes

READ, PLACED = Permission.PROGRAMME_READ, Permission.PLACEMENT_READ
NAMED = 3  # of those who lead it, on the map itself


@dataclass
class Now:
    """One line of the map, today."""

    leads: list = field(default_factory=list)
    rooms: list = field(default_factory=list)
    classes: list = field(default_factory=list)
    children: int = 0
    waiting: int = 0
    words: str = ""


def this_term(day):
    """The term of this day, or the next one in the holidays."""
    return calendar.term_of(day) or calendar.term_of(calendar.half_term_of(day).starts_on)


def running(user, day):
    """{line: Now} of every line where something runs that this reader may meet."""
    found = defaultdict(Now)
    if may(user, READ):
        for line, lead in sorted(set(_leads(user)), key=str):
            found[line].leads.append(lead)
        for line, where in sorted(set(_rooms(user, day)), key=str):
            found[line].rooms.append(where)
        for line, state, number in _places(user, day):
            now = found[line]
            if state == State.ACTIVE:
                now.children += number
            elif state in IN_LINE:
                now.waiting += number
    if may(user, Permission.PLAN_WRITE):
        for line, name, led_by in _in_classes(user, this_term(day).starts_on):
            found[line].classes.append(f"{name} ({led_by})" if led_by else name)
    every = reads_every_child(user)
    for now in found.values():
        now.words = in_words(now, every=every)
    return dict(found)


def _running(user):
    return Programme.objects.permitted(user, READ).running().order_by()


@kept
def _leads(user):
    return _running(user).values_list("offering", "lead__name")


@kept
def _rooms(user, day):
    rooms = Booking.objects.current(day).filter(programme__in=_running(user).values("pk")).exclude(slot__where="")
    return rooms.order_by().values_list("programme__offering", "slot__where")


@kept
def _places(user, day):
    rows = ProgrammePlace.objects.permitted(user, READ).here(day).filter(state__in=[State.ACTIVE, *IN_LINE])
    return rows.order_by().values("offering", "state").annotate(n=Count("pk")).values_list("offering", "state", "n")


def _classes(user, term_begins):
    rows = ClassHelp.objects.of_term(term_begins).filter(school_class__in=classes_of(user).current())
    return rows.order_by("school_class__year_group", "school_class__name", "pk")


@kept
def _in_classes(user, term_begins):
    return _classes(user, term_begins).values_list("offering", "school_class__name", "led_by")


def reads_every_child(user):
    """Does this reader count the whole school, or only the children who are theirs?"""
    return bool(EVERY_CHILD & scopes(user.roles, READ))


def in_words(now, *, every):
    """ "Sam Drake in the ELSA room · 3 children · 2 waiting"; empty where nothing runs."""
    parts = []
    if now.leads:
        more = len(now.leads) - NAMED
        who = ", ".join(now.leads[:NAMED]) + (f" and {more} more" if more > 0 else "")
        parts.append(f"{who} ({', '.join(now.rooms)})" if now.rooms else who)
    if now.children:
        parts.append(children(now.children, every=every))
    if now.waiting:
        parts.append(f"{now.waiting} {'' if every else 'of yours '}waiting")
    if now.classes:
        parts.append(f"in {', '.join(now.classes)}")
    return " · ".join(parts)


def children(number, *, every):
    """A count in words: of the school's children, or of the reader's own."""
    words = f"{number} child{'' if number == 1 else 'ren'}"
    return words if every else f"{words} of yours"


def on_waves(user, day):
    """{wave: how many children} at Waves 2 and 3, of those whose place this reader may know; None where of nobody."""
    if not may(user, PLACED):
        return None
    return Counter(dict(_on_waves(user, day)))


@kept
def _on_waves(user, day):
    rows = Placement.objects.permitted(user, PLACED).open(day).order_by()
    return rows.values("wave").annotate(n=Count("pupil", distinct=True)).values_list("wave", "n")


def classes_with(user, offering, day):
    """The classes of this reader's that have this line of Wave 1 this term, and who leads it there."""
    return _classes(user, this_term(day).starts_on).filter(offering=offering).select_related("school_class")


def tried_with(user, offering, day):
    """With how many children of this reader's it was tried this term."""
    rows = Tried.objects.permitted(user, PLACED).filter(offering=offering, on__gte=this_term(day).starts_on)
    return rows.order_by().values("pupil").distinct().count()
