"""Whose child is it? The rows of the policy table, against a slow and separate reading of the rules."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pupils.models import Around, ClassStaff, Membership, Pupil, Relative
from school.models import SchoolClass
from staff.policy import Permission


def a_pupil(**facts):
    names = {"legal_forename": "Ada", "legal_surname": "Bell", "preferred_forename": "Ada", "preferred_surname": "Bell"}
    return Pupil.objects.create(**{**names, "born_on": date(2018, 5, 1), "year_group": "3", **facts})


@pytest.fixture
def today():
    return timezone.localdate()


def test_last_years_class_teacher_sees_nothing(cast, today):
    oak = SchoolClass.objects.create(name="Oak then")
    pupil = a_pupil()
    Membership.objects.create(pupil=pupil, school_class=oak, from_on=today - timedelta(400))
    held = ClassStaff.objects.create(user=cast.teacher, school_class=oak, from_on=today - timedelta(400))
    assert pupil in Pupil.objects.permitted(cast.teacher, Permission.PUPIL_READ)
    held.until_on = today
    held.save()
    assert pupil not in Pupil.objects.permitted(cast.teacher, Permission.PUPIL_READ)
    assert pupil in Pupil.objects.permitted(cast.sendco, Permission.PUPIL_READ)


def test_around_a_child_ends_with_its_day(cast, today):
    pupil = a_pupil()
    Around.objects.create(pupil=pupil, user=cast.support, why="key_adult", from_on=today, until_on=today + timedelta(1))
    assert pupil in Pupil.objects.permitted(cast.support, Permission.PUPIL_READ)
    assert pupil not in Pupil.objects.around(cast.support, on=today + timedelta(1))


def test_a_relative_is_blocked_whatever_the_role_but_may_still_raise_a_concern(cast, today):
    pupil = a_pupil()
    Relative.objects.create(pupil=pupil, user=cast.dsl, added_by=cast.head)
    assert pupil not in Pupil.objects.permitted(cast.dsl, Permission.PUPIL_READ)
    assert pupil in Pupil.objects.permitted(cast.dsl, Permission.CONCERN_RAISE)
    assert pupil in Pupil.objects.permitted(cast.deputy, Permission.PUPIL_READ)


@pytest.mark.parametrize("typed", ["gar", "ANA", "Lop", "ana mar", "lópez"])
def test_a_child_is_found_by_three_letters_of_any_name(cast, typed):
    names = dict.fromkeys(["legal_forename", "preferred_forename"], "Ana-María")
    pupil = a_pupil(**names, legal_surname="García-López", preferred_surname="García-López")
    assert pupil in Pupil.objects.named_like(typed)
    assert pupil not in Pupil.objects.named_like("rcia")


def test_the_cast_stands_where_the_story_says(cast):
    readers = {
        part: set(Pupil.objects.permitted(getattr(cast, part), Permission.PUPIL_READ))
        for part in ("teacher", "other_teacher", "support", "office", "governor", "technical")
    }
    assert readers["teacher"] == {cast.child, cast.classmate}
    assert readers["other_teacher"] == {cast.other_child}
    assert readers["support"] == {cast.child}
    assert not (readers["office"] or readers["governor"] or readers["technical"])
    assert set(Pupil.objects.permitted(cast.teacher, Permission.MEETING_WRITE)) == {cast.child, cast.classmate}
    assert cast.leaver in Pupil.objects.permitted(cast.dsl, Permission.PUPIL_READ)
