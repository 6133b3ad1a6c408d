"""Informal plans, what was tried at Wave 1, and what a class has: made in seconds, kept as they were."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from interventions.actions.catalogue import retire_offering
from interventions.actions.everyday import note_tried, set_class_help
from interventions.actions.plans import end_plan, look_at_plan, start_plan
from interventions.models import ClassHelp, HelpItem, InformalPlan, Offering, Tried
from interventions.owners import may_own
from interventions.seed import add_catalogue, add_help_lists
from interventions.tests.world import place
from interventions.views.everyday import _last_term, _standing
from pupils.actions import block_relative, mark_left, mark_returned
from school.calendar import next_school_day
from staff.accounts import end_account
from staff.cover import keep_covered
from staff.models import Notice, User
from staff.notices import is_still_owed, sweep
from staff.permitted import NotAllowed
from staff.policy import Level, Permission
from staff.posting import Stale

pytestmark = pytest.mark.django_db
READ = Permission.PLACEMENT_READ


def url(name, *args):
    return reverse(f"interventions:{name}", args=args)


def key(**more):
    return {"idempotency_key": uuid.uuid4(), **more}


def things():
    add_help_lists()
    return list(HelpItem.objects.filter(kind="plan"))


def plan_for(child, cast, *, by=None, owner=None, **more):
    first, second, *_ = things()
    by = by or cast.teacher
    return start_plan(by=by, pupil=child, owner=owner or by, lines={first: "Side door, 8:40", second: ""}, **more)


def test_a_teacher_begins_a_plan_and_its_owner_is_told_and_asked_again_on_its_day(cast):
    plan = plan_for(cast.child, cast, owner=cast.support)
    assert [line.item.name for line in plan.lines.all()] == [item.name for item in things()[:2]]
    assert Notice.objects.filter(kind="plan_given", user=cast.support).count() == 1
    sweep(plan.review_on)
    assert Notice.objects.filter(kind="plan_to_look_at", user=cast.support).count() == 1
    look_at_plan(by=cast.support, plan=plan, version=plan.version, words="Good.", owner=cast.support, lines={things()[0]: "Side door, 8:40"})  # fmt: skip
    assert not Notice.objects.filter(kind="plan_to_look_at", settled_at=None).exists()
    sweep(next_school_day(timezone.localdate() + timedelta(days=1)))
    assert not Notice.objects.filter(kind="plan_to_look_at", settled_at=None).exists()


@pytest.mark.parametrize("gone", ["left", "has no role any longer"])
def test_a_plan_whose_owner_has_gone_comes_to_who_arranges_help_once(cast, gone):
    plan = plan_for(cast.child, cast, owner=cast.support)
    cast.support.refresh_from_db()
    if gone == "left":
        end_account(by=cast.head, person=cast.support, version=cast.support.version)
    else:
        User.objects.filter(pk=cast.support.pk).update(roles=[])
    sweep(plan.review_on)
    sweep(plan.review_on)
    keep_covered()
    notice = Notice.objects.select_related("user").get(kind="plan_to_look_at", settled_at=None)
    assert notice.for_whom == cast.support and notice.user in (cast.sendco, cast.wellbeing_lead)
    assert is_still_owed(notice)


def test_what_is_on_a_plan_keeps_its_days(cast):
    plan, (first, second, third, *_) = plan_for(cast.child, cast), things()
    look_at_plan(
        by=cast.teacher, plan=plan, version=plan.version, words="The door helps.", owner=cast.teacher,
        lines={first: "Side door, 8:40", third: ""},
    )  # fmt: skip
    on_it = {line.item for line in plan.lines.filter(until_on=None)}
    assert on_it == {first, third}
    assert plan.lines.get(item=second).until_on == timezone.localdate()
    plan.refresh_from_db()
    end_plan(by=cast.teacher, plan=plan, version=plan.version, words="Comes in by himself.")
    assert not plan.lines.filter(until_on=None).exists()
    assert [step.kind for step in plan.steps.all()] == ["started", "looked_at", "ended"]
    assert plan_for(cast.child, cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        InformalPlan.objects.update(started_on=timezone.localdate() - timedelta(days=9))


def test_who_begins_a_plan_and_who_may_own_it(cast):
    for part in ("support", "office", "other_teacher", "technical"):
        with pytest.raises(NotAllowed):
            plan_for(cast.child, cast, by=getattr(cast, part))
    block_relative(by=cast.office, pupil=cast.child, user=cast.head)
    names = {user.name for user in may_own(cast.child)}
    assert {cast.teacher.name, cast.support.name, cast.sendco.name} <= names
    assert not {cast.head.name, cast.other_teacher.name, cast.office.name} & names
    with pytest.raises(Refused, match="may not see this child"):
        plan_for(cast.child, cast, owner=cast.other_teacher)
    plan = plan_for(cast.child, cast)
    with pytest.raises(NotAllowed):
        end_plan(by=cast.support, plan=plan, version=plan.version, words="x")
    with pytest.raises(Refused, match="plan already"):
        plan_for(cast.child, cast, by=cast.sendco)


def test_a_plan_never_betrays_help_that_is_not_for_the_team(cast):
    hidden = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    with pytest.raises(Refused, match="not this child"):
        plan_for(cast.child, cast, by=cast.sendco, placement=hidden)


def test_two_people_look_at_one_plan_and_both_lines_are_kept(cast, client_for):
    plan, first = plan_for(cast.child, cast), things()[0]
    seen = plan.version
    look_at_plan(by=cast.sendco, plan=plan, version=seen, words="Their line.", owner=cast.teacher, lines={first: ""})
    with pytest.raises(Stale):
        look_at_plan(by=cast.teacher, plan=plan, version=seen, words="x", owner=cast.teacher, lines={first: ""})
    mine = key(words="My line.", version=seen, owner=cast.teacher.public_id, review_on="", **{f"item_{first.public_id.hex}": "on"})  # fmt: skip
    page = client_for(cast.teacher).post(url("look_at_plan", plan.public_id), mine).content.decode()
    assert "My line." in page and "Their line." in page and cast.sendco.name in page


def test_a_plan_is_made_on_a_page_and_found_again_on_the_childs(cast, client_for):
    first, *_ = things()
    tilly, start = client_for(cast.teacher), url("start_plan", cast.child.public_id)
    assert "Please tick at least one thing" in tilly.post(start, key(owner=cast.teacher.public_id)).content.decode()
    sent = tilly.post(start, key(owner=cast.teacher.public_id, **{f"how_{first.public_id.hex}": "By the office"}))
    plan = InformalPlan.objects.get()
    assert sent.headers["Location"] == plan.get_absolute_url()
    assert "By the office" in tilly.get(plan.get_absolute_url()).content.decode()
    child = tilly.get(cast.child.get_absolute_url()).content.decode()
    assert plan.get_absolute_url() in child and "An informal plan began" in child
    assert tilly.get(start).headers["Location"] == plan.get_absolute_url()
    assert cast.child.name in client_for(cast.support).get(url("plans")).content.decode()
    assert client_for(cast.support).get(url("end_plan", plan.public_id)).status_code == 404
    tilly.post(url("end_plan", plan.public_id), key(words="Enough.", version=plan.version))
    assert "Ended on" in tilly.get(plan.get_absolute_url()).content.decode()


def test_a_leavers_plan_is_nobodys_to_look_at_and_comes_back(cast):
    plan = plan_for(cast.child, cast)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert not InformalPlan.objects.open().exists()
    sweep(plan.review_on)
    assert not Notice.objects.filter(kind="plan_to_look_at").exists()
    mark_returned(by=cast.office, pupil=cast.child)
    assert InformalPlan.objects.open().get() == plan


@pytest.fixture
def coaching(db):
    add_catalogue()
    return Offering.objects.get(code="W1.13")


def test_something_tried_is_noted_in_seconds_and_is_in_the_story(cast, client_for, coaching):
    sam = client_for(cast.support)
    page = url("note_tried_with", cast.child.public_id)
    assert "Emotion coaching" in sam.get(page).content.decode()
    answers = {
        "pupil": cast.child.public_id,
        "offering": coaching.public_id,
        "helped": "yes",
        "on": timezone.localdate(),
    }
    assert sam.post(page, key(**answers)).headers["Location"] == cast.child.get_absolute_url()
    assert "Emotion coaching: it helped" in sam.get(cast.child.get_absolute_url()).content.decode()
    other = sam.post(url("note_tried"), key(**answers | {"pupil": cast.other_child.public_id}))
    assert "of the children of your class" in other.content.decode()
    grave = sam.post(page, key(**answers | {"words": "He told me that his dad hit him: hit me, he said."}))
    assert "Log a concern with these words" in grave.content.decode()
    assert Tried.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Tried.objects.update(helped="not_yet")


def test_who_notes_what_was_tried_and_who_reads_it(cast, coaching):
    with pytest.raises(NotAllowed):
        note_tried(by=cast.other_teacher, pupil=cast.child, offering=coaching, helped="yes")
    note_tried(by=cast.teacher, pupil=cast.child, offering=coaching, helped="yes")
    readers = {part for part in ("teacher", "support", "sendco", "dsl", "head", "other_teacher", "office", "governor")
               if Tried.objects.permitted(getattr(cast, part), READ).exists()}  # fmt: skip
    assert readers == {"teacher", "support", "sendco", "dsl", "head"}
    for more, why in (({"on": timezone.localdate() + timedelta(days=1)}, "last three months"), ({"offering": Offering.objects.get(code="W3.5")}, "Wave 1")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            note_tried(by=cast.teacher, pupil=cast.child, **{"offering": coaching, "helped": "yes"} | more)


def test_a_teacher_says_what_her_class_has_this_term_and_a_new_term_begins_with_it(cast, client_for, coaching):
    tilly, page = client_for(cast.teacher), url("set_class_help", cast.oak.public_id)
    pshe, circle = (Offering.objects.get(code=code) for code in ("W1.1", "W1.3"))
    has = {f"has_{pshe.public_id.hex}": "on", f"by_{pshe.public_id.hex}": "Tilly", f"by_{circle.public_id.hex}": "Sam"}
    assert tilly.post(page, key(**has)).status_code == 302
    assert [(one.offering, one.led_by) for one in ClassHelp.objects.standing()] == [(pshe, "Tilly")]
    tilly.post(page, key(**{f"has_{circle.public_id.hex}": "on", f"by_{circle.public_id.hex}": "Sam"}))
    assert [one.offering for one in ClassHelp.objects.standing()] == [circle]
    assert ClassHelp.objects.count() == 2
    assert "Class circle times" in client_for(cast.head).get(url("class_helps")).content.decode()
    one = ClassHelp.objects.standing().get()
    later = one.until_on + timedelta(days=30)
    assert _last_term(cast.oak, later) == one.from_on
    assert dict(_standing(cast.oak, one.from_on)) == {circle.pk: "Sam"}
    assert "in Oak (Sam)" in tilly.get(url("map")).content.decode()
    assert "Sam" in tilly.get(circle.get_absolute_url()).content.decode()
    assert "in Oak" not in client_for(cast.other_teacher).get(url("map")).content.decode()
    retire_offering(by=cast.sendco, offering=circle)
    put_away = client_for(cast.head).get(url("class_helps")).content.decode()
    assert "Class circle times" not in put_away and "1 line of the map" not in put_away
    retire_offering(by=cast.sendco, offering=circle)
    assert "1 line of the map" in client_for(cast.head).get(url("class_helps")).content.decode()


def test_another_class_is_another_teachers(cast, client_for, coaching):
    today = timezone.localdate()
    with pytest.raises(NotAllowed):
        set_class_help(
            by=cast.teacher, school_class=cast.willow, from_on=today, until_on=today + timedelta(days=9), lines={}
        )
    assert client_for(cast.teacher).get(url("set_class_help", cast.willow.public_id)).status_code == 404
    assert client_for(cast.support).get(url("class_helps")).status_code == 403
