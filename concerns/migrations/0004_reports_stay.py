from django.db import migrations

from audit.sql import append_only

HOW_IT_WAS_SETTLED = ("status", "concern_id", "reason", "settled_at", "settled_by_id")


class Migration(migrations.Migration):
    dependencies = [("concerns", "0003_reports"), ("audit", "0002_chain")]
    operations = [
        *append_only("concerns_report", may_change=HOW_IT_WAS_SETTLED),
        *append_only("concerns_reporttext"),
        *append_only("concerns_reportchild"),
        *append_only("concerns_guestpin"),
    ]
