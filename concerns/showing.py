"""How concerns are put into words and rows for the pages: who is in them, where they stand, their story."""

from collections import defaultdict

from django.utils import timezone

from concerns.models import Concern, ConcernPupil
from pupils.models import Pupil
from staff.policy import Permission, Scope, scopes

ANOTHER = "another pupil"


def parts_of(concerns, reader=None):
    """The children of each concern by its key, in one query: name, class and part.

    For a `reader` who is not the author, a child whose page they may not open is "another pupil".
    """
    ids = [concern.pk for concern in concerns]
    rows = (
        ConcernPupil.objects.in_place().filter(concern__in=ids).order_by("pk").values_list("concern", "pupil", "part")
    )
    rows = list(rows)
    wanted = Pupil.objects.filter(pk__in={pupil for _, pupil, _ in rows}).with_class()
    pupils = {pupil.pk: pupil for pupil in wanted}
    open_to = None
    if reader is not None:
        open_to = set(
            Pupil.objects.permitted(reader, Permission.PUPIL_READ).filter(pk__in=pupils).values_list("pk", flat=True)
        )
    own = {concern.pk for concern in concerns if reader is not None and concern.author_id == reader.pk}
    found = defaultdict(list)
    for concern, pupil, part in rows:
        child = pupils[pupil]
        named = open_to is None or pupil in open_to or concern in own
        found[concern].append(
            {
                "name": child.name if named else ANOTHER,
                "class_name": (child.class_name or child.year_name) if named else "",
                "part": ConcernPupil.Part(part).label,
                "is_subject": part == ConcernPupil.Part.SUBJECT,
                "child": child if named else None,
            }
        )
    return found


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
    return f"{days * 24 + hours} hours"


WORDS = [
    ("facts", "What was seen or heard"),
    ("childs_words", "The child’s own words"),
    ("questions_asked", "Questions asked"),
    ("opinion", "What the writer thinks (opinion)"),
    ("demeanour", "How the child was"),
    ("injuries", "Injuries"),
    ("others_present", "Who else was there"),
    ("where_now", "Where the child was then, and with whom"),
    ("done_already", "Done already"),
    ("parents_know", "Do the parents know?"),
]


def words_of(text):
    """The boxes that were filled in, in the order of the form."""
    return [
        {"label": label, "words": getattr(text, name), "said": name == "childs_words"}
        for name, label in WORDS
        if getattr(text, name)
    ]


def story_of(concern, *, with_words):
    """Everything that came after it was sent, in order. Without words it says only who, when and what kind."""
    lines = [_line(concern.recorded_at, "log", "Sent", concern.author_name, "")]
    if concern.acknowledged_at:
        lines.append(_line(concern.acknowledged_at, "tick", "Seen", concern.acknowledged_by, ""))
    for change in concern.level_changes.select_related("changed_by"):
        kind = f"{change.get_was_display().split(':')[0]} to {change.get_now_display().split(':')[0].lower()}"
        lines.append(_line(change.changed_at, "lock", f"Level: {kind}", change.changed_by, change.reason))
    for decision in concern.decisions.select_related("decided_by"):
        kind = decision.get_decision_display()
        if decision.until:
            kind = f"{kind}: {decision.until.day} {decision.until:%B %Y}"
        lines.append(_line(decision.decided_at, "steps", kind, decision.decided_by, decision.rationale))
    for note in concern.notes.select_related("written_by"):
        lines.append(_line(note.written_at, "talk", note.get_kind_display(), note.written_by, note.words))
    if concern.closed_at:
        lines.append(_line(concern.closed_at, "stamp", "Closed", concern.closed_by, ""))
    if not with_words:
        for line in lines:
            line["words"] = ""
    return sorted(lines, key=lambda line: line["at"])


def _line(at, icon, kind, by, words):
    return {"at": at, "icon": icon, "kind": kind, "by": str(by), "words": words}
