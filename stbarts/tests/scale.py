"""Many more rows in every table, found by itself: no new table can be forgotten, and none needs a factory."""

import contextlib

from django.apps import apps
from django.db import IntegrityError, connections, transaction
from django.db.models import F

# Apart from these numbers: the house's own keys stay far below.
FAR = 10_000_000
NEVER = {"staff_posted", "staff_counter", "school_school"}  # keys of forms, counters, and the one school
WORDS = ("CharField", "EmailField", "TextField", "SlugField")


def multiply(until):
    """Copy the rows that were there at the beginning until every table has so many, where its constraints allow.

    A row is copied with its parents' copies (another child with a concern of their own), to the same
    parents (one more concern of the same child), and where it joins two things with one of them the
    same (the same child in one more concern). Choices and codes stay as they are.
    """
    with connections["owner"].cursor() as cursor:
        tables = {model._meta.db_table: model for model in _parents_first(list(_models()))}
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        with transaction.atomic("owner"):
            for table, model in tables.items():
                times = _times(cursor, table, model, until)
                for base, moves in _ways(model, tables) if times else ():
                    with contextlib.suppress(IntegrityError), transaction.atomic("owner"):  # two in one row's order
                        cursor.execute(_copy(_columns(cursor, table), table, model, base, moves), {"times": times})
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            cursor.execute(f'ANALYZE "{table}"')


def _models():
    """Our own tables, those between two others included."""
    for model in apps.get_models(include_auto_created=True):
        ours = model.__module__.split(".")[0] not in ("django", "allauth")
        if ours and model._meta.managed and not model._meta.proxy and model._meta.db_table not in NEVER:
            yield model


def _parents_first(waiting):
    """A copy finds its copied parents there already; where two tables name each other, one of them does not."""
    while waiting:
        free = [m for m in waiting if not any(f.is_relation and f.related_model in waiting and f.related_model is not m
                                              for f in m._meta.fields)] or waiting[:1]  # fmt: skip
        yield from free
        waiting = [model for model in waiting if model not in free]


def _times(cursor, table, model, until):
    """How many copies of each row make so many: the way that keeps the parents always can."""
    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {_first(model)}')
    (there,) = cursor.fetchone()
    return max(0, -(-until // there) - 1) if there else 0


def _ways(model, tables):
    """[(where the keys of these copies begin, {field that moves to its parent's copy: where those begin})]."""
    fields = [f for f in model._meta.fields if f.is_relation and f.related_model._meta.db_table in tables]
    alone = _unique(model)
    own = [field for field in fields if field.one_to_one]
    yield 0, dict.fromkeys(fields, 0)
    yield 1000, dict.fromkeys(own, 1000)
    for at, field in enumerate((f for f in fields if f.name in alone and f not in own), start=1):
        yield 2000 * at, {field: 0}
        yield 2000 * at + 1000, {field: 1000}


def _columns(cursor, table):
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'", [table]
    )
    return [name for (name,) in cursor.fetchall()]


def _copy(columns, table, model, base, moves):
    fields, alone, values = {field.column: field for field in model._meta.fields}, _unique(model), {}
    for column in columns:
        field = fields.get(column)
        if field in moves:
            values[column] = _moved(table, column, field, moves[field])
        elif field is None or field.is_relation:
            values[column] = f'"{column}"'
        else:
            values[column] = _value(field, column, base, field.name in alone)
    names = ", ".join(f'"{column}"' for column in values)
    return (
        f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values.values())} '
        f'FROM "{table}", generate_series(1, %(times)s) AS copies(n) WHERE {_first(model)} ON CONFLICT DO NOTHING'
    )


def _first(model):
    """The rows that were there at the beginning."""
    key = model._meta.pk
    while key.is_relation:  # a text whose key is its record's
        key = key.target_field
    return f'"{model._meta.pk.column}" < {FAR}' if _counts(key) else "true"


def _moved(table, column, field, base):
    """The same parent's copy, or the parent itself where there is none."""
    target, own = field.related_model._meta.db_table, field.target_field.column
    there = f'"{table}"."{column}" + (n + {base})::bigint * {FAR}'
    return f'(CASE WHEN EXISTS (SELECT 1 FROM "{target}" p WHERE p."{own}" = {there}) THEN {there} ELSE "{column}" END)'


def _value(field, column, base, alone):
    kind = field.get_internal_type()
    if _counts(field) and (field.primary_key or field.name == "seq"):
        return f'"{column}" + (n + {base})::bigint * {FAR}'
    if kind == "UUIDField":
        return "gen_random_uuid()" if field.unique else f'"{column}"'
    if alone and not field.choices and kind in WORDS:
        most = field.max_length or 1000
        return f"""CASE WHEN "{column}" = '' THEN '' ELSE (n + {base}) || left("{column}", {most - 5}) END"""
    return f'"{column}"'


def _unique(model):
    """The fields that a constraint wants to differ, those inside an expression of one included."""
    names = {field.name for field in model._meta.fields if field.unique}
    for rule in model._meta.constraints:
        names |= set(getattr(rule, "fields", ()))
        for expression in getattr(rule, "expressions", ()):
            parts = expression.flatten() if hasattr(expression, "flatten") else ()
            names |= {part.name for part in parts if isinstance(part, F)}
    return names


def _counts(field):
    return "Integer" in field.get_internal_type() or "Auto" in field.get_internal_type()
