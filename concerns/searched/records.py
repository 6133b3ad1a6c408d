"""Which words of this room can be found, and by whom: its author finds their own, never what came after."""

from django.db.models import OuterRef, Subquery

from concerns.models import (
    AgencyContact,
    Answer,
    BodyMark,
    Briefing,
    Change,
    ChangeKind,
    Concern,
    ConcernPupil,
    ConcernText,
    Decision,
    FollowUpWords,
    LevelChange,
    Need,
    Note,
    Outcome,
    Question,
    Report,
    ReportText,
    Slip,
)
from concerns.models.concern import WORDS
from pupils.searching import Also, Record, Text, leave_out, register
from staff.policy import Permission

CONCERN = {
    "url_name": "concerns:read",
    "pupil": "parts__pupil",
    "in_place": {"parts__moved_at": None},
    "author": "author",
}


def register_records():
    register(
        Record(name="concern", rows=lambda user: Concern.objects.permitted(user, Permission.CONCERN_READ), **CONCERN),
        Text("concern", "Concern", "concern", ConcernText, WORDS, at="concern__recorded_at", parent="concern"),
        Text("mark", "Body map", "concern", BodyMark, ("words",), at="concern__recorded_at", parent="concern"),
    )
    register(
        Record(name="after", rows=lambda user: Concern.objects.all().whole(user), **CONCERN),
        _after("decision", "Decision", Decision, ("rationale",), at="decided_at"),
        _after("level", "Change of level", LevelChange, ("reason",), at="changed_at"),
        _after(
            "note",
            "Note on a concern",
            Note,
            ("words", "reason"),
            at="written_at",
            also=Also(_told_to_its_author, "concerns:read", "concern__public_id"),
        ),
        _after("agency", "Call to an agency", AgencyContact, ("who", "what_they_said", "their_reference"), at="at"),
        _after(
            "promise",
            "To do",
            FollowUpWords,
            ("words",),
            at="follow_up__made_at",
            also=Also(
                FollowUpWords.objects.all().to, "concerns:done", "follow_up__public_id", named="follow_up__pupil"
            ),
        ),
        _after(
            "outcome",
            "What came of it",
            Outcome,
            ("words",),
            at="written_at",
            also=Also(
                Outcome.objects.all().own,
                "concerns:done",
                "follow_up__follow_up__public_id",
                named="follow_up__follow_up__pupil",
            ),
        ),
        _after(
            "question",
            "Question to a colleague",
            Question,
            ("words",),
            at="asked_at",
            also=Also(Question.objects.all().to, "concerns:answer", "public_id", named=_asked_about("concern")),
        ),
        Text(
            "answer",
            "A colleague's answer",
            "after",
            Answer,
            ("words",),
            at="answered_at",
            parent="question__concern",
            also=Also(_my_answers, "concerns:answer", "question__public_id", named=_asked_about("question__concern")),
        ),
    )
    _register_small_things()
    leave_out(Concern, ["author_name", "author_role"], "Who logged it: a name, not words about a child.")
    for model in (Report, ReportText):
        leave_out(model, "*", "Nobody knows whose words they are until they are matched; then they are a concern.")
    leave_out(Need, "*", "The school's own list of needs, about no child.")
    leave_out(ChangeKind, "*", "The school's own list of kinds of change, about no child.")


def _register_small_things():
    register(
        Record(
            name="change",
            rows=lambda user: Change.objects.permitted(user, Permission.CONCERN_READ),
            url_name="dashboard:child",
            ref="pupil__public_id",
            level="",
        ),
        Text("change", "A change", "change", Change, ("words",), at="told_at"),
    )
    register(
        Record(
            name="slip",
            rows=lambda user: Slip.objects.permitted(user, Permission.CONCERN_READ).in_the_box(),
            url_name="concerns:slips",
            ref="school_class__public_id",
            level="",
        ),
        Text("slip", "A slip", "slip", Slip, ("words",), at="typed_at"),
    )
    register(
        Record(
            name="briefing",
            rows=lambda user: Briefing.objects.permitted(user, Permission.CONCERN_READ),
            url_name="concerns:briefing",
        ),
        Text("briefing", "Briefing", "briefing", Briefing, ("words", "reason"), at="written_at"),
    )


def _after(kind, word, model, columns, *, at, also=None):
    return Text(kind, word, "after", model, columns, at=at, parent="concern", also=also)


def _told_to_its_author(user):
    """What somebody added to their own concern, and the line they had back."""
    mine = Concern.objects.permitted(user, Permission.CONCERN_READ).written_by(user)
    notes = Note.objects.filter(concern__in=mine.values("pk"))
    return notes.for_author() | notes.in_their_own_words(user)


def _asked_about(concern):
    """The child a colleague is asked about: the first that the concern is filed under now, as their page says it."""
    parts = ConcernPupil.objects.in_place().filter(concern=OuterRef(concern)).order_by("pk")
    return Subquery(parts.values("pupil")[:1])


def _my_answers(user):
    return Answer.objects.filter(question__in=Question.objects.all().to(user).values("pk"))
