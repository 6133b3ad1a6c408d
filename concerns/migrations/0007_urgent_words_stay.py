from django.db import migrations

from audit.sql import append_only

# Where it stands may change; who started it and when, and everything said and done, may not.
WHERE_IT_STANDS = (
    "pupil_id",
    "concern_id",
    "state",
    "round",
    "calls_began_at",
    "answered_at",
    "answered_by_id",
    "held_by_id",
    "closed_at",
    "closed_by_id",
    "outcome",
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0006_urgent"), ("audit", "0002_chain")]
    operations = [
        *append_only("concerns_episode", may_change=WHERE_IT_STANDS),
        *append_only("concerns_reply"),
        *append_only("concerns_tick"),
        *append_only("concerns_episodenote"),
        *append_only("concerns_agencycall"),
        *append_only("concerns_wordhome"),
        *append_only("concerns_safetyplan"),
        *append_only("concerns_planreader", may_change=("ended_at", "ended_by_id")),
        *append_only("concerns_planread"),
        *append_only("concerns_handover", may_change=("taken_at",)),
        *append_only("concerns_episodefollowup"),
    ]
