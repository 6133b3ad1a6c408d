"""Who meets a referral, writes it, lets it out and posts it: an oracle in plain Python, on random schools."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from concerns.tests.random_concerns import a_concern, build_concerns, children_in
from pupils.models import Consent
from pupils.tests.random_schools import (
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
from referrals import waiting
from referrals.models import Consultation, Referral
from school.models import Agency
from staff.policy import Permission
from stbarts.tests.grid_things import seal
from stbarts.tests.signing_in import sign_in

# Written from access.md, not from policy.py: the levels at which each part meets what others wrote.
READS_ANY = {
    "sendco": {"team", "wellbeing"},
    "wellbeing_lead": {"team", "wellbeing"},
    "head": {"team", "wellbeing"},
    "dsl": {"team", "wellbeing", "safeguarding", "named"},
}
WRITES = {"sendco", "wellbeing_lead", "dsl"}
APPROVES = {"head", "dsl"}
SEALED = {"approved", "sent"}
WITH_THEM = {"sent", "acknowledged", "accepted", "in_line", "redirected"}

a_referral = st.fixed_dictionaries(
    {
        "pupil": a_pupil,
        "raised_by": a_person,
        "level": st.sampled_from(["wellbeing", "wellbeing", "safeguarding"]),
        "state": st.sampled_from([*Referral.State.values, "waiting", "waiting", "approved", "sent"]),
        "silent": st.booleans(),
        "family": st.sampled_from(["without", "without", "refused"]),
    }
)
a_school = schools(referrals=a_referral, concerns=a_concern, no_contact=a_pupil)


def build_referrals(plan, people, pupils):
    """The referrals of the plan, written straight."""
    for child in set(plan["no_contact"]):
        pupils[child].do_not_contact = True
        pupils[child].save()
    build_concerns(plan, people, pupils)
    agency = Agency.objects.create(name="An agency", approver_role=Agency.Lead.HEAD)
    return [
        Referral.objects.create(
            pupil=pupils[one["pupil"]],
            agency=agency,
            level=one["level"],
            state=one["state"],
            why="Because.",
            raised_by=people[one["raised_by"]],
            consent=Consent.objects.create(
                pupil=pupils[one["pupil"]],
                purpose="An agency",
                answer=one["family"],
                why_not_sought="Because.",
                given_on=timezone.localdate(),
                recorded_by=people[one["raised_by"]],
            ),
            sent_on=timezone.localdate() if one["state"] in WITH_THEM else None,
            chase_on=timezone.localdate() + timedelta(days=0 if one["silent"] else 60),
        )
        for one in plan["referrals"]
    ]


def allowed(plan, who, one, roles):
    """Does one of these roles open it, by level or by having raised it?"""
    if not roles or is_relative(plan, who, [one["pupil"]]):
        return False
    return one["raised_by"] == who or any(one["level"] in READS_ANY[role] for role in roles)


def posts(plan, who, one):
    """The office posts what is sealed, no secret of the safeguarding leads and not over a family's no; others what they
    read."""
    roles = roles_of(plan, who)
    if allowed(plan, who, one, roles & set(READS_ANY)):
        return True
    sealed = one["state"] in SEALED and one["level"] != "safeguarding" and one["family"] != "refused"
    return "office" in roles and sealed and not is_relative(plan, who, [one["pupil"]])


def lets_out(plan, who, one):
    roles = roles_of(plan, who) & APPROVES
    held = one["pupil"] in plan["no_contact"] or any(
        concern["level"] in ("safeguarding", "named")
        and concern["status"] != "closed"
        and one["pupil"] in children_in(concern)
        for concern in plan["concerns"]
    )
    return allowed(plan, who, one, roles) and ("dsl" in roles or not held)


def which(plan, rule):
    return {n for n, one in enumerate(plan["referrals"]) if rule(one)}


a_question = st.fixed_dictionaries({"pupil": a_pupil, "asked_by": a_person})


@settings(on_random_schools, max_examples=10)
@given(plan=schools(questions=a_question))
def test_questions_to_the_sendco_are_read_and_answered_by_whom_the_rules_say(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        rows = [
            Consultation.objects.create(pupil=pupils[one["pupil"]], asked_by=people[one["asked_by"]], question="Why?")
            for one in plan["questions"]
        ]
        for who, user in enumerate(people):
            roles, reads, answers = roles_of(plan, who), set(), set()
            for n, one in enumerate(plan["questions"]):
                own = one["asked_by"] == who or is_mine(plan, who, one["pupil"], today)
                if is_relative(plan, who, [one["pupil"]]):
                    continue
                if roles & set(READS_ANY) or ("teacher" in roles and own):
                    reads.add(n)
                if roles & {"sendco", "wellbeing_lead"}:
                    answers.add(n)
            assert seen_by(user, rows, Permission.MEETING_READ) == reads
            assert seen_by(user, rows, Permission.PLACEMENT_DECIDE) == answers


@on_random_schools
@given(plan=a_school)
def test_referrals_are_read_written_let_out_and_posted_by_whom_the_rules_say(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        rows = build_referrals(plan, people, pupils)
        for who, user in enumerate(people):
            roles = roles_of(plan, who)
            reads = which(plan, lambda one: allowed(plan, who, one, roles & set(READS_ANY)))  # noqa: B023
            writes = which(plan, lambda one: allowed(plan, who, one, roles & WRITES))  # noqa: B023
            assert seen_by(user, rows, Permission.REFERRAL_READ) == reads
            assert seen_by(user, rows, Permission.REFERRAL_WRITE) == writes
            assert seen_by(user, rows, Permission.APPROVE) == which(plan, lambda one: lets_out(plan, who, one))  # noqa: B023
            assert seen_by(user, rows, Permission.PAPER_POST) == which(plan, lambda one: posts(plan, who, one))  # noqa: B023


def is_late(plan, one):
    """With an agency, its day to be asked again has come, and the child is here."""
    return one["state"] in WITH_THEM and one["silent"] and here(plan, one["pupil"])


def by_agency(user, today):
    return sum(line.asked for line in waiting.by_agency(user, today))


@settings(on_random_schools, max_examples=6)
@given(plan=a_school)
def test_the_pages_list_and_hand_out_what_the_rules_say(db, plan):
    today = timezone.localdate()
    with undone():
        people, pupils = build(plan, today)
        plan["referrals"] = plan["referrals"][:6]
        rows = build_referrals(plan, people, pupils)
        for row in rows:
            seal(row, people[0])
        for who, user in enumerate(people):
            roles, sent = roles_of(plan, who), which(plan, lambda one: one["state"] in WITH_THEM)
            if not roles & {*READS_ANY, "office"}:
                continue
            client = sign_in(Client(), user)

            def shown(url, client=client):
                answer = client.get(url)
                page = answer.content.decode() if answer.status_code == 200 else ""
                return {n for n, row in enumerate(rows) if str(row.public_id) in page}

            reads = which(plan, lambda one: allowed(plan, who, one, roles & set(READS_ANY)))  # noqa: B023
            posted = which(plan, lambda one: posts(plan, who, one))  # noqa: B023
            assert shown("/referrals/") == reads
            mine = which(plan, lambda one: one["raised_by"] == who)  # noqa: B023
            assert shown("/referrals/?show=mine") == reads & mine
            assert shown("/referrals/to-chase/") == reads & which(plan, lambda one: is_late(plan, one))
            assert by_agency(user, today) == len(reads & sent)
            assert shown("/referrals/to-post/") == posted & which(
                plan, lambda one: one["state"] == "approved" and one["family"] != "refused"
            )
            assert shown("/approvals/") == which(
                plan,
                lambda one: (
                    lets_out(plan, who, one)  # noqa: B023
                    and one["state"] == "waiting"
                    and one["raised_by"] != who  # noqa: B023
                    and here(plan, one["pupil"])
                ),
            )
            for n, row in enumerate(rows):
                status = client.get(f"/referrals/{row.public_id}/download/").status_code
                assert status == (200 if n in reads | posted else 404)
