"""How concerns are put into words and rows for the pages: who is in them, where they stand, their story."""

from collections import defaultdict
from datetime import timedelta
from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce, Concat, Left
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from concerns import body
from concerns.models import BodyMark, Concern, ConcernPupil, ConcernText, Note, Report
from concerns.wording import LABELS
from documents.models import Attachment
from pupils.chronology import RESTRICTED
from pupils.models import Membership, Pupil, current
from staff.beside import read_beside
from staff.kept import Keys, kept
from staff.policy import Permission, Scope, no_narrower_than, scopes

ANOTHER = "another pupil"
BEGINS = 200  # letters of a concern at most, to be cut between words
AT_ONCE = timedelta(seconds=10)  # written with the press that it is done


def parts_of(concerns, reader=None):
    """The children of each concern by its key, in one query: name, class and part.

    For a `reader` who is not the author, a child whose page they may not open is "another pupil"; `child` is one whose
    page they may.
    """
    rows = _parts(Keys(concern.pk for concern in concerns), timezone.localdate(), reader) if concerns else []
    own = {concern.pk for concern in concerns if reader is not None and concern.author_id == reader.pk}
    found = defaultdict(list)
    for part in rows:
        child = part.pupil
        child.class_name = part.class_name
        opens = reader is not None and part.is_open
        named = reader is None or opens or part.concern_id in own
        found[part.concern_id].append(
            {
                "name": child.name if named else ANOTHER,
                "class_name": (child.class_name or child.year_name) if named else "",
                "part": part.get_part_display(),
                "is_subject": part.part == ConcernPupil.Part.SUBJECT,
                "child": child if opens else None,
            }
        )
    return found


@kept
def _parts(ids, today, reader):
    rows = ConcernPupil.objects.in_place().filter(concern__among=ids)
    rows = rows.select_related("pupil").annotate(class_name=_class_now(today)).order_by("pk")
    if reader is None:
        return rows
    cleared = Pupil.objects.permitted(reader, Permission.PUPIL_READ)
    return rows.annotate(is_open=Exists(cleared.filter(pk=OuterRef("pupil"))))


def _class_now(today):
    """The class of a part's child on that day."""
    now = Membership.objects.filter(current(today), pupil=OuterRef("pupil")).order_by("-from_on", "-pk")
    return Subquery(now.values("school_class__name")[:1])


def told_apart(user, rows, *, with_words):
    """Each of these concerns with its `children` and how it `begins`, as far as this reader may read them: what is
    restricted stays apart, and beside it no words are asked for. All in the question that finds them."""
    cleared = Pupil.objects.permitted(user, Permission.PUPIL_READ)
    full = Concat("pupil__preferred_forename", Value(" "), "pupil__preferred_surname")
    known = Q(Exists(cleared.filter(pk=OuterRef("pupil")))) | Q(concern__author=user)
    names = ConcernPupil.objects.in_place().filter(concern=OuterRef("pk")).order_by("pk")
    open_to = Concern.objects.all().whole(user).exclude(level__in=RESTRICTED).filter(pk=OuterRef("concern"))
    words = ConcernText.objects.filter(Exists(open_to), concern=OuterRef("pk")).values(first=Left("facts", BEGINS))
    return rows.annotate(
        children=ArraySubquery(names.values(name=Case(When(known, then=full), default=Value(ANOTHER)))),
        begins=Coalesce(Subquery(words), Value("")) if with_words else Value(""),
    )


def names_in(ids):
    """The children of these concerns in words, by the concern's key: one query, for lists."""
    found = defaultdict(list)
    for concern, forename, surname, class_name in _names(Keys(ids), timezone.localdate()):
        found[concern].append(f"{forename} {surname}" + (f" ({class_name})" if class_name else ""))
    return found


@kept
def _names(ids, today):
    return (
        ConcernPupil.objects.in_place()
        .filter(concern__among=ids)
        .annotate(class_name=_class_now(today))
        .order_by("pk")
        .values_list("concern", "pupil__preferred_forename", "pupil__preferred_surname", "class_name")
    )


def ago(at, now):
    """How long since, as people say it, and the exact moment."""
    seconds = (now - at).total_seconds()
    local = timezone.localtime(at)
    exact, iso = f"{_day_in_full(local.date())}, {local:%H:%M}", local.isoformat(timespec="minutes")
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {word}{'s' if count > 1 else ''} ago", exact, iso
    return "just now", exact, iso


@lru_cache(maxsize=1000)
def _day_in_full(day):
    return f"{day:%A} {day.day} {day:%B %Y}"


def status_for_author(concern):
    """Where it is, as the person who logged it is told: never the level, a reason or a decision."""
    if concern.status == Concern.Status.SUBMITTED:
        return "Sent. Not yet seen."
    who = (
        "safeguarding team"
        if Scope.ALL in scopes(concern.acknowledged_by.roles, Permission.CONCERN_TRIAGE)
        else ("wellbeing team")
    )
    seen = f"Seen {_moment(concern.acknowledged_at)} by the {who}."
    if concern.status == Concern.Status.CLOSED:
        return f"{seen} Closed {_moment(concern.closed_at)}."
    if concern.status == Concern.Status.TRIAGED:
        return f"{seen} Being followed up."
    return seen


def _moment(at):
    at = timezone.localtime(at)
    if at.date() == timezone.localdate():
        return f"at {at:%H:%M}"
    return f"on {at.day} {at:%B} at {at:%H:%M}"


def how_long(gap):
    """A gap in days or hours, in words."""
    days, hours = gap.days, gap.seconds // 3600
    if days >= 2:
        return f"{days} days"
    hours += days * 24
    return "less than an hour" if not hours else "1 hour" if hours == 1 else f"{hours} hours"


def words_of(text):
    """The boxes that were filled in, in the order of the form, and whether the writer corrected one later."""
    corrected = _corrected(text.concern)
    return [
        {"label": label, "words": getattr(text, name), "said": name == "childs_words", "corrected": name in corrected}
        for name, label in LABELS.items()
        if getattr(text, name)
    ]


def _corrected(concern):
    """The boxes that were corrected: read with the rest of the record, or asked for."""
    if "notes" in getattr(concern, "_prefetched_objects_cache", {}):
        return {note.box for note in concern.notes.all() if note.kind == Note.Kind.CORRECTED}
    return {box for (box,) in _corrected_boxes(concern)}


@kept
def _corrected_boxes(concern):
    return Note.objects.filter(concern=concern, kind=Note.Kind.CORRECTED).order_by().values_list("box")


@kept
def _marks(concern):
    return BodyMark.objects.filter(concern=concern).values_list("region", "words")


def marks_of(concern):
    """The body map: both sides drawn with their numbers, and each mark in words. Empty where there is none."""
    marks = _marks(concern)
    if not marks:
        return {}
    codes = [region for region, _ in marks]
    return {
        "drawings": [body.drawing("front", codes), body.drawing("back", codes)],
        "lines": [{"where": body.REGIONS[region][1], "words": words} for region, words in marks],
    }


def attachments_of(concern):
    """Files that came with it, or with the report it was matched from."""
    report = Q(owner_type=Report._meta.label_lower, owner_id__in=Report.objects.filter(concern=concern).values("pk"))
    of_its_own = Q(owner_type=concern._meta.label_lower, owner_id=concern.pk)
    return Attachment.objects.filter(of_its_own | report).order_by("pk")


def files_of(concern, *, sent_by=None):
    """The files that came with it, or only those this person sent: what each was called, and where to have it."""
    return files_as(_files(concern, sent_by), "concerns:attachment", concern)


@kept
def _files(concern, sent_by):
    rows = attachments_of(concern)
    return rows if sent_by is None else rows.sent_by(sent_by)


def files_as(rows, url_name, owner):
    """Attachments as a page lists them."""
    return [
        {
            "url": reverse(url_name, args=[owner.public_id, one.public_id]),
            "name": one.given_name,
            "about": f"{one.get_kind_display()}, {filesizeformat(one.bytes_size)}",
            "by": one.added_by_name,
            "at": one.added_at,
        }
        for one in rows
    ]


ROWS = {
    "parts": ["pupil", "moved_to", "moved_by"],
    "level_changes": ["changed_by"],
    "changes": ["kind", "told_by"],
    "decisions": ["decided_by", "joined_with"],
    "notes": ["written_by"],
    "agency_contacts": ["agency", "written_by"],
    "questions": ["asked_of", "asked_by", "answer"],
    "follow_ups": ["follow_up__who", "follow_up__made_by", "follow_up__done_by"],
    "outcomes": ["written_by"],
}


def read_rows(concern):
    """Its children, and what came after it was sent, with who did it: one question for each table, whatever the page
    makes of them."""
    prefetch_related_objects([concern], "needs")
    read_beside(concern, ROWS)


def story_of(concern, *, with_words, thresholds=False):
    """Everything that came after it was sent, in order. Without words it says only who, when and what kind;
    `thresholds` are for those who set them."""
    read_rows(concern)
    lines = [_line(concern.recorded_at, "log", "Sent", concern.author_name)]
    if concern.acknowledged_at:
        lines.append(_line(concern.acknowledged_at, "tick", "Seen", concern.acknowledged_by))
    for change in concern.level_changes.all():
        was, now = change.get_was_display().split(":")[0], change.get_now_display().split(":")[0].lower()
        by = change.changed_by or "by the rules"
        lines.append(_line(change.changed_at, "lock", f"Level: {was} to {now}", by, change.reason))
    for change in concern.changes.all():
        kind = f"A change: {change.kind}, {change.on.day} {change.on:%B %Y}"
        lines.append(_line(change.told_at, "home", kind, change.told_by, change.words))
    for decision in concern.decisions.all():
        kind = decision.get_decision_display()
        if decision.until:
            kind = f"{kind}: {decision.until.day} {decision.until:%B %Y}"
        if decision.joined_with and decision.joined_with.level in no_narrower_than(concern.level):
            kind = f"{kind}: {decision.joined_with.reference}"
        if thresholds and decision.threshold:
            kind = f"{kind}. Threshold: {decision.get_threshold_display().lower()}"
        lines.append(_line(decision.decided_at, "steps", kind, decision.decided_by, decision.rationale))
    for note in concern.notes.all():
        kind, words = note.get_kind_display(), note.words
        if note.box:
            kind, words = f"{kind}: {note.about.lower()}", f"{words}\nWhy: {note.reason}"
        lines.append(_line(note.written_at, NOTE_ICONS.get(note.kind, "log"), kind, note.written_by, words))
    for contact in concern.agency_contacts.all():
        agency = f" ({contact.agency})" if contact.agency else ""
        reference = f"\nTheir reference: {contact.their_reference}" if contact.their_reference else ""
        words = f"{contact.who}{agency}: {contact.what_they_said}{reference}"
        lines.append(_line(contact.at, "phone", "Agency", contact.written_by, words))
    for question in concern.questions.all():
        kind = f"Asked {question.asked_of}"
        lines.append(_line(question.asked_at, "talk", kind, question.asked_by, question.words))
        if hasattr(question, "answer"):
            lines.append(_line(question.answer.answered_at, "talk", "Answer", question.asked_of, question.answer.words))
    for one in concern.follow_ups.all():
        lines += _lines_of_a_follow_up(one, [row for row in concern.outcomes.all() if row.follow_up_id == one.pk])
    if concern.closed_at:
        lines.append(_line(concern.closed_at, "stamp", "Closed", concern.closed_by))
    if not with_words:
        for line in lines:
            line["words"] = ""
    return sorted(lines, key=lambda line: line["at"])


def _lines_of_a_follow_up(one, outcomes):
    """Who does what by when; that it is done, with what came of it; and each further word, with what it is about."""
    follow_up = one.follow_up
    kind = f"{follow_up.who} by {follow_up.due_on.day} {follow_up.due_on:%B}"
    lines = [_line(follow_up.made_at, "target", kind, follow_up.made_by, one.words)]
    if follow_up.done_at:
        lines.append(_line(follow_up.done_at, "tick", "Done", follow_up.done_by, one.words))
    for outcome in outcomes:
        words = f"{one.words}\nWhat came of it: {outcome.words}"
        if outcome.written_by_id == follow_up.done_by_id and outcome.written_at - follow_up.done_at < AT_ONCE:
            lines[1]["words"] = words
        else:
            lines.append(_line(outcome.written_at, "tick", "What came of it", outcome.written_by, words))
    return lines


NOTE_ICONS = {
    "feedback": "talk",
    "refiled": "child",
    "parents": "home",
    "added": "plus",
    "told": "talk",
    "reopened": "steps",
}


def _line(at, icon, kind, by, words=""):
    return {"at": at, "icon": icon, "kind": kind, "by": str(by), "words": words}
