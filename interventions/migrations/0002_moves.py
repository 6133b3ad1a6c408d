from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """A placement's words are frozen, only where it stands may change; a move never changes."""

    dependencies = [("interventions", "0001_initial")]
    operations = [
        *append_only(
            "interventions_placement",
            may_change=("wave", "level", "review_on", "ended_on", "ended_by_id", "version"),
        ),
        *append_only("interventions_move"),
        *append_only("interventions_citation"),
        *append_only("interventions_answer"),
    ]
