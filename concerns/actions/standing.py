"""Where a child stands with social care, who is outside, and what is owed by when. Nothing is written over."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.filing import write_words
from concerns.models import DateOwed, FileEntry, KeyPerson, Standing
from staff.notices import settle
from staff.permitted import require
from staff.policy import Permission

KEEP = Permission.SAFEGUARDING_KEEP


@action
def set_standing(*, by, pupil, kind, from_on, category="", authority="", words="", replaces=()):
    """The child stands so from a day; what it replaces ends on that day and stays in the history.

    Refuses a day to come, and a standing the child has already.
    """
    require(by, KEEP, pupil)
    if from_on > timezone.localdate():
        raise Refused(from_on="Please give the day it began: today or a day gone by.")
    for old in replaces:
        end_standing(by=by, standing=old, until_on=from_on)
    if Standing.objects.open().filter(pupil=pupil, kind=kind).exists():
        raise Refused(kind="The child already stands so. End that first, or choose another standing.")
    entry = write_words(FileEntry.Kind.STANDING, by=by, pupil=pupil, words=words) if words.strip() else None
    standing = Standing.objects.create(
        pupil=pupil, kind=kind, category=category if kind == Standing.Kind.CHILD_PROTECTION else "",
        authority=authority.strip(), from_on=from_on, entry=entry, written_by=by,
    )  # fmt: skip
    record("safeguarding.standing_set", standing, by=by, pupil=pupil, fields=["kind", "from_on"])
    return standing


@action
def end_standing(*, by, standing, until_on):
    """It ended on a day; it stays in the history. Refuses a day before it began, a day to come, and twice."""
    require(by, KEEP, standing)
    standing = Standing.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=standing.pk)
    if standing.until_on:
        raise Refused("This has ended already.")
    if until_on < standing.from_on or until_on > timezone.localdate():
        raise Refused(until_on="It ends between the day it began and today.")
    standing.until_on, standing.ended_at, standing.ended_by = until_on, timezone.now(), by
    standing.save(update_fields=["until_on", "ended_at", "ended_by"])
    record("safeguarding.standing_ended", standing, by=by, pupil=standing.pupil, fields=["until_on"])
    return standing


@action
def add_person(*, by, pupil, job, name, authority="", phone="", email="", instead_of=None):
    """Somebody outside works with the child. The one before, if named, ends today and stays in the history."""
    require(by, KEEP, pupil)
    if not name.strip():
        raise Refused(name="Please write their name.")
    if instead_of is not None:
        end_person(by=by, person=instead_of)
    person = KeyPerson.objects.create(
        pupil=pupil, job=job, name=name.strip(), authority=authority.strip(), phone=phone.strip(), email=email.strip(),
        from_on=timezone.localdate(), written_by=by,
    )  # fmt: skip
    record("safeguarding.person_added", person, by=by, pupil=pupil, fields=["job", "name", "phone"])
    return person


@action
def end_person(*, by, person):
    """They do not work with the child any more. Refuses nobody; twice changes nothing."""
    require(by, KEEP, person)
    person = KeyPerson.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=person.pk)
    if person.until_on is None:
        person.until_on, person.ended_at, person.ended_by = timezone.localdate(), timezone.now(), by
        person.save(update_fields=["until_on", "ended_at", "ended_by"])
        record("safeguarding.person_ended", person, by=by, pupil=person.pupil, fields=["until_on"])
    return person


@action
def owe_date(*, by, pupil, kind, on, at_time=None, place=""):
    """A conference, a visit, a report: on a day, from which a reminder comes. Refuses a day long gone."""
    require(by, KEEP, pupil)
    if (timezone.localdate() - on).days > 366:
        raise Refused(on="That day is more than a year ago. Please check it.")
    owed = DateOwed.objects.create(pupil=pupil, kind=kind, on=on, at_time=at_time, place=place.strip(), written_by=by)
    record("safeguarding.date_owed", owed, by=by, pupil=pupil, fields=["kind", "on"])
    return owed


@action
def answer_date(*, by, date, answer, words="", next_on=None):
    """What came of it, and the next one where there is one. Refuses a second answer, and one before its day."""
    require(by, KEEP, date)
    date = DateOwed.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=date.pk)
    if date.answered_at:
        raise Refused("Somebody has answered this already.")
    answer = DateOwed.Answer(answer)
    if answer != DateOwed.Answer.MOVED and date.on > timezone.localdate():
        raise Refused(answer="That day has not come yet.")
    if next_on is not None and next_on <= timezone.localdate():
        raise Refused(next_on="The next one is on a day to come.")
    date.answer, date.answered_at, date.answered_by = answer, timezone.now(), by
    if words.strip():
        date.entry = write_words(FileEntry.Kind.DATE, by=by, pupil=date.pupil, words=words)
    date.save(update_fields=["answer", "answered_at", "answered_by", "entry"])
    for kind in ("safeguarding_date_near", "safeguarding_date_overdue"):
        settle(kind, date.pk)
    if next_on is not None:
        owe_date(by=by, pupil=date.pupil, kind=date.kind, on=next_on, place=date.place)
    record("safeguarding.date_answered", date, by=by, pupil=date.pupil, fields=["answer"])
    return date
