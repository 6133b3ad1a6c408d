from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("concerns", "0022_reports_join"), ("audit", "0002_chain")]
    operations = [*append_only("concerns_joinedreport")]
