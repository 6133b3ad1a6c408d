from django.db import migrations

from audit.sql import may_now_change


class Migration(migrations.Migration):
    """Who reads a chart may change, with a reason that the log keeps."""

    dependencies = [("interventions", "0020_proposals_stay")]
    operations = [*may_now_change("interventions_chart", "level", "ended_on", "ended_by_id", "came_of_it")]
