"""What became of how many: for each kind of help one bar of children, cut where things changed and where they did not."""

from dataclasses import dataclass

from charts.svg import ACCENT, INK, PAPER, QUIET, Picture, drawing, label, rect, shortened, tag

WIDTH, TOP, ROW, BAR, END = 350, 34, 50, 16, 84  # as wide as a phone
# One way of drawing each part, the same in mono: filled, plain, dashed.
LOOKS = (
    {"fill": ACCENT, "stroke": ACCENT},
    {"fill": PAPER, "stroke": INK},
    {"fill": PAPER, "stroke": INK, "dash": "2 3"},
)


@dataclass(frozen=True)
class Share:
    """One row: how many children for each part, or None where they are too few to be shown."""

    name: str
    numbers: tuple | None


def shares(rows, *, parts, title, too_few="too few to show", of_whom="Children"):
    """Each row a whole of its own length, its parts in order; beside it how many of how many are in the first part.

    Rows are never compared with each other in anything but words: each says how many children it is about.
    """
    rows = [Share(row.name, _counts(row.numbers, len(parts))) for row in rows]
    drawn = _key(parts)
    for n, row in enumerate(rows):
        drawn += _row(row, TOP + n * ROW, too_few)
    if not rows:
        drawn.append(label(0, TOP + 18, "Nothing to show yet", fill=QUIET))
    table = [(row.name, *_cells(row, len(parts), too_few)) for row in rows]
    told = "; ".join(f"{row.name}: {_said(row, too_few)}" for row in rows)
    return Picture(
        svg=drawing(WIDTH, TOP + max(len(rows), 1) * ROW, *drawn, title=title, desc=f"{told}." if told else "Nothing to show yet."),
        caption=title,
        headings=("", of_whom, *parts),
        rows=tuple(table),
    )  # fmt: skip


def _row(row, y, too_few):
    parts = [label(0, y + 12, shortened(row.name, WIDTH))]
    if row.numbers is None:
        return [*parts, label(0, y + 18 + BAR - 3, too_few, fill=QUIET)]
    x, whole = 1, sum(row.numbers)
    for number, look in zip(row.numbers, LOOKS, strict=False):
        width = (WIDTH - END) * number / whole
        if number:
            parts.append(rect(x, y + 18, width - 2, BAR, **look))
        x += width
    return [*parts, label(WIDTH - END + 8, y + 18 + BAR - 3, f"{row.numbers[0]} of {whole}", bold=True)]


def _key(parts):
    drawn, x = [], 1
    for part, look in zip(parts, LOOKS, strict=False):
        drawn.append(tag("g", rect(x, 4, 14, 14, **look), label(x + 20, 16, part)))
        x += 34 + 7.6 * len(part)
    return drawn


def _counts(numbers, many):
    """Whole numbers, as many as there are parts; a row about nobody is one too few to show."""
    if numbers is None:
        return None
    numbers = tuple(max(int(n), 0) for n in numbers)[:many] + (0,) * (many - len(numbers))
    return numbers if sum(numbers) else None


def _cells(row, many, too_few):
    return (too_few, *[""] * many) if row.numbers is None else (str(sum(row.numbers)), *map(str, row.numbers))


def _said(row, too_few):
    return too_few if row.numbers is None else f"{row.numbers[0]} of {sum(row.numbers)}"
