"""Reflection charts: a week in one post, kept as it was typed, read by level, drawn, and typed without the mouse."""

import datetime
import uuid

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from interventions.actions.charts import end_chart, start_chart, type_week
from interventions.models import Chart
from interventions.models.charts import last_day_of, monday_of
from interventions.reflecting import reflected
from interventions.seed import add_help_lists
from interventions.tests.world import place
from interventions.views import charts as views
from pupils.chronology import lines_of
from school.calendar import add_school_days, next_school_day
from staff.models import Notice
from staff.notices import sweep
from staff.permitted import NotAllowed
from staff.policy import Level, Permission
from staff.posting import Stale
from stbarts.demo.clock import on
from stbarts.tests.browser import LAPTOP, PHONE, check_page

READ = Permission.PLACEMENT_READ
TIMES = ["Registration", "Break"]


def url(name, *args):
    return reverse(f"interventions:{name}", args=args)


@pytest.fixture
def friday(monkeypatch):
    """The last Friday at the end of the day, in a week in which the school was open."""
    monkeypatch.setattr(views, "is_school_day", lambda day: True)
    today = timezone.localdate()
    with time_machine.travel(on(today - datetime.timedelta(days=(today.weekday() - 4) % 7), 15, 20), tick=True):
        yield


def begun(cast, *, by=None, child=None, **more):
    given = {"about": "Asking for a break", "sessions": TIMES, **more}
    return start_chart(by=by or cast.teacher, pupil=child or cast.child, **given)


def this_week():
    return monday_of(timezone.localdate())


def typed(chart, by, child=2, adult=1, week_on=None, **more):
    marks = {"child": [child] * 10, "adult": [adult] * 10}
    return type_week(by=by, chart=chart, week_on=week_on or this_week(), **marks, **more)


@pytest.mark.django_db
def test_a_week_typed_again_is_a_new_version_and_the_old_one_stays(cast):
    chart = begun(cast)
    typed(chart, cast.support, helped="The green card")
    typed(chart, cast.teacher, child=3, version=1)
    assert [week.version for week in chart.weeks.all()] == [2, 1]
    (shown,) = reflected([chart])
    assert [week.child for week in shown.weeks] == [[3] * 10]
    with pytest.raises(Stale):
        typed(chart, cast.sendco, version=1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interventions_chartweek SET helped = 'x'")


@pytest.mark.django_db
def test_who_reads_and_types_is_said_by_the_level(cast):
    team, closer = begun(cast), begun(cast, by=cast.sendco, level=Level.WELLBEING)
    for person, reads in (
        (cast.teacher, {team}),
        (cast.support, {team}),
        (cast.other_teacher, set()),
        (cast.head, {team, closer}),
        (cast.governor, set()),
    ):
        assert set(Chart.objects.permitted(person, READ)) == reads, person
    typed(team, cast.support)
    for by, chart in ((cast.support, closer), (cast.other_teacher, team)):
        with pytest.raises(NotAllowed):
            typed(chart, by)
    with pytest.raises(NotAllowed):
        end_chart(by=cast.support, chart=team, came_of_it="x")


@pytest.mark.django_db
def test_no_mark_another_week_a_wrong_number_and_an_ended_chart_are_refused(cast):
    chart, monday = begun(cast), this_week()
    for week_on, child in (
        (monday, [None] * 10),
        (monday, [4] * 10),
        (monday, [1] * 9),
        (monday - datetime.timedelta(weeks=1), [1] * 10),
        (monday + datetime.timedelta(weeks=1), [1] * 10),
        (monday + datetime.timedelta(days=1), [1] * 10),
    ):
        with pytest.raises(Refused):
            type_week(by=cast.teacher, chart=chart, week_on=week_on, child=child, adult=[None] * 10)
    end_chart(by=cast.teacher, chart=chart, came_of_it="He asks by himself.")
    with pytest.raises(Refused):
        typed(chart, cast.teacher)
    for pupil, sessions, weeks in ((cast.child, [], 2), (cast.child, TIMES, 9), (cast.leaver, TIMES, 2)):
        with pytest.raises(Refused):
            start_chart(by=cast.sendco, pupil=pupil, about="x", sessions=sessions, weeks=weeks)


@pytest.mark.django_db
def test_an_end_that_is_sent_twice_is_one_and_a_second_end_is_refused_in_words(cast, client_for):
    chart, teacher = begun(cast), client_for(cast.teacher)
    sent = {"idempotency_key": str(uuid.uuid4()), "came_of_it": "It helped."}
    answers = [teacher.post(url("end_chart", chart.public_id), sent) for _ in range(2)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, chart.get_absolute_url())] * 2
    again = teacher.post(url("end_chart", chart.public_id), sent | {"idempotency_key": str(uuid.uuid4())})
    assert "This chart has ended" in again.content.decode()
    assert teacher.get(url("end_chart", chart.public_id)).status_code == 404


@pytest.mark.django_db
def test_it_is_on_the_childs_thread_and_on_the_review_screen(cast, client_for):
    chart = begun(cast)
    typed(chart, cast.teacher, helped="The green card")
    told = [line.line for line in lines_of(cast.teacher, [cast.child], most=20)]
    assert "A week of the reflection chart: Asking for a break. The green card" in told
    assert "A reflection chart began: Asking for a break" in told
    placement = place(cast.child, by=cast.sendco)
    page = client_for(cast.sendco).get(url("review", placement.public_id)).content.decode()
    assert chart.get_absolute_url() in page and "How the days went, from 0 to 3" in page


@pytest.mark.django_db
def test_whoever_began_it_is_owed_the_week_on_its_last_school_day_until_it_is_typed(cast):
    day = next_school_day(timezone.localdate())
    while monday_of(add_school_days(day, 1)) == monday_of(day):
        day = add_school_days(day, 1)
    with time_machine.travel(on(day, 8), tick=False):
        chart, other = begun(cast), begun(cast, child=cast.classmate)
        sweep(add_school_days(day, -1))
        assert not owed().exists()
        sweep(day)
        assert {notice.user for notice in owed()} == {cast.teacher} and owed().count() == 2
        typed(chart, cast.support)
        end_chart(by=cast.sendco, chart=other, came_of_it="It helped.")
        assert not owed().exists()
        sweep(day)
        sweep(add_school_days(day, 1))
        assert not owed().exists()


@pytest.mark.django_db
def test_a_week_that_no_sweep_asked_for_is_asked_for_once_when_a_worker_is_back(cast):
    day = next_school_day(timezone.localdate())
    while monday_of(add_school_days(day, 1)) == monday_of(day):
        day = add_school_days(day, 1)
    with time_machine.travel(on(day, 8), tick=False):
        chart, other = begun(cast), begun(cast, child=cast.classmate)
    back = add_school_days(day, 3)
    with time_machine.travel(on(back, 8), tick=False):
        typed(chart, cast.teacher, week_on=monday_of(day))
        sweep(back)
        assert [(one.subject_id, one.due_on) for one in owed()] == [(other.pk, day)]
        typed(other, cast.teacher, week_on=monday_of(back))
        assert owed().count() == 1, "another week than the one that was typed"
        typed(other, cast.teacher, week_on=monday_of(day))
        sweep(add_school_days(back, 1))
        assert not owed().exists()


def owed():
    return Notice.objects.filter(kind="chart_to_type", settled_at=None)


@pytest.mark.django_db
def test_two_who_type_one_week_lose_nothing(cast, client_for, friday):
    chart = begun(cast)
    address = url("type_week", chart.public_id, this_week())
    data = {"version": 0, "child_0_0": "1", "adult_0_0": "2", "helped": "Mine"}
    for person, said in ((cast.teacher, "Mine"), (cast.support, "Another line")):
        posted = data | {"idempotency_key": str(uuid.uuid4()), "helped": said}
        answer = client_for(person).post(address, posted)
    page = answer.content.decode()
    assert "Mine" in page and 'value="Another line"' in page and chart.weeks.count() == 1


@pytest.mark.django_db
def test_a_mark_that_is_none_says_where_it_stands_and_the_rest_stays_typed(cast, client_for, friday):
    """One of seventy boxes is found again by its day and time."""
    chart = begun(cast)
    posted = {"version": 0, "child_0_1": "7", "adult_0_0": "x", "adult_0_1": "2", "idempotency_key": str(uuid.uuid4())}
    page = client_for(cast.teacher).post(url("type_week", chart.public_id, this_week()), posted).content.decode()
    for who, session in (("child", 1), ("adult", 0)):
        assert f"Monday, {chart.sessions[session]}, {who}: a mark is a number from 0 to 3." in page
    assert 'name="adult_0_1" id="id_adult_0_1" value="2"' in page


@pytest.mark.browser
def test_a_week_is_typed_in_by_keyboard_in_under_a_minute(site, cast, page_for, friday):
    """Seven times a day, child and adult: 70 digits, a line and Enter; then the pages are sound on phone and laptop."""
    add_help_lists()
    chart = begun(cast, sessions=[f"Time {number}" for number in range(7)])
    page = page_for(cast.teacher, LAPTOP)
    page.goto(chart.get_absolute_url())
    taps, keys = 1, "21" * 35
    page.get_by_role("link", name="The week from").click()
    page.locator("input[data-row]").first.wait_for()
    page.wait_for_load_state("load")  # nobody types seven keys a second before the page is there
    page.keyboard.press("3")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(keys)
    assert page.evaluate("document.activeElement.name") == "helped"
    page.keyboard.type("The green card")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "The week is saved" in page.content()
    week = chart.weeks.get()
    assert (week.child, week.adult, week.helped) == ([2] * 35, [1] * 35, "The green card")
    assert taps * 1.1 + (len(keys) + 3) * 0.3 < 60
    addresses = [
        url("charts"),
        chart.get_absolute_url(),
        url("type_week", chart.public_id, week.week_on),
        url("blank_chart", chart.public_id),
        url("start_chart", cast.child.public_id),
        url("end_chart", chart.public_id),
    ]
    for device in (LAPTOP, PHONE):
        page = page_for(cast.teacher, device)
        for address in addresses:
            page.goto(address)
            check_page(page)


def test_a_chart_is_kept_for_whole_weeks_of_school(cast):
    """Begun on a Friday it has that day over and above; a week without school is none of its weeks."""
    date = datetime.date
    assert last_day_of(2, date(2026, 11, 9)) == last_day_of(2, date(2026, 11, 11)) == date(2026, 11, 20)
    assert last_day_of(2, date(2026, 11, 12)) == date(2026, 11, 27)
    assert last_day_of(2, date(2026, 10, 19)) == date(2026, 11, 6)  # half-term lies between
    assert last_day_of(4, date(2026, 12, 14)) == date(2027, 1, 22)
    with time_machine.travel(on(date(2026, 11, 27), 15, 20)):
        assert begun(cast, by=cast.sendco).stop_on == date(2026, 12, 11)
