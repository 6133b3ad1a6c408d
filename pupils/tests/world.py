"""Children for tests, made through the actions. Later rooms import `make_pupil` and `make_class`."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from audit.actions import System
from pupils.actions import add_pupil, set_class_staff, set_strengths
from school.models import SchoolClass

TESTS = System("tests")
_next = count(1)
_FORENAMES = ("Ines", "Kofi", "Maya", "Tomasz", "Nell", "Idris", "Bea", "Yusuf", "Orla", "Ravi")
_SURNAMES = ("Winterbourne", "Okonjo", "Dąbrowski", "Fairweather", "O'Leary", "van Dyck", "St.John", "Abara")


def a_while_ago():
    """Long enough for a class to have met, short enough to be this year's."""
    return timezone.localdate() - timedelta(days=60)


def make_class(name=None, year_group="4", *, teachers=()):
    """A class with these people as its staff for a while now."""
    school_class, _ = SchoolClass.objects.get_or_create(
        name=name or f"Class {next(_next)}", defaults={"year_group": year_group}
    )
    for user in teachers:
        set_class_staff(by=TESTS, user=user, school_class=school_class, from_on=a_while_ago())
    return school_class


def make_pupil(name=None, *, school_class=None, from_on=None, strengths="", **facts):
    """A child called `name` ("Forename Surname"), in a class if one is given. Every fact may be said."""
    number = next(_next)
    forename, _, surname = (name or "").partition(" ")
    given = {
        "legal_forename": forename or f"{_FORENAMES[number % len(_FORENAMES)]}",
        "legal_surname": surname or f"{_SURNAMES[number % len(_SURNAMES)]}",
        "born_on": date(2017, 1 + number % 12, 1 + number % 28),
        "year_group": getattr(school_class, "year_group", "") or "4",
        **facts,
    }
    given.setdefault("preferred_forename", given["legal_forename"])
    given.setdefault("preferred_surname", given["legal_surname"])
    pupil = add_pupil(by=TESTS, facts=given, school_class=school_class, from_on=from_on or a_while_ago())
    if strengths:
        set_strengths(by=TESTS, pupil=pupil, version=pupil.version, strengths=strengths)
    return pupil
