"""Builds the demo school from nothing, through the actions of every room."""

from datetime import date, time, timedelta
from types import SimpleNamespace

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from audit.actions import Refused, System
from pupils import actions as pupils
from pupils import upn
from pupils.contacts import add_contact
from pupils.models import Around
from school import actions as school
from school import calendar
from school.models import Agency, Closure, School, SchoolClass, Weekday
from staff import drafts
from staff.accounts import invite
from staff.cover import hand_over, keep_covered
from staff.models import Digest, Notice, User
from staff.notices import sweep
from stbarts.demo import (
    charts,
    chronology,
    circle,
    families,
    letters,
    provision_map,
    record,
    referrals,
    register,
    resources,
    safeguarding,
    sessions,
    sheets,
    small,
    states,
    story,
    targets,
    urgent,
    workshops,
)
from stbarts.demo.children import CHILDREN, CONTACTS, LEAVER
from stbarts.demo.clock import at, nothing_after, on
from stbarts.demo.people import PEOPLE, email_of
from stbarts.furnishing import furnish

NOBODY = System("the demo school")
CLASSES = {"Acorn": 0, "Willow": 1, "Rowan": 2, "Oak": 4}
FIRST_WORDS = (8, 5)  # when the first concern of a day is logged
STORIES = 50  # school days that the stories reach back, told by adults who were around the child by then


def is_built():
    """Is there a school here already?"""
    return School.objects.exists()


def build():
    """Make the whole demo. Refuses where there is a school already: it never mixes with real data."""
    if is_built() or User.objects.exists():
        raise Refused("There is a school in this database already. The demo is only built in an empty one.")
    now = timezone.localtime()
    with nothing_after(now):
        _tell(now)


def _tell(now):
    today = now.date()
    first_day = _first_day(today)
    with at(on(first_day - timedelta(days=10), 9)):
        people = _people()
        _school(people, today)
    begun = _last_begun(now)
    world = SimpleNamespace(
        people=people, today=today, ago=lambda n: calendar.add_school_days(today, -n) if n else begun
    )
    _children(world, first_day)
    provision_map.tell(world)
    story.tell(world)
    referrals.tell(world)
    targets.tell(world)
    record.tell(world)
    families.tell(world)
    resources.tell(world)
    workshops.tell(world)
    small.tell(world)
    sessions.tell(world)
    letters.tell(world)
    sheets.tell(world)
    charts.tell(world)
    register.tell(world)
    circle.tell(world)
    urgent.tell(world)
    safeguarding.tell(world)
    chronology.tell(world)
    states.tell(world)
    provision_map.count(world)
    _settle(world)


def _last_begun(now):
    """The school day that has begun: today, or else the last one."""
    today = now.date()
    begun = calendar.is_school_day(today) and now >= on(today, *FIRST_WORDS)
    return today if begun else calendar.add_school_days(today, -1)


def _first_day(today):
    """The September in which the classes began. In autumn it is last year's, until this year has room for the stories."""
    year = today.year if today.month >= 9 else today.year - 1
    has_room = calendar.add_school_days(today, -STORIES) > date(year, 9, 2)
    return date(year if has_room else year - 1, 9, 2)


def _people():
    people = {}
    for part, (name, title, roles, phone) in PEOPLE.items():
        person = invite(by=NOBODY, email=email_of(part), name=name, job_title=title, roles=roles)
        person.phone, person.is_demo, person.joined_at = phone, True, timezone.now()
        person.save(update_fields=["phone", "is_demo", "joined_at"])
        people[part] = person
    return people


def _school(people, today):
    school.edit_school(
        by=NOBODY,
        facts={
            "name": "St Bart's CofE Primary School",
            "address": "Orchard Lane\nDemotown\nHertfordshire\nHP99 9ZZ",
            "phone": "01632 960000",
            "email": "office@stbarts.example",
            "website": "https://stbarts.example/",
            "letterhead_line": "Rooted in kindness",
            "head_name": "Helen Heron",
            "chair_of_governors": "Constance Fell",
            "chair_contact": "chair@stbarts.example",
            "urn": "999999",
            "local_authority": "Hertfordshire",
        },
    )
    School.objects.update(is_demo=True)
    school.set_hours(by=NOBODY, hours={day: (time(7, 45), time(17, 30)) for day in Weekday.values})
    for year in (today.year - 1, today.year, today.year + 1):
        for term in calendar.usual_terms(year):
            school.add_term(by=NOBODY, facts=_term_facts(term))
    calendar.forget()
    year = today.year if today.month >= 9 else today.year - 1
    for day, why in ((date(year, 9, 1), "INSET day"), (calendar.next_school_day(date(year + 1, 1, 4)), "INSET day")):
        school.add_closure(by=NOBODY, facts={"on": day, "why": why, "kind": Closure.Kind.INSET})
    calendar.forget()
    for name, year_group in CLASSES.items():
        school.add_class(by=NOBODY, facts={"name": name, "year_group": year_group})
    furnish()
    _numbers_of_agencies()
    for order, (part, where) in enumerate(
        (("dsl", "Room by the hall"), ("deputy", "Rowan class"), ("head", "Head's office")), 1
    ):
        school.set_on_duty(
            by=NOBODY,
            person=people[part],
            facts={"order": order, "phone": people[part].phone, "where": where, "weekdays": list(Weekday.values)},
        )


def _numbers_of_agencies():
    """Whoever outside may be rung has a number, from those that are kept free for plays; the national lines are real."""
    silent = Agency.objects.current().filter(phone="").exclude(route=Agency.Route.INTERNAL)
    for number, agency in enumerate(silent.order_by("code"), 960_100):
        facts = {"phone": f"01632 {number}"}
        school.edit_agency(by=NOBODY, agency=agency, facts=facts, version=agency.version)


def _term_facts(term):
    names = ("name", "starts_on", "ends_on", "half_term_from", "half_term_until")
    return {name: getattr(term, name) for name in names}


def _children(world, first_day):
    people, classes = world.people, {c.name: c for c in SchoolClass.objects.all()}
    last_year = first_day - timedelta(days=364)
    with at(on(first_day, 8)):
        for part, name in (("teacher", "Oak"), ("other_teacher", "Willow"), ("deputy", "Rowan")):
            pupils.set_class_staff(by=NOBODY, user=people[part], school_class=classes[name], from_on=first_day)
        pupils.set_class_staff(
            by=NOBODY, user=people["other_teacher"], school_class=classes["Oak"], from_on=last_year, until_on=first_day
        )
        world.children = {}
        for row in [*CHILDREN, LEAVER]:
            child = _child(row, classes, first_day)
            world.children[f"{row[1]} {row[0]}"] = child
    for surname, adults in CONTACTS.items():
        for child in (c for key, c in world.children.items() if key.startswith(f"{surname} ")):
            for order, adult in enumerate(adults, 1):
                _contact(child, adult, order)
    pupils.put_around(
        by=people["sendco"],
        pupil=world.children["García-López Ana-María"],
        user=people["support"],
        why=Around.Why.KEY_ADULT,
        from_on=world.ago(32),
    )
    pupils.put_around(
        by=people["wellbeing_lead"],
        pupil=world.children["Mensah Elijah"],
        user=people["support"],
        why=Around.Why.KEY_ADULT,
        from_on=world.ago(44),
    )
    pupils.block_relative(by=people["office"], pupil=world.children["Holloway Beatrice"], user=people["sendco"])
    pupils.mark_left(by=people["office"], pupil=world.children["Penhaligon Ottilie"], left_on=world.ago(10))


def _child(row, classes, first_day):
    forename, surname, called, class_name, year, born, sex, strengths, sen = row
    child = pupils.add_pupil(
        by=NOBODY,
        facts={
            "legal_forename": forename,
            "legal_surname": surname,
            "preferred_forename": called or forename,
            "preferred_surname": surname,
            "born_on": date.fromisoformat(born),
            "sex": sex,
            "year_group": year,
            "sen_status": sen,
            "mis_id": f"D{len(surname)}{born.replace('-', '')}{forename[:2]}",
            "upn": _upn(forename, born),
            "address": "1 Made-up Street, Demotown",
            "postcode": "HP99 9ZZ",
        },
        school_class=classes[class_name],
        from_on=first_day,
    )
    return pupils.set_strengths(by=NOBODY, pupil=child, version=child.version, strengths=strengths)


def _upn(forename, born):
    """A number of the right shape in an authority that does not exist."""
    digits = f"9199{born.replace('-', '')[2:]}{sum(map(ord, forename)) % 97:02d}"
    return upn.check_letter(f"?{digits}") + digits


def _contact(child, adult, order):
    name, relationship, responsibility, lives_with, phone, order_type, told = adult
    add_contact(
        by=NOBODY,
        pupil=child,
        facts={
            "name": name,
            "relationship": relationship,
            "responsibility": responsibility,
            "lives_with": lives_with,
            "phones": [phone],
            "order_type": order_type,
            "receives_information": told,
            "receives_information_reason": "" if told else "Court order: ask the office before sending anything",
            "priority": order,
            "address_confidential": order_type == "protected",
        },
    )


def _settle(world):
    """What the dates make due today is found as usual; what is older than a few days has been read.

    The Wellbeing Lead was called away in the middle of a page, and what she typed is still there.
    """
    with at(on(world.ago(2), 12, 5)):
        half_written = QueryDict("new_provision=Bread+club")
        drafts.keep(world.people["wellbeing_lead"], "interventions:add_offering", "", half_written)
    with at(on(world.ago(1), 16)):  # a course tomorrow and the day after
        hand_over(
            by=world.people["other_teacher"], person=world.people["other_teacher"], colleague=world.people["sendco"],
            from_on=world.today, until_on=world.today + timedelta(days=1),
        )  # fmt: skip
    if calendar.is_school_day(world.today):
        sweep(world.today)
    else:
        with at(on(world.ago(1), 16, 30)):  # on a day without school no date makes anything due
            sweep(world.ago(1))
    keep_covered()
    few_days_ago = on(world.ago(3))
    Notice.objects.filter(made_at__lt=few_days_ago).update(read_at=timezone.now())
    Digest.objects.create(  # somebody's address was mistyped
        user=world.people["midday"], on=world.ago(1), made_at=on(world.ago(1), 7, 30), attempts=8,
        email_state=Digest.Email.FAILED, problem="SMTPRecipientsRefused",
    )  # fmt: skip
    Notice.objects.update(email_state=Notice.Email.NOT_WANTED if settings.DEMO else Notice.Email.SENT)
