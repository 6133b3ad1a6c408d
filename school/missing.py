"""What nobody has told the system about the school yet, each as a sentence and the page that mends it."""

from collections import defaultdict

from django.db.models import Count, F, Func, IntegerField, Value

from school import calendar
from school.models import A_TERM, Agency, OnDuty, School, StaffedHours
from staff.kept import kept

THE_SCHOOL, STAFFED, ON_DUTY, STALE = range(4)


@kept
def _facts(a_term_ago):
    """(which fact, a number): that there is a school, its staffed weekdays, those with somebody on duty, old agencies."""
    covered = OnDuty.objects.active().annotate(day=Func(F("weekdays"), function="unnest", output_field=IntegerField()))
    stale = (
        Agency.objects.unchecked_since(a_term_ago)
        .order_by()
        .annotate(of=Value(STALE))
        .values("of")
        .annotate(n=Count("pk"))
    )
    return School.objects.values_list(Value(THE_SCHOOL), Value(1)).union(
        StaffedHours.objects.order_by().values_list(Value(STAFFED), "weekday"),
        covered.order_by().values_list(Value(ON_DUTY), "day"),
        stale.values_list("of", "n"),
        all=True,
    )


def what_is_missing(day):
    """(sentence, why it matters, URL name, words of the link), the most pressing first. One query and the calendar's."""
    missing, facts = [], defaultdict(list)
    for fact, number in _facts(day - A_TERM):
        facts[fact].append(number)
    if not facts[THE_SCHOOL]:
        missing.append(
            (
                "Nobody has filled in the school yet.",
                "Letters and pages need its name.",
                "school:edit_school",
                "Fill it in",
            )
        )
    if not facts[STAFFED]:
        missing.append(
            (
                "The hours when somebody is at school are not known.",
                "The urgent page says that nobody is there.",
                "school:set_hours",
                "Set the hours",
            )
        )
    if set(facts[STAFFED]) - set(facts[ON_DUTY]):
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
    if stale := sum(facts[STALE]):
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
