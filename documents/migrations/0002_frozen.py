from django.db import migrations

from audit.sql import append_only

# The words never change; what a worker may write, it may write only until the document is ready.
SEALED = """
CREATE FUNCTION documents_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'ready' THEN
        RAISE EXCEPTION 'a finished document cannot be changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_document_sealed BEFORE UPDATE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_sealed();
"""
UNSEAL = "DROP TRIGGER documents_document_sealed ON documents_document; DROP FUNCTION documents_sealed();"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("audit", "0002_chain")]
    operations = [
        *append_only(
            "documents_document",
            may_change=[
                "state",
                "lease_until",
                "attempts",
                "problem",
                "ready_at",
                "file_name",
                "sha256",
                "bytes_size",
                "pages",
            ],
        ),
        migrations.RunSQL(SEALED, UNSEAL),
    ]
