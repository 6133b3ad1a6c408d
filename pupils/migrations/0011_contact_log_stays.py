from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    dependencies = [("pupils", "0010_contact_log"), ("audit", "0002_chain")]
    operations = append_only("pupils_contactnote", may_change=("next_done_at", "next_done_by_id"))
