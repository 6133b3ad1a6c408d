"""SQL that guards tables, written once: what may only be added to, and the chain's trigger."""

import re

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


def may_now_change(table, *columns):
    """Operations after which rows of an append-only `table` may change in these columns, all that may, and no others."""
    loosen = f"DROP TRIGGER {table}_no_update ON {table};"
    guards = append_only(table, may_change=columns)[0].sql
    guards = "\n".join(line for line in guards.splitlines() if not re.search(r"_no_(delete|truncate)", line))
    return [migrations.RunSQL(loosen + guards, migrations.RunSQL.noop)]


def append_only(table, *, may_change=()):
    """Migration operations after which rows of `table` can be added and never changed or removed.

    `may_change` names columns that may still be updated (a state beside a frozen text); every
    other column is guarded by a trigger that even the tables' owner meets. The app's own
    database role is separately left without the rights (see `grants`).
    """
    if may_change:
        keep = ", ".join(f"'{column}'" for column in may_change)
        update = f"""
CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - ARRAY[{keep}]) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY[{keep}]) THEN
        RAISE EXCEPTION '{table} is append-only: its words cannot be changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen();
"""
    else:
        update = f"""
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""
    sql = f"""{update}
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
COMMENT ON TABLE {table} IS 'append-only{": " + ",".join(may_change) if may_change else ""}';
"""
    undo = f"""
DROP TRIGGER {table}_no_update ON {table};
DROP TRIGGER {table}_no_delete ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
COMMENT ON TABLE {table} IS NULL;
"""
    return [migrations.RunSQL(sql, undo)]
