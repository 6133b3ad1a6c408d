from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("concerns", "0020_files_sent_on"), ("audit", "0002_chain")]
    operations = [*append_only("concerns_senton")]
