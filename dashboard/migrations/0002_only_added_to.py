from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """How a chronology was put in order is only added to: the newest of a line holds."""

    dependencies = [("dashboard", "0001_initial"), ("audit", "0002_chain")]
    operations = [*append_only("dashboard_curation"), *append_only("dashboard_curationwords")]
