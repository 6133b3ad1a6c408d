"""What this room tells of a child: what was noticed and decided, what changed, what they wrote, who was briefed."""

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat

from concerns.models import (
    Briefing,
    Change,
    Concern,
    ConcernPupil,
    ConcernText,
    Decision,
    Episode,
    Outcome,
    Slip,
    sets_threshold,
)
from pupils.chronology import Source, joined, register, texts_of
from staff.policy import Permission


def register_sources():
    register(
        Source(
            kind="concern",
            word="Concern",
            icon="log",
            rows=_concerns,
            at="happened_at",
            entered="recorded_at",
            ref="public_id",
            url_name="concerns:read",
            line=joined("status", "author_name"),
            level="level",
            pupil="parts__pupil",
            say=_say_concern,
            texts=_facts,
            theme=lambda rows, need: rows.filter(tags__need__code=need),
        )
    )
    register(
        Source(
            kind="decision",
            word="Decision",
            icon="steps",
            rows=_decisions,
            at="decided_at",
            ref="concern__public_id",
            url_name="concerns:read",
            line=joined("decision", "concern__reference"),
            words="rationale",
            level="concern__level",
            pupil="concern__parts__pupil",
            say=_say_decision,
            texts=_reasons,
            theme=lambda rows, need: rows.filter(concern__tags__need__code=need),
        )
    )
    register(
        Source(
            kind="outcome",
            word="What came of it",
            icon="tick",
            rows=_outcomes,
            at="written_at",
            ref="concern__public_id",
            url_name="concerns:read",
            line="written_by__name",
            words="words",
            level="concern__level",
            pupil="concern__parts__pupil",
            say=lambda name: f"From {name}",
            texts=_what_came,
            theme=lambda rows, need: rows.filter(concern__tags__need__code=need),
        )
    )
    register(
        Source(
            kind="urgent",
            word="Urgent",
            icon="urgent",
            rows=lambda user, pupils: Episode.objects.all().by_role(user).filter(pupil__in=pupils),
            at="opened_at",
            ref="public_id",
            url_name="concerns:episode",
            line=joined("outcome", "opened_by__name"),
            level="level",
            say=_say_urgent,
        )
    )
    register(
        Source(
            kind="moved",
            word="Filed by mistake",
            icon="child",
            rows=_moved,
            at="moved_at",
            key="pk",
            line="moved_by__name",
            level="concern__level",
            say=_say_moved,
        )
    )
    register(
        Source(
            kind="change",
            word="A change",
            icon="home",
            rows=lambda user, pupils: _about(Change, user, pupils),
            at="on",
            entered="told_at",
            line=joined("kind__name", "said_by"),
            words="words",
            say=_say_change,
        )
    )
    register(
        Source(
            kind="slip",
            word="A slip",
            icon="quote",
            rows=lambda user, pupils: _about(Slip, user, pupils).in_the_box(),
            at="written_on",
            entered="typed_at",
            ref="school_class__public_id",
            url_name="concerns:slips",
            line="school_class__name",
            words="words",
            say=lambda name: "“I wish my teacher knew”",
        )
    )
    register(
        Source(
            kind="briefing",
            word="Briefing",
            icon="share",
            rows=lambda user, pupils: _about(Briefing, user, pupils),
            at="written_at",
            ref="public_id",
            url_name="concerns:briefing",
            line=joined("state", "written_by__name"),
            words="words",
            say=_say_briefing,
        )
    )


def _moved(user, pupils):
    """What was filed under this child by mistake: a trace for the safeguarding leads, with nothing to read."""
    if not sets_threshold(user):
        return ConcernPupil.objects.none()
    theirs = Concern.objects.permitted(user, Permission.CONCERN_TRIAGE)
    return ConcernPupil.objects.moved().filter(pupil__in=pupils, concern__in=theirs.values("pk"))


def _say_moved(name):
    return f"A concern was filed here by mistake, and moved to the right child by {name}"


def _about(model, user, pupils):
    return model.objects.permitted(user, Permission.CONCERN_READ).filter(pupil__in=pupils)


def _say_change(line):
    kind, said_by = line.rsplit("|", 1)
    return f"{kind}, said by {Change.SaidBy(said_by).label.lower()}"


def _say_briefing(line):
    state, author = line.split("|", 1)
    return f"From {author} · {Briefing.State(state).label.lower()}"


def _concerns(user, pupils):
    rows = Concern.objects.permitted(user, Permission.CONCERN_READ)
    return rows.filter(parts__pupil__in=pupils, parts__moved_at=None)


def _decisions(user, pupils):
    rows = Decision.objects.all().permitted(user, Permission.CONCERN_READ)
    return rows.filter(concern__parts__pupil__in=pupils, concern__parts__moved_at=None)


def _outcomes(user, pupils):
    """Beside each child of the concern, as its decisions are: whoever it is filed under now."""
    rows = Outcome.objects.all().permitted(user, Permission.CONCERN_READ)
    return rows.filter(concern__parts__pupil__in=pupils, concern__parts__moved_at=None)


def _facts(keys):
    return texts_of(
        "concern", ConcernText.objects.filter(concern__public_id__in=keys), "concern__public_id", F("facts")
    )


def _reasons(keys):
    label = Case(*[When(decision=kind, then=Value(f"{kind.label}: ")) for kind in Decision.Kind])
    return texts_of("decision", Decision.objects.filter(public_id__in=keys), "public_id", Concat(label, "rationale"))


def _what_came(keys):
    return texts_of("outcome", Outcome.objects.filter(public_id__in=keys), "public_id", F("words"))


def _say_concern(line):
    status, author = line.split("|", 1)
    return f"From {author} · {Concern.Status(status).label.lower()}"


def _say_decision(line):
    decision, reference = line.split("|", 1)
    return f"{Decision.Kind(decision).label} (concern {reference})"


def _say_urgent(line):
    outcome, began = line.split("|", 1)
    return f"Begun by {began or 'a guest'} · {Episode.Outcome(outcome).label.lower()}"
