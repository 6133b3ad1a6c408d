from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("concerns", "0016_received_files"), ("audit", "0002_chain")]
    operations = [*append_only("concerns_receivedfile"), *append_only("concerns_briefed")]
