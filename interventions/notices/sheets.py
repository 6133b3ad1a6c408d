"""What whoever wrote a sheet is owed: on the day that stands in it, that it is to be looked at again."""

import datetime

from interventions.models import SheetWords
from school import calendar
from staff.notices import Kind, register
from staff.policy import Permission


def due(day):
    """Whoever wrote the newest version, on the first school day on or after the one that stands in it."""
    if not calendar.is_school_day(day):
        return
    for one in SheetWords.objects.to_look_at(day).filter(version__by__is_active=True).select_related("version__by"):
        yield one.version.by, one.version.sheet_id, datetime.date.fromisoformat(one.words)


def _still_due(notice):
    rows = SheetWords.objects.days_of_sheets().permitted(notice.user, Permission.PLACEMENT_READ)
    return rows.filter(version__sheet=notice.subject_id, words=notice.due_on.isoformat()).exists()


register(
    Kind(
        name="sheet_to_look_at",
        sentence="A risk-reduction plan is to be looked at again.",
        url_name="interventions:plans",
        still_owed=_still_due,
        owed=due,
    )
)
