from django.db import migrations

from audit.sql import append_only

# A session has its place's practice, and a place its programme's: so that nothing of Drawing and Talking
# can be kept under another name.
KEYS = """
ALTER TABLE interventions_session ADD CONSTRAINT a_session_keeps_its_places_practice
    FOREIGN KEY (place_id, practice) REFERENCES interventions_programmeplace (id, practice);
ALTER TABLE interventions_programmeplace ADD CONSTRAINT a_place_keeps_its_programmes_practice
    FOREIGN KEY (programme_id, practice) REFERENCES interventions_programme (id, practice);
UPDATE interventions_provision SET practice = 'elsa' WHERE name = 'ELSA';
UPDATE interventions_provision SET practice = 'drawing' WHERE name = 'Drawing and Talking Therapy';
"""
UNDO = """
ALTER TABLE interventions_session DROP CONSTRAINT a_session_keeps_its_places_practice;
ALTER TABLE interventions_programmeplace DROP CONSTRAINT a_place_keeps_its_programmes_practice;
"""


class Migration(migrations.Migration):
    """What was asked, done and written stays as it was; only where a place stands may change."""

    dependencies = [("interventions", "0006_help_given")]
    operations = [
        *append_only(
            "interventions_programmeplace",
            may_change=(
                "level", "state", "consent_id", "programme_id", "from_on", "sessions_planned", "ended_on", "ended_why",
                "outcome", "folder_back", "version",
            ),
        ),
        *append_only("interventions_placestep"),
        *append_only("interventions_session", may_change=("undone_at", "undone_by_id")),
        *append_only("interventions_supervision"),
        *append_only("interventions_credential", may_change=("until_on",)),
        migrations.RunSQL(KEYS, UNDO),
    ]  # fmt: skip
