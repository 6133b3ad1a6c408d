# ruff: noqa: S608 every name in these statements is our own
"""The database keeps the index of words itself: triggers on every table whose texts are declared.

Made anew by each `migrate`, from what the rooms declare, so a new table with words needs no
migration of its own for it. Words move from one index to the other with the level of their record,
in the same transaction.
"""

from django.db import transaction
from django.db.models import CharField, DateTimeField, F, Func, Value
from django.db.models.functions import Cast, Coalesce, Now

from pupils.models.search import OpenWords, RestrictedWords
from pupils.searching import ALWAYS_RESTRICTED, TEXTS, by_level_holder, word_of
from staff.policy import Level

# Letters without a separate accent to take away, as in pupils.normal.
PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i"}
LONGER = {"þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"}
APOSTROPHES = "''’‘`´"  # the first twice: it stands inside a quoted text
# Every mark and symbol by its number, so that it is the same under any locale of the database.
MARKS = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"
    r"\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f\ufe00-\ufe6f]+"
)
LOOSE_ACCENTS = r"[\u0300-\u036f]+"


def _plain(words):
    for letter, letters in LONGER.items():
        words = f"replace({words}, '{letter}', '{letters}')"
    words = f"translate({words}, '{''.join(PLAIN)}', '{''.join(PLAIN.values())}')"
    return f"regexp_replace(normalize({words}, NFKD), '{LOOSE_ACCENTS}', '', 'g')"


FUNCTIONS = rf"""
CREATE OR REPLACE FUNCTION search_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT {_plain("lower(words)")}
$$;
-- As written and by its stem, "O'Leary" as two words and as one; without places, which nobody asks for.
CREATE OR REPLACE FUNCTION search_vector(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    plain text := search_plain(words);
    split text := regexp_replace(plain, '{MARKS}', ' ', 'g');
    together text := '';
BEGIN
    IF plain ~ '[{APOSTROPHES}]' THEN
        SELECT string_agg(translate(pair.words[1], '{APOSTROPHES}', ''), ' ') INTO together
            FROM regexp_matches(plain, '(\w+[{APOSTROPHES}][\w{APOSTROPHES}]+)', 'g') AS pair(words);
    END IF;
    RETURN strip(to_tsvector('pg_catalog.english', split)
        || to_tsvector('pg_catalog.simple', split || ' ' || COALESCE(together, '')));
END $$;
"""


def install(connection):
    """Make the triggers of every declared text, and index what is not indexed yet. Run by the tables' owner."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_drop_all(cursor))
        cursor.execute(FUNCTIONS)
        for text in TEXTS.values():
            cursor.execute(_index_function(cursor, text))
            cursor.execute(_triggers(text))
        for model, texts in by_level_holder().items():
            cursor.execute(_level_trigger(cursor, model, texts))
        for text in TEXTS.values():
            _catch_up(cursor, text)


def _drop_all(cursor):
    """What an earlier version left goes first: a trigger that names a column no longer there would stop every
    write, and a function is not replaced by one whose parameters have other names."""
    cursor.execute(
        r"SELECT 1 AS turn, format('DROP TRIGGER %I ON %s;', tgname, tgrelid::regclass) FROM pg_trigger"
        r" WHERE tgname LIKE 'search\_%' AND NOT tgisinternal"
        r" UNION ALL SELECT 2, format('DROP FUNCTION %s;', oid::regprocedure) FROM pg_proc"
        r" WHERE proname LIKE 'search\_%' AND pronamespace = current_schema()::regnamespace ORDER BY turn"
    )
    return "".join(statement for _, statement in cursor.fetchall()) or "SELECT 1"


def _index_function(cursor, text):
    """`search_index_<kind>(rows)` writes the words of these rows anew, in the index where they belong."""
    rows = _sql(cursor, _shaped(text))
    open_levels = f"('{Level.TEAM}', '{Level.WELLBEING}')"
    parts = "".join(
        f"""
    DELETE FROM {index._meta.db_table} WHERE kind = '{text.kind}' AND row = ANY (wanted);
    INSERT INTO {index._meta.db_table} (kind, row, record, parent, at, vector)
        SELECT '{text.kind}', s.row, '{text.record}', s.parent, s.at,
            search_vector(s.words) || array_to_tsvector(ARRAY['{word_of(text.record)}'])
        FROM ({rows}) AS s (row, parent, at, level, words)
        WHERE s.row = ANY (wanted) AND s.words <> '' AND s.level {which} IN {open_levels};"""
        for index, which in ((OpenWords, ""), (RestrictedWords, "NOT"))
    )
    return f"""
CREATE OR REPLACE FUNCTION search_index_{text.kind}(wanted bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN{parts}
END $$;
CREATE OR REPLACE FUNCTION search_written_{text.kind}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_index_{text.kind}((SELECT array_agg({_key(text.model)}) FROM written));
    RETURN NULL;
END $$;"""


def _triggers(text):
    table = text.model._meta.db_table
    return "".join(
        f"""
CREATE TRIGGER search_{event.lower()}_{text.kind} AFTER {event} ON {table} REFERENCING {side} TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION search_written_{text.kind}();"""
        for event, side in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    )


def _level_trigger(cursor, model, texts):
    """When a record moves to another level, its words move to the other index."""
    table, key = model._meta.db_table, _key(model)
    calls = ""
    for text in texts:
        path = text.level.rpartition("__")[0]
        rows = _sql(cursor, text.model._base_manager.order_by().values_list("pk", path or "pk"))
        calls += f"""
        PERFORM search_index_{text.kind}((
            SELECT array_agg(s.row) FROM ({rows}) AS s (row, holder) WHERE s.holder = ANY (moved)));"""
    return f"""
CREATE OR REPLACE FUNCTION search_level_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved bigint[];
BEGIN
    SELECT array_agg(n.{key}) INTO moved FROM now_so AS n JOIN was_so AS w ON w.{key} = n.{key}
        WHERE n.level IS DISTINCT FROM w.level;
    IF moved IS NOT NULL THEN{calls}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_level_{table} AFTER UPDATE ON {table} REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so
    FOR EACH STATEMENT EXECUTE FUNCTION search_level_{table}();"""


def _catch_up(cursor, text):
    """Index what was written before the text was declared."""
    table, key = text.model._meta.db_table, _key(text.model)
    indexes = " UNION ALL ".join(
        f"SELECT row FROM {index._meta.db_table} WHERE kind = '{text.kind}'" for index in (OpenWords, RestrictedWords)
    )
    cursor.execute(
        f"SELECT search_index_{text.kind}((SELECT array_agg({key}) FROM {table} WHERE {key} NOT IN ({indexes})))"
    )


def _shaped(text):
    """The rows of a text as the index wants them: key, record, moment, level, words."""
    level = {
        "": Value(str(Level.TEAM)),
        ALWAYS_RESTRICTED: Value(str(Level.SAFEGUARDING)),
    }.get(text.level) or F(text.level)
    return (
        text.model._base_manager.order_by()
        .annotate(
            search_at=Coalesce(Cast(text.at, DateTimeField()), Now()),
            search_level=Cast(level, CharField()),
            search_words=Func(Value("\n"), *map(F, text.columns), function="concat_ws", output_field=CharField()),
        )
        .values_list("pk", text.parent or "pk", "search_at", "search_level", "search_words")
    )


def _sql(cursor, rows):
    sql, params = rows.query.sql_with_params()
    return cursor.mogrify(sql, params).decode()


def _key(model):
    return model._meta.pk.column
