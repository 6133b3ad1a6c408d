"""What people are owed about sessions: once, to the right person, and nothing more tomorrow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interventions.actions.practitioners import add_supervision
from interventions.actions.sessions import log_sessions
from interventions.supervision import due_on
from interventions.tests.help_world import CIRCLE, on_programme, programme, slot, train
from pupils.actions import mark_left
from school.calendar import add_school_days, next_school_day
from staff.cover import hand_over, keep_covered
from staff.models import Notice, User
from staff.notices import KINDS, is_still_owed, sweep
from stbarts.demo.clock import at
from stbarts.demo.clock import on as moment

pytestmark = pytest.mark.django_db


def told(kind):
    return sorted(n.user.name for n in Notice.objects.filter(kind=kind, settled_at=None).select_related("user"))


@pytest.fixture
def day():
    """A school day, with a school day after it."""
    return next_school_day(timezone.localdate())


@pytest.fixture
def circle(cast, day):
    """A group that meets on that day, with one child under way."""
    times = [slot(cast.head, by=cast.sendco, code=CIRCLE, weekday=day.weekday())]
    run = programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=4, slots=times)
    return on_programme(cast.child, run, by=cast.sendco)


def test_a_session_nobody_wrote_down_is_asked_for_once_on_the_next_school_day(cast, circle, day):
    tomorrow = add_school_days(day, 1)
    with at(moment(tomorrow, 7, 30)):
        sweep(tomorrow)
        assert told("sessions_unwritten") == [cast.head.name]
        before = Notice.objects.filter(kind="sessions_unwritten").count()
        sweep(tomorrow)
        assert Notice.objects.filter(kind="sessions_unwritten").count() == before
        row = {"place": circle, "came": True}
        log_sessions(by=cast.head, programme=circle.programme, on=day, rows=[row])
        assert told("sessions_unwritten") == []


def test_a_session_that_no_sweep_asked_for_is_asked_for_once_when_a_worker_is_back(cast, circle, day):
    back = add_school_days(day, 4)
    with at(moment(back, 7, 30)):
        sweep(back)
        assert told("sessions_unwritten") == [cast.head.name]
        assert Notice.objects.get(kind="sessions_unwritten").due_on == day
        log_sessions(by=cast.head, programme=circle.programme, on=day, rows=[{"place": circle, "came": True}])
        sweep(add_school_days(back, 1))
        assert told("sessions_unwritten") == [] and Notice.objects.filter(kind="sessions_unwritten").count() == 1


def test_who_stands_in_for_the_lead_is_asked_only_where_they_may_keep_the_sessions(cast, circle, day):
    tomorrow = add_school_days(day, 1)
    with at(moment(tomorrow, 7, 30)):
        hand_over(by=cast.head, person=cast.head, colleague=cast.other_teacher, from_on=tomorrow, until_on=tomorrow)
        sweep(tomorrow)
        keep_covered()
        keep_covered()
        told_of = Notice.objects.filter(kind="sessions_unwritten").exclude(user=cast.head)
        notice = told_of.select_related("user").get()
        assert notice.for_whom == cast.head and notice.user in (cast.sendco, cast.wellbeing_lead)
        log_sessions(by=cast.sendco, programme=circle.programme, on=day, rows=[{"place": circle, "came": True}])
        assert not is_still_owed(notice)


def test_nobody_is_asked_about_a_child_who_has_left(cast, circle, day):
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    sweep(add_school_days(day, 1))
    assert told("sessions_unwritten") == []


def test_a_supervision_that_is_overdue_is_said_to_the_practitioner_and_those_who_arrange(cast, day, client_for):
    train(cast.support, by=cast.sendco, gained_on=timezone.localdate() - timedelta(days=400))
    with at(moment(day, 7, 30)):
        sweep(day)
        assert told("supervision_overdue") == sorted([cast.support.name, cast.sendco.name, cast.wellbeing_lead.name])
        assert sweep(day) == 0
        theirs = Notice.objects.get(kind="supervision_overdue", user=cast.support)
        assert "supervision: it was due by" in " ".join(
            client_for(cast.support)
            .get(reverse("interventions:today"))
            .content.decode()
            .replace("<strong>", "")
            .split()
        )
        own = client_for(cast.support).get(reverse(KINDS[theirs.kind].url_name))
        assert own.url == reverse("interventions:practitioner", args=[cast.support.public_id])
        add_supervision(by=cast.support, user=cast.support, practice="elsa", on=timezone.localdate())
        assert told("supervision_overdue") == []
        sweep(add_school_days(day, 1))
        assert told("supervision_overdue") == []


def test_a_supervision_is_due_by_the_end_of_the_half_term_after_the_last_one():
    last = next_school_day(timezone.localdate())
    assert timedelta(weeks=2) < due_on(last) - last < timedelta(weeks=20)


def test_the_lead_hears_of_the_ending_before_it_comes_and_once(cast, day):
    run = programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=4, weeks=1)
    on_programme(cast.child, run, by=cast.sendco)
    later = on_programme(cast.classmate, programme(cast.head, by=cast.sendco, code=CIRCLE, weeks=30), by=cast.sendco)
    sweep(day)
    assert Notice.objects.filter(kind="programme_ending", user=cast.head).count() == 1
    assert not Notice.objects.filter(kind="programme_ending", subject_id=later.pk).exists()
    sweep(add_school_days(day, 1))
    assert Notice.objects.filter(kind="programme_ending", user=cast.head).count() == 1


def test_a_programme_whose_lead_has_gone_is_said_to_those_who_arrange_until_somebody_leads_it(cast, circle, day):
    User.objects.filter(pk=cast.head.pk).update(is_active=False, left_at=timezone.now())
    sweep(day)
    assert told("lead_gone") == sorted([cast.sendco.name, cast.wellbeing_lead.name])
    notice = Notice.objects.filter(kind="lead_gone").first()
    assert is_still_owed(notice)
    User.objects.filter(pk=cast.head.pk).update(is_active=True, left_at=None)
    assert not is_still_owed(notice)
