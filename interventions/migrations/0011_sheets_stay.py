from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """What was saved of a sheet stays as it was: a change is a new version."""

    dependencies = [("interventions", "0010_sheets")]
    operations = [
        *append_only("interventions_sheet"),
        *append_only("interventions_sheetversion"),
        *append_only("interventions_sheetwords"),
    ]
