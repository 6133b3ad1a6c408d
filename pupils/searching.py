"""Finding a word in what one may read. Every room declares its records, and the texts that belong to them.

A record is what somebody may or may not read (a concern, a meeting); a text is a row with words that
is read by whoever reads its record. A new table with words declares a Text, or says why it is not
searched: a test asks. The index is kept by the database (pupils.indexing), so declaring is enough.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, QuerySet, Subquery

from pupils.chronology import OPEN, RESTRICTED

ALWAYS_RESTRICTED = "(always restricted)"


@dataclass(frozen=True)
class Record:
    """What a reader may or may not read as a whole. `rows(user)` comes from the room's own `permitted`.

    `pupil` is the path to its child (or children, then `in_place` keeps to those it is filed under
    now); `level` the path to its level, "" where it has none, or ALWAYS_RESTRICTED; `ref` the argument
    of `url_name`; `author` the path to who wrote it, who may see every child's name in it.
    """

    name: str
    rows: Callable
    url_name: str
    ref: str = "public_id"
    pupil: str = "pupil"
    in_place: dict = field(default_factory=dict)
    level: str = "level"
    author: str = ""

    def readable(self, user, *, restricted, pupil=None):
        """The rows whose words this reader may find, in the open index or in the restricted one; None for none."""
        rows = self.rows(user)
        if self.level == ALWAYS_RESTRICTED:
            if not restricted:
                return None
        elif self.level:
            levels = RESTRICTED if restricted else OPEN
            rows = rows.filter(**{f"{self.level}__in": [str(level) for level in levels]})
        elif restricted:
            return None
        return rows if pupil is None else rows.filter(**{self.pupil: pupil}, **self.in_place)


@dataclass(frozen=True)
class Also:
    """Rows of a text that somebody may read without reading its record: a question put to them.

    `named` is the path (or the subquery) from the row to the child whom their own page of it names, whichever
    children they may open.
    """

    rows: Callable
    url_name: str
    ref: str
    named: str | Subquery = ""


@dataclass(frozen=True)
class Text:
    """Rows with words. `word` says where something was found; `record` whose reader reads them.

    `parent` is the path from the row to its record, "" where the row is the record itself.
    """

    kind: str
    word: str
    record: str
    model: type
    columns: tuple
    at: str
    parent: str = ""
    also: Also | None = None

    def path(self, name):
        """A path of the record, as seen from this row."""
        return f"{self.parent}__{name}" if self.parent else name

    @property
    def level(self):
        level = RECORDS[self.record].level
        return level if level in ("", ALWAYS_RESTRICTED) else self.path(level)

    @property
    def level_holder(self):
        """The model with the level that decides in which index the words are."""
        model, path = self.model, self.level.split("__")[:-1]
        for name in path:
            model = model._meta.get_field(name).related_model
        return model


RECORDS: dict[str, Record] = {}
TEXTS: dict[str, Text] = {}
NOT_SEARCHED: dict[str, str] = {}


def register(record, *texts):
    """Declare a record and the texts that belong to it, from the owning room's AppConfig."""
    if record.name in RECORDS:
        raise ValueError(f"{record.name} is declared twice")
    RECORDS[record.name] = record
    for text in texts:
        add(text)


def add(text):
    """Declare one more text of a record, perhaps an earlier room's."""
    if text.kind in TEXTS:
        raise ValueError(f"{text.kind} is declared twice")
    if text.record not in RECORDS:
        raise ValueError(f"{text.record} is not declared")
    TEXTS[text.kind] = text


def leave_out(model, columns, reason):
    """Say why some words are not searched. `columns` is a list of names, or "*"."""
    for column in columns if columns != "*" else [f.name for f in model._meta.fields]:
        NOT_SEARCHED[f"{model._meta.label}.{column}"] = reason


def searched_columns():
    """Every column somebody's words can be found in."""
    return {_label(text.model, column) for text in TEXTS.values() for column in text.columns}


def _label(model, path):
    *steps, column = path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return f"{model._meta.label}.{column}"


def by_level_holder():
    """Texts by the model whose level decides about them."""
    holders = defaultdict(list)
    for text in TEXTS.values():
        if text.level not in ("", ALWAYS_RESTRICTED):
            holders[text.level_holder].append(text)
    return holders


def word_of(record):
    """The record's own word in the index, which nobody can type: words and record are then found in one place."""
    return f"#{record}"


def branches(index: QuerySet, user, *, restricted, pupil=None, of_record=None, names=None, in_turn=False):
    """The parts of an index that this reader may find something in, one for each record they read at all.

    `pupil` is the key of one child; `of_record(name)` the Q that keeps to one record, where there is a better
    one than its column; `names` of the records that are wanted, where it is not all. `in_turn` has the database ask
    of each text, as it comes to it, whether its record may be read: not for all that may be read beforehand.
    """
    of_record = of_record or (lambda name: Q(record=name))
    for record in map(RECORDS.get, RECORDS if names is None else names):
        rows = record.readable(user, restricted=restricted, pupil=pupil)
        if rows is not None:
            may = rows.order_by().values("pk")
            mine = {"parent": Subquery(may.filter(pk=OuterRef("parent"))[:1])} if in_turn else {"parent__in": may}
            yield index.filter(of_record(record.name), **mine)
        for text in TEXTS.values():
            if text.record == record.name and text.also:
                yield _also(index.filter(of_record(record.name)), text, rows, user, pupil)


def _also(index, text, rows, user, pupil):
    record, also = RECORDS[text.record], text.also.rows(user)
    if pupil is not None:
        path = {text.path(name): value for name, value in record.in_place.items()}
        also = also.filter(**{text.path(record.pupil): pupil}, **path)
    found = index.filter(kind=text.kind, row__in=also.order_by().values("pk"))
    return found if rows is None else found.exclude(parent__in=rows.order_by().values("pk"))
