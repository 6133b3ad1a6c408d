"""Reminders of reviews: who is told, when, and that nothing more is sent tomorrow."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from interventions.actions import answer_for_review
from interventions.actions.sheets import start_sheet
from interventions.models import Decision
from interventions.tests.world import many, place, review
from pupils.actions import block_relative, mark_left
from school.calendar import add_school_days, is_school_day, next_school_day
from staff.models import Digest, Notice, User
from staff.notices import KINDS, sweep
from staff.policy import Level
from staff.tasks import owe_digests, send_digests

pytestmark = pytest.mark.django_db
KINDS_OF_REVIEW = ("review_coming", "review_due", "review_late", "review_very_late")


def at(day):
    """The middle of a morning."""
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(10))), tick=False)


def send():
    """What a morning's worker does."""
    owe_digests()
    send_digests()


def told(kind):
    return sorted(n.user.name for n in Notice.objects.filter(kind=kind).select_related("user"))


def swept(day):
    with at(day):
        return sweep(day)


@pytest.fixture
def placement(cast):
    return place(cast.child, by=cast.sendco)


def before(placement, school_days):
    return add_school_days(placement.review_on, -school_days)


def after(placement, school_days):
    return add_school_days(placement.review_on, school_days)


def test_the_class_teacher_is_asked_ten_school_days_before(cast, placement):
    swept(before(placement, 11))
    assert told("review_coming") == []
    swept(before(placement, 10))
    assert told("review_coming") == [cast.teacher.name]


def test_the_class_teacher_is_asked_at_once_if_fewer_days_remain(cast):
    soon = place(cast.child, by=cast.sendco, review_on=add_school_days(timezone.localdate(), 4))
    swept(before(soon, 3))
    assert told("review_coming") == [cast.teacher.name]


def test_those_who_decide_are_told_on_the_day_then_after_five_and_the_head_after_ten(cast, placement):
    deciders = sorted([cast.sendco.name, cast.wellbeing_lead.name])
    swept(before(placement, 1))
    assert told("review_due") == []
    swept(placement.review_on)
    assert told("review_due") == deciders
    swept(after(placement, 4))
    assert told("review_late") == []
    swept(after(placement, 5))
    assert told("review_late") == deciders
    swept(after(placement, 9))
    assert told("review_very_late") == []
    swept(after(placement, 10))
    assert told("review_very_late") == [cast.head.name]


def test_a_second_sweep_finds_nothing_and_nothing_more_is_sent_tomorrow(cast, placement):
    day = placement.review_on
    assert swept(day) > 0
    with at(day):
        assert sweep(day) == 0
        send()
        sent = len(mail.outbox)
        assert sent == Digest.objects.count() == 3, "one e-mail a person, whatever is in it"
        sweep(day)
        send()
        assert len(mail.outbox) == sent
    with at(add_school_days(day, 1)):
        assert sweep(add_school_days(day, 1)) == 0
        send()
        assert len(mail.outbox) == sent, "nothing more is sent tomorrow"


def test_a_worker_killed_between_claim_and_send_loses_nothing(cast, placement, monkeypatch):
    """The lease runs out and another worker sends what the first had claimed: once."""
    from staff import tasks

    day = placement.review_on
    swept(day)
    with at(day):
        owe_digests()
        tasks._claim(Digest)  # and then the worker is gone
        send()
        assert len(mail.outbox) == Digest.objects.count() - 1
    with at(day), time_machine.travel(timezone.now() + tasks.LEASE + timedelta(seconds=1), tick=False):
        send()
        assert len(mail.outbox) == Digest.objects.count()
        send()
        assert len(mail.outbox) == Digest.objects.count()
    assert len({m.extra_headers["Message-ID"] for m in mail.outbox}) == len(mail.outbox)


def test_nobody_is_told_on_a_day_without_school(cast, placement):
    day = placement.review_on
    for _ in range(120):
        day += timedelta(days=1)
        if not is_school_day(day):
            assert swept(day) == 0
    assert Notice.objects.filter(kind__in=KINDS_OF_REVIEW).count() == 0


def test_a_missed_sweep_is_made_good_on_the_next_school_day(cast, placement):
    swept(after(placement, 2))
    assert told("review_due") == sorted([cast.sendco.name, cast.wellbeing_lead.name])


def test_a_review_settles_what_was_owed_and_owes_the_next_one_afresh(cast, placement):
    day = placement.review_on
    swept(day)
    assert told("review_due")
    with at(day):
        reviewed = review(placement, by=cast.sendco)
    assert not Notice.objects.filter(kind__in=KINDS_OF_REVIEW, settled_at=None).exists()
    with at(day):
        send()
    assert mail.outbox == []
    swept(reviewed.review_on)
    assert Notice.objects.filter(kind="review_due", settled_at=None).count() == 2


def test_an_ended_help_owes_nothing(cast, placement):
    review(placement, by=cast.sendco, decision=Decision.END)
    swept(placement.review_on)
    assert told("review_due") == told("review_coming") == []


def test_a_leaver_is_in_no_sweep_and_what_was_owed_is_not_sent(cast, placement):
    day = placement.review_on
    swept(day)
    with at(day):
        mark_left(by=cast.office, pupil=cast.child, left_on=day)
        send()
    assert mail.outbox == []
    assert swept(after(placement, 5)) == 0


def test_somebody_whose_account_ended_is_told_nothing(cast, placement):
    swept(placement.review_on)
    User.objects.filter(pk=cast.sendco.pk).update(is_active=False, left_at=timezone.now())
    with at(placement.review_on):
        send()
    assert [m.to for m in mail.outbox if cast.sendco.email in m.to] == []
    swept(after(placement, 5))
    assert told("review_late") == [cast.wellbeing_lead.name]


def test_a_relative_is_not_told_about_the_child(cast, placement):
    block_relative(by=cast.office, pupil=cast.child, user=cast.wellbeing_lead)
    swept(placement.review_on)
    assert told("review_due") == [cast.sendco.name]


def test_a_teacher_is_not_asked_about_what_a_teacher_may_not_read(cast):
    private = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    swept(before(private, 10))
    assert told("review_coming") == []


def test_the_sweep_asks_the_same_of_the_database_however_many_children(cast, django_assert_max_num_queries):
    counts, day = [], next_school_day(timezone.localdate())
    for more in (5, 95):
        many(more, by=cast.sendco, school_class=cast.oak)
        swept(day)
        with at(day), django_assert_max_num_queries(90) as queries:
            assert sweep(day) == 0
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_said_in_an_e_mail_names_no_child(cast, placement):
    for kind in KINDS_OF_REVIEW:
        assert cast.child.preferred_forename not in KINDS[kind].sentence
    swept(placement.review_on)
    with at(placement.review_on):
        send()
    for message in mail.outbox:
        raw = message.message().as_string()
        for fact in [cast.child.preferred_forename, placement.reason, placement.area.name, str(placement.public_id)]:
            assert fact not in raw


def test_a_review_stays_owed_when_something_is_filed_and_is_settled_by_the_review_alone(cast, placement):
    with at(placement.review_on):
        sweep(placement.review_on)
        start_sheet(by=cast.sendco, pupil=cast.child, which="anxiety", words={("hardest", 0): "The hall."})
        answer_for_review(by=cast.teacher, placement=placement, how="better", words="A good week.")
        assert Notice.objects.filter(kind="review_due", user=cast.sendco, settled_at=None).exists()
        review(placement, by=cast.sendco)
        assert not Notice.objects.filter(kind="review_due", settled_at=None).exists()
