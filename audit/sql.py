"""SQL that guards tables, written once: what may only be added to, and the chain's trigger."""

from django.db import migrations

REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
"""

CHAIN = """
CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    PERFORM pg_advisory_xact_lock(7215001);
    SELECT seq, hash INTO last FROM audit_entry ORDER BY seq DESC LIMIT 1;
    NEW.seq := COALESCE(last.seq, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.prev := COALESCE(last.hash, repeat('0', 64));
    NEW.hash := encode(sha256(convert_to(NEW.prev || json_build_array(
        NEW.seq, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.actor_kind, NEW.actor_id, NEW.actor_label, NEW.roles, NEW.verb, NEW.subject_type,
        NEW.subject, NEW.pupil, NEW.fields, NEW.reason, NEW.request_id)::text, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_chain BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""


def append_only(table, *, may_change=()):
    """Migration operations after which rows of `table` can be added and never changed or removed.

    `may_change` names columns that may still be updated (a state beside a frozen text); every
    other column is guarded by a trigger that even the tables' owner meets. The app's own
    database role is separately left without the rights (see `grants`).
    """
    sql = f"""{_guard_of_updates(table, may_change)}
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
    undo = f"""
DROP TRIGGER {table}_no_update ON {table};
DROP TRIGGER {table}_no_delete ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
COMMENT ON TABLE {table} IS NULL;
"""
    return [migrations.RunSQL(sql, undo)]


def may_now_change(table, *columns):
    """Operations after which rows of an append-only `table` may change in these columns, all that may, and no others."""
    sql = f"DROP TRIGGER {table}_no_update ON {table};{_guard_of_updates(table, columns)}"
    return [migrations.RunSQL(sql, migrations.RunSQL.noop)]


def _guard_of_updates(table, may_change):
    """The trigger that refuses a change, but for these columns; the table says which they are."""
    guard = "audit_refuse_change"
    frozen = ""
    if may_change:
        guard, keep = f"{table}_frozen", ", ".join(f"'{column}'" for column in may_change)
        frozen = f"""
CREATE OR REPLACE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - ARRAY[{keep}]) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY[{keep}]) THEN
        RAISE EXCEPTION '{table} is append-only: its words cannot be changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;"""
    return f"""{frozen}
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {guard}();
COMMENT ON TABLE {table} IS 'append-only{": " + ",".join(may_change) if may_change else ""}';
"""
