from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("families", "0007_corrections"), ("audit", "0002_chain")]
    operations = append_only("families_correction", may_change=("state", "decided_by_id", "decided_at", "why_not"))
