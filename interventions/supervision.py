"""When a supervision is due: each half-term, so at the latest by the end of the half-term after the last one."""

from school import calendar


def due_on(last_on):
    """The last day of the half-term after the one in which somebody was supervised (or trained)."""
    return calendar.current().next_half_term(last_on).ends_on
