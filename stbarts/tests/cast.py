"""The cast: the same few people in every test, as in the demo school. Everybody here is made up."""

from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from pupils.actions import mark_left, put_around, set_class_staff
from pupils.models import Around, Pupil
from pupils.tests.world import a_while_ago, make_class, make_pupil
from school.models import SchoolClass
from staff.models import User
from staff.policy import Role

PEOPLE = {
    "teacher": ("Tilly Marsh", [Role.TEACHER]),
    "other_teacher": ("Owen Pike", [Role.TEACHER]),
    "support": ("Sam Reed", [Role.SUPPORT]),
    "sendco": ("Sunita Rao", [Role.SENDCO]),
    "wellbeing_lead": ("Wendy Lark", [Role.WELLBEING_LEAD]),
    "dsl": ("Dora Finch", [Role.DSL]),
    "deputy": ("Dev Swift", [Role.DSL, Role.TEACHER]),
    "head": ("Helen Heron", [Role.HEAD]),
    "office": ("Olive Wren", [Role.OFFICE]),
    "governor": ("Gareth Stone", [Role.GOVERNOR]),
    "technical": ("Toby Flint", [Role.TECHNICAL]),
}

CLASSES = {"Acorn": "R", "Willow": "1", "Rowan": "2", "Oak": "4"}

# Part of the story: name, class, facts. The twins share a birthday and everything but a forename.
CHILDREN = {
    "child": ("Ana-María García-López", "Oak", {"born_on": date(2017, 11, 3), "strengths": "Draws maps of everywhere"}),
    "classmate": ("Jonah Fairweather", "Oak", {"born_on": date(2018, 2, 14)}),
    "leaver": ("Ottilie Penhaligon", "Oak", {"born_on": date(2017, 9, 30)}),
    "other_child": ("Kit O'Leary", "Willow", {"born_on": date(2020, 12, 1)}),
    "twin": ("Zofia Dąbrowska", "Rowan", {"born_on": date(2019, 6, 21)}),
    "other_twin": ("Zuzanna Dąbrowska", "Rowan", {"born_on": date(2019, 6, 21)}),
}


def build_cast():
    """Make everybody, once for the run."""
    for part, (name, roles) in PEOPLE.items():
        User.objects.create(
            email=f"{part}@example.org", name=name, roles=[str(r) for r in roles], joined_at=timezone.now()
        )
    _build_children(load_people())


def _build_children(people):
    """Four classes, their staff, and a few children: one in Oak, one in Willow, a leaver, twins."""
    a_while, last_year = a_while_ago(), timezone.localdate() - timedelta(days=400)
    classes = {name: make_class(name, year) for name, year in CLASSES.items()}
    set_class_staff(by=people.office, user=people.teacher, school_class=classes["Oak"], from_on=a_while)
    set_class_staff(by=people.office, user=people.other_teacher, school_class=classes["Willow"], from_on=a_while)
    # Owen had Oak last year: what he could see then is closed to him now.
    set_class_staff(
        by=people.office, user=people.other_teacher, school_class=classes["Oak"], from_on=last_year, until_on=a_while
    )
    pupils = {
        part: make_pupil(name, school_class=classes[where], mis_id=f"cast-{part}", **facts)
        for part, (name, where, facts) in CHILDREN.items()
    }
    put_around(by=people.sendco, pupil=pupils["child"], user=people.support, why=Around.Why.KEY_ADULT, from_on=a_while)
    mark_left(by=people.office, pupil=pupils["leaver"], left_on=timezone.localdate() - timedelta(days=7))


def load_cast():
    """The people by part (cast.teacher, cast.dsl), and the children and classes (cast.child, cast.oak)."""
    cast = load_people()
    for pupil in Pupil.objects.filter(mis_id__startswith="cast-"):
        setattr(cast, pupil.mis_id.removeprefix("cast-"), pupil)
    for school_class in SchoolClass.objects.filter(name__in=CLASSES):
        setattr(cast, school_class.name.lower(), school_class)
    return cast


def load_people():
    """The people by part."""
    by_email = {user.email: user for user in User.objects.filter(email__endswith="@example.org")}
    return SimpleNamespace(**{part: by_email[f"{part}@example.org"] for part in PEOPLE})
