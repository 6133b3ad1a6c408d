"""What else holds a carried concern's words: the reasons of an eye kept on the child, and papers that were printed."""

from django.db import migrations

MARKER = "Kept in the school’s child-protection file."

# A step of a flag leads to the carried concern that came from the flag, or that set it at its own level.
CONCERN_OF = """
CREATE OR REPLACE FUNCTION concerns_flag_is_of(the_flag bigint, the_concern bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM concerns_concern WHERE id = the_concern AND flag_id = the_flag) OR EXISTS (
        SELECT 1 FROM concerns_concern c
        JOIN pupils_flagstep s ON s.reason = 'Concern ' || c.reference || ': look again'
        JOIN pupils_monitoringflag f ON f.id = s.flag_id
        WHERE c.id = the_concern AND f.id = the_flag AND f.level IN ('safeguarding', 'named'))
$$;
CREATE OR REPLACE FUNCTION concerns_concern_of(line jsonb, way text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE way
        WHEN 'question_id' THEN (SELECT concern_id FROM concerns_question WHERE id = (line->>'question_id')::bigint)
        WHEN 'share_id' THEN (SELECT concern_id FROM concerns_share WHERE id = (line->>'share_id')::bigint)
        WHEN 'report_id' THEN (SELECT concern_id FROM concerns_report WHERE id = (line->>'report_id')::bigint)
        WHEN 'flag_id' THEN (
            SELECT min(concern_id) FROM concerns_carriedover
            WHERE concerns_flag_is_of((line->>'flag_id')::bigint, concern_id))
        WHEN 'owner' THEN CASE line->>'owner_type'
            WHEN 'concerns.concern' THEN (line->>'owner_id')::bigint
            WHEN 'concerns.report' THEN (SELECT concern_id FROM concerns_report WHERE id = (line->>'owner_id')::bigint)
            END
        ELSE (line->>'concern_id')::bigint END
$$;
DROP TRIGGER pupils_flagstep_no_update ON pupils_flagstep;
CREATE TRIGGER pupils_flagstep_no_update BEFORE UPDATE ON pupils_flagstep
    FOR EACH ROW EXECUTE FUNCTION concerns_only_carried('flag_id', 'reason');
"""

# A paper of a child in a carried concern, or an export of the child's file, may become the marker, and nothing else.
PAPERS = """
CREATE OR REPLACE FUNCTION concerns_paper_leaves(was documents_document, becomes documents_document) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT becomes.html = 'MARKER' AND to_jsonb(was) - 'html' = to_jsonb(becomes) - 'html' AND EXISTS (
        SELECT 1 FROM concerns_carriedover o JOIN concerns_concernpupil p ON p.concern_id = o.concern_id
        WHERE was.owner_type = 'pupils.pupil' AND p.pupil_id = was.owner_id
        OR was.owner_type = 'concerns.fileexport' AND p.pupil_id = (
            SELECT pupil_id FROM concerns_fileexport WHERE id = was.owner_id))
$$;
DROP TRIGGER documents_document_no_update ON documents_document;
CREATE TRIGGER documents_document_no_update BEFORE UPDATE ON documents_document
    FOR EACH ROW WHEN (NOT concerns_paper_leaves(OLD, NEW)) EXECUTE FUNCTION documents_document_frozen();
DROP TRIGGER documents_document_sealed ON documents_document;
CREATE TRIGGER documents_document_sealed BEFORE UPDATE ON documents_document
    FOR EACH ROW WHEN (NOT concerns_paper_leaves(OLD, NEW)) EXECUTE FUNCTION documents_sealed();
""".replace("MARKER", MARKER)

# The door of 0009, under another name, and the two things more behind it.
DOOR = """
ALTER FUNCTION concerns_carry_over(bigint) RENAME TO concerns_carry_words;
CREATE FUNCTION concerns_carry_over(the_concern bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM concerns_carry_words(the_concern);
    UPDATE pupils_flagstep SET reason = 'MARKER'
        WHERE concerns_flag_is_of(flag_id, the_concern) AND reason NOT LIKE 'Concern %: look again';
    UPDATE pupils_monitoringflag SET reason = 'MARKER'
        WHERE concerns_flag_is_of(id, the_concern) AND reason NOT LIKE 'Concern %: look again';
    UPDATE documents_document SET html = 'MARKER'
        WHERE owner_type = 'concerns.fileexport'
        AND made_at >= (SELECT recorded_at FROM concerns_concern WHERE id = the_concern)
        AND owner_id IN (SELECT e.id FROM concerns_fileexport e JOIN concerns_concernpupil p ON p.pupil_id = e.pupil_id
            WHERE p.concern_id = the_concern);
END $$;
""".replace("MARKER", MARKER)


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0018_came_from_a_flag"),
        ("documents", "0003_attachments"),
        ("pupils", "0005_flag_steps_stay"),
    ]
    operations = [migrations.RunSQL("\n".join([CONCERN_OF, PAPERS, DOOR]), migrations.RunSQL.noop)]
