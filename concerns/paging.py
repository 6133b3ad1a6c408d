"""Pages of a long list by the last row seen: the same cost on the first page as on the hundredth."""

import uuid

from django.db.models import Q, Value

PAGE = 50


def page_of(rows, after, *, order=("-recorded_at", "-pk"), size=PAGE):
    """Up to `size` rows after the row with public id `after`, and the id to go on from ("" at the end).

    `order` goes one way, up or down, and ends in the key. `rows` is already what this person may
    see, so an id that is not theirs starts at the beginning.
    """
    last = rows.filter(public_id=after).values_list(*columns_of(order)).first() if is_id(after) else None
    return cut(list(rows_after(rows, last, order=order, size=size)), size=size)


def rows_after(rows, last, *, order, size=PAGE):
    """One more than `size` rows after the one that has these values in the columns of `order`."""
    if last:
        rows = rows.filter(_beyond(columns_of(order), last, "lt" if order[0].startswith("-") else "gt"))
    return rows.order_by(*order)[: size + 1]


def cut(found, *, size=PAGE):
    """The rows to show, and the public id to go on from ("" at the end)."""
    more = len(found) > size
    found = found[:size]
    if not more:
        return found, ""
    last = found[-1]
    return found, str(last["public_id"] if isinstance(last, dict) else last.public_id)


def columns_of(order):
    return [column.lstrip("-") for column in order]


def beside(rows, place, order):
    """("before" or "after", public id) of the rows around the one with these values in the columns of `order`.

    The row need not be in the list any longer: one that was just decided on still has a next one.
    """
    columns = columns_of(order)
    turned = [column if column != name else f"-{name}" for name, column in zip(columns, order, strict=True)]
    before, after = (
        rows.filter(_beyond(columns, place, "lt" if way[0].startswith("-") else "gt"))
        .order_by(*way)
        .values_list(Value(words), "public_id")[:1]
        for words, way in (("before", turned), ("after", order))
    )
    return before.union(after, all=True)


def _beyond(columns, last, way):
    """Q of the rows that come after this one: later in the first column, or the same there and later in the next."""
    beyond, same = Q(pk__in=[]), {}
    for column, value in zip(columns, last, strict=True):
        beyond |= Q(**same, **{f"{column}__{way}": value})
        same[column] = value
    return beyond


def is_id(text):
    try:
        return bool(uuid.UUID(text or ""))
    except ValueError:
        return False
