"""Questions that are asked on every page: worked out into SQL once, then asked with other values.

Writing SQL out of a QuerySet costs more than the database needs to answer it, and who may see
what is most of it. `@kept` keeps the SQL of a function that returns a QuerySet, for each set of
roles, kind of argument and day; what is asked of the database is the same as without it, letter for
letter (the tests compare the two for everybody who asks). The database keeps its plan as well (PREPARE), unless
KEEP_PLANS is off, as it must be behind a pooler that hands one connection to several.

    @kept
    def unseen_by(user, day):
        return Concern.objects.permitted(user, Permission.CONCERN_TRIAGE).filter(...).values_list(...)

    rows = unseen_by(request.user, today)  # a list

What differs from call to call is given by position: people, rows (of which only the key is used),
days, moments, whole numbers, texts, ids, lists of these, the keys of any number of rows. What changes
the question itself is given by name. Anything else that the answer may hang on is refused when the
SQL is made: reading another column of a row given, asking the database on the way, a moment taken from
the clock, a value worked out from one given. (In the tests; a school's own server then asks the long way, and logs
it.) Today's date is part of the key.
"""

import functools
import itertools
import logging
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, Count, ForeignKey, Lookup, Model, Value
from django.db.models.expressions import Col
from django.utils import timezone
from psycopg2.extensions import AsIs

logger = logging.getLogger(__name__)
NO_ANSWERS = {}
MOST_KEPT = 500  # shapes of one question: sets of roles, mostly
days_kept = 1  # the tests go from day to day and back, and set it higher
always_compared = False  # the tests set it: then the SQL is worked out anew for everybody who asks, and compared


class NotKeepable(TypeError):
    """The SQL of this question hangs on something that was not given as a value or a name."""


def kept(question=None, *, plan=True):
    """Make a function that returns a QuerySet into one that returns its rows as a list.

    `plan=False` where one plan does not suit all values: somebody who wrote half of a table and somebody
    who wrote nothing. Then only the SQL is kept.
    """
    if question is None:
        return functools.partial(kept, plan=plan)
    made = {}

    @functools.wraps(question)
    def ask(*values, **shape):
        today = timezone.localdate()
        kinds = tuple(_kind(value) for value in values)
        if any(kind[0] is None for kind in kinds):  # somebody whose account has ended, or who has none
            return []
        key = (kinds, *shape.items())
        answer = made.get(today, NO_ANSWERS).get(key)
        if answer is None:
            try:
                answer = Answer(question, values, kinds, shape, plan)
            except NotKeepable as reason:
                if always_compared:
                    raise
                logger.warning("asked without keeping: %s", reason)
                answer = NOT_KEPT
            if timezone.localdate() == today:
                _answers_of(today, made)[key] = answer
        if not answer.sql:  # no row can answer the stand-ins; that is not said of other values
            return list(question(*values, **shape))
        if always_compared and answer.is_new_for(values):
            answer.compare(question, values, shape)
        return answer.rows(values)

    ask.plainly = question
    ask.forget = made.clear
    return ask


def _answers_of(day, made):
    """What is kept for this day, with room for one more. What is kept for other days is dropped, the oldest first."""
    if day not in made:
        for other in list(made)[: max(0, len(made) + 1 - days_kept)]:
            made.pop(other, None)
    answers = made.setdefault(day, {})
    if len(answers) >= MOST_KEPT:
        answers.clear()
    return answers


def counted(rows):
    """(key, how many) for each of these QuerySets by its key, as one QuerySet: a page's small counts in one question."""
    each = [
        found.order_by().annotate(of=Value(key)).values("of").annotate(n=Count("pk")).values_list("of", "n")
        for key, found in rows.items()
    ]
    return each[0].union(*each[1:], all=True)


class Keys(list):
    """The keys of rows, given as one value for `pk__among`: a question is then kept for any number of them, none too."""


@ForeignKey.register_lookup
@BigIntegerField.register_lookup
class Among(Lookup):
    """`pk__among=Keys(...)`, `pupil__among=Keys(...)`: what `__in` asks, with one place for all of the keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", [*parameters, self.rhs]


def can_stand_in(value):
    """May this be given by position?"""
    if _is_several(value):
        return all(can_stand_in(one) for one in value)
    return type(value) in _STANDS_IN or isinstance(value, Model | None)


def _is_several(value):
    return isinstance(value, list | tuple) and not isinstance(value, Keys)


def _kind(value):
    """What a value is, as part of the key. (None,) for a person who is not to be answered at all."""
    if isinstance(value, Model):  # request.user only looks like one: ask it for its class
        roles = getattr(value, "roles", None)
        if roles is None:
            return (value.__class__,)
        return (value.__class__, frozenset(roles)) if value.is_active else (None,)
    if not can_stand_in(value):
        raise NotKeepable(f"a {type(value).__name__} is given by name")
    return (list, *map(_kind, value)) if _is_several(value) else (type(value),)


_FAR_OFF = datetime(1903, 5, 17, 3, 1, 4, 15, tzinfo=UTC)
_STANDS_IN = {
    int: lambda n: 20_000 + n,  # fits the smallest kind of whole number
    str: lambda n: f"stands in for text {n}",
    date: lambda n: (_FAR_OFF + timedelta(days=n)).date(),
    datetime: lambda n: _FAR_OFF + timedelta(days=n),
    UUID: lambda n: UUID(int=2**126 + n),
    Keys: lambda n: Keys([20_000 + n]),
}


_TYPES = {int: "bigint", str: "text", date: "date", datetime: "timestamptz", UUID: "uuid", Keys: "bigint[]"}
_numbers = itertools.count(1)  # each plan has a name of its own, whichever connection holds it


def _stand_in(kind, numbers):
    """A value nobody has, by which its places in the SQL are found."""
    what, *more = kind
    if what is type(None):
        return None
    if what is list:
        return [_stand_in(one, numbers) for one in more]
    if not issubclass(what, Model):
        return _STANDS_IN[what](next(numbers))
    return _somebody(what, 20_000 + next(numbers), *more)


def _somebody(what, key, roles=None):
    """A row that nobody has. The tests keep them, and with each what was worked out for it: a school has no room."""
    facts = {what._meta.pk.attname: key}
    if roles is not None:
        facts |= {"roles": sorted(roles), "is_active": True}
    names = [f.attname for f in what._meta.concrete_fields if f.attname in facts]
    return what.from_db(DEFAULT_DB_ALIAS, names, [facts[name] for name in names])


def _flat(values):
    """The values as they may stand among the SQL's parameters, those of lists one by one."""
    for value in values:
        if _is_several(value):
            yield from _flat(value)
        else:
            yield value.pk if isinstance(value, Model) else value


class NOT_KEPT:
    """Stands where an answer would, for what has to be asked the long way."""

    sql = ""


class Answer:
    """One question's SQL with the places of its values, and how its rows are made."""

    def __init__(self, question, values, kinds, shape, plan):
        self.keeps_plan = plan
        first, other = ([_stand_in(kind, numbers) for kind in kinds] for numbers in (itertools.count(), _others()))
        queryset, compiler, self.sql, found = _worked_out(question, first, shape)
        _, _, again, found_again = _worked_out(question, other, shape)
        if self.sql != again:
            raise NotKeepable(f"{question.__qualname__}: its SQL hangs on a value; give that by name")
        stand_ins = list(zip(_flat(first), _flat(other), strict=True))
        self.parameters = [_place(question, one, two, stand_ins) for one, two in zip(found, found_again, strict=True)]
        self.given = [value is not None for value in _flat(first)]
        self.types = [_TYPES[type(value)] for value in _flat(first) if value is not None]
        self.compared = set()
        self.columns = _Columns(queryset, compiler) if self.sql else None

    def rows(self, values):
        return list(self.columns.rows_of(_Ready(self, list(_flat(values)))))

    def filled_in(self, values):
        return [values[one] if is_value else one for is_value, one in self.parameters]

    def ask(self, cursor, values):
        """The rows as the database gives them. Its plan is kept too, for as long as the connection lasts."""
        if not (self.keeps_plan and settings.KEEP_PLANS):
            cursor.execute(self.sql, self.filled_in(values))
            return cursor.fetchall()
        plans = _plans_of(cursor.db)
        values = [value for value in values if value is not None]
        places = ", ".join(["%s"] * len(values))
        call = f"EXECUTE {{}} ({places})" if values else "EXECUTE {}"
        if name := plans.get(self):
            cursor.execute(call.format(name), values)
        else:
            name = f"kept_{next(_numbers)}"
            types = f"({', '.join(self.types)})" if values else ""
            words = self._with_places(cursor).replace("%", "%%")
            cursor.execute(f"PREPARE {name} {types} AS {words}; {call.format(name)}", values)
            plans[self] = name
        return cursor.fetchall()

    def _with_places(self, cursor):
        """The SQL with its constants written in, and a numbered place for each value."""
        numbers = itertools.count(1)
        places = {n: f"${next(numbers)}" for n, is_there in enumerate(self.given) if is_there}
        filled = [AsIs(places[one]) if is_value else one for is_value, one in self.parameters]
        return cursor.cursor.mogrify(self.sql, filled).decode()

    def is_new_for(self, values):
        """Has this not been compared for these people yet?"""
        people = tuple(value.pk for value in values if isinstance(value, Model) and hasattr(value, "roles"))
        new = people not in self.compared
        self.compared.add(people)
        return new

    def compare(self, question, values, shape):
        _, _, sql, parameters = _worked_out(question, values, shape)
        mine = self.filled_in(list(_flat(values)))
        if not sql and not self.rows(values):  # a number that no row of the column can hold
            return
        if (sql, [*parameters]) != (self.sql, mine):
            raise NotKeepable(f"{question.__qualname__}: kept {self.sql} {mine}, plainly {sql} {parameters}")


def _worked_out(question, values, shape):
    """The question's QuerySet, its compiler, its SQL and parameters. SQL is empty where no row can answer."""
    with connections[DEFAULT_DB_ALIAS].execute_wrapper(_refuse_to_ask):
        queryset = question(*values, **shape)
        if queryset._prefetch_related_lookups:
            raise NotKeepable(f"{question.__qualname__}: prefetched rows are other questions")
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return queryset, compiler, "", ()
    return queryset, compiler, sql, parameters


def _plans_of(connection):
    """The names of the plans that this connection to the database holds; a new connection holds none."""
    held = getattr(connection, "plans_kept", None)
    if held is None or held[0] is not connection.connection:
        held = connection.plans_kept = (connection.connection, {})
    return held[1]


def _refuse_to_ask(execute, sql, params, many, context):
    raise NotKeepable("asked the database, or read a column that was not given, while the question was worked out")


def _others():
    """Numbers for the second set of stand-ins: odd against even, and none that the first set has."""
    return itertools.count(6_001)


def _place(question, one, two, stand_ins):
    """(True, which value) or (False, the constant itself)."""
    for n, pair in enumerate(stand_ins):
        if pair[0] is not None and (one, two) == pair:
            return True, n
    if one != two or isinstance(one, datetime):
        raise NotKeepable(f"{question.__qualname__}: {one!r} was worked out from a value, or taken from the clock")
    return False, one


class _Columns:
    """What Django's makers of rows ask of a question. The question itself, a tree of some megabytes, is let go."""

    def __init__(self, queryset, compiler):
        query = queryset.query
        self.rows_of, self._fields = queryset._iterable_class, queryset._fields
        self.selected, self.extra_select = tuple(query.selected or ()), tuple(query.extra_select)
        self.values_select, self.annotation_select = query.values_select, tuple(query.annotation_select)
        self.klass_info, self.annotation_col_map = compiler.klass_info, compiler.annotation_col_map
        self.select = [column if isinstance(column[0], Col) else None for column in compiler.select]
        self.end = compiler.col_count if compiler.has_extra_select else None
        self.converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])


class _Ready:
    """Stands where Django's makers of rows expect a QuerySet, its query and its compiler."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects = {}

    def __init__(self, answer, values):
        self.answer, self.values, self.query = answer, values, self

    def __getattr__(self, name):
        return getattr(self.answer.columns, name)

    def get_compiler(self, using):
        return self

    def execute_sql(self, chunked_fetch=False, chunk_size=None):
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            return [self.answer.ask(cursor, self.values)]

    def results_iter(self, results=None, tuple_expected=False, chunked_fetch=False, chunk_size=None):
        columns = self.answer.columns
        rows = itertools.chain.from_iterable(self.execute_sql() if results is None else results)
        if columns.end is not None:
            rows = (row[: columns.end] for row in rows)
        if columns.converters:
            rows = self._converted(rows)
        return map(tuple, rows) if tuple_expected and columns.converters else rows

    def _converted(self, rows):
        connection = connections[DEFAULT_DB_ALIAS]
        for row in map(list, rows):
            for column, (converters, expression) in self.answer.columns.converters.items():
                for convert in converters:
                    row[column] = convert(row[column], expression, connection)
            yield row
