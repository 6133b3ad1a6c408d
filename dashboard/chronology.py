"""A child's chronology as a reader may have it: the lines of every room, as the safeguarding leads put them.

Curation is seen by those who read everything about a child, and by nobody else: a summary in somebody's
words could betray a record that another reader may not know of.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, Value, When
from django.utils import timezone

from dashboard.children import day_in_words, late
from dashboard.models import Curation, CurationWords, is_one_of
from pupils import chronology
from pupils.chronology import SOURCES, Line, short
from pupils.models import Pupil, Sibling
from staff.kept import Keys, kept
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
    in_words: bool = False
    name: str = ""
    hidden: bool = False  # its words are for a request of their own

    @property
    def made_of_it(self):
        """Who left it out, or put it in their words; somebody who only put it back did neither."""
        if self.curated and not self.included:
            return f"{self.curated} left it out"
        return f"{self.curated} put it so" if self.in_words else ""


def curates(user):
    """Only those who read and triage at every level put a chronology in order."""
    return Scope.ALL in scopes(user.roles, Permission.CONCERN_TRIAGE)


def with_siblings(pupils):
    """Children with the keys of their confirmed brothers and sisters, for `siblings_of` to ask no more."""
    return pupils.annotate(sibling_keys=ArraySubquery(Sibling.objects.others_of(OuterRef("pk"))))


def siblings_of(pupil, user):
    """Confirmed brothers and sisters whose page this reader may open: a list."""
    others = getattr(pupil, "sibling_keys", None)
    if others is None:
        others = with_siblings(Pupil.objects.filter(pk=pupil.pk)).values_list("sibling_keys", flat=True).get()
    return _open_ones(user, Keys(others)) if others else []


@kept
def _open_ones(user, keys):
    return Pupil.objects.permitted(user, Permission.PUPIL_READ).filter(pk__among=keys)


def events_of(user, pupil, filters, *, siblings=(), after=None, with_restricted=False, most=PAGE):
    """A page of events newest first, and where the next goes on ("" at the end). Words of locked lines only
    `with_restricted`. What is still to come is in nobody's chronology."""
    pupils = [pupil, *(siblings if filters.siblings else [])]
    lines = chronology.lines_of(
        user,
        pupils,
        kinds=filters.kinds,
        since=filters.since,
        theme=filters.theme,
        restricted_only=filters.restricted_only,
        after=after or chronology.up_to_today(),
        most=most + 1,
    )
    names = {child.pk: child.preferred_forename for child in pupils} if filters.siblings else {}
    events = as_events(user, pupils, lines[:most], names, with_restricted=with_restricted)
    return events, lines[most - 1].place if len(lines) > most else ""


def as_events(user, pupils, lines, names=None, *, with_restricted=False):
    """Lines with the words that may be shown beside them: two queries."""
    told = [line for line in lines if with_restricted or not line.locked]
    texts = _summaries(told)
    curations = _curations(user, pupils, lines, told)
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
            included, by, summary, decided, impact, outcome = kept
            event = replace(
                event,
                summary=summary or event.summary,
                decided=decided,
                impact=impact,
                outcome=outcome,
                included=included,
                curated=by,
                in_words=any((summary, decided, impact, outcome)),
            )
        events.append(event)
    return events


def _summaries(lines):
    """The first words of the records themselves, where their room offers them."""
    keys = defaultdict(list)
    for line in lines:
        if SOURCES[line.kind].texts:
            keys[line.kind].append(line.key)
    if not keys:
        return {}
    first, *others = [SOURCES[kind].texts(found) for kind, found in keys.items()]
    rows = first.union(*others, all=True) if others else first
    return {(kind, key): text for kind, key, text in rows if text}


def _curations(user, pupils, lines, told):
    """How lines were put, by child, kind and key; with words only where those may be shown, the others unfetched."""
    if not curates(user) or not lines:
        return {}
    said = [Case(When(is_one_of(told), then=f"words__{name}"), default=Value("")) for name in CurationWords.SAID]
    rows = Curation.objects.all().of_lines(pupils, lines).values_list(
        "pupil", "kind", "key", "included", "curated_by__name", *said
    )  # fmt: skip
    return {(pupil, kind, key): facts for pupil, kind, key, *facts in rows}


def put_in_words(concern):
    """What somebody made of this concern's lines: words that leave with it, where its file is kept elsewhere."""
    found = Q(curation__kind="concern", curation__key=str(concern.public_id))
    for kind, rows in (("decision", concern.decisions), ("outcome", concern.outcomes)):
        keys = [str(key) for key in rows.values_list("public_id", flat=True)]
        found |= Q(curation__kind=kind, curation__key__in=keys)
    rows = CurationWords.objects.filter(found)
    said = rows.order_by("pk").values_list(*CurationWords.SAID)
    return [("In the chronology", " · ".join(filter(None, words))) for words in said if any(words)]


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


@dataclass(frozen=True)
class Volume:
    """What goes on one paper, oldest first. `earlier` is where the volume before it goes on, "" at the beginning."""

    events: list
    earlier: str = ""
    later: bool = False

    @property
    def first_on(self):
        return self.events[0].line.at if self.events else None

    @property
    def last_on(self):
        return self.events[-1].line.at if self.events else None


def paper_of(user, pupil, filters, *, siblings=(), restricted, after=None):
    """A volume of at most MOST lines: those that are in, and restricted ones only where they were asked for."""
    events, earlier = events_of(
        user, pupil, filters, siblings=siblings, after=after, with_restricted=restricted, most=MOST
    )
    kept = [event for event in reversed(events) if event.included and (restricted or not event.line.locked)]
    return Volume(kept, earlier, after is not None)


def in_rows(events, curate_url=None):
    """Events as plain words for the page. A month begins where it is named; `curate_url` leads to a line's own words,
    for those who put the lines in order.
    """
    rows, last = [], None
    for event in events:
        line = event.line
        month, iso, day = day_in_words(line.at.date())
        rows.append(
            (
                month if month != last else "",
                not event.included,
                line.icon,
                iso,
                day,
                line.word,
                event.name,
                line.locked,
                late(line.days_late),
                line.url,
                event.summary,
                event.hidden and curate_url is None,
                event.decided,
                event.impact,
                event.outcome,
                curate_url(line) if curate_url else "",
                f"{line.kind}~{line.key}",
                f"{line.at.day} {line.at:%B}",
                event.made_of_it,
            )
        )
        last = month
    return rows


def on_paper(event):
    """An entry as two flat paragraphs: when, what kind and whose; then what happened and what came of it."""
    line = event.line
    when = f"{line.at.day} {line.at:%B %Y} · {line.word}" + (f" · {event.name}" if event.name else "")
    if line.days_late:
        when += f" · written down {line.days_late} day{'s' if line.days_late > 1 else ''} later"
    if line.locked:
        when += " · safeguarding"
    more = (("Decided or done", event.decided), ("For the child", event.impact), ("How it ended", event.outcome))
    said = [_sentence(event.summary), *(f"{label}: {_sentence(text)}" for label, text in more if text)]
    return {"when": when, "line": " ".join(said)}


def _sentence(words):
    """With its one full stop; words that were cut short end as they were cut."""
    return words if words.endswith(("…", "?", "!")) else words.rstrip(".") + "."
