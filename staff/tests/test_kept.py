"""A kept question is the plain one, letter for letter, or it is refused."""

import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from staff import kept as keeping
from staff.kept import Keys, NotKeepable, kept
from staff.models import Notice, User
from staff.permitted import require
from staff.policy import Permission

pytestmark = pytest.mark.django_db


@kept
def named(*pks, fewest=0):
    return User.objects.filter(pk__in=pks).order_by("pk").values_list("name", flat=True)[fewest:]


@kept
def mine(user, day):
    return Notice.objects.of(user).filter(due_on=day).select_related("user")


def test_the_second_asker_gets_the_second_answer(cast):
    for person in (cast.teacher, cast.dsl, cast.teacher):
        assert named(person.pk) == [person.name]


def test_rows_come_as_the_plain_question_gives_them(cast):
    today = timezone.localdate()
    Notice.objects.create(user=cast.dsl, kind="x", subject_id=1, due_on=today)
    assert mine(cast.dsl, today) == list(mine.plainly(cast.dsl, today))
    assert mine(cast.dsl, today)[0].user.name == cast.dsl.name
    assert mine(cast.teacher, today) == mine(cast.dsl, today - timedelta(days=1)) == []


def test_a_number_too_large_for_the_stand_ins_column_is_no_empty_answer(cast):
    @kept
    def tried(attempts):
        return Notice.objects.filter(attempts=attempts)

    Notice.objects.create(user=cast.dsl, kind="x", subject_id=1, due_on=timezone.localdate(), attempts=3)
    assert len(tried(3)) == 1 and tried(10**9) == []


@pytest.mark.parametrize("plans", [True, False], ids=["the plan too", "only the SQL"])
def test_a_question_about_many_rows_is_kept_once_for_any_number_of_them(cast, settings, monkeypatch, plans):
    settings.KEEP_PLANS, made = plans, []
    monkeypatch.setattr(keeping, "Answer", lambda *how, answer=keeping.Answer: made.append(answer(*how)) or made[-1])

    @kept
    def these(keys):
        return User.objects.filter(pk__among=keys).order_by("pk").values_list("pk", flat=True)

    for keys in ([], [cast.dsl.pk], [0, cast.dsl.pk, cast.teacher.pk]):
        assert these(Keys(keys)) == list(User.objects.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    assert len(made) == 1


def test_a_name_changes_the_question(cast):
    assert named(cast.dsl.pk, fewest=0) == [cast.dsl.name]
    assert named(cast.dsl.pk, fewest=1) == []


def test_nothing_is_asked_again_for_the_sql(cast, django_assert_num_queries):
    named(cast.dsl.pk)
    with django_assert_num_queries(1):
        named(cast.teacher.pk)


def test_other_roles_have_sql_of_their_own(cast):
    require(cast.technical, Permission.STAFF_MANAGE, cast.dsl)
    cast.technical.roles = ["head"]
    require(cast.technical, Permission.STAFF_MANAGE, cast.dsl)
    cast.technical.is_active = False
    assert mine(cast.technical, timezone.localdate()) == []


def test_a_new_day_is_worked_out_anew(cast, later):
    @kept
    def owed_today(user):
        return Notice.objects.of(user).filter(due_on=timezone.localdate())

    for day in (date(2026, 11, 23), date(2026, 11, 24)):
        Notice.objects.create(user=cast.dsl, kind="x", subject_id=1, due_on=day)
        assert [notice.due_on for notice in owed_today(cast.dsl)] == [day]
        later(days=1)


@pytest.mark.parametrize(
    "question",
    [
        lambda user: User.objects.filter(pk=user.pk + 1),
        lambda user: User.objects.filter(name=user.name),
        lambda user: User.objects.filter(joined_at__lt=timezone.now()),
        lambda user: User.objects.filter(pk__in=list(User.objects.values_list("pk", flat=True))),
        lambda user: User.objects.filter(pk=user.pk) if user.pk % 2 else User.objects.all(),
        lambda user: User.objects.prefetch_related("notices"),
    ],
    ids=["worked out", "another column", "clock", "asks on the way", "hangs on a value", "prefetch"],
)
def test_what_the_answer_may_secretly_hang_on_is_refused(cast, question, monkeypatch, caplog):
    with pytest.raises(NotKeepable):
        kept(question)(cast.dsl)
    monkeypatch.setattr(keeping, "always_compared", False)
    with caplog.at_level(logging.WARNING, logger="staff.kept"):
        assert kept(question)(cast.dsl) == list(question(cast.dsl))
    assert "without keeping" in caplog.text


def test_a_kept_plan_answers_as_the_plain_question_does(cast, settings):
    settings.KEEP_PLANS = True
    today = timezone.localdate()
    Notice.objects.create(user=cast.dsl, kind="100%", subject_id=1, due_on=today)

    @kept
    def like_these(user, day, moment, kind, ids, public_id, nobody):
        rows = Notice.objects.filter(user=user, due_on=day, made_at__lt=moment, kind=kind, read_at=nobody)
        return rows.filter(pk__in=ids, user__public_id=public_id).exclude(kind__contains="%d").order_by("pk")

    for person in (cast.dsl, cast.teacher, cast.dsl):
        ids = [*Notice.objects.values_list("pk", flat=True), 0]
        values = (person, today, timezone.now(), "100%", ids, person.public_id, None)
        assert like_these(*values) == list(like_these.plainly(*values))
        assert len(like_these(*values)) == (person == cast.dsl)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%staff_notice%%'")
        assert cursor.fetchone()[0] == 2  # one for each set of roles
