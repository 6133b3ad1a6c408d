"""Slips from a class's box: typed in word for word, and made a concern with one press."""

from datetime import datetime, time

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.records import raise_concern
from concerns.actions.reports import receive_report
from concerns.models import Concern, Report, Slip, UrgentTrigger, classes_of
from concerns.triggers import finds, in_words
from documents.attaching import attach
from documents.models import Attachment
from staff.permitted import NotAllowed, require
from staff.policy import Permission

WHERE_FROM = "A slip from the “I wish my teacher knew” box."
SCANNED = " The slip itself is scanned, in the class’s box."


@action
def add_slip(*, by, school_class, words, written_on, pupil=None, danger=Concern.Danger.NO, files=(), pass_on=False):
    """Type in a slip, the child's spelling kept, with a scan if there is one. For the class's staff and those
    who read every child; `pass_on` makes it a concern in the same act, and so do words that must not wait
    in a box. Refuses no words, a day to come and a child of another class."""
    require(by, Permission.CONCERN_RAISE)
    if not classes_of(by).filter(pk=school_class.pk).exists():
        raise NotAllowed("This box belongs to another class.")
    if not words.strip():
        raise Refused(words="Please type what the slip says.")
    if written_on > timezone.localdate():
        raise Refused(written_on="That day has not come yet.")
    if pupil is not None and not type(pupil).objects.in_class(school_class).filter(pk=pupil.pk).exists():
        raise Refused("That child is not in this class.")
    slip = Slip.objects.create(
        school_class=school_class,
        pupil=pupil,
        words=words.strip("\r\n"),
        written_on=written_on,
        danger=Concern.Danger(danger),
        typed_by=by,
    )
    if files:
        attach(by=by, owner=slip, examined=files, pupil=pupil)
    record("slip.added", slip, by=by, pupil=pupil, fields=["words"])
    return _passed_on(slip, by) if pass_on or must_not_wait(words, danger) else slip


@action
def make_slip_a_concern(*, by, slip):
    """One press: the slip's words become a concern about whoever signed it, in the child's own words.

    One that nobody signed goes to the safeguarding leads as a report, to be matched to a child. Pressed
    twice it is refused: the slip remembers.
    """
    require(by, Permission.CONCERN_READ, slip)
    require(by, Permission.CONCERN_RAISE)
    slip = (
        Slip.objects.select_for_update(no_key=True, of=("self",))
        .select_related("pupil", "school_class")
        .get(pk=slip.pk)
    )
    if slip.is_passed_on:
        raise Refused("This slip has been passed on already.")
    return _passed_on(slip, by)


def _passed_on(slip, by):
    scanned = SCANNED if Attachment.objects.of(slip).exists() else ""
    at = _about_when(slip.written_on)
    answers = {"facts": WHERE_FROM + scanned, "childs_words": slip.words, "danger": slip.danger, "happened_at": at}
    if slip.pupil is None:
        slip.report = receive_report(
            by=by,
            kind=Report.Kind.SLIP,
            child=("Nobody signed it", slip.school_class.name),
            writer=(by.name, by.job_title, by.phone),
            answers=answers,
        )
    else:
        paper = {"source": Concern.Source.SLIP, "on_paper": True, "happened_about": True}
        slip.concern = raise_concern(by=by, pupil=slip.pupil, answers=answers | paper)
    slip.save(update_fields=["concern", "report"])
    record("slip.made_a_concern", slip, by=by, pupil=slip.pupil, fields=["concern"])
    return slip


def _about_when(day):
    """A slip has a day and no hour: the middle of that day, or now if that has not come."""
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return min(noon, timezone.now())


def must_not_wait(words, danger=Concern.Danger.NO, school_list=None):
    """Danger, the rules that hold a concern, or one of the school's own triggers: a child wrote of it and waits.

    A page of many slips reads the school's list once and hands it over.
    """
    found = UrgentTrigger.objects.current() if school_list is None else school_list
    return danger != Concern.Danger.NO or bool(in_words(words)) or any(finds(one.phrases, words) for one in found)
