"""Who meets a concern, who reads it whole and who decides about it: an oracle in plain Python, on random schools."""

from django.test import Client
from django.utils import timezone
from hypothesis import given

from concerns.models import Concern, Decision
from concerns.tests.random_concerns import a_concern, build_concerns, children_in
from pupils.tests.random_schools import (
    build,
    is_mine,
    is_relative,
    on_random_schools,
    roles_of,
    schools,
    seen_by,
    undone,
)
from staff.policy import Permission
from stbarts.tests.signing_in import sign_in

# Written from access.md, not from policy.py: the levels whose text each part reads about any child.
READS_ANY = {
    "sendco": {"team", "wellbeing"},
    "wellbeing_lead": {"team", "wellbeing"},
    "head": {"team", "wellbeing", "safeguarding"},
    "dsl": {"team", "wellbeing", "safeguarding", "named"},
}
AROUND = {"teacher", "support"}  # the child's class staff and those around the child
# Who may log one keeps a copy of their own words; of what came after they read what their part reads.
KEEPS_OWN = {"teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office"}
AFTERWARDS = READS_ANY | {"teacher": {"team", "wellbeing"}, "support": {"team", "wellbeing"}, "office": set()}
TRIAGES = {
    "sendco": {"team", "wellbeing"},
    "wellbeing_lead": {"team", "wellbeing"},
    "dsl": {"team", "wellbeing", "safeguarding", "named"},
}


def meets(plan, who, drawn, today):
    """May this person know of it at all?"""
    children = children_in(drawn)
    if is_relative(plan, who, children):
        return False
    roles = roles_of(plan, who)
    if drawn["author"] == who and roles & KEEPS_OWN:
        return True
    if any(drawn["level"] in READS_ANY.get(role, ()) for role in roles):
        return True
    mine = any(is_mine(plan, who, child, today) for child in children)
    return bool(roles & AROUND) and drawn["level"] == "team" and mine


def reads_whole(plan, who, drawn, today):
    """And what came after it? Its author only where their part reads such a record."""
    if not meets(plan, who, drawn, today):
        return False
    return drawn["author"] != who or any(drawn["level"] in AFTERWARDS.get(role, ()) for role in roles_of(plan, who))


def decides(plan, who, drawn):
    """To have written one is never enough to decide about it."""
    if is_relative(plan, who, children_in(drawn)):
        return False
    return any(drawn["level"] in TRIAGES.get(role, ()) for role in roles_of(plan, who))


@on_random_schools
@given(plan=schools(concerns=a_concern))
def test_concerns_are_met_read_whole_and_decided_by_whom_the_rules_say(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        rows = build_concerns(plan, people, pupils)
        places = {row.pk: n for n, row in enumerate(rows)}

        def which(found, key="pk"):
            return {places[pk] for pk in found.values_list(key, flat=True) if pk in places}

        for who, user in enumerate(people):
            met = {n for n, one in enumerate(plan["concerns"]) if meets(plan, who, one, today)}
            whole = {n for n, one in enumerate(plan["concerns"]) if reads_whole(plan, who, one, today)}
            decided = {n for n, one in enumerate(plan["concerns"]) if decides(plan, who, one)}
            assert seen_by(user, rows, Permission.CONCERN_READ) == met
            assert seen_by(user, rows, Permission.CONCERN_TRIAGE) == decided
            assert which(Concern.objects.all().whole(user)) == whole
            assert which(Decision.objects.all().permitted(user, Permission.CONCERN_READ), "concern") == whole
            about = Concern.objects.permitted(user, Permission.CONCERN_READ).of(pupils[0])
            assert which(about) == {n for n in met if 0 in children_in(plan["concerns"][n])}


@on_random_schools
@given(plan=schools(concerns=a_concern))
def test_the_queue_shows_and_counts_what_its_reader_decides_about_and_no_more(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        rows = build_concerns(plan, people, pupils)
        for who, user in enumerate(people):
            if not roles_of(plan, who) & set(TRIAGES):
                continue
            client = sign_in(Client(), user)
            for show, status in {"": None, "seen": "acknowledged", "closed": "closed"}.items():
                page = client.get("/concerns/waiting/", {"show": show}).content.decode()
                wanted = {
                    n
                    for n, one in enumerate(plan["concerns"])
                    if decides(plan, who, one)
                    and (one["status"] == status if status else one["status"] == "submitted" or one["look_again"])
                }
                assert {n for n, row in enumerate(rows) if row.reference in page} == wanted
