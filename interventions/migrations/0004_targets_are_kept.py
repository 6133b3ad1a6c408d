from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """The words of a target are frozen, only its end may be written; a number is struck out and never changed."""

    dependencies = [("interventions", "0003_targets")]
    operations = [
        *append_only("interventions_measure"),
        *append_only("interventions_target", may_change=("ended_at", "ended_by_id", "outcome", "why")),
        *append_only("interventions_reading", may_change=("struck_at", "struck_by_id", "struck_why")),
    ]
