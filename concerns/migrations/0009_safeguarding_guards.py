"""What the safeguarding tables refuse: to be changed, and to hold words that are kept in another system."""

from django.db import migrations

from audit.sql import append_only

ENDED = ("until_on", "ended_at", "ended_by_id")
SENDING = ("email_state", "attempts", "next_at", "problem", "sent_at")

# Tables with a concern's words: how a row leads to its concern, and its columns of words.
WORDS = {
    "concerns_concerntext": (
        "concern_id",
        [
            "facts", "childs_words", "questions_asked", "opinion", "demeanour", "injuries", "others_present",
            "where_now", "done_already", "parents_know", "place_detail",
        ],
    ),
    "concerns_bodymark": ("concern_id", ["words"]),
    "concerns_note": ("concern_id", ["words", "reason"]),
    "concerns_decision": ("concern_id", ["rationale"]),
    "concerns_levelchange": ("concern_id", ["reason"]),
    "concerns_agencycontact": ("concern_id", ["who", "what_they_said"]),
    "concerns_followupwords": ("concern_id", ["words"]),
    "concerns_question": ("concern_id", ["words"]),
    "concerns_answer": ("question_id", ["words"]),
    "concerns_sharetext": ("share_id", ["words"]),
    "documents_attachment": ("owner", ["given_name"]),
    "concerns_reporttext": ("report_id", ["facts", "childs_words", "where_now"]),
}  # fmt: skip

CONCERN_OF = """
CREATE OR REPLACE FUNCTION concerns_concern_of(line jsonb, way text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE way
        WHEN 'question_id' THEN (SELECT concern_id FROM concerns_question WHERE id = (line->>'question_id')::bigint)
        WHEN 'share_id' THEN (SELECT concern_id FROM concerns_share WHERE id = (line->>'share_id')::bigint)
        WHEN 'report_id' THEN (SELECT concern_id FROM concerns_report WHERE id = (line->>'report_id')::bigint)
        WHEN 'owner' THEN CASE line->>'owner_type'
            WHEN 'concerns.concern' THEN (line->>'owner_id')::bigint
            WHEN 'concerns.report' THEN (SELECT concern_id FROM concerns_report WHERE id = (line->>'owner_id')::bigint)
            END
        ELSE (line->>'concern_id')::bigint END
$$;
"""

# The one change these tables know: words that were carried over become the marker, and only those.
ONLY_CARRIED = """
CREATE OR REPLACE FUNCTION concerns_only_carried() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD); becomes jsonb := to_jsonb(NEW); words text;
    marker text := 'Kept in the school’s child-protection file.'; allowed boolean;
BEGIN
    allowed := EXISTS (SELECT 1 FROM concerns_carriedover WHERE concern_id = concerns_concern_of(was, TG_ARGV[0]));
    FOREACH words IN ARRAY TG_ARGV[1:TG_NARGS - 1] LOOP
        allowed := allowed AND becomes->>words IN (was->>words, marker);
        was := was - words; becomes := becomes - words;
    END LOOP;
    IF NOT allowed OR was IS DISTINCT FROM becomes THEN
        RAISE EXCEPTION '% is append-only: its words cannot be changed', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

NOT_HERE = """
CREATE OR REPLACE FUNCTION concerns_not_here() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line jsonb := to_jsonb(NEW);
BEGIN
    IF NOT EXISTS (SELECT 1 FROM concerns_keeping WHERE kept_in <> '') THEN RETURN NEW; END IF;
    IF TG_NARGS = 0 OR EXISTS (
        SELECT 1 FROM concerns_concern WHERE id = concerns_concern_of(line, TG_ARGV[0])
            AND level IN ('safeguarding', 'named')
    ) THEN
        RAISE EXCEPTION 'safeguarding words are kept in another system: % is refused', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def kept_out(table, way="", when=""):
    """A trigger that refuses new words in this table while the file is kept elsewhere."""
    guard = f"FOR EACH ROW {when} EXECUTE FUNCTION concerns_not_here({repr(way) if way else ''})"
    return f"CREATE TRIGGER {table}_not_here BEFORE INSERT ON {table} {guard};"


def door():
    """The function that puts the marker where words were. It runs as the tables' owner; nothing else may."""
    reach = {
        "question_id": "question_id IN (SELECT id FROM concerns_question WHERE concern_id = the_concern)",
        "share_id": "share_id IN (SELECT id FROM concerns_share WHERE concern_id = the_concern)",
        "report_id": "report_id IN (SELECT id FROM concerns_report WHERE concern_id = the_concern)",
        "owner": "owner_type = 'concerns.concern' AND owner_id = the_concern OR owner_type = 'concerns.report' "
        "AND owner_id IN (SELECT id FROM concerns_report WHERE concern_id = the_concern)",
        "concern_id": "concern_id = the_concern",
    }
    lines = []
    for table, (way, columns) in WORDS.items():
        sets = ", ".join(f"{c} = CASE WHEN {c} = '' THEN '' ELSE marker END" for c in columns)
        but = " AND kind <> 'feedback'" if table == "concerns_note" else ""
        lines.append(f"    UPDATE {table} SET {sets} WHERE {reach[way]}{but};")
    return f"""
CREATE OR REPLACE FUNCTION concerns_carry_over(the_concern bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE marker text := 'Kept in the school’s child-protection file.';
BEGIN
    IF NOT EXISTS (SELECT 1 FROM concerns_carriedover WHERE concern_id = the_concern) THEN
        RAISE EXCEPTION 'these words were not carried over' USING ERRCODE = 'insufficient_privilege';
    END IF;
{chr(10).join(lines)}
END $$;
"""


def let_the_carried_go():
    """Each table's own trigger gives way to one that knows the one change."""
    lines = []
    for table, (way, columns) in WORDS.items():
        names = ", ".join(repr(name) for name in [way, *columns])
        lines.append(f"DROP TRIGGER {table}_no_update ON {table};")
        lines.append(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION concerns_only_carried({names});"
        )
    return "\n".join(lines)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0008_safeguarding_file"), ("audit", "0002_chain"), ("documents", "0003_attachments")]
    operations = [
        *append_only("concerns_fileentry"),
        *append_only("concerns_filetext"),
        *append_only("concerns_standing", may_change=ENDED),
        *append_only("concerns_keyperson", may_change=ENDED),
        *append_only("concerns_dateowed", may_change=("answer", "answered_at", "answered_by_id", "entry_id")),
        *append_only("concerns_harmassessment"),
        *append_only("concerns_harmtext"),
        *append_only("concerns_share", may_change=("withdrawn_at", "withdrawn_by_id")),
        *append_only("concerns_sharetext"),
        *append_only("concerns_sharereader", may_change=("read_at",)),
        *append_only("concerns_namedreader", may_change=("ended_at", "ended_by_id")),
        *append_only("concerns_brokenglass", may_change=SENDING),
        *append_only("concerns_fileexport"),
        *append_only("concerns_carriedover"),
        migrations.RunSQL(
            "\n".join(
                [
                    CONCERN_OF,
                    ONLY_CARRIED,
                    NOT_HERE,
                    door(),
                    let_the_carried_go(),
                    *[kept_out(f"concerns_{name}") for name in ("filetext", "harmtext", "sharetext")],
                    *[
                        kept_out(f"concerns_{name}", "concern_id")
                        for name in ("decision", "agencycontact", "question", "followupwords")
                    ],
                    kept_out("concerns_answer", "question_id"),
                    kept_out("concerns_note", "concern_id", when="WHEN (NEW.kind = 'parents')"),
                ]
            ),
            migrations.RunSQL.noop,
        ),
    ]
