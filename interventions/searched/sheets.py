"""Which words of sheets and charts can be found, and by whom."""

from interventions.models import Chart, ChartWeek, Sheet, SheetWords
from pupils.searching import Record, Text, register
from staff.policy import Permission

READ = Permission.PLACEMENT_READ


def register_records():
    register(
        Record(
            name="sheet",
            rows=lambda user: Sheet.objects.permitted(user, READ),
            url_name="interventions:sheet",
        ),
        Text(
            "sheet",
            "A passport, map or plan",
            "sheet",
            SheetWords,
            ("words",),
            at="version__at",
            parent="version__sheet",
        ),
    )
    register(
        Record(
            name="chart",
            rows=lambda user: Chart.objects.permitted(user, READ),
            url_name="interventions:chart",
        ),
        Text("chart", "A reflection chart", "chart", Chart, ("about", "came_of_it"), at="from_on"),
        Text("chart_week", "A reflection chart", "chart", ChartWeek, ("helped",), at="at", parent="chart"),
    )
