from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """A need is renamed and put away, never deleted: records name it."""

    dependencies = [("concerns", "0009_safeguarding_guards"), ("audit", "0002_chain")]
    operations = [
        *append_only("concerns_need", may_change=("name", "hint", "holds", "order", "retired_on", "version")),
    ]
