from django.db import migrations

from audit.sql import CHAIN, REFUSE, append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION audit_refuse_change"),
        migrations.RunSQL(CHAIN, "DROP TRIGGER audit_entry_chain ON audit_entry; DROP FUNCTION audit_chain"),
        *append_only("audit_entry"),
    ]
