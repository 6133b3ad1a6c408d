"""What stands on top of every page about a child, and the one page that holds their whole story."""

import datetime
from functools import lru_cache
from operator import itemgetter

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from interventions.models import Placement, Target
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
        "waves": sorted({p.wave for p in placements_of(pupil, user, day)}) or [1],
        "adults": list(dict.fromkeys(_adults(pupil, day))),
        "has_left": pupil.has_left(day),
    }


@kept
def _adults(pupil, day):
    """Key adults only: who leads a programme with the child is said where the programme may be seen."""
    rows = Around.objects.current(day).filter(pupil=pupil, why=Around.Why.KEY_ADULT).order_by("user__name")
    return rows.values_list("user__name", flat=True)


def class_name_of(pupil, day):
    return next(iter(_class_names(pupil, day)), "")


@kept
def _class_names(pupil, day):
    return Membership.objects.current(day).filter(pupil=pupil).values_list("school_class__name", flat=True)[:1]


def placements_of(pupil, user, day):
    """Open placements this reader may see; asked once for a page and kept on the child."""
    if not hasattr(pupil, "_placements_seen"):
        pupil._placements_seen = _placements(user, pupil, day)
    return pupil._placements_seen


@kept
def _placements(user, pupil, day):
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open(day).filter(pupil=pupil)
    live = Target.objects.filter(placement=OuterRef("pk"), ended_at=None).order_by("by_on", "pk")
    facts = JSONObject(measure="measure__public_id", will="will", setting="setting", by_on="by_on")
    rows = rows.annotate(works_towards=ArraySubquery(live.values(facts=facts)))
    return rows.select_related("area").order_by("-wave", "review_on")


def targets_of(placements):
    """What the child works towards, soonest first: where its numbers are, what, and by when. No query of its own."""
    found = [facts for one in placements for facts in one.works_towards]
    return sorted(
        ({**facts, "by_on": datetime.date.fromisoformat(facts["by_on"])} for facts in found), key=itemgetter("by_on")
    )


@kept
def child_with_class(user, public_id):
    """The child, with the name of their class, if this reader may open their page."""
    return Pupil.objects.with_class().permitted(user, Permission.PUPIL_READ).filter(public_id=public_id).order_by()


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
        month, iso, day = _day_in_words(line.at.date())
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
                _late(line.days_late) if line.entered > line.at else "",
            )
        )
        last = month
    return rows


@lru_cache(maxsize=1000)
def _day_in_words(day):
    return f"{day:%B %Y}", day.isoformat(), f"{day:%a} {day.day} {day:%b}"


def _late(days):
    return f"written down {days} day{'' if days == 1 else 's'} later" if days else ""
