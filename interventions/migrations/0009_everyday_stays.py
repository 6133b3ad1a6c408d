from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """What was noted stays as it was; a plan changes by its steps, a line by its last day."""

    dependencies = [("interventions", "0008_plans_and_everyday")]
    operations = [
        *append_only("interventions_tried"),
        *append_only("interventions_planstep"),
        *append_only("interventions_planline", may_change=("until_on",)),
        *append_only("interventions_informalplan", may_change=("owner_id", "review_on", "ended_on", "version")),
        *append_only("interventions_classhelp", may_change=("taken_off_at",)),
    ]
