"""Random schools, and who is whose in them worked out slowly in plain Python: what every oracle starts from.

Nothing here knows a QuerySet, a policy or an action: only the rules as they are said in words.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from pupils.models import Around, ClassStaff, Membership, Pupil, Relative
from school.models import SchoolClass
from staff.models import User

ROLES = ["teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office", "governor", "technical"]
LEVELS = ["team", "wellbeing", "safeguarding", "named"]
PUPILS, CLASSES, PEOPLE = 8, 3, 6
NOW = timezone.now()

# A smaller school takes minutes to find, so none is looked for.
on_random_schools = settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# Days crowd around today, because that is where such rules go wrong.
day = st.sampled_from([-30, -1, 0, 1])
span = st.tuples(day, st.sampled_from([None, None, 0, 1, 29, 30, 31]))


def at(n):
    """One of n things, by its place."""
    return st.integers(0, n - 1)


a_person, a_pupil, a_level = at(PEOPLE), at(PUPILS), st.sampled_from(LEVELS)


@dataclass
class Span:
    start: date
    end: date | None

    def holds(self, on):
        return self.start <= on and (self.end is None or on < self.end)


def a_span(drawn, today):
    start = today + timedelta(drawn[0])
    return Span(start, None if drawn[1] is None else start + timedelta(drawn[1]))


@st.composite
def schools(draw, **more):
    """People with roles, classes, children, and who is what to whom; `more` draws a room's own rows."""

    def some(what, least, most, by=None):
        return draw(st.lists(what, min_size=least, max_size=most, unique_by=by))

    def pair(row):
        return row[:2]

    return {
        "left": some(st.sampled_from([None, None, None, None, -1, 0, 1]), PUPILS, PUPILS),
        # One person of each reading kind in every school, and then anybody.
        "roles": [["teacher"], ["support"], ["teacher", draw(st.sampled_from(ROLES))]]
        + some(st.lists(st.sampled_from(ROLES), max_size=2, unique=True), PEOPLE - 3, PEOPLE - 3),
        "active": some(st.sampled_from([True] * 7 + [False]), PEOPLE, PEOPLE),
        "members": some(st.tuples(at(CLASSES), span), PUPILS, PUPILS),
        "staff": some(st.tuples(a_person, at(CLASSES), span), 3, 9, pair),
        "around": some(st.tuples(a_person, a_pupil, span), 5, 16, pair),
        "relatives": some(st.tuples(a_person, a_pupil), 1, 6, pair),
        **{name: some(what, 6, 16) for name, what in more.items()},
    }


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(plan, today):
    """The plan as rows, written straight: the oracle must not depend on the actions. People and pupils, in order."""
    people = [
        User.objects.create(
            email=f"p{n}@example.com", name=f"P{n}", roles=roles, is_active=active, left_at=None if active else NOW
        )
        for n, (roles, active) in enumerate(zip(plan["roles"], plan["active"], strict=True))
    ]
    classes = [SchoolClass.objects.create(name=f"C{n}") for n in range(CLASSES)]
    pupils = [
        Pupil.objects.create(
            legal_forename=f"F{n}",
            legal_surname="S",
            preferred_forename=f"F{n}",
            preferred_surname="S",
            born_on=date(2018, 1, 1),
            year_group="3",
            left_on=None if left is None else today + timedelta(left),
        )
        for n, left in enumerate(plan["left"])
    ]
    for pupil, (where, drawn) in zip(pupils, plan["members"], strict=True):
        held = a_span(drawn, today)
        Membership.objects.create(pupil=pupil, school_class=classes[where], from_on=held.start, until_on=held.end)
    for who, where, drawn in plan["staff"]:
        held = a_span(drawn, today)
        ClassStaff.objects.create(user=people[who], school_class=classes[where], from_on=held.start, until_on=held.end)
    for who, child, drawn in plan["around"]:
        held = a_span(drawn, today)
        Around.objects.create(
            user=people[who], pupil=pupils[child], why="programme", from_on=held.start, until_on=held.end
        )
    for who, child in plan["relatives"]:
        Relative.objects.create(user=people[who], pupil=pupils[child], added_by=people[who])
    return people, pupils


def here(plan, child):
    """Is this child at the school today?"""
    left = plan["left"][child]
    return left is None or left > 0


def is_mine(plan, who, child, today):
    """My class this year, or a child I am around; it ends when the child leaves."""
    if not here(plan, child):
        return False
    where, drawn = plan["members"][child]
    if a_span(drawn, today).holds(today):
        for person, taught, held in plan["staff"]:
            if person == who and taught == where and a_span(held, today).holds(today):
                return True
    return any(
        person == who and about == child and a_span(held, today).holds(today) for person, about, held in plan["around"]
    )


def roles_of(plan, who):
    """What somebody is today: nothing at all once their account has ended."""
    return set(plan["roles"][who]) if plan["active"][who] else set()


def is_relative(plan, who, children):
    """Is one of these children this person's own family?"""
    return any((who, child) in plan["relatives"] for child in children)


def seen_by(user, rows, permission):
    """The places, in `rows`, of those that this person meets."""
    places = {row.pk: n for n, row in enumerate(rows)}
    met = type(rows[0]).objects.all().permitted(user, permission)
    return {places[pk] for pk in met.values_list("pk", flat=True) if pk in places}
