"""What stands on top of every page about a child, and the one page that holds their whole story."""

from dataclasses import dataclass

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from concerns.models import Concern
from families.models import Meeting
from interventions.models import Move, Placement
from pupils.models import Around, Membership, MonitoringFlag
from referrals.models import Referral
from staff.policy import Level, Permission

ENTRIES = 100
WORDS = 25  # a line of the story is short; the record itself is one link away

# kind → icon of the sprite, the word beside it, where its line leads
KINDS = {
    "concern": ("log", "Concern", "concerns:read"),
    "move": ("steps", "Help", "interventions:placement"),
    "meeting": ("talk", "Meeting", "families:meeting"),
    "referral": ("letter", "Referral", "referrals:referral"),
}


@dataclass(frozen=True)
class Happening:
    """One line of a child's story."""

    at: object
    kind: str
    word: str
    icon: str
    line: str
    url: str
    locked: bool


def header_of(pupil, user, day):
    """The header's facts for this reader, in at most three queries."""
    adults = Around.objects.current(day).filter(pupil=pupil).order_by("user__name")
    return {
        "pupil": pupil,
        "class_name": getattr(pupil, "class_name", None) or class_name_of(pupil, day),
        "waves": sorted({p.wave for p in placements_of(pupil, user, day)}) or [1],
        "adults": list(dict.fromkeys(adults.values_list("user__name", flat=True))),
        "has_left": pupil.has_left(day),
    }


def class_name_of(pupil, day):
    rows = Membership.objects.current(day).filter(pupil=pupil).values_list("school_class__name", flat=True)
    return rows.first() or ""


def placements_of(pupil, user, day):
    """Open placements this reader may see; asked once for a page and kept on the child."""
    if not hasattr(pupil, "_placements_seen"):
        pupil._placements_seen = list(
            Placement.objects.permitted(user, Permission.PLACEMENT_READ)
            .open(day)
            .filter(pupil=pupil)
            .select_related("area")
            .order_by("-wave", "review_on")
        )
    return pupil._placements_seen


def flags_of(pupil, user):
    """Monitoring flags still set, the soonest review first."""
    rows = MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ).open().filter(pupil=pupil)
    return list(rows.order_by("review_on")[:10])


def story_of(pupil, user, *, before=None):
    """A child's story for this reader, newest first: (lines, whether there are older ones). One query.

    Every source goes through its own room's `permitted`, so that a line never betrays a record.
    """
    sources = [
        _lines(
            Concern.objects.permitted(user, Permission.CONCERN_READ).of(pupil),
            "concern",
            at="recorded_at",
            ref="public_id",
            line=_joined("author_name", "status"),
            level="level",
        ),
        _lines(
            Move.objects.permitted(user, Permission.PLACEMENT_READ).filter(placement__pupil=pupil),
            "move",
            at="decided_at",
            ref="placement__public_id",
            line=_joined("decision", Cast("to_wave", CharField()), "placement__area__name", "why"),
            level="placement__level",
        ),
        _lines(
            Meeting.objects.permitted(user, Permission.MEETING_READ).filter(pupil=pupil),
            "meeting",
            at="planned_at",
            ref="public_id",
            line=F("purpose"),
            level="level",
        ),
        _lines(
            Referral.objects.permitted(user, Permission.REFERRAL_READ).filter(pupil=pupil),
            "referral",
            at="raised_at",
            ref="public_id",
            line=_joined("agency__name", "state"),
            level="level",
        ),
    ]
    if before:
        sources = [source.filter(story_at__lt=before) for source in sources]
    first, *others = sources
    rows = list(first.union(*others, all=True).order_by("-story_at")[: ENTRIES + 1])
    return [_happening(*row) for row in rows[:ENTRIES]], len(rows) > ENTRIES


def _lines(rows, kind, *, at, ref, line, level):
    """One room's rows in the shape they all share, so that the database can put them in order."""
    shaped = rows.order_by().annotate(
        story_at=F(at),
        story_kind=_text(Value(kind)),
        story_ref=F(ref),
        story_line=_text(line),
        story_level=_text(F(level)),
    )
    return shaped.values_list("story_at", "story_kind", "story_ref", "story_line", "story_level")


def _joined(*parts):
    pieces = [_text(F(part) if isinstance(part, str) else part) for part in parts]
    return Concat(*[piece for part in pieces for piece in (part, Value("|"))][:-1])


def _text(expression):
    return Cast(expression, CharField())


def _happening(at, kind, public_id, line, level):
    icon, word, url_name = KINDS[kind]
    return Happening(
        at=timezone.localtime(at),
        kind=kind,
        word=word,
        icon=icon,
        line=_short(_SAY[kind](line)),
        url=reverse(url_name, args=[public_id]),
        locked=level in (Level.SAFEGUARDING, Level.NAMED),
    )


def _short(line):
    words = line.split()
    return " ".join(words[:WORDS]) + ("…" if len(words) > WORDS else "")


def _say_concern(line):
    author, _, status = line.rpartition("|")
    return f"From {author} · {Concern.Status(status).label.lower()}"


def _say_move(line):
    decision, wave, area, why = line.split("|", 3)
    started = {
        "open": f"Wave {wave} began: {area}",
        "continue": f"Reviewed, Wave {wave} goes on: {area}",
        "change": f"Reviewed, help changed at Wave {wave}: {area}",
        "step_up": f"Moved up to Wave {wave}: {area}",
        "step_down": f"Stepped down to Wave {wave}: {area}",
        "end": f"Extra help ended: {area}",
    }[decision]
    return f"{started}. {why}" if why else started


def _say_referral(line):
    agency, _, state = line.rpartition("|")
    return f"{agency} · {Referral.State(state).label}"


_SAY = {
    "concern": _say_concern,
    "move": _say_move,
    "meeting": lambda line: dict(Meeting.Purpose.choices).get(line, line),
    "referral": _say_referral,
}
