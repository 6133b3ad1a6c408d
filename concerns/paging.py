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
