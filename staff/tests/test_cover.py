"""Somebody is away: a colleague is told, nobody sees more than before, and nothing is owed to nobody."""

import datetime
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.actions import Refused
from concerns.actions import raise_concern
from concerns.models import Concern
from interventions.tests.world import place
from school.calendar import add_school_days, next_school_day
from staff import cover
from staff.models import Cover, Digest, Notice, User
from staff.notices import is_still_owed, owe, sweep
from staff.permitted import NotAllowed
from staff.policy import Level
from staff.tasks import send_notices
from staff.tests.test_digests import at, morning

DAY = datetime.timedelta(days=1)


@pytest.fixture
def day():
    """A school day with another one after it."""
    return next_school_day(timezone.localdate())


def hand_over(cast, day, *, by=None, person=None, to=None, days=7):
    person = person or cast.sendco
    return cover.hand_over(
        by=by or person, person=person, colleague=to or cast.wellbeing_lead, from_on=day, until_on=day + days * DAY
    )


def owed(kind="review_due"):
    rows = Notice.objects.filter(kind=kind, settled_at=None).select_related("user", "for_whom")
    return {(notice.user.name, notice.for_whom and notice.for_whom.name) for notice in rows}


def a_review_due_on(cast, day, **more):
    return place(cast.child, by=cast.sendco, review_on=day, **more)


def test_a_colleague_who_may_see_it_is_told_once_and_who_is_away_gets_no_e_mail(cast, day):
    chased = SimpleNamespace(pk=a_review_due_on(cast, add_school_days(day, 2)).pk)
    day = add_school_days(day, 2)
    with at(day, 7, 0):
        owe("review_coming", to=[cast.teacher], about=chased, due_on=day)
        hand_over(cast, day, person=cast.teacher, to=cast.sendco)
        assert owed("review_coming") == {(cast.teacher.name, None), (cast.sendco.name, cast.teacher.name)}
    with at(day):
        morning()
        assert cast.teacher.email not in {to for m in mail.outbox for to in m.to}
        assert Digest.objects.filter(user=cast.sendco).count() == 1
        cover.keep_covered()
        assert Notice.objects.filter(kind="review_coming").count() == 2


def test_nobody_sees_more_than_before_and_what_the_colleague_may_not_see_goes_to_who_may(cast, day):
    """The other teacher may not read about this child; the head may."""
    private = SimpleNamespace(pk=a_review_due_on(cast, add_school_days(day, 2), level=Level.WELLBEING).pk)
    day = add_school_days(day, 2)
    with at(day, 9):
        owe("review_very_late", to=[cast.wellbeing_lead], about=private, due_on=day)
        hand_over(cast, day, person=cast.wellbeing_lead, to=cast.other_teacher)
        told = owed("review_very_late") - {(cast.wellbeing_lead.name, None)}
        ((name, for_whom),) = told
        assert name != cast.other_teacher.name and for_whom == cast.wellbeing_lead.name
        assert is_still_owed(Notice.objects.select_related("user").get(kind="review_very_late", user__name=name))
        assert not Notice.objects.filter(user=cast.other_teacher).exclude(kind="stands_in").exists()


def test_what_nobody_else_may_see_waits_and_the_page_says_how_many(cast, client_for, day):
    with at(day, 9):
        owe("safety_plan_to_read", to=[cast.teacher], about=SimpleNamespace(pk=0))
        owe("terms_to_add", to=[cast.teacher], about=cast.dsl)
        hand_over(cast, day, person=cast.teacher, to=cast.support)
        assert owed("terms_to_add") == {(cast.teacher.name, None), (cast.support.name, cast.teacher.name)}
        Notice.objects.filter(kind="safety_plan_to_read").update(kind="draft_left_lying")
        page = client_for(cast.teacher).get("/staff/away/").content.decode()
        assert "1 thing that nobody else may see waits" in page


def test_back_again_only_they_are_told(cast, client_for, day):
    with at(day, 9):
        owe("terms_to_add", to=[cast.teacher], about=cast.dsl)
        made = hand_over(cast, day, by=cast.head, person=cast.teacher, to=cast.support)
        assert len(owed("terms_to_add")) == 2
        assert client_for(cast.support).post(f"/staff/away/{made.public_id}/end/").status_code == 404
        cover.end_cover(by=cast.teacher, cover=made)
        assert owed("terms_to_add") == {(cast.teacher.name, None)}
        with pytest.raises(Refused):
            cover.end_cover(by=cast.teacher, cover=made)
        hand_over(cast, day, person=cast.teacher, to=cast.support, days=1)
    with at(day + 2 * DAY, 9):
        cover.keep_covered()
        assert owed("terms_to_add") == {(cast.teacher.name, None)}
        owe("terms_to_add", to=[cast.teacher], about=cast.head)
        cover.keep_covered()
        assert len(owed("terms_to_add")) == 1


def test_away_a_second_time_the_same_things_come_to_whoever_stands_in_then(cast, day):
    with at(day, 9):
        for person in (cast.dsl, cast.head):
            owe("terms_to_add", to=[cast.teacher], about=person)
        for colleague in (cast.support, cast.office, cast.support):
            made = hand_over(cast, day, person=cast.teacher, to=colleague)
            assert owed("terms_to_add") == {(cast.teacher.name, None), (colleague.name, cast.teacher.name)}
            Notice.objects.filter(user=colleague, kind="terms_to_add").update(read_at=timezone.now())
            cover.keep_covered()
            assert Notice.objects.of(colleague).filter(read_at=None, kind="terms_to_add").count() == 0
            cover.end_cover(by=cast.teacher, cover=made)
        assert Notice.objects.filter(user=cast.support, for_whom=cast.teacher).count() == 2


def test_when_the_colleague_goes_as_well_it_comes_to_somebody_who_is_here_and_may(cast, day):
    with at(day, 9):
        hand_over(cast, day, person=cast.dsl, to=cast.support)
        User.objects.filter(pk=cast.support.pk).update(is_active=False, left_at=timezone.now())
        owe("access_given", to=[cast.dsl], about=cast.head)
        cover.keep_covered()
        ((name, _),) = owed("access_given") - {(cast.dsl.name, None)}
        assert {"head", "technical"} & set(User.objects.get(name=name).roles), "whoever has that page, and nobody else"


def test_who_may_hand_over_and_what_is_refused(cast, day):
    with pytest.raises(NotAllowed):
        hand_over(cast, day, by=cast.support, person=cast.teacher)
    hand_over(cast, day, by=cast.head, person=cast.teacher, to=cast.support)
    for person, to, first, days in (
        (cast.teacher, cast.sendco, day, 7),  # covered already
        (cast.sendco, cast.sendco, day, 7),
        (cast.sendco, cast.teacher, day, 7),  # away herself
        (cast.sendco, cast.support, day - 30 * DAY, 7),
        (cast.sendco, cast.support, day, -1),
        (cast.sendco, cast.support, day, 400),
    ):
        with pytest.raises(Refused):
            hand_over(cast, first, person=person, to=to, days=days)
    assert Cover.objects.count() == 1


def asked_by(sweeping):
    """How many questions it puts to the database."""
    with CaptureQueriesContext(connection) as questions:
        sweeping()
    return len(questions)


def test_a_sweep_asks_as_much_for_many_open_notices_as_for_few_and_each_hour_about_what_stays(cast, day):
    """Nobody else may see these. They are asked about once and then left, so that a sweep costs what came since."""
    rounds = (cover.keep_covered, send_notices, lambda: sweep(day))
    with at(day, 9):
        hand_over(cast, day, person=cast.teacher, to=cast.support)
    with at(day, 9, 40):
        costs = []
        for many in (5, 50):
            owe("concern_question", to=[cast.teacher], about=SimpleNamespace(pk=9_000_000 + many))
            first = Notice.objects.get(subject_id=9_000_000 + many)
            Notice.objects.bulk_create(
                Notice(user=cast.teacher, kind="concern_seen", subject_id=8_000_000 + 100 * many + n, due_on=day,
                       email_state=Notice.Email.NOT_WANTED)
                for n in range(many)
            )  # fmt: skip
            cover.keep_covered()
            first.refresh_from_db()
            assert first.asked_at is not None and first.settled_at is None
            costs.append([asked_by(one) for one in rounds])
        assert costs[0] == costs[1]
    with at(day, 10, 41):
        assert asked_by(cover.keep_covered) > costs[1][0], "by then somebody may"
        assert not Notice.objects.filter(for_whom=cast.teacher).exists()


def test_more_than_one_sweep_asks_about_is_passed_on_by_the_next(cast, day, monkeypatch):
    monkeypatch.setattr(cover, "MOST", 2)
    with at(day, 9):
        owe("safety_plan_to_read", to=[cast.teacher], about=SimpleNamespace(pk=0))
        for person in (cast.dsl, cast.head, cast.sendco, cast.office):
            owe("terms_to_add", to=[cast.teacher], about=person)
        hand_over(cast, day, person=cast.teacher, to=cast.support)
        for passed_on in (1, 3, 4, 4):
            assert Notice.objects.filter(for_whom=cast.teacher).count() == passed_on
            cover.keep_covered()


def test_what_is_urgent_reaches_whoever_may_see_it_a_minute_after_a_role_has_changed(cast, day):
    """The colleague may not see it when it comes; then they may; then they may not any more."""
    User.objects.filter(pk__in=[cast.deputy.pk]).update(is_active=False, left_at=timezone.now())
    with at(day, 9):
        hand_over(cast, day, person=cast.dsl, to=cast.support)
        concern = raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "Said: help.", "danger": "now"})
        Notice.objects.exclude(user=cast.dsl).delete()
        Concern.objects.filter(pk=concern.pk).update(level=Level.SAFEGUARDING)
        cover.keep_covered(urgent_only=True)
        assert not Notice.objects.filter(for_whom=cast.dsl).exists()
    for minute, roles, told in ((2, ["dsl"], {cast.support}), (4, ["support"], {cast.support, cast.head})):
        with at(day, 9, minute):
            User.objects.filter(pk=cast.support.pk).update(roles=roles)
            User.objects.filter(pk=cast.head.pk).update(roles=["head", *(["dsl"] if minute == 4 else [])])
            cover.keep_covered(urgent_only=True)
            cover.keep_covered(urgent_only=True)
            found = Notice.objects.filter(for_whom=cast.dsl, subject_id=concern.pk)
            assert {one.user for one in found} == told and found.count() == len(told)


def test_nobody_stands_in_who_has_only_been_invited(cast, day, client_for):
    User.objects.filter(pk=cast.wellbeing_lead.pk).update(joined_at=None)
    with pytest.raises(Refused, match="has not signed in yet"):
        hand_over(cast, day)
    assert cast.wellbeing_lead.name not in client_for(cast.sendco).get("/staff/away/").content.decode()
    looks_after = cover._who_looks_after({cast.sendco.pk})
    assert cast.head in looks_after and cast.wellbeing_lead not in looks_after
