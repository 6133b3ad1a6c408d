"""Who reads a sheet, a chart or a child's help changes: with a reason, by those who decide about help."""

from audit.actions import Refused, action, record
from interventions.leaving import flags_left_by
from interventions.models import Chart, Placement, ProgrammePlace, Sheet
from pupils.watching import change_flag_level
from staff.permitted import require
from staff.policy import Level, Permission

OPEN_LEVELS = (Level.TEAM, Level.WELLBEING)


@action
def change_sheet_level(*, by, sheet, level, reason):
    """Who reads a sheet, all its versions, changes.

    Refuses no reason, a passport (everybody around the child reads it) and the level it is at.
    """
    sheet = _locked(Sheet, by, sheet)
    if sheet.kind.for_team:
        raise Refused("A passport is for everybody around the child.")
    _change(sheet, level, reason)
    record("sheet.level_changed", sheet, by=by, pupil=sheet.pupil, fields=["level"], reason=reason.strip())
    return sheet


@action
def change_chart_level(*, by, chart, level, reason):
    """Who reads a reflection chart, all its weeks, changes. Refuses no reason and the level it is at."""
    chart = _locked(Chart, by, chart)
    _change(chart, level, reason)
    record("chart.level_changed", chart, by=by, pupil=chart.pupil, fields=["level"], reason=reason.strip())
    return chart


@action
def change_placement_level(*, by, placement, level, reason):
    """Who reads about a child's help changes: its reviews, targets and numbers, its places, and the flags it left.

    Refuses no reason and the level it is at.
    """
    placement = _locked(Placement, by, placement)
    _change(placement, level, reason)
    places = ProgrammePlace.objects.filter(placement=placement).exclude(level=level)
    for place in places.select_for_update(no_key=True):
        place.level = level
        place.save(update_fields=["level"])
        record("place.level_changed", place, by=by, pupil=placement.pupil, fields=["level"], reason=reason.strip())
    for flag, steps in flags_left_by(placement).items():
        change_flag_level(by=by, flag=flag, level=Level(level), reason=reason, came_of=steps)
    record("placement.level_changed", placement, by=by, pupil=placement.pupil, fields=["level"], reason=reason.strip())
    return placement


def _locked(model, by, row):
    require(by, Permission.PLACEMENT_DECIDE, row)
    return model.objects.select_for_update(no_key=True, of=("self",)).select_related("pupil").get(pk=row.pk)


def _change(row, level, reason):
    if level not in OPEN_LEVELS:
        raise Refused("It is for the team, or at wellbeing level.")
    if not reason.strip():
        raise Refused("Please say why in a line.")
    if row.level == level:
        raise Refused("It is at that level already.")
    row.level = level
    row.save(update_fields=["level"])
