"""Who may meet a concern, as lists say it and as a person would work it out."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.actions import System
from concerns.actions import acknowledge, change_level, triage
from concerns.models import Concern, Decision, Keeping
from concerns.notices import records, safeguarding, small_things
from concerns.tests.world import raise_about
from pupils.models import Around, ClassStaff, Membership, Relative
from pupils.watching import set_flag
from school.calendar import next_school_day
from staff.notices import sweep
from staff.permitted import NotAllowed, get_permitted_or_404, may
from staff.policy import Level, Permission, Role

READ, TRIAGE = Permission.CONCERN_READ, Permission.CONCERN_TRIAGE
EVERYBODY = ["teacher", "other_teacher", "support", "sendco", "wellbeing_lead", "dsl", "deputy", "head", "office"]
EVERYBODY += ["governor", "technical"]


def readers(cast, concern, permission=READ):
    return {part for part in EVERYBODY if sees(getattr(cast, part), concern, permission)}


def sees(user, concern, permission=READ):
    return Concern.objects.permitted(user, permission).filter(pk=concern.pk).exists()


def test_a_new_concern_is_read_by_its_author_and_those_at_wellbeing_level(cast):
    concern = raise_about(cast.child, by=cast.other_teacher)
    assert readers(cast, concern) == {"other_teacher", "sendco", "wellbeing_lead", "dsl", "deputy", "head"}


def test_a_safeguarding_concern_exists_for_its_author_the_safeguarding_leads_and_the_head_only(cast):
    concern = raise_about(cast.child, by=cast.other_teacher, level=Level.SAFEGUARDING)
    assert readers(cast, concern) == {"other_teacher", "dsl", "deputy", "head"}


def test_a_team_concern_is_read_by_the_class_teacher_and_those_around_the_child(cast):
    concern = raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco)
    assert readers(cast, concern) == {"teacher", "support", "sendco", "wellbeing_lead", "dsl", "deputy", "head"}


def test_the_teacher_of_another_class_cannot_see_a_team_concern(cast):
    concern = raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco)
    with pytest.raises(Http404):
        get_permitted_or_404(Concern, cast.other_teacher, READ, public_id=concern.public_id)


def test_last_years_teacher_sees_nothing(cast):
    """Owen had the child's class until this year."""
    concern = raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco)
    assert not sees(cast.other_teacher, concern)


def test_the_author_of_a_safeguarding_concern_never_has_the_whole_of_it(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    assert sees(cast.teacher, concern)
    assert not Concern.objects.all().whole(cast.teacher).filter(pk=concern.pk).exists()
    assert Concern.objects.all().whole(cast.dsl).filter(pk=concern.pk).exists()


def test_the_author_of_a_wellbeing_concern_reads_the_whole_of_it(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    assert Concern.objects.all().whole(cast.teacher).filter(pk=concern.pk).exists()


def test_the_office_reads_its_own_words_only(cast):
    own = raise_about(cast.child, by=cast.office)
    raise_about(cast.child, by=cast.teacher)
    assert list(Concern.objects.permitted(cast.office, READ)) == [own]
    assert not Concern.objects.all().whole(cast.office).exists()


def test_a_sendco_triages_what_is_at_wellbeing_level(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    assert readers(cast, concern, TRIAGE) == {"sendco", "wellbeing_lead", "dsl", "deputy"}


def test_a_sendco_cannot_triage_a_safeguarding_concern_even_her_own(cast):
    concern = raise_about(cast.child, by=cast.sendco, level=Level.SAFEGUARDING)
    assert readers(cast, concern, TRIAGE) == {"dsl", "deputy"}
    with pytest.raises(NotAllowed):
        acknowledge(by=cast.sendco, concern=concern)
    with pytest.raises(NotAllowed):
        change_level(by=cast.sendco, concern=concern, level=Level.WELLBEING, reason="I know the family.")


def test_a_relative_is_shut_out_whatever_the_role(cast):
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.head)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    assert readers(cast, concern) == {"teacher", "deputy", "head"}
    assert readers(cast, concern, TRIAGE) == {"deputy"}
    assert cast.dsl not in concern.who_triages()


def test_a_relative_of_any_child_in_it_is_shut_out(cast):
    Relative.objects.create(pupil=cast.other_child, user=cast.sendco, added_by=cast.head)
    concern = raise_about(cast.child, by=cast.teacher, others=[(cast.other_child, "witness")])
    assert not sees(cast.sendco, concern)


def test_a_decision_is_not_seen_by_authorship_alone(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    triage(by=cast.dsl, concern=concern, decision="wave3", rationale="Needs one to one.")
    decisions = Decision.objects.all()
    assert not decisions.permitted(cast.teacher, READ).exists()
    assert not decisions.permitted(cast.sendco, READ).exists()
    assert decisions.permitted(cast.dsl, READ).filter(decision="wave3").exists()


def test_raising_the_level_takes_it_out_of_sight_at_once(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    assert sees(cast.sendco, concern)
    change_level(by=cast.sendco, concern=concern, level=Level.SAFEGUARDING, reason="There is more to it.")
    assert not sees(cast.sendco, concern)
    assert list(Concern.objects.permitted(cast.sendco, READ)) == []


def test_those_told_are_those_who_may_triage(cast):
    Relative.objects.create(pupil=cast.classmate, user=cast.deputy, added_by=cast.head)
    for pupil in (cast.child, cast.classmate):
        for level in (Level.WELLBEING, Level.SAFEGUARDING):
            concern = raise_about(pupil, by=cast.teacher, level=level)
            told = {user.pk for user in concern.who_triages()}
            assert told == {getattr(cast, part).pk for part in readers(cast, concern, TRIAGE)}


def test_a_sweep_asks_as_much_about_many_that_wait_as_about_one(cast, django_assert_num_queries):
    """And each who triages is owed each of them again, on the day of it; a relative none of theirs."""
    day = next_school_day(timezone.localdate() + timedelta(days=2))
    Keeping.objects.update_or_create(pk=1, defaults={"kept_in": "another system"})
    Relative.objects.create(pupil=cast.classmate, user=cast.deputy, added_by=cast.head)

    def waits(pupil):
        raise_about(pupil, by=cast.teacher, level=Level.SAFEGUARDING)
        set_flag(by=cast.teacher, pupil=pupil, reason="Bites nails.", review_on=day, level=Level.TEAM)

    waits(cast.child)
    sources = (records.unseen_since_yesterday, safeguarding.waiting_to_be_carried, small_things.flags_due)
    asked = []
    for owed in sources:
        with CaptureQueriesContext(connection) as questions:
            assert list(owed(day))
        asked.append(len(questions))
    for pupil in (cast.classmate, cast.classmate, cast.classmate):
        waits(pupil)
    told = {(user, concern.pk) for concern in Concern.objects.all() for user in concern.who_triages()}
    for owed, many in zip(sources[:2], asked, strict=False):
        with django_assert_num_queries(many):
            assert {(user, pk) for user, pk, _ in owed(day)} == told
    sweep(day)
    with django_assert_num_queries(6):  # the flags, who was told, who triages, who is around each child, the relative
        assert list(small_things.flags_due(day)) == []


# ---- the same, worked out by hand for random schools ----


def expected(user, concern, parts, facts):
    """What access.md says, in plain Python over plain facts: none of the querysets is used."""
    children = parts[concern.pk]
    if not user.is_active or any((user.pk, child) in facts["relatives"] for child in children):
        return False
    roles, level = set(user.roles), concern.level
    if Role.DSL in roles:
        return True
    author = concern.author_id == user.pk
    reads = roles & {"teacher", "support", "sendco", "wellbeing_lead", "head", "office"}
    if author and reads:
        return True
    if Role.HEAD in roles:
        return level != "named"
    if roles & {"sendco", "wellbeing_lead"} and level in ("team", "wellbeing"):
        return True
    mine = any((user.pk, facts["class_of"][child]) in facts["staff"] for child in children)
    return bool(roles & {"teacher", "support"}) and level == "team" and mine


@pytest.mark.parametrize("seed", range(6))
def test_lists_agree_with_what_a_person_works_out(cast, seed):
    chance = random.Random(seed)
    people = [getattr(cast, part) for part in EVERYBODY]
    children = [cast.child, cast.classmate, cast.other_child, cast.twin]
    for user in people:
        user.roles = [str(r) for r in chance.sample(list(Role), chance.choice([1, 1, 2]))]
        user.is_active = chance.random() > 0.1
        user.left_at = None if user.is_active else timezone.now()
        user.save()
        for child in children:
            if chance.random() < 0.15:
                Relative.objects.create(pupil=child, user=user, added_by=cast.head)
    Around.objects.all().delete()
    concerns, parts = [], {}
    for _ in range(12):
        author = chance.choice([user for user in people if may(user, Permission.CONCERN_RAISE)] or [System("tests")])
        chosen = chance.sample(children, chance.choice([1, 1, 2]))
        others = [(child, "witness") for child in chosen[1:]]
        concern = raise_about(chosen[0], by=author, others=others)
        concern.level = chance.choice(["team", "wellbeing", "safeguarding", "named"])
        concern.save(update_fields=["level"])
        parts[concern.pk] = [child.pk for child in chosen]
        concerns.append(concern)
    day = timezone.localdate()
    facts = {
        "relatives": set(Relative.objects.values_list("user", "pupil")),
        "staff": {
            (s.user_id, s.school_class_id)
            for s in ClassStaff.objects.all()
            if s.from_on <= day and (s.until_on is None or s.until_on > day)
        },
        "class_of": {m.pupil_id: m.school_class_id for m in Membership.objects.filter(until_on=None)},
    }
    for user in people:
        seen = set(Concern.objects.permitted(user, READ).values_list("pk", flat=True))
        assert seen == {c.pk for c in concerns if expected(user, c, parts, facts)}, user.roles
        assert seen >= set(Concern.objects.all().whole(user).values_list("pk", flat=True))
