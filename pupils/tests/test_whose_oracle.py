"""Lists against an oracle: random schools, read slowly in plain Python by somebody who knows only the rules."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pupils.models import Around, ClassStaff, Contact, FollowUp, Membership, Pupil, Relative
from school.models import SchoolClass
from staff.models import User
from staff.policy import Permission

ROLES = ["teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office", "governor", "technical"]
PUPILS, CLASSES, PEOPLE = 8, 3, 6
LEVELS = ["team", "wellbeing", "safeguarding", "named"]

QUICKLY = (Phase.explicit, Phase.reuse, Phase.generate)  # a smaller school takes minutes to find

# The oracle's own table, written from access.md and not from policy.py.
EVERYBODY_AT_SCHOOL = {"teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office"}
READS_EVERY_CHILD = {"sendco", "wellbeing_lead", "dsl", "head"}
READS_OWN = {"teacher", "support"}
READS_TEXT = {
    "teacher": "own team",
    "support": "own team",
    "sendco": {"team", "wellbeing"},
    "wellbeing_lead": {"team", "wellbeing"},
    "head": {"team", "wellbeing", "safeguarding"},
    "dsl": {"team", "wellbeing", "safeguarding", "named"},
    "office": set(),
}

# Days crowd around today, because that is where such rules go wrong.
day = st.sampled_from([-30, -1, 0, 1])
span = st.tuples(day, st.sampled_from([None, None, 0, 1, 29, 30, 31]))


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
def schools(draw):
    at = lambda n: st.integers(0, n - 1)  # noqa: E731

    def some(what, least, most, by=None):
        return draw(st.lists(what, min_size=least, max_size=most, unique_by=by))

    pair = lambda row: row[:2]  # noqa: E731
    return {
        "left": some(st.sampled_from([None, None, None, None, -1, 0, 1]), PUPILS, PUPILS),
        # One person of each reading kind in every school, and then anybody.
        "roles": [["teacher"], ["support"], ["teacher", draw(st.sampled_from(ROLES))]]
        + some(st.lists(st.sampled_from(ROLES), max_size=2, unique=True), PEOPLE - 3, PEOPLE - 3),
        "active": some(st.sampled_from([True] * 7 + [False]), PEOPLE, PEOPLE),
        "members": some(st.tuples(at(CLASSES), span), PUPILS, PUPILS),
        "staff": some(st.tuples(at(PEOPLE), at(CLASSES), span), 3, 9, pair),
        "around": some(st.tuples(at(PEOPLE), at(PUPILS), span), 5, 16, pair),
        "relatives": some(st.tuples(at(PEOPLE), at(PUPILS)), 1, 6, pair),
        "texts": some(st.tuples(at(PUPILS), at(PEOPLE), st.sampled_from(LEVELS)), 6, 16),
    }


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(plan, today):
    """The plan as rows, written straight: the oracle must not depend on the actions."""
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
    texts = [
        FollowUp.objects.create(
            pupil=pupils[child], who=people[who], level=level, due_on=today, made_by=people[who], what=""
        )
        for child, who, level in plan["texts"]
    ]
    for pupil in pupils:
        Contact.objects.create(pupil=pupil, name="C")
    return people, pupils, texts


NOW = timezone.now()


def is_mine(plan, who, child, today):
    left = plan["left"][child]
    if left is not None and left <= 0:
        return False
    where, drawn = plan["members"][child]
    if a_span(drawn, today).holds(today):
        for person, taught, held in plan["staff"]:
            if person == who and taught == where and a_span(held, today).holds(today):
                return True
    return any(
        person == who and about == child and a_span(held, today).holds(today) for person, about, held in plan["around"]
    )


def expected(plan, who, today):
    """What this person meets, by the rules in words."""
    roles = set(plan["roles"][who]) if plan["active"][who] else set()
    family = {child for person, child in plan["relatives"] if person == who}
    everybody = set(range(PUPILS))
    finds = everybody if roles & EVERYBODY_AT_SCHOOL else set()
    reads = set()
    if roles & READS_EVERY_CHILD:
        reads = everybody
    elif roles & READS_OWN:
        reads = {child for child in everybody if is_mine(plan, who, child, today)}
    reads = reads - family
    manages = everybody - family if "office" in roles else set()
    texts = set()
    for n, (child, author, level) in enumerate(plan["texts"]):
        for role in roles & set(READS_TEXT):
            levels = READS_TEXT[role]
            open_to_role = (
                (level == "team" and is_mine(plan, who, child, today)) if levels == "own team" else level in levels
            )
            if (open_to_role or author == who) and child not in family:
                texts.add(n)
    return finds, reads, manages, texts


@settings(max_examples=20, deadline=None, phases=QUICKLY, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=schools())
def test_lists_agree_with_an_oracle(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils, texts = build(plan, today)
        ours = {pupil.pk for pupil in pupils}
        for who, user in enumerate(people):
            finds, reads, manages, sees = expected(plan, who, today)

            def children(permission, user=user):
                rows = Pupil.objects.permitted(user, permission).filter(pk__in=ours)
                return {pupils.index(pupil) for pupil in rows}

            assert children(Permission.PUPIL_FIND) == finds
            assert children(Permission.CONCERN_RAISE) == finds
            assert children(Permission.PUPIL_READ) == reads
            assert children(Permission.PUPIL_MANAGE) == manages
            shown = FollowUp.objects.permitted(user, Permission.CONCERN_READ)
            assert {texts.index(text) for text in shown if text in texts} == sees
            contacts = Contact.objects.permitted(user, Permission.PUPIL_READ).filter(pupil__in=ours)
            assert {pupils.index(contact.pupil) for contact in contacts} == reads
