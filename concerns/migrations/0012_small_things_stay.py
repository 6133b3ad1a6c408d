from django.db import migrations

from audit.sql import append_only

WHERE_IT_STANDS = ("state", "decided_at", "decided_by_id", "ended_at", "ended_by_id", "reason")


class Migration(migrations.Migration):
    dependencies = [("concerns", "0011_small_things"), ("audit", "0002_chain")]
    operations = [
        *append_only("concerns_change"),
        *append_only("concerns_slip", may_change=("concern_id", "report_id")),
        *append_only("concerns_briefing", may_change=WHERE_IT_STANDS),
        *append_only("concerns_briefingreader", may_change=("read_at",)),
    ]
