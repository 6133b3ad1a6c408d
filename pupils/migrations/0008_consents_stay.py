from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("pupils", "0007_consent_rows"), ("audit", "0002_chain")]
    operations = append_only("pupils_consent")
