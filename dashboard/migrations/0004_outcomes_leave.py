"""How a line about what came of a follow-up was put in a chronology leaves with its concern, too."""

from django.db import migrations

IS_OF = """
CREATE OR REPLACE FUNCTION dashboard_is_of(the_curation bigint, the_concern bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM dashboard_curation WHERE id = the_curation AND (
            kind = 'concern' AND key = (SELECT public_id::text FROM concerns_concern WHERE id = the_concern)
            OR kind = 'decision' AND key IN (
                SELECT public_id::text FROM concerns_decision WHERE concern_id = the_concern){more}))
$$;
"""
OUTCOMES = """
            OR kind = 'outcome' AND key IN (
                SELECT public_id::text FROM concerns_outcome WHERE concern_id = the_concern)"""


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0003_words_leave"), ("concerns", "0025_outcomes_stay")]
    operations = [migrations.RunSQL(IS_OF.format(more=OUTCOMES), IS_OF.format(more=""))]
