"""School days counted right, whatever the terms: the dates of every later room hang on this."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school import calendar
from school.calendar import DAY, SOONEST_REVIEW, Calendar, TermDates, usual_terms
from school.models import Closure, Term

D = datetime.date
AUTUMN = TermDates("Autumn", D(2025, 9, 2), D(2025, 12, 17), D(2025, 10, 27), D(2025, 10, 31))
SPRING = TermDates("Spring", D(2026, 1, 5), D(2026, 3, 27), D(2026, 2, 16), D(2026, 2, 20))
SUMMER = TermDates("Summer", D(2026, 4, 13), D(2026, 7, 17), D(2026, 5, 25), D(2026, 5, 29))
INSET = [D(2025, 9, 2), D(2025, 9, 3), D(2025, 11, 3), D(2026, 1, 5), D(2026, 4, 13), D(2026, 5, 4)]
YEAR = Calendar([AUTUMN, SPRING, SUMMER], INSET)
EMPTY = Calendar()

days = st.dates(D(2020, 1, 1), D(2032, 12, 31))


@st.composite
def calendars(draw):
    """Known terms anywhere in a few years (none, odd ones, gaps), with closures."""
    terms, day = [], draw(st.dates(D(2024, 1, 1), D(2026, 12, 31)))
    for _ in range(draw(st.integers(0, 5))):
        starts = day + draw(st.integers(1, 200)) * DAY
        ends = starts + draw(st.integers(1, 120)) * DAY
        length, half = (ends - starts).days, (None, None)
        if length >= 2 and draw(st.booleans()):
            first = draw(st.integers(1, length - 1))
            half = (starts + first * DAY, starts + draw(st.integers(first, length - 1)) * DAY)
        terms.append(TermDates("Term", starts, ends, *half))
        day = ends
    return Calendar(terms, draw(st.sets(st.dates(D(2024, 1, 1), D(2028, 12, 31)), max_size=12)))


@given(calendars(), days, st.integers(-250, 250))
def test_counting_never_ends_on_a_day_without_school(school, day, n):
    assert school.is_school_day(school.add_school_days(day, n))


@given(calendars(), days, st.integers(1, 250))
def test_adding_then_counting_gives_the_number_back(school, day, n):
    assert school.school_days_between(day, school.add_school_days(day, n)) == n


@given(calendars(), days, st.integers(-250, 250))
def test_adding_is_undone_by_taking_away(school, day, n):
    day = school.next_school_day(day)
    assert school.add_school_days(school.add_school_days(day, n), -n) == day


@given(calendars(), days, st.integers(0, 900), st.sets(st.integers(0, 4)))
def test_days_on_some_weekdays_are_the_school_days_among_them(school, since, length, weekdays):
    span = [since + n * DAY for n in range(length + 1)]
    assert school.days_on(weekdays, since, span[-1]) == [
        day for day in span if day.weekday() in weekdays and school.is_school_day(day)
    ]


@given(calendars(), days, st.integers(0, 100), st.integers(0, 100))
def test_steps_add_up(school, day, n, m):
    day = school.next_school_day(day)
    assert school.add_school_days(school.add_school_days(day, n), m) == school.add_school_days(day, n + m)


@given(calendars(), days, st.integers(0, 60), st.integers(-100, 100), st.integers(0, 50))
def test_later_and_further_is_never_earlier(school, day, apart, n, more):
    if n != 0 and n + more != 0:  # zero looks forward to the day itself: it is not a step
        assert school.add_school_days(day, n) <= school.add_school_days(day + apart * DAY, n)
        assert school.add_school_days(day, n) <= school.add_school_days(day, n + more)


@given(calendars(), days)
def test_next_and_last_are_the_nearest(school, day):
    after, before = school.next_school_day(day), school.last_school_day(day)
    assert before <= day <= after
    assert (before == day == after) == school.is_school_day(day)
    assert not any(school.is_school_day(before + n * DAY) for n in range(1, (after - before).days))


@given(calendars(), days, days, days)
def test_stretches_add_up(school, a, b, c):
    between = school.school_days_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@given(calendars(), days)
def test_nobody_comes_at_weekends_or_on_closed_days(school, day):
    if school.is_school_day(day):
        assert day.weekday() < 5
        assert day not in school.closures
        assert school.term_of(day) is not None


@given(calendars(), days)
def test_known_terms_are_kept_to_the_day(school, day):
    known = next((term for term in school.known if term.starts_on <= day <= term.ends_on), None)
    if known is not None:
        break_time = known.half_term_from is not None and known.half_term_from <= day <= known.half_term_until
        assert school.is_school_day(day) == (day.weekday() < 5 and day not in school.closures and not break_time)
        assert not school.is_assumed(day)


@given(calendars(), days)
def test_the_last_week_is_one_week_and_nothing_follows_in_its_half_term(school, day):
    week, half = school.last_week_of_half_term(day), school.half_term_of(day)
    assert week.first <= week.last
    assert week.first.isocalendar()[:2] == week.last.isocalendar()[:2]
    assert school.is_school_day(week.first) and school.is_school_day(week.last)
    assert half.starts_on <= week.first and half.ends_on >= day
    assert school.add_school_days(week.last, 1) > half.ends_on


@given(calendars(), days, st.none() | st.integers(-20, 300))
def test_a_review_is_never_sooner_than_fifteen_school_days(school, day, planned):
    review = school.review_date(day, None if planned is None else day + planned * DAY)
    assert school.is_school_day(review)
    assert school.school_days_between(day, review) >= SOONEST_REVIEW


@given(calendars(), days, st.integers(0, 300))
def test_a_planned_end_only_ever_brings_a_review_forward(school, day, planned):
    assert school.review_date(day, day + planned * DAY) <= school.review_date(day)


@given(days)
def test_a_review_is_within_six_weeks_or_in_a_last_week(day):
    review = YEAR.review_date(day)
    week = YEAR.last_week_of_half_term(review)
    assert review <= YEAR.next_school_day(day) + 6 * calendar.WEEK or week.first <= review <= week.last


@given(st.integers(2000, 2090))
def test_the_usual_terms_make_a_usual_year(year):
    terms = usual_terms(year)
    for term in terms:
        assert term.starts_on < term.half_term_from < term.half_term_until < term.ends_on
        assert term.starts_on.weekday() < 5
    assert terms[0].ends_on < terms[1].starts_on and terms[1].ends_on < terms[2].starts_on
    days = EMPTY.school_days_between(D(year, 8, 1), D(year + 1, 7, 31))
    assert 184 <= days <= 200


def test_the_usual_terms_are_this_countys_of_2025():
    dates = [(t.starts_on, t.ends_on, t.half_term_from, t.half_term_until) for t in usual_terms(2025)]
    for usual, known in zip(dates, (AUTUMN, SPRING, SUMMER), strict=True):
        for assumed, real in zip(usual, (known.starts_on, known.ends_on, known.half_term_from, known.half_term_until)):
            assert abs((assumed - real).days) <= 2


def test_a_year_as_the_office_would_count_it():
    assert YEAR.next_school_day(D(2025, 9, 1)) == D(2025, 9, 4)
    assert YEAR.add_school_days(D(2025, 10, 24), 1) == D(2025, 11, 4)
    assert YEAR.add_school_days(D(2025, 12, 17), 1) == D(2026, 1, 6)
    assert YEAR.add_school_days(D(2026, 1, 6), -1) == D(2025, 12, 17)
    assert YEAR.last_school_day(D(2025, 12, 25)) == D(2025, 12, 17)
    assert YEAR.last_week_of_half_term(D(2025, 11, 20)) == calendar.Week(D(2025, 12, 15), D(2025, 12, 17))
    assert YEAR.half_term_of(D(2025, 10, 29)).name == "Autumn, second half"
    assert YEAR.next_half_term(D(2025, 9, 4)).starts_on == D(2025, 11, 1)
    assert YEAR.term_of(D(2025, 10, 29)) == AUTUMN and YEAR.term_of(D(2025, 12, 25)) is None


def test_reviews_as_a_sendco_would_set_them():
    assert YEAR.review_date(D(2025, 9, 8)) == D(2025, 10, 20)  # six weeks, and the last week, on one day
    assert YEAR.review_date(D(2025, 11, 4)) == D(2025, 12, 15)  # last week of the half-term
    assert YEAR.review_date(D(2025, 10, 13)) == D(2025, 12, 15)  # too near the holiday: the next half-term's
    assert YEAR.review_date(D(2025, 9, 8), D(2025, 10, 5)) == D(2025, 10, 3)  # the planned end
    assert YEAR.review_date(D(2025, 9, 8), D(2025, 9, 15)) == D(2025, 10, 20)  # too soon to tell
    assert YEAR.review_date(D(2026, 4, 14)) == D(2026, 5, 18)
    assert YEAR.review_date(D(2025, 12, 22)) == D(2026, 2, 9)  # begun in the holidays


def test_what_nobody_entered_is_assumed_and_says_so():
    assert EMPTY.is_assumed(D(2026, 11, 23)) and EMPTY.is_school_day(D(2026, 11, 23))
    assert not EMPTY.is_school_day(D(2026, 8, 12)) and not EMPTY.is_school_day(D(2026, 12, 25))
    assert not YEAR.is_assumed(D(2026, 2, 3)) and not YEAR.is_assumed(D(2026, 4, 3))
    assert YEAR.is_assumed(D(2026, 9, 10)) and YEAR.is_school_day(D(2026, 9, 10))
    assert not YEAR.is_school_day(D(2026, 7, 20))


def test_terms_as_six_halves_leave_the_rest_of_the_year_assumed():
    school = Calendar([TermDates("Term 1", D(2026, 9, 3), D(2026, 10, 23))])
    assert school.next_school_day(D(2026, 10, 24)) == D(2026, 11, 2)
    assert school.is_assumed(D(2026, 11, 10)) and not school.is_assumed(D(2026, 10, 10))


@pytest.mark.django_db
def test_loading_the_calendar_is_one_query(django_assert_num_queries):
    for number in range(20):
        Term.objects.create(name="T", starts_on=D(2001 + number, 9, 1), ends_on=D(2001 + number, 12, 1))
        Closure.objects.create(on=D(2001 + number, 10, 1), why="INSET")
    with django_assert_num_queries(1):
        assert not calendar.is_school_day(D(2010, 10, 1))


@pytest.mark.django_db
def test_one_request_loads_it_once(django_assert_num_queries):
    from audit.requests import request_id

    token = request_id.set("a request")
    try:
        with django_assert_num_queries(1):
            calendar.add_school_days(D(2026, 11, 23), 10)
            calendar.review_date(D(2026, 11, 23))
        calendar.forget()
        with django_assert_num_queries(1):
            calendar.is_school_day(D(2026, 11, 23))
    finally:
        request_id.reset(token)
