"""Pages of a long list by the last row seen: the same cost on the first page as on the hundredth."""

import uuid

from django.db.models import Q

PAGE = 50


def page_of(rows, after, *, column="recorded_at", newest_first=True, size=PAGE):
    """Up to `size` rows after the row with public id `after`, and the id to go on from ("" at the end).

    `rows` is already what this person may see, so an id that is not theirs starts at the beginning.
    """
    order = (f"-{column}", "-pk") if newest_first else (column, "pk")
    last = rows.filter(public_id=after).values_list(column, "pk").first() if _is_id(after) else None
    if last:
        sign = "lt" if newest_first else "gt"
        rows = rows.filter(_beyond(column, sign, *last))
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    return found, str(found[-1].public_id) if more else ""


def _beyond(column, sign, value, pk):
    return Q(**{f"{column}__{sign}": value}) | Q(**{column: value, f"pk__{sign}": pk})


def _is_id(text):
    try:
        return bool(uuid.UUID(text or ""))
    except ValueError:
        return False
