"""What is added after a concern was sent: more words, a correction, the right child. Nothing is taken away."""

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions.changes import tell_again
from concerns.actions.filing import keep_out_of
from concerns.actions.records import (
    hold_again,
    locked,
    look_again_at,
    source_of,
    subject_of,
    tell_those_who_triage,
)
from concerns.actions.urgent import follow_refiled
from concerns.models import WORDS, Concern, ConcernPupil, Note
from concerns.triggers import triggers
from documents.attaching import attach
from pupils.models import FlagStep, FollowUp, MonitoringFlag
from pupils.watching import move_flag
from staff.notices import owe
from staff.permitted import NotAllowed, is_permitted, may, require
from staff.policy import Permission


@action
def add_words(*, by, concern, words, files=()):
    """Its author (or somebody who triages it) remembers more, or has a file that belongs to it.

    The rules read the words as they read the first ones. A file alone is named for what it is. What its author
    remembers is taken even where the school keeps its safeguarding words in another system; nobody else's is.
    """
    if concern.author_id != by.pk:
        keep_out_of(concern)
    if files and not words.strip():
        words = "A file." if len(files) == 1 else f"{len(files)} files."
    note = _add(by, concern, Note.Kind.ADDED, words, verb="concern.added_to")
    if files:
        attach(by=by, owner=concern, examined=files, pupil=subject_of(concern))
    return note


@action
def correct_words(*, by, concern, box, words, reason):
    """Its author says what one of the boxes should have said, and why. What was sent stays beside it."""
    if box not in WORDS:
        raise Refused(box="Please choose which part is not right.")
    if not reason.strip():
        raise Refused(reason="Please say why it needs correcting.")
    return _add(by, concern, Note.Kind.CORRECTED, words, verb="concern.corrected", box=box, reason=reason.strip())


@action
def say_told(*, by, concern, words):
    """Its author says whom they have told in person, and when. It does not replace somebody seeing it."""
    return _add(by, concern, Note.Kind.TOLD, words, verb="concern.told_in_person", look_again=False)


def _add(by, concern, kind, words, *, verb, look_again=True, **more):
    _may_add(by, concern)
    if not words.strip():
        raise Refused(words="Please write something.")
    concern = locked(concern)
    note = Note.objects.create(concern=concern, kind=kind, words=words.strip(), written_by=by, **more)
    hold_again(concern, triggers({"facts": words}), by=by)
    if look_again and concern.status != Concern.Status.SUBMITTED:
        concern.look_again_at = concern.look_again_at or note.written_at
        concern.save(update_fields=["look_again_at"])
        owe("concern_added_to", to=[user for user in concern.who_triages() if user != by], about=note)
    record(verb, concern, by=by, pupil=subject_of(concern), fields=["words"])
    return note


def _may_add(by, concern):
    """To one's own concern, at whatever level it now is; otherwise as one of those who triage it."""
    if concern.author_id == by.pk and may(by, Permission.CONCERN_RAISE):
        return
    if not is_permitted(by, Permission.CONCERN_TRIAGE, concern):
        raise NotAllowed("This record is not one you can add to.")


@action
def refile(*, by, concern, wrong, right, reason):
    """It was written about the wrong child. It moves to the right one whole; on the wrong child's side a
    trace stays for the safeguarding leads, and nothing to read. What came of it goes along: changes told on its
    form, what somebody does by a day, the eye it keeps, what is urgent. Refuses no reason and the same child."""
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not reason.strip():
        raise Refused(reason="Please say how you know that it is about another child.")
    concern = locked(concern)
    part = concern.parts.in_place().select_for_update(no_key=True).filter(pupil=wrong).first()
    if part is None:
        raise Refused("That child is not in this concern any more.")
    if concern.parts.in_place().filter(pupil=right).exists():
        raise Refused("The other child is in this concern already.")
    part.moved_at, part.moved_by, part.moved_to = timezone.now(), by, right
    part.save(update_fields=["moved_at", "moved_by", "moved_to"])
    ConcernPupil.objects.create(concern=concern, pupil=right, part=part.part, added_by=by)
    # Who reads it next may not open the wrong child's page: which child that was is in its part alone.
    Note.objects.create(concern=concern, kind=Note.Kind.REFILED, words=reason.strip(), written_by=by)
    _take_along(concern, wrong, right, by)
    if concern.status == Concern.Status.SUBMITTED:
        tell_those_who_triage(concern)
    for child in (wrong, right):
        record("concern.refiled", concern, by=by, pupil=child, fields=["pupil"])
    return concern


def _take_along(concern, wrong, right, by):
    FollowUp.objects.filter(source=source_of(concern), pupil=wrong).update(pupil=right)
    lines = concern.changes.filter(pupil=wrong).select_related("kind", "told_by")
    said = [look_again_at(concern), *(line.words for line in lines if line.flag_id)]
    steps = FlagStep.objects.filter(flag__pupil=wrong, reason__in=said).select_related("by").order_by("at", "pk")
    flags = MonitoringFlag.objects.permitted(by, Permission.CONCERN_TRIAGE).select_related("pupil")
    for flag in flags.filter(pk__in=steps.values("flag")):
        move_flag(by=by, flag=flag, pupil=right, came_of=[step for step in steps if step.flag_id == flag.pk])
    tell_again(concern=concern, lines=lines, pupil=right)
    follow_refiled(by=by, concern=concern, wrong=wrong, right=right)
