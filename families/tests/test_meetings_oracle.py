"""Who meets a meeting, writes it up and lets its summary out: an oracle in plain Python, on random schools."""

from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from concerns.tests.random_concerns import a_concern, build_concerns, children_in
from families.models import Copy, Meeting
from pupils.models import Contact
from pupils.tests.random_schools import (
    NOW,
    a_level,
    a_person,
    a_pupil,
    build,
    here,
    is_mine,
    is_relative,
    on_random_schools,
    roles_of,
    schools,
    seen_by,
    undone,
)
from staff.policy import Permission
from stbarts.tests.grid_things import seal
from stbarts.tests.signing_in import sign_in

# Written from access.md, not from policy.py: the levels each part reads of any child, and who may write.
READS_ANY = {
    "sendco": {"team", "wellbeing"},
    "wellbeing_lead": {"team", "wellbeing"},
    "head": {"team", "wellbeing"},
    "dsl": {"team", "wellbeing", "safeguarding", "named"},
    "teacher": set(),
}
WRITES = {"teacher", "sendco", "wellbeing_lead"}
APPROVES = {"head", "dsl"}

a_meeting = st.fixed_dictionaries(
    {
        "pupil": a_pupil,
        "planned_by": a_person,
        "written_by": st.one_of(st.none(), a_person),
        "level": a_level,
        "state": st.sampled_from(["planned", "held", "waiting", "waiting"]),
    }
)
a_school = schools(meetings=a_meeting, concerns=a_concern, no_contact=a_pupil)


def build_meetings(plan, people, pupils):
    """The meetings of the plan, written straight."""
    for child in set(plan["no_contact"]):
        pupils[child].do_not_contact = True
        pupils[child].save()
    build_concerns(plan, people, pupils)
    return [
        Meeting.objects.create(
            pupil=pupils[one["pupil"]],
            purpose="review",
            planned_at=NOW,
            level=one["level"],
            state=one["state"],
            planned_by=people[one["planned_by"]],
            written_by=None if one["written_by"] is None else people[one["written_by"]],
        )
        for one in plan["meetings"]
    ]


def allowed(plan, who, one, roles, today):
    """Does one of these roles open it, by level, by being around the child, or by having planned it?"""
    if not roles or is_relative(plan, who, [one["pupil"]]):
        return False
    if one["planned_by"] == who or any(one["level"] in READS_ANY[role] for role in roles):
        return True
    return "teacher" in roles and one["level"] == "team" and is_mine(plan, who, one["pupil"], today)


def only_the_leads_let_out(plan, child):
    """Papers of a child with an open safeguarding or named-people concern, or whose home is not to be contacted."""
    return child in plan["no_contact"] or any(
        one["level"] in ("safeguarding", "named") and one["status"] != "closed" and child in children_in(one)
        for one in plan["concerns"]
    )


def lets_out(plan, who, one, today):
    roles = roles_of(plan, who) & APPROVES
    if "dsl" not in roles and only_the_leads_let_out(plan, one["pupil"]):
        return False
    return allowed(plan, who, one, roles, today)


@on_random_schools
@given(plan=a_school)
def test_meetings_are_read_written_and_let_out_by_whom_the_rules_say(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        rows = build_meetings(plan, people, pupils)
        for who, user in enumerate(people):
            roles = roles_of(plan, who)
            reads, writes, approves = set(), set(), set()
            for n, one in enumerate(plan["meetings"]):
                reads |= {n} if allowed(plan, who, one, roles & set(READS_ANY), today) else set()
                writes |= {n} if allowed(plan, who, one, roles & WRITES, today) else set()
                approves |= {n} if lets_out(plan, who, one, today) else set()
            assert seen_by(user, rows, Permission.MEETING_READ) == reads
            assert seen_by(user, rows, Permission.MEETING_WRITE) == writes
            assert seen_by(user, rows, Permission.APPROVE) == approves


@settings(on_random_schools, max_examples=6)
@given(plan=a_school)
def test_the_pages_list_and_hand_out_what_the_rules_say(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        rows = build_meetings(plan, people, pupils)[:6]
        copies = [
            Copy.objects.create(meeting=row, contact=Contact.objects.create(pupil=row.pupil, name="C")) for row in rows
        ]
        for copy in copies:
            seal(copy, people[0])
        for who, user in enumerate(people):
            roles = roles_of(plan, who)
            if not roles & set(READS_ANY):
                continue
            client = sign_in(Client(), user)
            reads = {
                n
                for n, one in enumerate(plan["meetings"][: len(rows)])
                if allowed(plan, who, one, roles & set(READS_ANY), today)
            }
            listed = client.get("/families/meetings/").content.decode()
            assert {n for n, row in enumerate(rows) if str(row.public_id) in listed} == reads
            waiting = client.get("/approvals/").content.decode() if roles & APPROVES else ""
            assert {n for n, row in enumerate(rows) if str(row.public_id) in waiting} == {
                n
                for n, one in enumerate(plan["meetings"][: len(rows)])
                if lets_out(plan, who, one, today)
                and one["state"] == "waiting"
                and here(plan, one["pupil"])
                and who not in (one["planned_by"], one["written_by"])
            }
            for n, copy in enumerate(copies):
                answer = client.get(f"/families/meetings/{rows[n].public_id}/copies/{copy.public_id}/download/")
                stopped = plan["meetings"][n]["pupil"] in plan["no_contact"]  # what was approved before stays here, too
                assert answer.status_code == (404 if n not in reads else 302 if stopped else 200)
