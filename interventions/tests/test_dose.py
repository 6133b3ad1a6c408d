"""Planned, had, still to come: counted in school days, without the database."""

import datetime

from interventions.dose import dose_of, planned_end
from school.calendar import Calendar

D = datetime.date
MONDAY = D(2026, 9, 7)
USUAL = Calendar()
TUESDAY_AND_THURSDAY = (1, 3)


def dose(**facts):
    usual = {"from_on": MONDAY, "weekdays": TUESDAY_AND_THURSDAY, "sessions_a_week": 2, "planned": 12, "missed": 0}
    return dose_of(USUAL, **usual | facts)


def test_the_last_session_is_as_many_days_ahead_as_there_are_to_come():
    found = dose(came=3, today=MONDAY + datetime.timedelta(weeks=2))
    assert found.due == 4 and found.to_come == 9 and found.not_written == 1
    assert found.last_on == D(2026, 10, 20)  # the ninth Tuesday or Thursday from 21 September on


def test_half_term_moves_the_last_one_on():
    found = dose(came=0, planned=15, today=MONDAY)
    assert found.last_on == D(2026, 11, 3)  # no session from 26 to 30 October


def test_all_had_is_nothing_to_come():
    found = dose(came=12, today=D(2026, 12, 1))
    assert found.to_come == 0 and found.last_on is None and found.due == 12


def test_two_times_on_one_day_are_one_session_of_a_child():
    assert dose(weekdays=(1, 1), came=0, today=MONDAY + datetime.timedelta(weeks=3)).due == 3
    assert planned_end(USUAL, MONDAY, (1, 1), 1, 3) == D(2026, 9, 22)


def test_without_fixed_times_it_is_so_many_days_of_each_week():
    assert dose(weekdays=(), came=0, today=MONDAY + datetime.timedelta(weeks=2)).due == 4
