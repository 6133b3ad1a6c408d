"""What changed in a child's life: told in twenty seconds, shared with the adults around the child, and its kinds."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.models import Change, ChangeKind, Concern, Note
from concerns.triggers import in_words
from pupils.models import Around, ClassStaff, Membership, Relative
from pupils.watching import set_flag
from school.calendar import next_school_day
from staff.models import User
from staff.notices import owe
from staff.permitted import NotAllowed, may, require
from staff.policy import Level, Permission

CLASH = "There is already a kind with this name."
LONG_AGO = timedelta(days=365)
LOOK_AGAIN_AFTER = timedelta(weeks=6)


@action
def tell_change(*, by, pupil, kind, words, said_by, on, eye_until=None, concern=None):
    """A family or a colleague says what changed. The adults around the child see it until it has run out.

    Some kinds, and anybody who gives a day, also ask for an eye to be kept on the child until then. `concern`
    is the one on whose form it was told. Refuses no words, a day to come, one long gone, and a line that speaks of
    harm: that is a concern, and a safeguarding lead decides who else hears of it.
    """
    require(by, Permission.CONCERN_RAISE, pupil)
    today = timezone.localdate()
    _refuse_what_cannot_be(words, on, today)
    if in_words(words):
        raise Refused("Words like these go to the safeguarding leads first: please log a concern.")
    if kind.keep_eye and eye_until is None:
        eye_until = next_school_day(today + LOOK_AGAIN_AFTER)
    flag = eye_until and set_flag(by=by, pupil=pupil, reason=words.strip(), review_on=eye_until, level=Level.TEAM)
    change = Change.objects.create(
        pupil=pupil,
        kind=kind,
        words=words.strip(),
        said_by=Change.SaidBy(said_by),
        on=on,
        until_on=max(today, on) + timedelta(weeks=kind.weeks),
        flag=flag or None,
        concern=concern,
        told_by=by,
    )
    owe("change_told", to=[user for user in adults_around(pupil) if user.pk != by.pk], about=change)
    record("change.told", change, by=by, pupil=pupil, fields=["kind", "words"])
    return change


def _refuse_what_cannot_be(words, on, today):
    if not words.strip():
        raise Refused(words="Please say in a line what changed.")
    if on > today or on < today - LONG_AGO:
        raise Refused(on="A change: please choose a day of the last year, up to today.")


@action
def tell_with_concern(*, by, concern, pupil, lines):
    """Changes told on a concern's own form, each as (kind, words, day).

    The adults around the child see each as if it had been told alone. Where somebody is or may be in danger, or
    the line itself speaks of harm, it stays with the concern: a safeguarding lead decides who else hears of it.
    """
    for kind, words, on in lines:
        if concern.is_danger or in_words(words):
            _refuse_what_cannot_be(words, on, timezone.localdate())
            line = f"{kind.name}, {on.day} {on:%B %Y}: {words.strip()}"
            Note.objects.create(concern=concern, kind=Note.Kind.CHANGE, words=line, written_by=by)
            record("concern.added_to", concern, by=by, pupil=pupil, fields=["words"])
        else:
            said_by = SAID_BY.get(concern.source, Change.SaidBy.STAFF)
            tell_change(by=by, pupil=pupil, kind=kind, words=words, said_by=said_by, on=on, concern=concern)


def tell_again(*, concern, lines, pupil):
    """The concern on whose form they were told is about this child after all: so are they, in the same words.

    On the other child's side nobody reads them any more (ChangeQuerySet.not_for).
    """
    there = {(one.kind_id, one.words, one.on) for one in concern.changes.filter(pupil=pupil)}
    for line in lines:
        if (line.kind_id, line.words, line.on) in there:
            continue
        names = ("kind", "words", "said_by", "on", "until_on", "told_at", "told_by")
        told = Change.objects.create(pupil=pupil, concern=concern, **{name: getattr(line, name) for name in names})
        owe("change_told", to=adults_around(pupil), about=told)


SAID_BY = {
    Concern.Source.CHILD_TOLD: Change.SaidBy.CHILD,
    Concern.Source.SLIP: Change.SaidBy.CHILD,
    Concern.Source.PARENT_TOLD: Change.SaidBy.PARENT,
    Concern.Source.OTHER_CHILD: Change.SaidBy.OTHER,
    Concern.Source.ONLINE_ALERT: Change.SaidBy.OTHER,
    Concern.Source.ELSEWHERE: Change.SaidBy.OTHER,
}


def adults_around(pupil, on=None):
    """Active people of the child's class and those around the child, whom we may tell. No relative is among them."""
    day = on or timezone.localdate()
    classes = Membership.objects.current(day).filter(pupil=pupil).values("school_class")
    people = User.objects.who_may(Permission.PUPIL_READ)
    staff = ClassStaff.objects.current(day).filter(school_class__in=classes).values("user")
    around = Around.objects.current(day).filter(pupil=pupil).values("user")
    near = people.filter(pk__in=staff) | people.filter(pk__in=around)
    return list(near.exclude(pk__in=Relative.objects.filter(pupil=pupil).values("user")))


# The list of kinds


def keeps_list(user):
    """Those who manage the school's lists, and those who look after what is told."""
    return may(user, Permission.SCHOOL_MANAGE) or may(user, Permission.CONCERN_TRIAGE)


def _require_keeper(by):
    if by.as_actor().kind != "system" and not keeps_list(by):
        raise NotAllowed("Ask the SENDCo or the office to change this list.")


@action
def add_change_kind(*, by, facts):
    """One more kind of change to choose from. Refuses the name of one that is there."""
    _require_keeper(by)
    kind = ChangeKind(**facts)
    _save(kind)
    record("change_kind.added", kind, by=by, fields=list(facts))
    return kind


@action
def edit_change_kind(*, by, kind, version, facts):
    """Call a kind something else, or change how long it is shown. What was told stays as it was told. Refuses another's name."""
    _require_keeper(by)
    kind = ChangeKind.objects.get(pk=kind.pk)
    kind.bump(version)
    for name, value in facts.items():
        setattr(kind, name, value)
    _save(kind)
    record("change_kind.edited", kind, by=by, fields=list(facts))
    return kind


def _save(kind):
    """The database's own rule, in words."""
    try:
        with transaction.atomic():
            kind.save()
    except IntegrityError as broken:
        raise Refused(CLASH) from broken


@action
def retire_change_kind(*, by, kind, back=False):
    """Nobody chooses this kind any longer (or, `back`, they may again). What was told keeps it."""
    _require_keeper(by)
    kind = ChangeKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
    others = ChangeKind.objects.in_use().exclude(pk=kind.pk)
    if back and others.filter(name__iexact=kind.name).exists():
        raise Refused(CLASH)
    if not back and not others.exists():
        raise Refused("One kind has to stay.")
    kind.retired_on = None if back else timezone.localdate()
    kind.save(update_fields=["retired_on"])
    record("change_kind.restored" if back else "change_kind.retired", kind, by=by, fields=["retired_on"])
    return kind
