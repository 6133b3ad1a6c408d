from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("audit", "0002_chain")]
    operations = append_only("referrals_step")
