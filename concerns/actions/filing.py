"""What is written into a child's safeguarding file: notices from the police, calls, notes, and risk assessments."""

from datetime import timedelta

from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.models import DateOwed, FileEntry, FileText, HarmAssessment, HarmText, Keeping
from staff.notices import settle
from staff.permitted import require
from staff.policy import Permission

KEEP = Permission.SAFEGUARDING_KEEP
CLOCKS_DIFFER = timedelta(minutes=5)


class KeptElsewhere(Refused):
    """This school's child-protection file is in another system, so words about it are not taken here."""

    def __init__(self, kept_in):
        super().__init__(
            f"This school keeps its child-protection file in {kept_in}. Write the words there, and only its "
            "reference here."
        )


def keep_out():
    """Refuse safeguarding words where the school keeps them in another system. The database refuses them, too."""
    kept_in = Keeping.current().kept_in
    if kept_in:
        raise KeptElsewhere(kept_in)


def keep_out_of(concern):
    """The same for words about a concern that is held apart."""
    if concern.is_restricted:
        keep_out()


def subject_of(concern):
    """The child the log names: the first one it is about."""
    part = concern.parts.in_place().select_related("pupil").order_by("pk").first()
    return part.pupil if part else None


def write_words(kind, *, by, pupil, words, done="", happened_at=None, told_us="", reference=""):
    """An entry with its words, for the acts of this room."""
    keep_out()
    entry = FileEntry.objects.create(
        kind=kind, pupil=pupil, happened_at=happened_at or timezone.now(), told_us=told_us, reference=reference,
        written_by=by,
    )  # fmt: skip
    FileText.objects.create(entry=entry, words=words.strip(), done=done.strip())
    return entry


@action
def write_entry(*, by, pupil, kind, happened_at=None, words="", done="", told_us="", reference="", siblings=()):
    """Something was told or noted: to this child's file, and the same to those of the siblings who are ticked.

    Where the file is kept in another system only the reference is taken. Refuses no words (or no
    reference, there) and a time to come.
    """
    require(by, KEEP, pupil)
    happened_at = happened_at or timezone.now()
    if happened_at > timezone.now() + CLOCKS_DIFFER:
        raise Refused(happened_at="That time has not come yet. Please check the day and the time.")
    kind, kept_in = FileEntry.Kind(kind), Keeping.current().kept_in
    if kept_in and (words.strip() or done.strip() or not reference.strip()):
        raise KeptElsewhere(kept_in)
    if not kept_in and not words.strip():
        raise Refused(words="Please write what was said or seen.")
    facts = {"happened_at": happened_at, "told_us": told_us.strip(), "reference": reference.strip()}
    first = None
    for child in [pupil, *siblings]:
        require(by, KEEP, child)
        if kept_in:
            entry = FileEntry.objects.create(kind=kind, pupil=child, written_by=by, **facts)
        else:
            entry = write_words(kind, by=by, pupil=child, words=words, done=done, **facts)
        record("safeguarding.entry_written", entry, by=by, pupil=child, fields=["kind", "words"])
        first = first or entry
    return first


@action
def keep_elsewhere(*, by, pupil, reference):
    """The child's file has a reference in the other system. Refuses an empty one; an older one stays in the history."""
    require(by, KEEP, pupil)
    if not reference.strip():
        raise Refused(reference="Please write the reference.")
    entry = FileEntry.objects.create(
        kind=FileEntry.Kind.ELSEWHERE, pupil=pupil, happened_at=timezone.now(), reference=reference.strip(),
        told_us=Keeping.current().kept_in, written_by=by,
    )  # fmt: skip
    record("safeguarding.reference_given", entry, by=by, pupil=pupil, fields=["reference"])
    return entry


@action
def assess_harm(
    *, by, pupil, part, likelihood, review_on, what, who, measures, childs_view="", parents_view="", other_pupil=None,
    follows=None,
):  # fmt: skip
    """A version of the risk assessment about harm between children, for this child alone.

    The other child is kept by name beside the words and has an assessment of their own. The day
    it is looked at again is owed. Refuses a day gone by, and a version somebody has already followed.
    """
    require(by, KEEP, pupil)
    keep_out()
    if review_on <= timezone.localdate():
        raise Refused(review_on="Please choose a day to come on which you look at it again.")
    if other_pupil is not None and other_pupil.pk == pupil.pk:
        raise Refused("The other child is this one. Please choose again.")
    if not (what.strip() and who.strip() and measures.strip()):
        raise Refused("Please write what may happen, who may be harmed and what is done about it.")
    if follows is not None:
        require(by, KEEP, follows)
        DateOwed.objects.select_for_update(no_key=True).get(pk=follows.date_owed_id)
        if HarmAssessment.objects.filter(follows=follows).exists():
            raise Refused("Somebody has written a newer version. Yours is still here: open the newer one beside it.")
        _answer(follows.date_owed, by)
    owed = DateOwed.objects.create(pupil=pupil, kind=DateOwed.Kind.ASSESSMENT, on=review_on, written_by=by)
    assessment = HarmAssessment.objects.create(
        pupil=pupil, version=follows.version + 1 if follows else 1, follows=follows, part=part, likelihood=likelihood,
        other_pupil=other_pupil, review_on=review_on, date_owed=owed, written_by=by,
    )  # fmt: skip
    HarmText.objects.create(
        assessment=assessment, what=what.strip(), who=who.strip(), measures=measures.strip(),
        childs_view=childs_view.strip(), parents_view=parents_view.strip(),
    )  # fmt: skip
    record("safeguarding.harm_assessed", assessment, by=by, pupil=pupil, fields=["likelihood", "measures"])
    return assessment


def _answer(date, by):
    """A new version answers the day on which the old one was to be looked at."""
    if date.answered_at is None:
        date.answer, date.answered_at, date.answered_by = DateOwed.Answer.HAPPENED, timezone.now(), by
        date.save(update_fields=["answer", "answered_at", "answered_by"])
        for kind in ("safeguarding_date_near", "safeguarding_date_overdue"):
            settle(kind, date.pk)
