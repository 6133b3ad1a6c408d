"""A child's chronology as a reader may have it: the lines of every room, as the safeguarding leads put them.

Curation is seen by those who read everything about a child, and by nobody else: a summary in somebody's
words could betray a record that another reader may not know of.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from dashboard.models import Curation, CurationWords
from pupils import chronology
from pupils.chronology import SOURCES, Line, short
from pupils.models import Pupil, Sibling
from staff.policy import Permission, Scope, scopes

PAGE = 50
MOST = 500  # lines of a PDF
PAPER, RESTRICTED_PAPER = "chronology", "chronology_restricted"  # kinds of document


@dataclass(frozen=True)
class Filters:
    """What a chronology keeps to. Nothing in it names a child, so it may stand in an address."""

    since: date | None = None
    kinds: tuple = ()
    theme: str = ""
    restricted_only: bool = False
    siblings: bool = False
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the chronology: what happened, and what was made of it."""

    line: Line
    summary: str
    decided: str = ""
    impact: str = ""
    outcome: str = ""
    included: bool = True
    curated: str = ""
    name: str = ""
    hidden: bool = False  # its words are for a request of their own


def curates(user):
    """Only those who read and triage at every level put a chronology in order."""
    return Scope.ALL in scopes(user.roles, Permission.CONCERN_TRIAGE)


def siblings_of(pupil, user):
    """Confirmed brothers and sisters whose page this reader may open: a list."""
    pairs = Sibling.objects.about_one(pupil).confirmed().values_list("pupil_a", "pupil_b")
    others = {key for pair in pairs for key in pair} - {pupil.pk}
    return list(Pupil.objects.permitted(user, Permission.PUPIL_READ).filter(pk__in=others)) if others else []


def events_of(user, pupil, filters, *, siblings=(), after=None, with_restricted=False, most=PAGE):
    """A page of events newest first, and where the next goes on ("" at the end). Words of locked lines only `with_restricted`."""
    pupils = [pupil, *(siblings if filters.siblings else [])]
    lines = chronology.lines_of(
        user,
        pupils,
        kinds=filters.kinds,
        since=filters.since,
        theme=filters.theme,
        restricted_only=filters.restricted_only,
        after=after,
        most=most + 1,
    )
    names = {child.pk: child.preferred_forename for child in pupils} if filters.siblings else {}
    events = as_events(user, pupils, lines[:most], names, with_restricted=with_restricted)
    return events, lines[most - 1].place if len(lines) > most else ""


def as_events(user, pupils, lines, names=None, *, with_restricted=False):
    """Lines with the words that may be shown beside them: three queries at most beyond a room's own summaries."""
    told = [line for line in lines if with_restricted or not line.locked]
    texts = _summaries(told)
    curations, words = _curations(user, pupils, lines, told)
    events = []
    for line in lines:
        kept = curations.get((line.pupil_id, line.kind, line.key))
        event = Event(
            line=line,
            summary=line.line,
            name=(names or {}).get(line.pupil_id, ""),
            hidden=line.locked and not with_restricted,
        )
        if text := texts.get((line.kind, line.key)):
            event = replace(event, summary=short(text))
        if kept:
            said = words.get(kept[0], ("", "", "", ""))
            event = replace(
                event,
                summary=said[0] or event.summary,
                decided=said[1],
                impact=said[2],
                outcome=said[3],
                included=kept[1],
                curated=kept[2],
            )
        events.append(event)
    return events


def _summaries(lines):
    """The first words of the records themselves, where their room offers them."""
    keys = defaultdict(list)
    for line in lines:
        if SOURCES[line.kind].texts:
            keys[line.kind].append(line.key)
    return {
        (kind, key): text for kind, found in keys.items() for key, text in SOURCES[kind].texts(found).items() if text
    }


def _curations(user, pupils, lines, told):
    """How lines were put, by child, kind and key, and the words of those whose words may be shown."""
    if not curates(user) or not lines:
        return {}, {}
    rows = Curation.objects.all().of_lines(pupils, lines).values_list(
        "pupil", "kind", "key", "pk", "included", "curated_by__name"
    )  # fmt: skip
    found = {(pupil, kind, key): (pk, included, by) for pupil, kind, key, pk, included, by in rows}
    open_ones = [found[place][0] for line in told if (place := (line.pupil_id, line.kind, line.key)) in found]
    words = CurationWords.objects.filter(pk__in=open_ones).values_list("pk", "summary", "decided", "impact", "outcome")
    return found, {pk: said for pk, *said in words}


def find_line(user, pupil, kind, key):
    """One line of a child's chronology by its kind and key, or None: as far as this reader may meet it."""
    if kind not in SOURCES:
        return None
    rows = SOURCES[kind].lines(user, [pupil]).filter(story_key=key).values_list(*chronology.COLUMNS)[:1]
    return next((chronology.line_of(timezone.get_current_timezone(), *row) for row in rows), None)


def lines_with(user, pupil, places):
    """Those of these (kind, key) that are lines of this child's chronology for this reader: a query a kind."""
    keys = defaultdict(set)
    for kind, key in places:
        keys[kind].add(key)
    found = []
    for kind in keys.keys() & SOURCES.keys():
        rows = SOURCES[kind].lines(user, [pupil]).filter(story_key__in=keys[kind])
        zone = timezone.get_current_timezone()
        found += [chronology.line_of(zone, *row) for row in rows.values_list(*chronology.COLUMNS)]
    return found


def paper_of(user, pupil, filters, *, siblings=(), restricted):
    """What goes on paper, oldest first: lines that are in, and restricted ones only where they were asked for."""
    events, _ = events_of(user, pupil, filters, siblings=siblings, with_restricted=restricted, most=MOST)
    return [event for event in reversed(events) if event.included and (restricted or not event.line.locked)]


def on_paper(event):
    """An entry as two flat paragraphs: when, what kind and whose; then what happened and what came of it."""
    line = event.line
    when = f"{line.at.day} {line.at:%B %Y} · {line.word}" + (f" · {event.name}" if event.name else "")
    if line.days_late:
        when += f" · written down {line.days_late} day{'s' if line.days_late > 1 else ''} later"
    if line.locked:
        when += " · safeguarding"
    more = (("Decided or done", event.decided), ("For the child", event.impact), ("How it ended", event.outcome))
    said = [event.summary.rstrip(".") + ".", *(f"{label}: {text.rstrip('.')}." for label, text in more if text)]
    return {"when": when, "line": " ".join(said)}
