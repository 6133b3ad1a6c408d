"""What stands on top of every page about a child, and the one page that holds their whole story."""

from functools import lru_cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from interventions.models import Placement
from pupils import chronology
from pupils.models import Around, Membership, Pupil
from staff.kept import kept
from staff.policy import Permission

ENTRIES = 100


def header_of(pupil, user, day):
    """The header's facts for this reader, in at most three queries."""
    return {
        "pupil": pupil,
        "class_name": getattr(pupil, "class_name", None) or class_name_of(pupil, day),
        "waves": waves_of(pupil, user, day),
        "adults": list(dict.fromkeys(pupil.adults_around if hasattr(pupil, "adults_around") else _adults(pupil, day))),
        "has_left": pupil.has_left(day),
    }


@kept
def _adults(pupil, day):
    return _names_around(day).filter(pupil=pupil)


def _names_around(day):
    """Key adults only: who leads a programme with the child is said where the programme may be seen."""
    rows = Around.objects.current(day).filter(why=Around.Why.KEY_ADULT).order_by("user__name")
    return rows.values_list("user__name", flat=True)


def class_name_of(pupil, day):
    return next(iter(_class_names(pupil, day)), "")


@kept
def _class_names(pupil, day):
    return Membership.objects.current(day).filter(pupil=pupil).values_list("school_class__name", flat=True)[:1]


def waves_of(pupil, user, day):
    """The waves of the open placements this reader may see; a page that has them says so (`waves`)."""
    waves = pupil.waves if hasattr(pupil, "waves") else _waves(user, pupil, day)
    return sorted(set(waves)) or [1]


@kept
def _waves(user, pupil, day):
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open(day).filter(pupil=pupil)
    return rows.order_by().values_list("wave", flat=True)


@kept
def child_with_adults(user, public_id, day):
    """The child, with the name of their class and of the adults around them, if this reader may open their page."""
    rows = Pupil.objects.with_class(day).permitted(user, Permission.PUPIL_READ).filter(public_id=public_id).order_by()
    return rows.annotate(adults_around=ArraySubquery(_names_around(day).filter(pupil=OuterRef("pk"))))


def story_of(pupil, user, *, after=None):
    """A child's story for this reader, newest first: (lines, whether there are older ones). One query.

    Every source goes through its own room's `permitted`, so that a line never betrays a record.
    """
    lines = chronology.lines_of(user, [pupil], after=after, most=ENTRIES + 1)
    return lines[:ENTRIES], len(lines) > ENTRIES


def in_rows(lines):
    """The lines as plain words for the page, which has nothing left to work out. A month begins where it is named."""
    rows, last = [], None
    for line in lines:
        month, iso, day = day_in_words(line.at.date())
        rows.append(
            (
                month if month != last else "",
                line.icon,
                line.word,
                iso,
                day,
                line.locked,
                line.url,
                line.line,
                late(line.days_late) if line.entered > line.at else "",
            )
        )
        last = month
    return rows


@lru_cache(maxsize=1000)
def day_in_words(day):
    return f"{day:%B %Y}", day.isoformat(), f"{day:%a} {day.day} {day:%b}"


def late(days):
    return f"written down {days} day{'' if days == 1 else 's'} later" if days else ""
