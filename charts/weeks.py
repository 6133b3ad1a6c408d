"""A reflection chart: a week as a grid of marks, day by session; and how the days went over the weeks."""

import datetime
from dataclasses import dataclass

from charts.svg import INK, PAPER, QUIET, Picture, circle, drawing, label, line, number, polyline, real, rect, shortened

NAME, CELL, ROW, TOP, BOTTOM = 100, 50, 30, 26, 30
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
LEFT, RIGHT, HIGH = 34, 16, 190
WHO = ("Child", "Adult")


def week_grid(sessions, child, adult, *, title, most=3):
    """One week: a row for each session, a column for each day; the child's mark is round, the adult's square.

    `child` and `adult` are the marks day by day, each day's sessions in order; None where nobody marked. A mark in
    the upper half has a filled shape, and the number stands in each: nothing hangs on colour.
    """
    width, height = NAME + CELL * len(DAYS), TOP + ROW * max(len(sessions), 1) + BOTTOM
    parts = [label(NAME + CELL * (n + 0.5), 16, day, anchor="middle", fill=QUIET) for n, day in enumerate(DAYS)]
    rows = []
    for row, session in enumerate(sessions):
        middle = TOP + ROW * (row + 0.5)
        parts.append(line(0, TOP + ROW * row, width, TOP + ROW * row))
        parts.append(label(0, middle + 4.5, shortened(session, NAME - 8)))
        said = [session]
        for day in range(len(DAYS)):
            marks = [real(marks[day * len(sessions) + row]) for marks in (child, adult)]
            x = NAME + CELL * (day + 0.5)
            parts += _mark(x - 12, middle, marks[0], most, is_round=True)
            parts += _mark(x + 12, middle, marks[1], most, is_round=False)
            said.append(" / ".join("–" if mark is None else number(mark) for mark in marks))
        rows.append(tuple(said))
    bottom = TOP + ROW * len(sessions)
    parts.append(line(0, bottom, width, bottom))
    parts += [circle(8, bottom + 18, 6, fill=PAPER, stroke=INK, width=1.5), label(20, bottom + 22.5, WHO[0])]
    parts += [rect(72, bottom + 12, 12, 12, fill=PAPER, stroke=INK), label(90, bottom + 22.5, WHO[1])]
    return Picture(
        svg=drawing(width, height, *parts, title=title, desc=_week_told(child, adult, most)),
        caption=title,
        headings=("Session", *(f"{day}, child / adult" for day in DAYS)),
        rows=tuple(rows),
    )


def _mark(x, y, value, most, *, is_round):
    """A round or square mark with its number in it; a dash where there is none."""
    if value is None:
        return [label(x, y + 4.5, "–", anchor="middle", fill=QUIET)]
    full = value >= most / 2
    shape = (
        circle(x, y, 11, fill=INK if full else PAPER, stroke=INK, width=1.5)
        if is_round
        else rect(x - 11, y - 11, 22, 22, fill=INK if full else PAPER, stroke=INK)
    )
    return [shape, label(x, y + 4.5, number(value), anchor="middle", fill=PAPER if full else INK, bold=True)]


def _week_told(child, adult, most):
    told = []
    for who, marks in zip(WHO, (child, adult), strict=True):
        known = [mark for mark in marks if mark is not None]
        if known:
            told.append(f"{who}: {number(sum(known) / len(known))} of {most} on average, from {len(known)} marks")
    return "; ".join(told) + "." if told else "Nothing marked yet."


@dataclass(frozen=True)
class Day:
    """How one day went on average, by the child and by the adult; None where nobody marked."""

    on: datetime.date
    child: float | None
    adult: float | None


def day_trend(days, *, title, most=3, width=352):
    """Each marked day's average over the weeks: the child's a dashed line of rings, the adult's a line of squares.

    The days stand one after another: weekends and holidays take no room. A line breaks where a day has no mark.
    """
    days = sorted((Day(day.on, real(day.child), real(day.adult)) for day in days), key=lambda day: day.on)
    room = width - LEFT - RIGHT
    step = room / max(len(days) - 1, 1)
    parts = []
    for value in range(most + 1):
        y = _up(value, most)
        parts += [line(LEFT, y, width - RIGHT, y), label(LEFT - 8, y + 4.5, number(value), anchor="end", fill=QUIET)]
    for n, day in enumerate(days):
        if n == 0 or day.on.isocalendar()[:2] != days[n - 1].on.isocalendar()[:2]:
            x = LEFT + step * n
            parts += [line(x, TOP, x, HIGH - BOTTOM), label(x, HIGH - 10, _day(day.on), fill=QUIET)]
    for who, dash in (("child", "6 3"), ("adult", None)):
        run = []
        for n, day in enumerate([*days, None]):
            value = getattr(day, who) if day else None
            if value is not None:
                run.append((LEFT + step * n, _up(value, most)))
                continue
            parts += [polyline(run, dash=dash)] if len(run) > 1 else []
            parts += [
                circle(x, y, 4.5, fill=PAPER, stroke=INK, width=2)
                if who == "child"
                else rect(x - 4, y - 4, 8, 8, fill=INK)
                for x, y in run
            ]
            run = []
    parts += [circle(LEFT + 6, 12, 4.5, fill=PAPER, stroke=INK, width=2), label(LEFT + 16, 16.5, WHO[0])]
    parts += [rect(LEFT + 64, 8, 8, 8, fill=INK), label(LEFT + 78, 16.5, WHO[1])]
    if not days:
        parts.append(label(width / 2, HIGH / 2, "No week typed in yet", anchor="middle", fill=QUIET))
    table = tuple((_day(day.on), *("–" if v is None else number(v) for v in (day.child, day.adult))) for day in days)
    return Picture(
        svg=drawing(width, HIGH, *parts, title=title, desc=trend_told(days, most)),
        caption=title,
        headings=("Day", *WHO),
        rows=table,
    )


def _up(value, most):
    return TOP + (HIGH - TOP - BOTTOM) * (1 - min(max(value, 0), most) / most)


def _day(day):
    return f"{day.day} {day:%b}"


def trend_told(days, most=3):
    """Where each began and where each is now."""
    told = []
    for who, name in (("child", WHO[0]), ("adult", WHO[1])):
        known = [(day.on, getattr(day, who)) for day in days if getattr(day, who) is not None]
        if known:
            first, last = known[0], known[-1]
            told.append(f"{name}: {number(first[1])} on {_day(first[0])}, {number(last[1])} on {_day(last[0])}")
    return f"From 0 to {most}. " + "; ".join(told) + "." if told else "No week typed in yet."
