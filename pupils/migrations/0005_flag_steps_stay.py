from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("pupils", "0004_flag_steps"), ("audit", "0002_chain")]
    operations = append_only("pupils_flagstep")
