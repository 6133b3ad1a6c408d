"""Finding words in every text one may read, newest first. Restricted words have an index and a request of their own.

Here is which rows, by the index and the rooms' own `permitted`; their words are dashboard.hits.
"""

import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache, wraps

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dashboard.hits import hits_of
from pupils.models import OpenWords, RestrictedWords
from pupils.normal import normal
from pupils.searching import RECORDS, branches, word_of
from staff.kept import Keys, kept
from staff.policy import EVERY_CHILD, Permission, scopes

PAGE = 20
MOST_WORDS = 8
LONGEST = 40
BEGINS_WITH = 3  # letters from which a word is also found by its beginning
MOST_ENDING = 4  # letters that an ending has: "play", "playing"
DEPTHS = (400, 4_000)  # newest texts of each record: a page of an everyday word is nearly always among them
MET = (32, 256, 1_024)  # texts with the word: a reader of every child may read nearly all, a reader of their own few
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
APOSTROPHE = re.compile(r"['’‘`´]")


class NothingToLookFor(Exception):
    """What was typed cannot be looked for. Its message says what to do instead."""


@dataclass(frozen=True)
class Asked:
    """What was typed, as the index is asked: its words without accents, and their stems."""

    query: str
    words: tuple
    stems: tuple
    rare: bool = True  # few texts have it: all of them are fetched, and then put in order
    _met: dict = field(default_factory=dict, compare=False, repr=False)  # words already asked about, of every text

    @cached_property
    def beginnings(self):
        """What the words that are found by their beginning begin with."""
        return tuple(word for word in self.words if len(word) >= BEGINS_WITH)

    @cached_property
    def roots(self):
        """What the words that are found by their stem begin with: "carri" stands for "carry" and for "carried"."""
        return tuple(root for stem in self.stems if (root := stem.removesuffix("i")))

    def is_in(self, word):
        """Would this word of a text have been found? For marking it; `word` as it stands there."""
        found = self._met.get(word)
        if found is None:
            found = self._met[word] = self._is_in(word)
        return found

    def _is_in(self, word):
        plain = normal(word)
        if APOSTROPHE.search(word):
            return any(map(self._has, [plain, *normal(APOSTROPHE.sub(" ", word)).split()]))
        return self._has(plain)

    def _has(self, plain):
        if plain in self.words or plain.startswith(self.beginnings):
            return True
        # near enough to mark a word that the database found by its stem
        return plain.startswith(self.roots) and any(
            plain.startswith(root) and len(plain) - len(root) <= MOST_ENDING for root in self.roots
        )


class Words(SearchQuery):
    """Words as the index is asked for them, perhaps those of one record alone."""

    def __init__(self, query, *, of=""):
        super().__init__(query, config=Value("simple"), search_type="raw")
        self.of = of

    def as_sql(self, compiler, connection, **how):
        sql, parameters = super().as_sql(compiler, connection, **how)
        return (f"(%s::tsquery && {sql})", [f"'{word_of(self.of)}'", *parameters]) if self.of else (sql, parameters)


def understand(typed):
    """What was typed, as words to look for: short and very common ones only where there is nothing else."""
    words = list(dict.fromkeys(word[:LONGEST] for word in normal(typed).split()))[:MOST_WORDS]
    if not words:
        raise NothingToLookFor("Type a word to look for: something that was said, or a name in the text.")
    stems, common = _stems(words)
    telling = [word for word in words if stems[word] != [] and len(word) > 1]
    if not telling:
        raise NothingToLookFor("Those words are in almost every record. Add one that says more.")
    parts = []
    for word in telling:
        begins = ":*" if len(word) >= BEGINS_WITH else ""
        parts.append("(" + " | ".join([f"'{word}'{begins}", *(f"'{stem}'" for stem in stems[word] or ())]) + ")")
    found = tuple(stem for word in telling for stem in stems[word] or ())
    return Asked(" & ".join(parts), tuple(telling), found, rare=not common.issuperset(telling))


def _stems(words):
    """Each word's English stems (an empty list for one that says nothing), and which words are in many texts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT w, ts_lexize('english_stem', w) FROM unnest(%s::text[]) AS w", [words])
        stems = dict(cursor.fetchall())
    common = _words_in_many()
    return stems, {word for word in words if any(lexeme.startswith(word) for lexeme in common)}


def where_to_look(ask):
    """Keep for a minute what only says where to look first: what is found is the same, however old that is."""
    lately = lru_cache(maxsize=64)(lambda minute, database, *what: ask(*what))

    @wraps(ask)
    def asked(*what):
        return lately(time.monotonic() // 60, connection.settings_dict["NAME"], *what)

    asked.forget = lately.cache_clear
    return asked


@where_to_look
def _words_in_many():
    """The words that are in many texts.

    The database guesses that every unknown beginning of a word is in one text of fifty, and would then
    read through all of them for a word said once; it does keep a list of the common ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT unnest(most_common_elems::text::text[]) FROM pg_stats
               WHERE schemaname = 'public' AND tablename = %s AND attname = 'vector'""",
            [OpenWords._meta.db_table],
        )
        return [lexeme for (lexeme,) in cursor.fetchall()]


def find(user, asked, *, restricted=False, pupil=None, after=None):
    """A page of hits, newest first, and where the next page goes on ("" at the end)."""
    values = [*([pupil.pk] if pupil else []), *(after or [])]
    how = {"restricted": restricted, "size": PAGE + 1}
    rows = None if asked.rare or pupil else _among_the_newest(user, asked.query, *values, **how)
    if rows is None:
        how |= {"one_child": bool(pupil), "in_order": not asked.rare}
        rows = (_rare if asked.rare else _common)(user, asked.query, *values, **how)
    shown = rows[:PAGE]
    hits = hits_of(user, asked, shown)
    return hits, f"{shown[-1][0].isoformat()}~{shown[-1][1]}" if len(rows) > PAGE else ""


def _among_the_newest(user, query, *after, restricted, size):
    """A page from the newest texts of each record, whatever word it is; None where this reader has not a page of them there.

    Each record is walked from its newest, by a plan that is kept, and only the few records that have the word are
    asked which of it this reader may read. Where the walk ends before the page does (many texts of one record were
    written after all that was found), the word is looked for in the rest of that record.
    """
    how = {"restricted": restricted}
    for depth in DEPTHS:
        ends = _ends(restricted, depth, *after)
        rows = _readable_of(
            user, _met(user, query, [ends.get(name, LONG_AGO) for name in RECORDS], *after, **how), size, **how
        )
        if len(rows) == size:
            short = tuple(name for name in RECORDS if ends.get(name, LONG_AGO) > rows[-1][0])
            rest = _rest(user, query, [ends[name] for name in short], names=short, size=size, **how) if short else []
            return sorted([*rows, *rest], reverse=True)[:size]
    return None


def _met(user, query, ends, *after, restricted):
    """Lists of the texts met on the walk, newest first, whoever may read them: each longer, for a reader of few."""
    for most in MET if EVERY_CHILD & scopes(user.roles, Permission.CONCERN_READ) else MET[-2:]:
        met = _walked(query, ends, *after, restricted=restricted, size=most)
        yield met
        if len(met) < most:
            return
        after = met[-1][:2]


def _readable_of(user, lists, size, *, restricted):
    """The first `size` of these texts that the reader may read. No more is fetched than that takes."""
    rows = []
    for met in lists:
        keys_of = defaultdict(Keys)
        for text in met:
            keys_of[text[4]].append(text[1])
        names = tuple(sorted(keys_of))
        keys = [keys_of[name] for name in names]
        readable = {pk for (pk,) in _readable(user, *keys, names=names, restricted=restricted)} if names else set()
        rows += [text[:4] for text in met if text[1] in readable]
        if len(rows) >= size:
            break
    return rows[:size]


@where_to_look
def _ends(restricted, depth, *after):
    """{record: when its text was written that has so many newer ones}, of the records that have so many."""
    return dict(_ends_now(*after, restricted=restricted, depth=depth))


@kept
def _ends_now(*after, restricted, depth):
    index = _before((RestrictedWords if restricted else OpenWords).objects, after).order_by("-at", "-pk")
    first, *others = [index.filter(record=name).values_list("record", "at")[depth : depth + 1] for name in RECORDS]
    return first.union(*others, all=True)


class Matches(Func):
    """That a text has the words, asked in a way for which the index of words is no help: the newest are walked.

    The SELECT has the words understood once for each record: a plan that is kept would do it for every text.
    """

    template = "ts_match_vq(%(expressions)s))"
    arg_joiner = ", (SELECT "
    output_field = BooleanField()


@kept
def _walked(query, ends, *after, restricted, size):
    """(when, key, kind, row, record) of the newest texts with the word, no older than `ends` of each record."""
    index = (RestrictedWords if restricted else OpenWords).objects.filter(Matches(F("vector"), Words(query)))
    index = _before(index, after).order_by("-at", "-pk")
    first, *others = [
        index.filter(record=name, at__gte=back_to).values_list("at", "pk", "kind", "row", "record")[:size]
        for name, back_to in zip(RECORDS, ends, strict=True)
    ]
    return first.union(*others, all=True).order_by("-at", "-pk")[:size]


@kept
def _readable(user, *keys, names, restricted):
    """The keys of those texts that this reader may read: of each of these records, so many of an index's keys."""
    index, keys_of = (RestrictedWords if restricted else OpenWords).objects.all(), dict(zip(names, keys, strict=True))

    def of_record(name):
        return Q(pk__among=keys_of[name])

    parts = branches(index, user, restricted=restricted, of_record=of_record, names=names, in_turn=True)
    first, *others = [part.values_list("pk") for part in parts] or [index.none().values_list("pk")]
    return first.union(*others, all=True) if others else first


@kept
def _rest(user, query, ends, *, names, restricted, size):
    """What has the words before these moments, in the records of these names: by the index of words."""
    before = dict(zip(names, ends, strict=True))
    index = (RestrictedWords if restricted else OpenWords).objects.all()

    def of_record(name):
        return Q(vector=Words(query, of=name), at__lt=before[name])

    parts = list(branches(index, user, restricted=restricted, of_record=of_record, names=names))
    return _newest(parts or [index.none()], size)


def _before(index, after):
    return index.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__lt=after[1])) if after else index


def _newest(parts, size, *, each=False):
    """The newest of all these parts of an index. `each` part is then walked from its own newest, and no further than that."""
    parts = [part.values_list("at", "pk", "kind", "row") for part in parts]
    first, *others = [part.order_by("-at", "-pk")[:size] for part in parts] if each else parts
    return first.union(*others, all=True).order_by("-at", "-pk")[:size]


def _found(user, query, *values, restricted, one_child, in_order, size):
    """Which rows of the index, newest first. `in_order` walks each part from its newest, and stops when there are enough."""
    pupil, after = (values[0] if one_child else None), values[1:] if one_child else values
    index = _before((RestrictedWords if restricted else OpenWords).objects.filter(vector=Words(query)), after)
    how = {"restricted": restricted, "pupil": pupil}
    if pupil is None and not in_order:  # few texts have the words: the index of words alone finds them
        how["of_record"] = lambda name: Q(vector=Words(query, of=name))
    return _newest(branches(index, user, **how), size, each=in_order)


# A word said once is found by the index of words, and planning that takes ten times as long as doing it. For a word
# of every day it hangs on the reader which part has enough of them, so that is planned for each.
_rare, _common = kept(_found), kept(_found, plan=False)


def place_in(text):
    """The place that `find` gave, or None for one that was tampered with."""
    moment, _, key = text.partition("~")
    try:
        at = parse_datetime(moment) if len(text) < 80 else None
    except ValueError:
        return None
    return (at, int(key)) if at and timezone.is_aware(at) and re.fullmatch("[0-9]{1,18}", key) else None
