"""Who is on duty now: never an error, never nothing to ring."""

import datetime

import pytest
from django.utils import timezone

from school import actions
from school.duty import on_duty, unmanned_weekdays
from school.models import OnDuty, StaffedHours
from school.tests.world import ON_DUTY, furnish


def at(*moment):
    return timezone.make_aware(datetime.datetime(*moment))


def names(calls):
    return [call.person.name for call in calls]


@pytest.fixture
def school(cast):
    return furnish(cast)


MONDAY_NOON = (2026, 11, 23, 12, 0)


def test_on_a_school_day_the_rota_answers_in_its_order(cast, school):
    duty = on_duty(at(*MONDAY_NOON))
    assert duty.staffed and duty.next_at is None
    assert names(duty.people) == [cast.dsl.name, cast.deputy.name]
    assert duty.people[0].phone == "01632 960002" and duty.people[0].where == "blue room"
    assert duty.lines[0].number == "999"


@pytest.mark.parametrize(
    ("moment", "again"),
    [
        ((2026, 11, 23, 7, 59), (2026, 11, 23, 8, 0)),
        ((2026, 11, 20, 16, 30), (2026, 11, 23, 8, 0)),  # Friday evening
        ((2026, 11, 22, 12, 0), (2026, 11, 23, 8, 0)),  # Sunday
        ((2026, 10, 28, 12, 0), (2026, 11, 3, 8, 0)),  # half-term, and the INSET day after it
        ((2026, 12, 24, 12, 0), (2027, 1, 5, 8, 0)),
    ],
)
def test_outside_staffed_hours_it_says_so_and_when_it_is_staffed_again(cast, school, moment, again):
    duty = on_duty(at(*moment))
    assert not duty.staffed and duty.people == ()
    assert duty.next_at == at(*again)
    assert names(duty.everyone) == [cast.dsl.name, cast.deputy.name]
    assert duty.lines


def test_a_person_is_on_duty_on_their_days_and_in_their_hours(cast, school):
    assert names(on_duty(at(2026, 11, 25, 12, 0)).people) == [cast.dsl.name]  # the deputy: Monday and Tuesday
    hours = {"from_at": datetime.time(8), "until_at": datetime.time(12)}
    actions.set_on_duty(by=cast.office, person=cast.dsl, facts=ON_DUTY | hours)
    assert names(on_duty(at(2026, 11, 23, 11, 59)).people) == [cast.dsl.name, cast.deputy.name]
    assert names(on_duty(at(*MONDAY_NOON)).people) == [cast.deputy.name]


def test_somebody_away_comes_back_by_themselves(cast, school):
    actions.set_on_duty(by=cast.office, person=cast.dsl, facts=ON_DUTY | {"away_until": datetime.date(2026, 11, 23)})
    assert names(on_duty(at(*MONDAY_NOON)).everyone) == [cast.deputy.name]
    assert names(on_duty(at(2026, 11, 24, 12, 0)).people) == [cast.dsl.name, cast.deputy.name]


def test_a_leaver_is_never_the_one_to_tell(cast, school):
    cast.dsl.is_active, cast.dsl.left_at = False, timezone.now()
    cast.dsl.save()
    assert names(on_duty(at(*MONDAY_NOON)).everyone) == [cast.deputy.name]


def test_without_a_rota_every_safeguarding_lead_is_told(cast):
    duty = on_duty(at(*MONDAY_NOON))
    assert not duty.staffed and duty.next_at is None and duty.lines == ()
    assert set(names(duty.everyone)) == {cast.dsl.name, cast.deputy.name, cast.head.name}


def test_a_staffed_day_with_nobody_on_the_rota_is_noticed(cast, school):
    assert unmanned_weekdays(StaffedHours.objects.all(), OnDuty.objects.active()) == []
    actions.set_on_duty(by=cast.office, person=cast.dsl, facts=ON_DUTY | {"weekdays": [0, 1, 2, 3]})
    unmanned = unmanned_weekdays(StaffedHours.objects.all(), OnDuty.objects.active())
    assert [day.get_weekday_display() for day in unmanned] == ["Friday"]


def test_a_telephone_left_out_is_that_of_the_account(cast, school):
    cast.deputy.phone = "01632 960003"
    cast.deputy.save()
    assert on_duty(at(*MONDAY_NOON)).people[1].phone == "01632 960003"


def test_asking_costs_the_same_however_long_the_rota(cast, school, django_assert_max_num_queries):
    actions.set_on_duty(by=cast.office, person=cast.head, facts=ON_DUTY)
    for moment in (MONDAY_NOON, (2026, 12, 24, 12, 0)):
        with django_assert_max_num_queries(5):
            on_duty(at(*moment))


def test_hours_on_one_weekday_only_are_found_again(cast, school):
    StaffedHours.objects.exclude(weekday=2).delete()
    assert on_duty(at(2026, 12, 18, 12, 0)).next_at == at(2027, 1, 6, 8, 0)
    StaffedHours.objects.all().delete()
    assert on_duty(at(*MONDAY_NOON)).next_at is None


def test_the_rota_in_words(cast, school):
    first, second = OnDuty.objects.all()
    assert first.when == "Every school day"
    assert second.when == "Monday, Tuesday"
