"""Many times the rows of every table, found by itself: no new table can be forgotten, and none needs a factory."""

from django.apps import apps
from django.db import connections
from django.db.models import F

# Apart from these numbers: the house's own keys stay far below.
FAR = 10_000_000
NEVER = {"staff_posted", "staff_counter", "school_school"}  # keys of forms, counters, and the one school


def multiply(times, *, first=1):
    """Copy every row that was there at the beginning, twice for each number from `first` to `times`.

    One copy belongs to the copies of its parents (another child with a concern of their own), the
    other to the same parents (one more concern of the same child). Where a constraint allows only
    one such row there is no copy.
    """
    with connections["owner"].cursor() as cursor:
        tables = {model._meta.db_table: model for model in _parents_first(list(_models()))}
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute("BEGIN")
        for number in range(first, times + 1):
            for table, model in tables.items():
                for key, deep in ((number, True), (number + 1000, False)):
                    cursor.execute(_copy(cursor, table, model, tables, key=key, deep=deep))
        cursor.execute("COMMIT")
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


def _columns(cursor, table, cache={}):  # noqa: B006
    if table not in cache:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        cache[table] = [name for (name,) in cursor.fetchall()]
    return cache[table]


def _copy(cursor, table, model, tables, *, key, deep):
    fields = {field.column: field for field in model._meta.fields}
    alone = _unique(model)
    values = {}
    for column in _columns(cursor, table):
        field = fields.get(column)
        target = field.related_model._meta.db_table if field is not None and field.is_relation else ""
        one_to_one = field is not None and field.one_to_one
        if field is None:
            values[column] = f'"{column}"'
        elif target:
            moves = (deep or one_to_one) and target in tables
            values[column] = _moved(table, column, target, field, key) if moves else f'"{column}"'
        else:
            values[column] = _value(field, column, key, field.name in alone)
    names = ", ".join(f'"{column}"' for column in values)
    own = model._meta.pk.column
    first = f'"{own}" < {FAR}' if _counts(model._meta.pk) else "true"
    return (
        f'INSERT INTO "{table}" ({names}) SELECT {", ".join(values.values())} FROM "{table}" '
        f"WHERE {first} ON CONFLICT DO NOTHING"
    )


def _moved(table, column, target, field, key):
    """The same parent's copy, or the parent itself where a constraint allowed none."""
    there, own = f'"{table}"."{column}" + {key * FAR}', field.target_field.column
    return f'(CASE WHEN EXISTS (SELECT 1 FROM "{target}" p WHERE p."{own}" = {there}) THEN {there} ELSE "{column}" END)'


def _value(field, column, key, alone):
    kind = field.get_internal_type()
    if _counts(field) and (field.primary_key or field.name == "seq"):
        return f'"{column}" + {key * FAR}'
    if kind == "UUIDField":
        return "gen_random_uuid()" if field.unique else f'"{column}"'
    if alone and not field.choices and kind in ("CharField", "EmailField", "TextField", "SlugField"):
        most = field.max_length or 1000
        return f"""CASE WHEN "{column}" = '' THEN '' ELSE '{key}' || left("{column}", {most - 5}) END"""
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
