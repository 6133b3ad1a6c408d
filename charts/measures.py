"""A target's way from baseline to now to goal: ratings over time, by whoever gave them."""

import datetime
from dataclasses import dataclass

from charts.svg import (
    ACCENT,
    INK,
    PAPER,
    QUIET,
    Picture,
    circle,
    drawing,
    label,
    line,
    number,
    polyline,
    real,
    rect,
    tag,
)

LEFT, RIGHT, TOP, BOTTOM = 34, 62, 30, 26
DASHES = (None, "6 3", "2 3", "8 3 2 3")  # one way of drawing the line for each who rated


@dataclass(frozen=True)
class Point:
    """One rating. A value of None is a time that was asked and not answered."""

    on: datetime.date
    value: float | None
    by: str = ""


def measure_line(points, *, title, goal=None, baseline=None, low=0, high=10, width=480, height=220):
    """Ratings over time with the goal and the baseline they are held against.

    Each who rated has a line and a mark of their own (dot, ring, square), named at its end.
    The scale is the measure's own, widened where a value lies outside it.
    """
    points = sorted((Point(p.on, real(p.value), p.by) for p in points), key=lambda p: p.on)
    goal, baseline = real(goal), real(baseline)
    drawn = [p for p in points if p.value is not None]
    known = [p.value for p in drawn] + [v for v in (goal, baseline, real(low), real(high)) if v is not None]
    low, high = min(known, default=0), max(known, default=10)
    high = high if high > low else low + 1
    first, last = (points[0].on, points[-1].on) if points else (None, None)
    days = max((last - first).days, 1) if points else 1

    def across(day):
        return LEFT + 6 + (width - LEFT - RIGHT - 12) * (day - first).days / days

    def up(value):
        return TOP + (height - TOP - BOTTOM) * (1 - (value - low) / (high - low))

    parts = _scale(low, high, up, width)
    apart = 0
    if goal is not None and baseline is not None and abs(up(goal) - up(baseline)) < 16:
        apart = 8 if goal >= baseline else -8  # two names on one spot cannot be read
    for value, name, dash, shift in ((baseline, "start", "1 4", apart), (goal, "goal", "10 4", -apart)):
        if value is not None:
            y = up(value)
            parts.append(line(LEFT, y, width - RIGHT, y, stroke=ACCENT, width=2, dash=dash))
            said = f"{name} {number(value)}"
            parts.append(label(width - RIGHT + 6, y + shift + 4.5, said, fill=ACCENT, bold=True))
    people = list(dict.fromkeys(p.by for p in drawn))
    for n, by in enumerate(people):
        theirs = [(across(p.on), up(p.value)) for p in drawn if p.by == by]
        parts.append(polyline(theirs, dash=DASHES[n % len(DASHES)]))
        parts += [_mark(n, x, y) for x, y in theirs]
    parts += _key(people)
    if points:
        parts.append(label(LEFT, height - 6, _day(first), fill=QUIET))
        if last > first:
            parts.append(label(width - RIGHT, height - 6, _day(last), anchor="end", fill=QUIET))
    else:
        parts.append(label(width / 2, height / 2, "Nothing measured yet", anchor="middle", fill=QUIET))
    rows = [(_day(p.on), number(p.value) if p.value is not None else "not rated", p.by) for p in points]
    rows += [("start", number(baseline), "")] if baseline is not None else []
    rows += [("goal", number(goal), "")] if goal is not None else []
    return Picture(
        svg=drawing(width, height, *parts, title=title, desc=_told(drawn, people, baseline, goal)),
        caption=title,
        headings=("When", "Value", "By"),
        rows=tuple(rows),
    )


def _scale(low, high, up, width):
    """The scale at the left, with a faint line for each number written."""
    steps = int(high - low) if high - low == int(high - low) and 2 <= high - low <= 5 else 4 if high - low < 10 else 5
    parts = []
    for n in range(steps + 1):
        value = low + (high - low) * n / steps
        parts.append(line(LEFT, up(value), width - RIGHT, up(value)))
        parts.append(label(LEFT - 6, up(value) + 4.5, number(value), anchor="end", fill=QUIET))
    return parts


def _mark(n, x, y):
    """Dot, ring, square, open square: the same in mono."""
    if n % 4 < 2:
        return circle(x, y, 4.5, fill=INK if n % 4 == 0 else PAPER, stroke=INK, width=2)
    return rect(x - 4.5, y - 4.5, 9, 9, fill=INK if n % 4 == 2 else PAPER, stroke=INK)


def _key(people):
    """Whose line is which, where more than one person rated or the one has a name."""
    parts, x = [], LEFT
    for n, by in enumerate(people[:4]):
        if by:
            name = by if len(by) <= 16 else by[:15] + "…"
            parts.append(tag("g", _mark(n, x + 6, 12), label(x + 16, 16.5, name)))
            x += 30 + 8 * len(name)
    return parts


def _told(drawn, people, baseline, goal):
    """The picture in a sentence: where each began, where each is now, the goal."""
    told = []
    for by in people:
        theirs = [p for p in drawn if p.by == by]
        change = f"{number(theirs[0].value)} on {_day(theirs[0].on)}"
        if len(theirs) > 1:
            change = f"from {change} to {number(theirs[-1].value)} on {_day(theirs[-1].on)}"
        told.append(f"{by}: {change}" if by else change)
    told += [f"start {number(baseline)}"] if baseline is not None else []
    told += [f"goal {number(goal)}"] if goal is not None else []
    return "; ".join(told) + "." if told else "Nothing measured yet."


def _day(day):
    return f"{day.day} {day:%b %Y}"
