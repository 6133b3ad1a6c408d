"""What happens to a child, from every room, as lines of one shape that the database can put in order.

A room that owns something worth a line in a child's story declares a Source from its AppConfig.
The child's page and the chronology read them all in one query; nobody else needs to know the room.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, DateTimeField, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from staff.addresses import addresses
from staff.kept import kept
from staff.policy import Level

OPEN = (Level.TEAM, Level.WELLBEING)
RESTRICTED = (Level.SAFEGUARDING, Level.NAMED)
ORDER = ("-story_at", "story_kind", "story_key")
COLUMNS = (
    "story_at", "story_entered", "story_kind", "story_key", "story_ref", "story_line", "story_words", "story_level",
    "story_pupil",
)  # fmt: skip
WORDS = 25  # a line of the story is short; the record itself is one link away


@dataclass(frozen=True)
class Source:
    """One kind of happening: which rows a reader may meet, and where in them the shared columns are.

    `rows(user, pupils)` gives the rows of these children through the room's own `permitted`.
    The others are paths or expressions: `at` when it happened; `entered` when it was written down
    ("" where nobody noted it); `key` what tells one row of this kind from another; `ref` the
    argument of `url_name` ("" where a line leads nowhere); `pupil` the child; `line` facts, joined
    by `joined` and turned into a sentence by `say`; `words` somebody's own words, which a line at
    safeguarding or named level never carries; `level` ("" where everybody who may meet it reads it).
    `texts(keys)` gives the records' own words (see `texts_of`), for a reader who may have them; `theme(rows,
    need)` keeps to the need with this code, where rows have needs.
    """

    kind: str
    word: str
    icon: str
    rows: Callable
    at: str
    line: object
    url_name: str = ""
    entered: str = ""
    key: str = "public_id"
    ref: str = ""
    pupil: str = "pupil"
    words: object = ""
    level: str = ""
    say: Callable = str
    texts: Callable | None = None
    theme: Callable | None = None

    def lines(self, user, pupils):
        """This kind's rows for a reader, in the columns that all kinds share."""
        return (
            self.rows(user, pupils)
            .order_by()
            .annotate(
                story_at=Cast(self.at, DateTimeField()),
                story_entered=Cast(self.entered or self.at, DateTimeField()),
                story_kind=Value(self.kind, output_field=CharField()),
                story_key=_text(F(self.key)),
                story_ref=_text(F(self.ref)) if self.ref else _text(Value("")),
                story_line=_text(F(self.line) if isinstance(self.line, str) else self.line),
                story_words=self._open_words(),
                story_level=_text(F(self.level)) if self.level else _text(Value(str(Level.TEAM))),
                story_pupil=F(self.pupil),
            )
        )

    def _open_words(self):
        """Words only where the level lets a list carry them: the others are never fetched."""
        if not self.words:
            return _text(Value(""))
        words = _text(F(self.words) if isinstance(self.words, str) else self.words)
        if not self.level:
            return words
        levels = [str(level) for level in OPEN]
        return Case(When(**{f"{self.level}__in": levels}, then=words), default=_text(Value("")))


@dataclass(frozen=True, slots=True)
class Line:
    """One happening, as a reader meets it. `say` is the sentence; `url` is empty where it leads nowhere."""

    at: datetime
    entered: datetime
    kind: str
    key: str
    pupil_id: int
    word: str
    icon: str
    line: str
    url: str
    locked: bool

    @property
    def place(self):
        """Where the next page goes on from, as it stands in an address: no name, no word."""
        return f"{self.at.isoformat()}~{self.kind}~{self.key}"

    @property
    def days_late(self):
        """Whole days between its happening and its being written down."""
        return max((self.entered - self.at).days, 0)


SOURCES: dict[str, Source] = {}


def register(source):
    """Declare a kind of happening, from the owning room's AppConfig. Declaring it twice is a mistake."""
    if not re.fullmatch("[a-z]+", source.kind):
        raise ValueError(f"{source.kind}: a kind is one plain word")
    if source.kind in SOURCES:
        raise ValueError(f"{source.kind} is declared twice")
    SOURCES[source.kind] = source


def lines_of(user, pupils, *, kinds=(), since=None, theme="", restricted_only=False, after=None, most):
    """What happened to these children as this reader may know it, newest first: one query.

    `kinds` keeps to some sources, `since` to a day and later, `theme` to a need; `after` is the last line of the
    page before, as (moment, kind, key), so that two things of one moment are never lost between pages.
    """
    kinds = [one.kind for one in SOURCES.values() if (not kinds or one.kind in kinds) and (one.theme or not theme)]
    if not kinds:
        return []
    at, last_kind, last_key = after or (None, "", None)
    values = list(pupils), since or None, theme or None, at, last_key
    how = {"kinds": tuple(kinds), "restricted_only": restricted_only, "last_kind": last_kind, "most": most}
    zone = timezone.get_current_timezone()
    return [line_of(zone, *row) for row in _rows(user, *values, **how)]


@kept
def _rows(user, pupils, since, theme, at, last_key, *, kinds, restricted_only, last_kind, most):
    parts = []
    for kind in kinds:
        rows = _begun(user, pupils)[kind]
        if theme:
            rows = SOURCES[kind].theme(rows, theme)
        if restricted_only:
            rows = rows.filter(story_level__in=[str(level) for level in RESTRICTED])
        if since:
            rows = rows.filter(story_at__date__gte=since)
        if at:
            rows = rows.filter(_beyond(kind, at, last_kind, last_key))
        parts.append(rows.values_list(*COLUMNS))
    first, *others = parts
    rows = first.union(*others, all=True) if others else first
    return rows.order_by(*ORDER)[:most]


class Begun(dict):
    """Each kind's rows for one reader and some children, made when they are first wanted: never asked themselves."""

    def __init__(self, user, pupils):
        self.user, self.pupils = user, pupils

    def __missing__(self, kind):
        self[kind] = SOURCES[kind].lines(self.user, self.pupils)
        return self[kind]


def _begun(user, pupils):
    """Most of the work on the story's SQL, done once for a reader and not for every filter and page of it."""
    now = timezone.localdate(), user.is_active, frozenset(user.roles)
    held, by_children = getattr(user, "stories_begun", (None, None))
    if held != now:
        by_children = {}
        user.stories_begun = now, by_children
    return by_children.setdefault(tuple(pupil.pk for pupil in pupils), Begun(user, pupils))


def place_in(text):
    """The place that `Line.place` wrote, or None for an address that was tampered with."""
    moment, _, rest = text.partition("~")
    kind, _, key = rest.partition("~")
    try:
        at = parse_datetime(moment) if len(text) < 120 else None
    except ValueError:
        return None
    return (at, kind, key) if at and timezone.is_aware(at) and kind in SOURCES and "\x00" not in key else None


def up_to_today():
    """The place before which everything has happened: what is still to come, such as a meeting that is arranged, has not."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), datetime.max.time())), "", ""


def _beyond(kind, at, last_kind, last_key):
    """Q of this kind's rows that come after the last line, in ORDER."""
    if kind == last_kind:
        return Q(story_at__lt=at) | Q(story_at=at, story_key__gt=last_key)
    return Q(story_at__lte=at) if kind > last_kind else Q(story_at__lt=at)


def line_of(zone, at, entered, kind, key, ref, line, words, level, pupil):
    source = SOURCES[kind]
    said = source.say(line)
    return Line(
        at=at.astimezone(zone),
        entered=entered.astimezone(zone),
        kind=kind,
        key=key,
        pupil_id=pupil,
        word=source.word,
        icon=source.icon,
        line=short(f"{said}. {words}" if words else said),
        url=addresses(source.url_name)(ref) if ref else "",
        locked=level in RESTRICTED,
    )


def short(line, most=WORDS):
    words = line.split(maxsplit=most)
    return " ".join(words[:most]) + ("…" if len(words) > most else "")


def joined(*parts):
    """Facts of a row as one text, for `say` to split at "|": only the last may hold free words."""
    pieces = [_text(F(part) if isinstance(part, str) else part) for part in parts]
    return Concat(*[piece for part in pieces for piece in (part, Value("|"))][:-1])


def texts_of(kind, rows, key, words):
    """The own words of some records as (kind, key, words), in a shape that several kinds can be asked in at once."""
    return rows.order_by().values_list(Value(kind, output_field=CharField()), _text(F(key)), Cast(words, TextField()))


def _text(expression):
    return Cast(expression, CharField())
