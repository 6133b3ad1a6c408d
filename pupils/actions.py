"""What staff do about a child as such: come and leave, class by date, adults around, relatives, strengths."""

from django.utils import timezone

from audit.actions import Refused, action, record
from pupils import sen
from pupils.models import NAMES, YEARS, Around, ClassStaff, Membership, Pupil, Relative
from staff.permitted import NotAllowed, require
from staff.policy import Permission, Scope, scopes

# What the school's information system knows about a child. Wellbeing facts are never among them.
FACTS = (
    "upn",
    "mis_id",
    "legal_forename",
    "legal_surname",
    "preferred_forename",
    "preferred_surname",
    "born_on",
    "sex",
    "year_group",
    "joined_on",
    "sen_status",
    "sen_needs",
    "sen_from",
    "plan_review_on",
    "pupil_premium",
    "free_meals",
    "eal",
    "first_language",
    "ethnicity",
    "in_care",
    "young_carer",
    "address",
    "postcode",
)


@action
def add_pupil(*, by, facts, school_class=None, from_on=None):
    """A child joins the school. Refuses a fact that is not ours to take, and a name or birthday left out."""
    require(by, Permission.PUPIL_MANAGE)
    pupil = Pupil(**_known(facts))
    pupil.preferred_forename = pupil.preferred_forename or pupil.legal_forename
    pupil.preferred_surname = pupil.preferred_surname or pupil.legal_surname
    if not (pupil.preferred_forename and pupil.preferred_surname and pupil.born_on):
        raise Refused("A child needs a forename, a surname and a date of birth.")
    if pupil.year_group not in YEARS:
        raise Refused("A child needs a year group from Nursery to Year 6.")
    pupil.save()
    sen.note_sen([pupil], by=by)
    record("pupil.added", pupil, by=by, pupil=pupil, fields=sorted(facts))
    if school_class is not None:
        place_in_class(by=by, pupil=pupil, school_class=school_class, from_on=from_on)
    return pupil


@action
def change_facts(*, by, pupil, facts):
    """Bring a child's facts into line with the school's information system. Says only what changed."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    pupil = _fresh(pupil)
    changed = [name for name, value in _known(facts).items() if getattr(pupil, name) != value]
    for name in changed:
        setattr(pupil, name, facts[name])
    if changed:
        _save(pupil, pupil.version, changed)
        if sen.FACTS & set(changed):
            sen.note_sen([pupil], by=by)
        record("pupil.changed", pupil, by=by, pupil=pupil, fields=changed)
    return pupil


@action
def correct_names(*, by, pupil, version, names):
    """A person puts a name right: a lost letter, a spelling, what the child wants to be called."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    pupil = _fresh(pupil)
    changed = [name for name in NAMES if name in names and getattr(pupil, name) != names[name]]
    for name in changed:
        setattr(pupil, name, names[name])
    _save(pupil, version, changed)
    record("pupil.names_corrected", pupil, by=by, pupil=pupil, fields=changed)
    return pupil


@action
def mark_left(*, by, pupil, left_on, reason=""):
    """A child leaves the school: `left_on` is the first day without them. Nothing is deleted."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    pupil = _fresh(pupil)
    if pupil.joined_on and left_on < pupil.joined_on:
        raise Refused("The leaving day is before the day this child joined.")
    if pupil.left_on == left_on:
        return pupil
    pupil.left_on = left_on
    _save(pupil, pupil.version, ["left_on"])
    record("pupil.left", pupil, by=by, pupil=pupil, fields=["left_on"], reason=reason)
    return pupil


@action
def mark_returned(*, by, pupil):
    """A child who left is back, or never went. Class and adults are as they were."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    pupil = _fresh(pupil)
    if pupil.left_on is None:
        return pupil
    pupil.left_on = None
    _save(pupil, pupil.version, ["left_on"])
    record("pupil.returned", pupil, by=by, pupil=pupil, fields=["left_on"])
    return pupil


@action
def place_in_class(*, by, pupil, school_class, from_on=None):
    """Put a child in a class from a day on; the class before ends on that day, and who may see the child with it."""
    require(by, Permission.PUPIL_MANAGE, pupil)
    from_on = from_on or timezone.localdate()
    held = Membership.objects.select_for_update(no_key=True).filter(pupil=pupil, until_on=None).first()
    if held is not None and held.school_class_id == school_class.pk:
        return held
    if held is not None:
        if held.from_on > from_on:
            raise Refused("This child joined the class they are in now after that day. Choose a later day.")
        held.until_on = from_on
        held.save(update_fields=["until_on"])
    placed = Membership.objects.create(pupil=pupil, school_class=school_class, from_on=from_on)
    record("pupil.class_changed", pupil, by=by, pupil=pupil, fields=["school_class"])
    return placed


@action
def set_class_staff(*, by, user, school_class, from_on=None, until_on=None):
    """Make somebody staff of a class from a day on: they may then see its children, and only until it ends."""
    require(by, Permission.PUPIL_MANAGE)
    from_on = from_on or timezone.localdate()
    _in_order(from_on, until_on)
    held = (
        ClassStaff.objects.select_for_update(no_key=True)
        .filter(user=user, school_class=school_class, until_on=None)
        .first()
    )
    if held is not None:
        if until_on is None:
            return held
        held.until_on = max(until_on, held.from_on)
        held.save(update_fields=["until_on"])
    else:
        held = ClassStaff.objects.create(user=user, school_class=school_class, from_on=from_on, until_on=until_on)
    record("class.staff_set", school_class, by=by, fields=["staff"], reason=user.name)
    return held


@action
def end_class_staff(*, by, user, school_class, until_on=None):
    """Somebody is no longer staff of a class; from that day its children are closed to them."""
    require(by, Permission.PUPIL_MANAGE)
    until_on = until_on or timezone.localdate()
    for held in (
        ClassStaff.objects.select_for_update(no_key=True).current().filter(user=user, school_class=school_class)
    ):
        held.until_on = max(until_on, held.from_on)
        held.save(update_fields=["until_on"])
        record("class.staff_ended", school_class, by=by, fields=["staff"], reason=user.name)
    return school_class


@action
def put_around(*, by, pupil, user, why, source="", from_on=None, until_on=None):
    """Make somebody one of the adults around a child. Later rooms call it inside their own acts.

    Refuses a relative of the child, and somebody who has no account any more.
    """
    require(by, Permission.CONCERN_TRIAGE)
    require(by, Permission.PUPIL_READ, pupil)
    if not user.is_active:
        raise Refused(f"{user.name} has no account any more.")
    if Relative.objects.filter(pupil=pupil, user=user).exists():
        raise Refused(f"{user.name} cannot be given this child's record. Please choose somebody else.")
    from_on = from_on or timezone.localdate()
    _in_order(from_on, until_on)
    held = Around.objects.filter(pupil=pupil, user=user, why=why, source=source, until_on=None).first()
    if held is not None and until_on is None:
        return held
    if held is None:
        held = Around(pupil=pupil, user=user, why=why, source=source, from_on=from_on)
    held.until_on = until_on
    held.save()
    record("pupil.adult_added", held.pupil, by=by, pupil=pupil, fields=[why])
    return held


@action
def end_around(*, by, pupil, user=None, source="", until_on=None):
    """The programme or the key adult's time ends: so does what it opened. Ends all that match."""
    require(by, Permission.CONCERN_TRIAGE)
    require(by, Permission.PUPIL_READ, pupil)
    until_on = until_on or timezone.localdate()
    ending = Around.objects.select_for_update(no_key=True).filter(pupil=pupil, until_on=None, source=source)
    if user is not None:
        ending = ending.filter(user=user)
    for held in ending:
        held.until_on = max(until_on, held.from_on)
        held.save(update_fields=["until_on"])
        record("pupil.adult_ended", pupil, by=by, pupil=pupil, fields=[held.why])
    return pupil


@action
def block_relative(*, by, pupil, user):
    """Close a child's record to a member of staff who is a parent or relative."""
    require(by, Permission.PUPIL_MANAGE)
    blocked, new = Relative.objects.get_or_create(pupil=pupil, user=user, defaults={"added_by": by})
    if new:
        record("pupil.relative_blocked", pupil, by=by, pupil=pupil, fields=["relative"])
    return blocked


@action
def unblock_relative(*, by, pupil, user, reason):
    """Take a relative's block away again: a mistake. Never by the relative, never without a reason."""
    require(by, Permission.PUPIL_MANAGE)
    if by == user:
        raise Refused("Somebody else has to do this, because it is about you.")
    if not reason.strip():
        raise Refused("Please say why.")
    Relative.objects.filter(pupil=pupil, user=user).delete()
    record("pupil.relative_unblocked", pupil, by=by, pupil=pupil, fields=["relative"], reason=reason)
    return pupil


@action
def set_strengths(*, by, pupil, version, strengths):
    """One line of what this child is good at, first on their page. Anybody who may read the page may say it."""
    require(by, Permission.PUPIL_READ, pupil)
    pupil = _fresh(pupil)
    pupil.strengths = strengths
    _save(pupil, version, ["strengths"])
    record("pupil.strengths_set", pupil, by=by, pupil=pupil, fields=["strengths"])
    return pupil


@action
def set_do_not_contact(*, by, pupil, stop):
    """Stop, or allow again, contact with home. Only those who triage everything: the safeguarding leads."""
    require(by, Permission.PUPIL_READ, pupil)
    if Scope.ALL not in scopes(getattr(by, "roles", ()), Permission.CONCERN_TRIAGE):
        raise NotAllowed("Only a safeguarding lead can do this.")
    pupil = _fresh(pupil)
    if pupil.do_not_contact == stop:
        return pupil
    pupil.do_not_contact = stop
    _save(pupil, pupil.version, ["do_not_contact"])
    record("pupil.do_not_contact_set", pupil, by=by, pupil=pupil, fields=["do_not_contact"])
    return pupil


def _known(facts):
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise ValueError(f"not facts of a child: {sorted(unknown)}")
    return facts


def _fresh(pupil):
    """The row as it is kept: a form has put what was typed onto the one it was given."""
    return Pupil.objects.select_for_update(no_key=True).get(pk=pupil.pk)


def _save(pupil, version, fields):
    pupil.bump(version)
    pupil.save(update_fields=[*fields, "version"])


def _in_order(from_on, until_on):
    if until_on is not None and until_on < from_on:
        raise Refused("The last day is before the first.")
