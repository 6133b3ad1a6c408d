"""What belongs to one record and lies in other tables: its notes, its answers, its steps, with the people in them.

What `prefetch_related` gives, for one record and by questions that are kept.
"""

from staff.kept import kept


def read_beside(record, rows):
    """Read these tables once, whatever a page makes of them after. `rows`: {name of the relation: [its people]}."""
    read = record.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, people in rows.items():
        if name in read:
            continue
        found = _beside(record, model=type(record), name=name, people=tuple(people))
        to_it = record._meta.get_field(name).field
        for row in found:
            to_it.set_cached_value(row, record)
        read[name] = _held(getattr(record, name).all(), found)


@kept
def _beside(record, model, name, people):
    relation = model._meta.get_field(name)
    rows = relation.related_model._default_manager.select_related(*people)
    return rows.filter(**{relation.field.name: record})


def _held(queryset, rows):
    """A QuerySet that has its rows already."""
    queryset._result_cache, queryset._prefetch_done = rows, True
    return queryset
