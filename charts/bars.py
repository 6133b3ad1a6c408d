"""Numbers side by side: one bar a row, with what was planned beside what was done where both are known."""

from dataclasses import dataclass

from charts.svg import ACCENT, INK, PAPER, QUIET, Picture, drawing, label, line, number, real, rect, shortened

NAME, END, TOP, ROW, BAR = 0.36, 74, 10, 34, 16


@dataclass(frozen=True)
class Bar:
    """One row. `value` None is a number too small to be shown; `of` is what was planned."""

    name: str
    value: float | None
    of: float | None = None


def bars(rows, *, title, value_name="Number", of_name="Planned", unit="", too_small="under 5", width=480, above=False):
    """Horizontal bars, longest scale shared. What was planned is an outline behind what was done.

    A value of None draws no bar and no length that could be guessed: it says `too_small`. `above` puts each name
    over its bar, where names are long or the picture is narrow.
    """
    rows = [row if isinstance(row, Bar) else Bar(*row) for row in rows]
    rows = [Bar(row.name, _not_below_nought(row.value), _not_below_nought(row.of)) for row in rows]
    most = max((v for row in rows for v in (row.value, row.of) if v is not None), default=0) or 1
    left, tall = (1, ROW + 18) if above else (round(width * NAME), ROW)
    room = width - left - END
    parts = [line(left, TOP, left, TOP + max(len(rows), 1) * tall, stroke=QUIET)]
    for n, row in enumerate(rows):
        y = TOP + (n + 1) * tall - (ROW + BAR) / 2
        name = (left + 5, y - 10, "start", width) if above else (left - 8, y + BAR / 2 + 4.5, "end", left - 12)
        parts += _row(row, y, name, left, room, most, unit, too_small)
    if not rows:
        parts.append(label(left + 8, TOP + ROW / 2 + 4.5, "Nothing to show yet", fill=QUIET))
    planned = any(row.of is not None for row in rows)
    table = [(row.name, _said(row.value, unit, too_small), _said(row.of, unit, "")) for row in rows]
    return Picture(
        svg=drawing(
            width, TOP * 2 + max(len(rows), 1) * tall, *parts, title=title, desc=_told(table, planned, of_name)
        ),
        caption=title,
        headings=("", value_name, of_name) if planned else ("", value_name),
        rows=tuple(table) if planned else tuple(row[:2] for row in table),
    )


def _row(row, y, name, left, room, most, unit, too_small):
    middle = y + BAR / 2 + 4.5
    x, line_at, anchor, space = name
    parts = [label(x, line_at, shortened(row.name, space), anchor=anchor)]
    reach = left
    if row.of is not None:
        parts.append(rect(left, y - 3, room * row.of / most, BAR + 6, fill=PAPER, stroke=INK, dash="3 2"))
        reach = left + room * row.of / most
    if row.value is not None:
        parts.append(rect(left, y, room * row.value / most, BAR, fill=ACCENT))
        reach = max(reach, left + room * row.value / most)
    said = _said(row.value, unit, too_small)
    if row.of is not None and row.value is not None:
        said = f"{number(row.value)} of {_said(row.of, unit, '')}"
    parts.append(label(reach + 6, middle, said, fill=INK if row.value is not None else QUIET))
    return parts


def _not_below_nought(value):
    value = real(value)
    return None if value is None else max(value, 0.0)


def _said(value, unit, otherwise):
    return otherwise if value is None else f"{number(value)}{unit}"


def _told(table, planned, of_name):
    told = [f"{name}: {value}" + (f", {of_name.lower()} {of}" if planned and of else "") for name, value, of in table]
    return "; ".join(told) + "." if told else "Nothing to show yet."
