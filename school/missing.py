"""What nobody has told the system about the school yet, each as a sentence and the page that mends it."""

from school import calendar, duty
from school.models import Agency, OnDuty, School, StaffedHours


def what_is_missing(day, *, hours=None, rota=None):
    """(sentence, why it matters, URL name, words of the link), the most pressing first. At most five queries,
    fewer where the page has the staffed hours and the rota already."""
    missing = []
    if not School.objects.exists():
        missing.append(
            (
                "Nobody has filled in the school yet.",
                "Letters and pages need its name.",
                "school:edit_school",
                "Fill it in",
            )
        )
    hours = StaffedHours.objects.all() if hours is None else hours
    if not hours:
        missing.append(
            (
                "The hours when somebody is at school are not known.",
                "The urgent page says that nobody is there.",
                "school:set_hours",
                "Set the hours",
            )
        )
    if duty.unmanned_weekdays(hours, OnDuty.objects.active() if rota is None else rota):
        missing.append(
            (
                "Nobody is on duty on some days.",
                "An urgent concern would find nobody by name.",
                "school:rota",
                "See the rota",
            )
        )
    if calendar.current().is_assumed(day + calendar.SIX_WEEKS):
        missing.append(
            (
                "The term dates run out soon.",
                "Until they are added, the usual English terms are assumed.",
                "school:add_term",
                "Add a term",
            )
        )
    if stale := Agency.objects.stale(day).count():
        agencies = "One agency has" if stale == 1 else f"{stale} agencies have"
        missing.append(
            (
                f"{agencies} not been checked for a term.",
                "A telephone number may be out of date.",
                "school:agencies",
                "Check them",
            )
        )
    return missing
