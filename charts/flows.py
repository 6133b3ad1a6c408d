"""How many moved between the waves: an arrow for each way, as thick as its number, with the number beside it."""

from dataclasses import dataclass

from charts.svg import ACCENT, INK, PAPER, QUIET, Picture, drawing, label, line, polygon, real, rect
from charts.waves import HUES, mark_of

WIDTH, LANE, GAP, TOP = 350, 42, 70, 2  # as wide as a phone
# Where each way runs, from left to right: up on the left, down on the right, the long ways outermost.
WAYS = {(1, 3): 20, (1, 2): 100, (2, 3): 100, (3, 2): 200, (2, 1): 200, (3, 1): 282}
INNER = (78, 272)  # Wave 2 leaves the long ways free
THINNEST, THICKEST = 2, 12


@dataclass(frozen=True)
class Flow:
    """How many moved from one wave to another. `number` None is one too small to be shown."""

    from_wave: int
    to_wave: int
    number: float | None


def flow_between(flows, *, title, too_small=("under 5", "<5"), what="Children"):
    """Three waves as places, one above the other, and every way between them. No way is drawn that nobody took.

    A number too small to be shown is an arrow of one fixed kind, so that its thickness gives nothing away;
    `too_small` is what the table says of it, and the drawing.
    """
    found = {(one.from_wave, one.to_wave): one for one in flows if (one.from_wave, one.to_wave) in WAYS}
    numbers = {way: _not_below_nought(one.number) for way, one in found.items()}
    most = max((n for n in numbers.values() if n), default=0) or 1
    tops = {wave: TOP + (3 - wave) * (LANE + GAP) for wave in (1, 2, 3)}
    parts = []
    for wave, top in tops.items():
        left, right = INNER if wave == 2 else (1, WIDTH - 1)
        parts.append(rect(left, top, right - left, LANE, fill=PAPER, stroke=HUES[wave], round_=4))
        parts.append(mark_of(wave, WIDTH / 2 - 42, top + LANE / 2))
        parts.append(label(WIDTH / 2 - 22, top + LANE / 2 + 5, f"Wave {wave}", size=15, fill=HUES[wave], bold=True))
    for way in WAYS:
        if numbers.get(way, 0) != 0:
            parts += _arrow(way, numbers[way], most, tops, too_small[1])
    rows = tuple((f"From Wave {a} to Wave {b}", _said(numbers.get((a, b), 0), too_small[0])) for a, b in WAYS)
    told = [f"{way.lower()}: {said}" for way, said in rows if said != "0"]
    return Picture(
        svg=drawing(
            WIDTH, TOP * 2 + 3 * LANE + 2 * GAP, *parts, title=title, desc=f"{'; '.join(told) or 'nobody moved'}."
        ),
        caption=title,
        headings=("Which way", what),
        rows=rows,
    )


def _arrow(way, number, most, tops, too_small):
    """Up on the left, down on the right, told apart by head and place. What is hidden is thin and dashed."""
    start, end = way
    x, up = WAYS[way], end > start
    begin = tops[start] if up else tops[start] + LANE
    finish = tops[end] + LANE if up else tops[end]
    step = -1 if up else 1
    thick = THINNEST if number is None else THINNEST + (THICKEST - THINNEST) * number / most
    head = 8 + thick / 2
    parts = [
        line(x, begin + 3 * step, x, finish - (head + 2) * step, stroke=ACCENT, width=thick, dash="3 3" if number is None else None),
        polygon([(x, finish - 3 * step), (x - head, finish - (head + 5) * step), (x + head, finish - (head + 5) * step)], fill=ACCENT),
    ]  # fmt: skip
    said = _said(number, too_small)
    return [
        *parts,
        label(x + 14, (begin + finish) / 2 + 5, said, size=15, fill=INK if number is not None else QUIET, bold=True),
    ]


def _not_below_nought(number):
    number = real(number)
    return None if number is None else max(round(number), 0)


def _said(number, too_small):
    return too_small if number is None else str(number)
