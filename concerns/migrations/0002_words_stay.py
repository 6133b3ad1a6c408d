from django.db import migrations

from audit.sql import append_only

# Where a concern stands may change; how it was sent may not.
WHERE_IT_STANDS = (
    "level",
    "status",
    "acknowledged_at",
    "acknowledged_by_id",
    "closed_at",
    "closed_by_id",
    "parents_told",
    "threshold",
    "look_again_at",
    "held_because",
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        *append_only("concerns_concern", may_change=WHERE_IT_STANDS),
        *append_only("concerns_concerntext"),
        *append_only("concerns_concernpupil", may_change=("moved_at", "moved_by_id", "moved_to_id")),
        *append_only("concerns_decision"),
        *append_only("concerns_levelchange"),
        *append_only("concerns_note"),
        *append_only("concerns_bodymark"),
        *append_only("concerns_agencycontact"),
        *append_only("concerns_followupwords"),
        *append_only("concerns_question"),
        *append_only("concerns_answer"),
    ]
