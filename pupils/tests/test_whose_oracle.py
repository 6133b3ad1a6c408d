"""Lists against an oracle: random schools, read slowly in plain Python by somebody who knows only the rules."""

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pupils.models import Contact, FollowUp, Pupil
from pupils.tests.random_schools import (
    PUPILS,
    a_level,
    a_person,
    a_pupil,
    build,
    is_mine,
    on_random_schools,
    roles_of,
    schools,
    undone,
)
from staff.policy import Permission

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


def build_texts(plan, people, pupils, today):
    """A follow-up for each text of the plan, and one contact for each child."""
    for pupil in pupils:
        Contact.objects.create(pupil=pupil, name="C")
    return [
        FollowUp.objects.create(
            pupil=pupils[child], who=people[who], level=level, due_on=today, made_by=people[who], what=""
        )
        for child, who, level in plan["texts"]
    ]


def expected(plan, who, today):
    """What this person meets, by the rules in words."""
    roles = roles_of(plan, who)
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


@on_random_schools
@given(plan=schools(texts=st.tuples(a_pupil, a_person, a_level)))
def test_lists_agree_with_an_oracle(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        texts = build_texts(plan, people, pupils, today)
        ours = {pupil.pk for pupil in pupils}
        for who, user in enumerate(people):
            finds, reads, manages, sees = expected(plan, who, today)

            def children(permission, user=user):
                rows = Pupil.objects.permitted(user, permission).filter(pk__in=ours)
                return {pupils.index(pupil) for pupil in rows}

            assert children(Permission.CONCERN_RAISE) == finds
            assert children(Permission.PUPIL_READ) == reads
            assert children(Permission.PUPIL_MANAGE) == manages
            shown = FollowUp.objects.permitted(user, Permission.CONCERN_READ)
            assert {texts.index(text) for text in shown if text in texts} == sees
            contacts = Contact.objects.permitted(user, Permission.PUPIL_READ).filter(pupil__in=ours)
            assert {pupils.index(contact.pupil) for contact in contacts} == reads
