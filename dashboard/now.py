"""What holds for a child today, for one reader: the waves they are on, the targets, and what to know. One question."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import DateField, IntegerField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from concerns.models import Briefing, Change
from interventions.models import Placement, Target
from staff.kept import kept
from staff.policy import Permission

FEW = 5
PLACEMENT, TARGET, BRIEFING, CHANGE = range(4)
PAGES = {
    PLACEMENT: "interventions:placement",
    TARGET: "interventions:measure",
    BRIEFING: "concerns:briefing",
}


class Row(NamedTuple):
    """One thing that holds; `_holds` says for each kind what its columns are."""

    kind: int
    key: int
    ref: UUID
    words: str
    about: str
    said: str
    who: str
    wave: int | None
    from_on: date | None
    by_on: date

    @property
    def url(self):
        return reverse(PAGES[self.kind], args=[self.ref])

    @property
    def said_by(self):
        return Change.SaidBy(self.said).label.lower()


class Now:
    """What holds: help and targets by their day, briefings and changes with the newest first."""

    def __init__(self, user, pupil, day):
        rows = [Row(*row) for row in _holds(user, pupil, day)]
        self.placements = _of(PLACEMENT, rows, lambda row: (-row.wave, row.by_on))
        self.targets = _of(TARGET, rows, lambda row: (row.by_on, row.key))
        self.briefings = _of(BRIEFING, rows, lambda row: -row.key)[:FEW]
        self.changes = _of(CHANGE, rows, lambda row: -row.key)[:FEW]


def _of(kind, rows, order):
    return sorted((row for row in rows if row.kind == kind), key=order)


NONE, NO_WAVE, NO_DAY = Value(""), Cast(Value(None), IntegerField()), Cast(Value(None), DateField())


@kept
def _holds(user, pupil, day):
    """Each room's rows through its own `permitted`, in the columns of Row."""
    here, read = Permission.PLACEMENT_READ, Permission.CONCERN_READ
    help_now = Placement.objects.permitted(user, here).open(day).filter(pupil=pupil)
    targets = Target.objects.permitted(user, here).filter(pupil=pupil, ended_at=None)
    briefings = Briefing.objects.permitted(user, read).live().filter(pupil=pupil)
    changes = Change.objects.permitted(user, read).current().filter(pupil=pupil)
    parts = [
        (help_now, PLACEMENT, "public_id", "area__name", NONE, NONE, NONE, "wave", "opened_on", "review_on"),
        (targets, TARGET, "measure__public_id", "will", "setting", NONE, NONE, NO_WAVE, NO_DAY, "by_on"),
        (briefings, BRIEFING, "public_id", "words", NONE, NONE, "written_by__name", NO_WAVE, NO_DAY, "until_on"),
        (changes, CHANGE, "public_id", "words", "kind__name", "said_by", "told_by__name", NO_WAVE, NO_DAY, "on"),
    ]
    first, *others = [rows.order_by().values_list(Value(kind), "pk", *columns) for rows, kind, *columns in parts]
    return first.union(*others, all=True)
