"""What stands on top of every page about a child, and the one page that holds their whole story."""

from interventions.models import Placement
from pupils import chronology
from pupils.models import Around, Membership, MonitoringFlag
from staff.policy import Permission

ENTRIES = 100


def header_of(pupil, user, day):
    """The header's facts for this reader, in at most three queries."""
    adults = Around.objects.current(day).filter(pupil=pupil).order_by("user__name")
    return {
        "pupil": pupil,
        "class_name": getattr(pupil, "class_name", None) or class_name_of(pupil, day),
        "waves": sorted({p.wave for p in placements_of(pupil, user, day)}) or [1],
        "adults": list(dict.fromkeys(adults.values_list("user__name", flat=True))),
        "has_left": pupil.has_left(day),
    }


def class_name_of(pupil, day):
    rows = Membership.objects.current(day).filter(pupil=pupil).values_list("school_class__name", flat=True)
    return rows.first() or ""


def placements_of(pupil, user, day):
    """Open placements this reader may see; asked once for a page and kept on the child."""
    if not hasattr(pupil, "_placements_seen"):
        pupil._placements_seen = list(
            Placement.objects.permitted(user, Permission.PLACEMENT_READ)
            .open(day)
            .filter(pupil=pupil)
            .select_related("area")
            .order_by("-wave", "review_on")
        )
    return pupil._placements_seen


def flags_of(pupil, user):
    """Monitoring flags still set, the soonest review first."""
    rows = MonitoringFlag.objects.permitted(user, Permission.PLACEMENT_READ).open().filter(pupil=pupil)
    return list(rows.order_by("review_on")[:10])


def story_of(pupil, user, *, after=None):
    """A child's story for this reader, newest first: (lines, whether there are older ones). One query.

    Every source goes through its own room's `permitted`, so that a line never betrays a record.
    """
    lines = chronology.lines_of(user, [pupil], after=after, most=ENTRIES + 1)
    return lines[:ENTRIES], len(lines) > ENTRIES
