"""The log is whole, or it says so."""

import pytest
from django.db import DatabaseError, connections, transaction

from audit.actions import NotInAction, System, action, record, record_read, record_reads
from audit.chain import verify
from audit.models import Entry

pytestmark = pytest.mark.django_db

BY = System("a test")


@action
def do_something(*, by, words="x"):
    record("thing.done", by=by, reason=words)


def test_an_action_leaves_an_entry_that_follows_from_the_last():
    do_something(by=BY)
    do_something(by=BY, words='odd "words" \\ é \u2028 \x7f')
    verdict = verify()
    assert verdict.problems == []
    assert verdict.entries == Entry.objects.count() >= 2


def test_recording_outside_an_action_is_refused():
    with pytest.raises(NotInAction):
        record("thing.done", by=BY)


def test_an_action_takes_keywords_only_with_by_first():
    with pytest.raises(TypeError):

        @action
        def wrong(thing, *, by):
            pass


def test_a_failed_action_leaves_no_entry():
    @action
    def fails(*, by):
        record("thing.done", by=by)
        raise ValueError

    before = Entry.objects.count()
    with pytest.raises(ValueError):
        fails(by=BY)
    assert Entry.objects.count() == before


def test_when_the_entry_cannot_be_written_the_act_is_undone(cast, monkeypatch):
    @action
    def rename(*, by, user):
        user.name = "Changed"
        user.save()
        record("x" * 100, by=by)

    with pytest.raises(DatabaseError), transaction.atomic():
        rename(by=BY, user=cast.teacher)
    cast.teacher.refresh_from_db()
    assert cast.teacher.name == "Tilly Marsh"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DROP TABLE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    ],
)
def test_the_app_cannot_change_the_log(sql):
    do_something(by=BY)
    with pytest.raises(DatabaseError), transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(sql)


def test_a_second_read_within_ten_minutes_is_one_entry(cast):
    for _ in range(3):
        record_read(cast.teacher, cast.dsl, "thing.opened")
    assert Entry.objects.filter(verb="thing.opened").count() == 1
    record_read(cast.teacher, cast.dsl, "thing.opened", always=True)
    assert Entry.objects.filter(verb="thing.opened").count() == 2


def test_reading_several_records_on_one_page_enters_each_once_in_one_question(cast, django_assert_num_queries):
    people = [cast.dsl, cast.head, cast.office]
    record_read(cast.teacher, cast.head, "thing.opened")
    with django_assert_num_queries(1):
        record_reads(cast.teacher, people, "thing.opened", pupil_of=lambda one: cast.child)
    record_reads(cast.teacher, people, "thing.opened")
    record_reads(cast.teacher, [], "thing.opened")
    entered = Entry.objects.filter(verb="thing.opened").order_by("seq").values_list("subject", "pupil")
    child = str(cast.child.public_id)
    assert set(entered) == {
        (str(cast.head.public_id), ""), (str(cast.dsl.public_id), child), (str(cast.office.public_id), child),
    }  # fmt: skip
    assert len(entered) == 3
