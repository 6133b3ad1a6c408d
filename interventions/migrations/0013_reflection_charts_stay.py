from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """A week that was typed in stays as it was; of a chart only its end may be written."""

    dependencies = [("interventions", "0012_reflection_charts")]
    operations = [
        *append_only("interventions_chartweek"),
        *append_only("interventions_chart", may_change=("ended_on", "ended_by_id", "came_of_it")),
    ]
