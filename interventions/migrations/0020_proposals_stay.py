from django.db import migrations

from audit.sql import append_only


class Migration(migrations.Migration):
    """A proposal stays as it was written; only its answer may be added, once."""

    dependencies = [("interventions", "0019_proposed_targets")]
    operations = [
        *append_only(
            "interventions_proposedtarget", may_change=("answered_at", "answered_by_id", "target_id", "why_not")
        )
    ]
