"""The school's name on every page, whatever the state of the house, and what its facts owe to whom."""

import datetime

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from school import actions, context, notices
from school.context import school as frame
from school.models import Agency, School
from school.tests.world import furnish
from staff.models import Notice
from staff.notices import is_still_owed, sweep

D = datetime.date


def test_a_page_has_a_name_before_there_is_a_school(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        name = frame(RequestFactory().get("/"))["school_name"]
        assert f"{name} {name}" == "School School"
    assert School.current().name == "School" and School.current().pk is None


def test_the_name_is_escaped_like_any_other_text(cast):
    actions.edit_school(by=cast.office, facts={"name": "St <b>Bart</b> & Co"})
    page = render_to_string("staff/error.html", {"title": "t", "sentence": "s"}, RequestFactory().get("/"))
    assert "St &lt;b&gt;Bart" in page and "<b>Bart" not in page


def test_the_error_page_is_shown_when_the_database_is_gone(monkeypatch):
    def gone(*args, **kwargs):
        raise DatabaseError

    context._names.forget()  # else its SQL is there already, and the database is asked past the patch
    monkeypatch.setattr(School.objects, "values_list", gone)
    assert str(frame(None)["school_name"]) == "School"


def test_an_unchecked_directory_is_owed_once_a_term(cast):
    furnish(cast)
    assert sweep(D(2026, 9, 1)) == 0  # not before term begins
    sweep(D(2026, 9, 3))
    owed = Notice.objects.filter(kind="agencies_to_verify")
    assert set(owed.values_list("user__name", flat=True)) == {
        person.name for person in (cast.sendco, cast.wellbeing_lead, cast.dsl, cast.deputy)
    }
    assert sweep(D(2026, 9, 4)) == 0 and sweep(D(2026, 12, 1)) == 0
    assert is_still_owed(owed.first())
    Agency.objects.update(last_verified_on=D(2026, 9, 4))
    assert not is_still_owed(owed.first())
    sweep(D(2027, 1, 5))
    assert owed.filter(due_on__gt=D(2026, 9, 30)).count() == 4  # the new term begins with 123 days behind it


def test_terms_that_run_out_are_owed_to_those_who_watch_the_system(cast):
    furnish(cast)
    sweep(D(2027, 4, 30))
    assert not Notice.objects.filter(kind="terms_to_add").exists()
    sweep(D(2027, 6, 8))
    owed = Notice.objects.filter(kind="terms_to_add")
    assert set(owed.values_list("user__name", flat=True)) == {
        person.name for person in (cast.head, cast.office, cast.technical)
    }
    facts = {"name": "Autumn 2027", "starts_on": D(2027, 9, 2), "ends_on": D(2027, 12, 17)}
    actions.add_term(by=cast.office, facts=facts)
    assert not is_still_owed(owed.first())
    assert owed.count() == 3 and sweep(D(2027, 6, 9)) == 0


def test_nothing_is_owed_before_there_is_a_school(cast):
    assert sweep(D(2026, 11, 23)) == 0
    assert list(notices._directory_owed(D(2026, 11, 23))) == []


def test_an_answer_to_a_wrong_address_names_the_school_too(cast):
    actions.edit_school(by=cast.office, facts={"name": "Larkfield"})
    answer = Client().get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400 and "Larkfield" in answer.content.decode()


@pytest.mark.parametrize("day", [D(2026, 8, 12), D(2026, 12, 25)])
def test_holidays_owe_nobody_a_check(cast, day):
    furnish(cast)
    sweep(day)
    assert not Notice.objects.filter(kind="agencies_to_verify").exists()
