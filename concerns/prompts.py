"""Patterns worth a look, for those who triage: plain facts with the records behind them, never a verdict.

Only from records that this reader may read; nothing is kept and nothing follows by itself.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from concerns.models import Concern, ConcernNeed, ConcernPupil
from pupils.models import Pupil, Sibling
from school.calendar import add_school_days, school_days_between
from staff.addresses import addresses
from staff.kept import Keys, kept
from staff.permitted import may
from staff.policy import Level, Permission

SIX_WEEKS = 30  # school days
MANY = 3
A_YEAR = timedelta(days=365)
WAITS_LONG = 3  # school days from seen to decided
MOST = 200
LOW = (Level.TEAM, Level.WELLBEING)


@dataclass(frozen=True)
class Prompt:
    """One sentence, and the records it rests on as (words, address)."""

    sentence: str
    facts: list

    @property
    def in_rows(self):
        """The records as the page draws them, each with what stands before it."""
        return [(" · " if n else "", words, url) for n, (words, url) in enumerate(self.facts)]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A concern, as far as a pattern needs it."""

    key: int
    public_id: object
    reference: str
    at: object
    level: str
    danger: str
    threshold: str
    status: str
    recorded: object
    acknowledged: object
    closed: object

    @property
    def fact(self):
        at = timezone.localtime(self.at)
        return f"{self.reference}, {at.day} {at:%B %Y}", addresses("concerns:read")(self.public_id)


def prompts_of(pupil, user, day, siblings=None):
    """What those who triage might want to look at about this child. `siblings` are the brothers and sisters whose page
    they may open, where they are known already. At most two queries; none without triage.
    """
    if not may(user, Permission.CONCERN_TRIAGE):
        return []
    siblings = _siblings(user, pupil) if siblings is None else [one.pk for one in siblings]
    by_child, names, needs = _concerns(user, [pupil.pk, *siblings])
    own = by_child.pop(pupil.pk, [])
    found = [
        _many_small_ones(own, day),
        *_same_theme_across(own, by_child, names, needs),
        *_again(own, needs),
        *_waiting_for_a_decision(own, day),
    ]
    return [prompt for prompt in found if prompt]


def _concerns(user, children):
    """The concerns that the reader triages about these children, newest first; what each child is called, and each
    concern's needs."""
    by_child, names, needs = {}, {}, {}
    for child, name, *facts, about in _rows(user, Keys(children)):
        seen = _Seen(*facts)
        by_child.setdefault(child, []).append(seen)
        names[child], needs[seen.key] = name, set(about)
    return by_child, names, needs


@kept
def _siblings(user, pupil):
    others = Sibling.objects.others_of(pupil)
    return Pupil.objects.permitted(user, Permission.PUPIL_READ).filter(pk__in=others).values_list("pk", flat=True)


@kept
def _rows(user, children):
    rows = Concern.objects.permitted(user, Permission.CONCERN_TRIAGE).filter(
        parts__pupil__among=children,
        parts__moved_at=None,
        parts__part__in=[ConcernPupil.Part.SUBJECT, ConcernPupil.Part.AFFECTED],
    )
    return rows.order_by("-happened_at", "-pk").values_list(
        "parts__pupil", "parts__pupil__preferred_forename", "pk", "public_id", "reference", "happened_at", "level",
        "danger", "threshold", "status", "recorded_at", "acknowledged_at", "closed_at",
        ArraySubquery(ConcernNeed.objects.filter(concern=OuterRef("pk")).order_by().values("need__name")),
    )[:MOST]  # fmt: skip


def _many_small_ones(own, day):
    since = add_school_days(day, -SIX_WEEKS)
    small = [
        seen
        for seen in own
        if timezone.localtime(seen.at).date() >= since
        and seen.level in LOW
        and seen.danger == Concern.Danger.NO
        and seen.threshold in ("", Concern.Threshold.NONE)
    ]
    if len(small) < MANY:
        return None
    return Prompt(
        f"{len(small)} concerns below safeguarding level in the last six school weeks. "
        "Small things together can say more than each alone.",
        [seen.fact for seen in small],
    )


def _same_theme_across(own, by_child, names, needs):
    recent = timezone.now() - A_YEAR
    mine = {name: seen for seen in reversed(own) if seen.at > recent for name in needs[seen.key]}
    for key, concerns in by_child.items():
        theirs = {name: seen for seen in reversed(concerns) if seen.at > recent for name in needs[seen.key]}
        for name in sorted(mine.keys() & theirs.keys()):
            if mine[name].key != theirs[name].key:
                yield Prompt(
                    f"“{name}” in the last year for this child and for {names[key]}, who is a brother or sister.",
                    [mine[name].fact, theirs[name].fact],
                )


def _again(own, needs):
    for name in sorted({name for seen in own for name in needs[seen.key]}):
        about = [seen for seen in own if name in needs[seen.key]]
        closed = [seen for seen in about if seen.closed]
        again = [
            seen
            for seen in about
            if seen.status != Concern.Status.CLOSED and any(seen.recorded > c.closed for c in closed)
        ]
        if again:
            yield Prompt(
                f"“{name}” has come up again after a concern about it was closed.",
                [again[0].fact, closed[0].fact],
            )


def _waiting_for_a_decision(own, day):
    for seen in own:
        if seen.status == Concern.Status.ACKNOWLEDGED:
            days = school_days_between(timezone.localtime(seen.acknowledged).date(), day)
            if days >= WAITS_LONG:
                yield Prompt(f"Seen {days} school days ago, and nothing is decided yet.", [seen.fact])
