"""What a search shows of the rows it found: their words around the word, whose they are, and where they lead."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Case, CharField, F, Func, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from pupils.models import Pupil
from pupils.searching import RECORDS, TEXTS
from staff.addresses import addresses
from staff.kept import Keys, kept
from staff.policy import Permission

AROUND = 110  # letters of a snippet on either side of the word
ANOTHER = "another pupil"
NOBODY_NAMED = "no child named yet"  # the urgent route asks for none
WORD = re.compile(r"[\w'’‘`´]+")


@dataclass(frozen=True)
class Hit:
    """One place where the words were found. `snippet` is pieces of text, each marked or not."""

    at: datetime
    where: str
    names: str
    snippet: list
    url: str
    pupils: frozenset


def hits_of(user, asked, rows):
    """The found rows with their words: one query for all kinds, and one for whose names may be shown.

    `asked` says which words of a text are marked.
    """
    by_kind = defaultdict(list)
    for _, _, kind, row in rows:
        by_kind[kind].append(row)
    if not by_kind:
        return []
    kinds, keys = zip(*sorted(by_kind.items()), strict=True)
    details, children = {}, defaultdict(dict)
    found = _details(user, *map(Keys, keys), kinds=kinds)
    for kind, row, ref, also, told, author, pupil, forename, surname, words in found:
        details[kind, row] = (ref, also, told, author, words)
        if pupil is not None:
            children[kind, row][pupil] = f"{forename} {surname}"
    met = {pupil for found in children.values() for pupil in found}
    named = set(_named(user, Keys(sorted(met))))
    hits = []
    for at, _, kind, row in rows:
        if (kind, row) not in details:
            continue
        ref, also, told, author, words = details[kind, row]
        text, mine, open_to = TEXTS[kind], author == user.pk, named | {told if also else None}
        names = [name if mine or pupil in open_to else ANOTHER for pupil, name in sorted(children[kind, row].items())]
        url_name, argument = (text.also.url_name, also) if also else (RECORDS[text.record].url_name, ref)
        hits.append(
            Hit(
                at=timezone.localtime(at),
                where=text.word,
                names=", ".join(dict.fromkeys(names)) or NOBODY_NAMED,
                snippet=snippet(words, asked),
                url=addresses(url_name)(argument),
                pupils=frozenset(children[kind, row]),
            )
        )
    return hits


@kept
def _named(user, keys):
    return Pupil.objects.permitted(user, Permission.PUPIL_READ).filter(pk__among=keys).values_list("pk", flat=True)


@kept
def _details(user, *keys, kinds):
    first, *others = [_words_of(user, TEXTS[kind], some) for kind, some in zip(kinds, keys, strict=True)]
    return first.union(*others, all=True)


def _words_of(user, text, keys):
    """The words of found rows, where they lead, and the children they are about."""
    record = RECORDS[text.record]
    in_place = {text.path(name): value for name, value in record.in_place.items()}
    pupil = text.path(record.pupil)
    child = "" if pupil == "pk" else f"{pupil}__"
    also = Value("")
    if text.also:  # not theirs as a record: the link leads to their own part of it
        readable = record.rows(user).order_by().values("pk")
        also = Case(When(**{f"{text.parent or 'pk'}__in": readable}, then=Value("")), default=_text(F(text.also.ref)))
    return (
        text.model._base_manager.filter(pk__among=keys, **in_place)
        .order_by()
        .annotate(
            hit_kind=Value(text.kind, output_field=CharField()),
            hit_ref=_text(F(text.path(record.ref))),
            hit_also=_text(also),
            hit_told=Cast(_told(text.also), BigIntegerField()),
            hit_author=F(text.path(record.author)) if record.author else Cast(Value(None), BigIntegerField()),
            hit_words=Func(Value("\n"), *map(F, text.columns), function="concat_ws", output_field=CharField()),
        )
        .values_list(
            "hit_kind",
            "pk",
            "hit_ref",
            "hit_also",
            "hit_told",
            "hit_author",
            pupil,
            f"{child}preferred_forename",
            f"{child}preferred_surname",
            "hit_words",
        )
    )


def _told(also):
    """The child named on the page of whoever reads this part alone."""
    named = also.named if also else ""
    return F(named) if isinstance(named, str) and named else named or Value(None)


def _text(expression):
    return Cast(expression, CharField())


def snippet(words, asked):
    """A piece of the text around the first word found, as (piece, marked) pairs for the page to escape."""
    words = " ".join(words.split())
    first = next((word.start() for word in WORD.finditer(words) if asked.is_in(word.group())), 0)
    begin, end = words.rfind(" ", 0, max(first - AROUND, 0)) + 1, words.find(" ", first + AROUND)
    shown = words[begin:] if end < 0 else words[begin:end]
    pieces, at = [("… " if begin else "", False)], 0
    for word in WORD.finditer(shown):
        if asked.is_in(word.group()):
            pieces += [(shown[at : word.start()], False), (word.group(), True)]
            at = word.end()
    pieces += [(shown[at:], False), ("" if end < 0 else " …", False)]
    return [(piece, found) for piece, found in pieces if piece]
