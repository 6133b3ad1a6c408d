"""Finding a child by the first letters of a name: own class first, and no more facts than the finder may have."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from pupils.models import YEAR_NAMES, Pupil
from pupils.normal import normal, words_to_find
from staff.kept import kept
from staff.permitted import may
from staff.policy import Permission

FEWEST_LETTERS = 3
MOST_FOUND = 20


@dataclass(frozen=True)
class Found:
    """Name, class and year; the birthday only for a reader, and only where two children share a name."""

    public_id: object
    name: str
    class_name: str
    year_name: str
    readable: bool
    has_left: bool
    born_on: object = None


def find_children(user, text, *, most=MOST_FOUND):
    """Children whose names begin like this: those here, and the leavers this person may read. None: type more."""
    letters = normal(text)
    if len(letters.replace(" ", "")) < FEWEST_LETTERS:
        return None
    today = timezone.localdate()
    rows = _rows(user, today, words_to_find(text), most=most)
    names = [f"{row[1]} {row[2]}" for row in rows]
    knows_birthdays = may(user, Permission.PUPIL_MANAGE)
    return [
        Found(
            public_id,
            name,
            class_name or "no class",
            YEAR_NAMES[year],
            is_readable,
            left_on is not None and left_on <= today,
            born_on if names.count(name) > 1 and (is_readable or knows_birthdays) else None,
        )
        for (public_id, _, _, class_name, year, is_readable, left_on, born_on), name in zip(rows, names, strict=True)
    ]


@kept
def _rows(user, today, patterns, *, most):
    everybody = Pupil.objects.all()
    readable = everybody.permitted(user, Permission.PUPIL_READ).filter(pk=OuterRef("pk"))
    return (
        everybody.permitted(user, Permission.CONCERN_RAISE)
        .with_words(patterns)
        .annotate(readable=Exists(readable))
        .filter(Q(left_on=None) | Q(left_on__gt=today) | Q(readable=True))
        .mine_first(user)
        .with_class()
        .order_by("place", "sort_name", "pk")
        .values_list(
            "public_id", "preferred_forename", "preferred_surname", "class_name", "year_group", "readable",
            "left_on", "born_on",
        )[:most]
    )  # fmt: skip
