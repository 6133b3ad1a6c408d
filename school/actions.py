"""What staff do to the school's own facts. Each says what it refuses; none touches a child."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from audit.actions import Refused, action, record
from school import calendar
from school.duty import READS_SAFEGUARDING
from school.models import Agency, Closure, FallbackLine, OnDuty, School, SchoolClass, StaffedHours, Term
from staff.permitted import may, require
from staff.policy import Permission

MANAGE = Permission.SCHOOL_MANAGE


# The school


@action
def edit_school(*, by, facts, version=None):
    """Say the school's name, address, letterhead and the like; the first time, make it."""
    require(by, MANAGE)
    school = School.objects.first()
    if school is None:
        return _add(School(), "school.edited", by=by, facts=facts, clash="Somebody has just filled this in.")
    return _change(school, "school.edited", by=by, facts=facts, version=version)


@action
def set_hours(*, by, hours, version=None):
    """Say when somebody is at school to answer: {weekday: (opens, closes)}. A weekday left out is unstaffed."""
    require(by, MANAGE)
    if any(opens >= closes for opens, closes in hours.values()):
        raise Refused("Each day must open before it closes.")
    school = School.objects.first()
    if school is None:
        raise Refused("Please fill in the school’s name first.")
    school.bump(version if version is not None else school.version)
    school.save(update_fields=["version"])
    StaffedHours.objects.all().delete()
    StaffedHours.objects.bulk_create(
        StaffedHours(weekday=day, opens_at=opens, closes_at=closes) for day, (opens, closes) in sorted(hours.items())
    )
    record("hours.set", school, by=by, fields=["staffed hours"])
    return school


# Terms and closures: every count of school days changes with them


@action
def add_term(*, by, facts):
    """Add a term with its half-term holiday. Refuses dates that overlap another term."""
    require(by, MANAGE)
    return _add(Term(), "term.added", by=by, facts=facts, clash="These dates overlap another term.")


@action
def edit_term(*, by, term, facts, version):
    """Put a term's dates right. Dates already given to reviews stay as they are."""
    require(by, MANAGE, term)
    return _change(term, "term.edited", by=by, facts=facts, version=version, clash="These dates overlap another term.")


@action
def remove_term(*, by, term):
    """Take out a term that was added by mistake. Refuses one that has begun: its days were counted."""
    require(by, MANAGE, term)
    if term.starts_on <= timezone.localdate():
        raise Refused("This term has begun, and days were counted from it. Put its dates right instead.")
    return _remove(term, "term.removed", by=by)


@action
def add_closure(*, by, facts):
    """Add a day on which children do not come. Refuses a day that is already there."""
    require(by, MANAGE)
    return _add(Closure(), "closure.added", by=by, facts=facts, clash="That day is already in the list.")


@action
def edit_closure(*, by, closure, facts, version):
    """Put a closure right."""
    require(by, MANAGE, closure)
    clash = "That day is already in the list."
    return _change(closure, "closure.edited", by=by, facts=facts, version=version, clash=clash)


@action
def remove_closure(*, by, closure):
    """School is open on that day after all."""
    require(by, MANAGE, closure)
    return _remove(closure, "closure.removed", by=by)


# Classes


@action
def add_class(*, by, facts):
    """Add a class. Refuses the name of a class that is taught now."""
    require(by, MANAGE)
    return _add(SchoolClass(), "class.added", by=by, facts=facts, clash="There is already a class with this name.")


@action
def edit_class(*, by, school_class, facts, version):
    """Rename a class or change its year. Its children and history stay with it."""
    require(by, MANAGE, school_class)
    clash = "There is already a class with this name."
    return _change(school_class, "class.edited", by=by, facts=facts, version=version, clash=clash)


@action
def retire_class(*, by, school_class):
    """A class is no longer taught. It is kept: children were in it."""
    require(by, MANAGE, school_class)
    return _retire(school_class, "class.retired", by=by)


@action
def restore_class(*, by, school_class):
    """A class is taught again. Refuses where another has taken its name."""
    require(by, MANAGE, school_class)
    return _restore(school_class, "class.restored", by=by, clash="There is already a class with this name.")


# The directory of agencies: kept right by the office and by those who write to them


@action
def add_agency(*, by, facts):
    """Add an agency to the directory. Refuses the name of one that is there."""
    _require_keeper(by)
    agency = Agency(code=_free_code(facts["name"]))
    return _add(agency, "agency.added", by=by, facts=facts, clash="There is already an agency with this name.")


@action
def edit_agency(*, by, agency, facts, version):
    """Change what the directory says. It does not count as checking: `verify_agency` does."""
    _require_keeper(by)
    clash = "There is already an agency with this name."
    return _change(agency, "agency.edited", by=by, facts=facts, version=version, clash=clash)


@action
def verify_agency(*, by, agency):
    """Somebody rang or looked, and the details are right today."""
    _require_keeper(by)
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    agency.last_verified_on = timezone.localdate()
    agency.last_verified_by = by if hasattr(by, "roles") else None
    agency.save(update_fields=["last_verified_on", "last_verified_by"])
    record("agency.verified", agency, by=by, fields=["last_verified_on"])
    return agency


@action
def retire_agency(*, by, agency):
    """Nobody is sent there any longer. It is kept: referrals name it."""
    _require_keeper(by)
    return _retire(agency, "agency.retired", by=by)


@action
def restore_agency(*, by, agency):
    """The agency is back. Refuses where another has taken its name."""
    _require_keeper(by)
    return _restore(agency, "agency.restored", by=by, clash="There is already an agency with this name.")


# The on-duty rota and the lines for when nobody is there


@action
def set_on_duty(*, by, person, facts, version=None):
    """Put somebody on the rota, or change their place on it.

    Refuses somebody who has left, or who could not open what they would be told of.
    """
    require(by, MANAGE)
    if not person.is_active:
        raise Refused(f"{person.name} does not work here any longer.")
    if not READS_SAFEGUARDING & set(person.roles):
        raise Refused(f"{person.name} could not open an urgent concern, so cannot be the one who is told.")
    if not facts["weekdays"]:
        raise Refused("Please choose at least one day.")
    row = OnDuty.objects.filter(person=person).first()
    if row is None:
        row = OnDuty(person=person)
        return _add(row, "rota.set", by=by, facts=facts, clash=f"{person.name} is already on the rota.")
    return _change(row, "rota.set", by=by, facts=facts, version=row.version if version is None else version)


@action
def take_off_duty(*, by, on_duty):
    """Take somebody off the rota. Refuses the last one: somebody must be told. Returns the person."""
    require(by, MANAGE, on_duty)
    others = OnDuty.objects.select_for_update(no_key=True).filter(person__is_active=True).exclude(pk=on_duty.pk)
    if not list(others):
        raise Refused("Nobody would be left to tell. Add somebody else first.")
    _remove(on_duty, "rota.removed", by=by)
    return on_duty.person


@action
def add_line(*, by, facts):
    """Add a telephone line for when nobody is at school."""
    require(by, MANAGE)
    return _add(FallbackLine(), "line.added", by=by, facts=facts, clash="This line is already there.")


@action
def edit_line(*, by, line, facts, version):
    """Put a telephone line right."""
    require(by, MANAGE, line)
    return _change(line, "line.edited", by=by, facts=facts, version=version)


@action
def retire_line(*, by, line):
    """Stop showing a telephone line. Refuses the last one."""
    require(by, MANAGE, line)
    if not FallbackLine.objects.current().exclude(pk=line.pk).exists():
        raise Refused("There must be at least one line to ring. Add another first.")
    return _retire(line, "line.retired", by=by)


# How a change is made


def _require_keeper(by):
    """The directory is kept by those who manage the school's settings and those who write referrals."""
    if not may(by, Permission.REFERRAL_WRITE):
        require(by, MANAGE)


@contextmanager
def _refusing(clash):
    """The database's own rules, in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        raise Refused(clash) from broken


def _add(thing, verb, *, by, facts, clash):
    for name, value in facts.items():
        setattr(thing, name, value)
    with _refusing(clash):
        thing.save(force_insert=True)
    calendar.forget()
    record(verb, thing, by=by, fields=sorted(facts))
    return thing


def _change(thing, verb, *, by, facts, version, clash="That does not go together with what is already there."):
    """Save what differs from the row as it is now. Nothing different: nothing saved, nothing entered."""
    thing.bump(version)
    stored = type(thing).objects.get(pk=thing.pk)
    changed = sorted(name for name, value in facts.items() if getattr(stored, name) != value)
    if not changed:
        return stored
    for name in changed:
        setattr(thing, name, facts[name])
    with _refusing(clash):
        thing.save(update_fields=[*changed, "version"])
    calendar.forget()
    record(verb, thing, by=by, fields=changed)
    return thing


def _remove(thing, verb, *, by):
    """Take a row out that no record names. Returns the school, whose calendar or rota it was."""
    record(verb, thing, by=by)
    thing.delete()
    calendar.forget()
    return School.objects.first()


def _retire(thing, verb, *, by):
    thing = type(thing).objects.select_for_update(no_key=True).get(pk=thing.pk)
    if thing.retired_on is None:
        thing.retired_on = timezone.localdate()
        thing.save(update_fields=["retired_on"])
        record(verb, thing, by=by, fields=["retired_on"])
    return thing


def _restore(thing, verb, *, by, clash):
    thing = type(thing).objects.select_for_update(no_key=True).get(pk=thing.pk)
    if thing.retired_on is not None:
        thing.retired_on = None
        with _refusing(clash):
            thing.save(update_fields=["retired_on"])
        record(verb, thing, by=by, fields=["retired_on"])
    return thing


def _free_code(name):
    """A short code for an agency the school adds itself."""
    stem = slugify(name)[:34] or "agency"
    taken = set(Agency.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in [stem, *(f"{stem}-{n}" for n in range(2, 1000))] if code not in taken)
