"""How a chronology was put leaves with a carried concern's own words, and so do the chronologies that were printed."""

from django.db import migrations

SQL = """
CREATE FUNCTION dashboard_is_of(the_curation bigint, the_concern bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM dashboard_curation WHERE id = the_curation AND (
            kind = 'concern' AND key = (SELECT public_id::text FROM concerns_concern WHERE id = the_concern)
            OR kind = 'decision' AND key IN (
                SELECT public_id::text FROM concerns_decision WHERE concern_id = the_concern)))
$$;
CREATE FUNCTION dashboard_only_carried() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD); becomes jsonb := to_jsonb(NEW); words text;
    marker text := 'Kept in the school’s child-protection file.'; allowed boolean;
BEGIN
    allowed := EXISTS (SELECT 1 FROM concerns_carriedover WHERE dashboard_is_of(OLD.curation_id, concern_id));
    FOREACH words IN ARRAY ARRAY['summary', 'decided', 'impact', 'outcome'] LOOP
        allowed := allowed AND becomes->>words IN (was->>words, marker);
        was := was - words; becomes := becomes - words;
    END LOOP;
    IF NOT allowed OR was IS DISTINCT FROM becomes THEN
        RAISE EXCEPTION 'dashboard_curationwords is append-only: its words cannot be changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER dashboard_curationwords_no_update ON dashboard_curationwords;
CREATE TRIGGER dashboard_curationwords_no_update BEFORE UPDATE ON dashboard_curationwords
    FOR EACH ROW EXECUTE FUNCTION dashboard_only_carried();
CREATE FUNCTION dashboard_carry_over(the_concern bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE marker text := 'Kept in the school’s child-protection file.';
BEGIN
    IF NOT EXISTS (SELECT 1 FROM concerns_carriedover WHERE concern_id = the_concern) THEN
        RAISE EXCEPTION 'these words were not carried over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE dashboard_curationwords SET
        summary = CASE WHEN summary = '' THEN '' ELSE marker END,
        decided = CASE WHEN decided = '' THEN '' ELSE marker END,
        impact = CASE WHEN impact = '' THEN '' ELSE marker END,
        outcome = CASE WHEN outcome = '' THEN '' ELSE marker END
        WHERE dashboard_is_of(curation_id, the_concern);
    UPDATE documents_document SET html = marker
        WHERE owner_type = 'pupils.pupil' AND kind IN ('chronology', 'chronology_restricted')
        AND made_at >= (SELECT recorded_at FROM concerns_concern WHERE id = the_concern)
        AND owner_id IN (SELECT pupil_id FROM concerns_concernpupil WHERE concern_id = the_concern);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0002_only_added_to"), ("concerns", "0019_more_words_leave")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
