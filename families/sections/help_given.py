"""The help a child gets, as a family reads it: kinds and days, sessions, targets with their pictures.

Never why somebody thought it was needed, nor the score of an outside test: those are words between staff. Nor a number
from home: one parent's is not for the other.
"""

from django.utils import timezone

from families.sections.register import Part, Section, register
from interventions.delivered import doses, with_counts
from interventions.measuring import measured
from interventions.models import Measure, Placement, ProgrammePlace, Reading
from interventions.models.programmes import State
from staff.kept import kept
from staff.policy import Permission

DAY = "%-d %B %Y"
OF_SCHOOL = (Reading.Rater.CHILD, Reading.Rater.ADULT)


@kept
def _placements(pupil, user, levels):
    rows = Placement.objects.permitted(user, Permission.PLACEMENT_READ).open()
    return rows.filter(pupil=pupil, level__in=levels).select_related("area").order_by("opened_on", "pk")


def in_place(pupil, user, levels):
    """Which help, and since when."""
    for placement in _placements(pupil, user, levels):
        area = placement.area.name
        yield Part(f"Extra help with {area[:1].lower()}{area[1:]}, since {placement.opened_on.strftime(DAY)}.")


@kept
def _places(pupil, user, levels):
    rows = ProgrammePlace.objects.permitted(user, Permission.PROGRAMME_READ)
    rows = rows.filter(pupil=pupil, level__in=levels, state=State.ACTIVE).order_by("from_on", "pk")
    return with_counts(rows).select_related("programme", "offering__provision", "programme__lead")


def sessions(pupil, user, levels):
    """Each programme with the sessions had so far."""
    for place, dose in doses(_places(pupil, user, levels), timezone.localdate()):
        yield Part(f"{place.offering.name} with {place.programme.lead}: {dose.came} of {dose.planned} sessions so far.")


def targets(pupil, user, levels):
    """What the child works towards, in their words too, with the picture of how far they have come."""
    for one in measured(*_placements(pupil, user, levels)):
        if one.measure.kind == Measure.Kind.OUTSIDE or not one.target or not one.target.is_live:
            continue
        one.readings = [reading for reading in one.readings if reading.rater in OF_SCHOOL]
        yield Part(one.target.sentence, one.target.childs_words, one.small_picture)


register(Section("in_place", "The kinds of help, and since when", in_place))
register(Section("sessions", "Programmes, and how many sessions so far", sessions))
register(Section("targets", "Targets, with their pictures", targets))
