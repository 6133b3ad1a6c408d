"""Pages of a long list by the last row seen: the same cost on the first page as on the hundredth."""

import uuid

from django.db.models import Q

PAGE = 50


def page_of(rows, after, *, order=("-recorded_at", "-pk"), size=PAGE, values=()):
    """Up to `size` rows after the row with public id `after`, and the id to go on from ("" at the end).

    `order` goes one way, up or down, and ends in the key. `rows` is already what this person may
    see, so an id that is not theirs starts at the beginning. With `values` the rows are
    dictionaries of these columns, public_id among them: lists need no more.
    """
    columns = [column.lstrip("-") for column in order]
    last = rows.filter(public_id=after).values_list(*columns).first() if _is_id(after) else None
    if last:
        rows = rows.filter(_beyond(columns, last, "lt" if order[0].startswith("-") else "gt"))
    rows = rows.order_by(*order)
    found = list((rows.values(*values) if values else rows)[: size + 1])
    more = len(found) > size
    found = found[:size]
    last_id = (found[-1]["public_id"] if values else found[-1].public_id) if more else ""
    return found, str(last_id)


def beside(rows, row, order):
    """The public ids of the row before and the row after this one in a list; None at its ends.

    The row need not be in the list any longer: one that was just decided on still has a next one.
    """
    columns = [column.lstrip("-") for column in order]
    here = [getattr(row, column) for column in columns]
    down = order[0].startswith("-")
    turned = [column if column != name else f"-{name}" for name, column in zip(columns, order, strict=True)]
    after = rows.filter(_beyond(columns, here, "lt" if down else "gt")).order_by(*order)
    before = rows.filter(_beyond(columns, here, "gt" if down else "lt")).order_by(*turned)
    return tuple(found.values_list("public_id", flat=True).first() for found in (before, after))


def _beyond(columns, last, way):
    """Q of the rows that come after this one: later in the first column, or the same there and later in the next."""
    beyond, same = Q(pk__in=[]), {}
    for column, value in zip(columns, last, strict=True):
        beyond |= Q(**same, **{f"{column}__{way}": value})
        same[column] = value
    return beyond


def _is_id(text):
    try:
        return bool(uuid.UUID(text or ""))
    except ValueError:
        return False
