from django.db import migrations

from audit.sql import append_only

WHERE_IT_STANDS = ("state", "version", "meet_on", "dated_by_id", "dropped_why", "dropped_by_id")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_chases_and_questions"), ("audit", "0002_chain")]
    operations = [
        *append_only("referrals_chase"),
        *append_only("referrals_advice"),
        *append_only("referrals_consultation", may_change=WHERE_IT_STANDS),
    ]
