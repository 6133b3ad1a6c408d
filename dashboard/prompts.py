"""Patterns worth a look, for those who triage: plain facts with the records behind them, never a verdict.

Only from records that this reader may read; nothing is kept and nothing follows by itself.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone

from concerns.models import Concern, ConcernNeed, ConcernPupil
from school.calendar import add_school_days, school_days_between
from staff.addresses import addresses
from staff.kept import kept
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


def prompts_of(pupil, user, day, siblings):
    """What those who triage might want to look at about this child. One query; none without triage."""
    if not may(user, Permission.CONCERN_TRIAGE):
        return []
    siblings = {child.pk: child for child in siblings}
    by_child, needs = _concerns(user, [pupil.pk, *siblings])
    own = by_child.get(pupil.pk, [])
    found = [
        _many_small_ones(own, day),
        *_same_theme_across(own, by_child, siblings, needs),
        *_again(own, needs),
        *_waiting_for_a_decision(own, day),
    ]
    return [prompt for prompt in found if prompt]


def _concerns(user, pupils):
    """The concerns of these children that the reader triages, newest first, and each one's needs."""
    by_child, needs = {}, {}
    for child, *facts, names in _rows(user, pupils):
        seen = _Seen(*facts)
        by_child.setdefault(child, []).append(seen)
        needs[seen.key] = set(names)
    return by_child, needs


@kept
def _rows(user, pupils):
    rows = Concern.objects.permitted(user, Permission.CONCERN_TRIAGE).filter(
        parts__pupil__in=pupils,
        parts__moved_at=None,
        parts__part__in=[ConcernPupil.Part.SUBJECT, ConcernPupil.Part.AFFECTED],
    )
    return rows.order_by("-happened_at", "-pk").values_list(
        "parts__pupil", "pk", "public_id", "reference", "happened_at", "level", "danger", "threshold", "status",
        "recorded_at", "acknowledged_at", "closed_at",
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


def _same_theme_across(own, by_child, siblings, needs):
    recent = timezone.now() - A_YEAR
    mine = {name: seen for seen in reversed(own) if seen.at > recent for name in needs.get(seen.key, ())}
    for key, child in siblings.items():
        theirs = {
            name: seen
            for seen in reversed(by_child.get(key, []))
            if seen.at > recent
            for name in needs.get(seen.key, ())
        }
        for name in sorted(mine.keys() & theirs.keys()):
            if mine[name].key != theirs[name].key:
                yield Prompt(
                    f"“{name}” in the last year for this child and for {child.preferred_forename}, "
                    "who is a brother or sister.",
                    [mine[name].fact, theirs[name].fact],
                )


def _again(own, needs):
    for name in sorted({name for seen in own for name in needs.get(seen.key, ())}):
        about = [seen for seen in own if name in needs.get(seen.key, ())]
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
