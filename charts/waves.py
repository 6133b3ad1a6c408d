"""A child's year as a line of waves: three lanes, as places and not as grades, and what happened on the way."""

import datetime
from dataclasses import dataclass

from charts.svg import INK, PAPER, QUIET, Picture, circle, drawing, label, line, polygon, rect, shortened, tag

DAY = datetime.timedelta(days=1)
HUES = {1: "#456849", 2: "#7c5a10", 3: "#74426e"}
LEFT, RIGHT, TOP, LANE, GAP = 78, 14, 42, 22, 10


@dataclass(frozen=True)
class Segment:
    """A stretch at one wave. `until_on` None: it lasts. `words`: the area of need, say."""

    wave: int
    from_on: datetime.date
    until_on: datetime.date | None = None
    words: str = ""


@dataclass(frozen=True)
class Happening:
    """Something to mark on the line: a move, a review, a meeting."""

    on: datetime.date
    words: str


def wave_band(segments, *, title, from_on, until_on, happenings=(), today=None, width=560):
    """Waves over time. Where nothing else is said a child is at Wave 1, like everybody.

    Stretches that run at once in one lane are drawn under each other. Marks are numbered;
    the table says what each number is.
    """
    from_on, until_on = min(from_on, until_on), max(from_on, until_on)
    shown = [one for one in (_within(segment, from_on, until_on) for segment in segments) if one is not None]
    shown.sort(key=lambda one: (one.from_on, -one.wave))
    marks = sorted((h for h in happenings if from_on <= h.on <= until_on), key=lambda h: h.on)
    at_one = [Segment(1, *gap) for gap in _gaps(shown, from_on, until_on)]

    def across(day):
        return LEFT + (width - LEFT - RIGHT) * (day - from_on).days / ((until_on - from_on).days + 1)

    is_going_on = today is not None and from_on <= today < until_on
    right = across(today + DAY) if is_going_on else width - RIGHT  # nobody knows the rest of the year yet
    parts, y = [], TOP
    for wave in (3, 2, 1):
        rows = _side_by_side([one for one in (shown + at_one if wave == 1 else shown) if one.wave == wave])
        bottom = y + max(len(rows), 1) * LANE
        parts.append(mark_of(wave, 13, (y + bottom) / 2))
        parts.append(label(28, (y + bottom) / 2 + 4.5, f"Wave {wave}", fill=QUIET))
        parts.append(line(LEFT, bottom + GAP / 2, width - RIGHT, bottom + GAP / 2))
        for depth, row in enumerate(rows):
            for one in row:
                parts.append(_bar(one, across, y + depth * LANE, right))
        y = bottom + GAP
    behind = _months(from_on, until_on, across, y)
    if today is not None and from_on <= today <= until_on:
        x = across(today)
        behind += [line(x, TOP - 24, x, y, stroke=INK, dash="2 3")]
        behind += [label(x, TOP - 28, "today", anchor="end" if x > width - 60 else "middle")]
    parts = behind + parts
    height = y + 8
    if marks:
        parts += _flags(marks, across, y)
        height += 26
    rows = [(one.from_on, _stretch(one, until_on), f"Wave {one.wave}", one.words) for one in [*shown, *at_one]]
    rows += [(mark.on, _day(mark.on), f"Mark {n}", mark.words) for n, mark in enumerate(marks, 1)]
    rows.sort(key=lambda row: row[0])
    desc = "; ".join(f"{when}: {wave}{f', {words}' if words else ''}" for _, when, wave, words in rows)
    return Picture(
        svg=drawing(width, height, *parts, title=title, desc=f"{desc}."),
        caption=title,
        headings=("When", "Where", "What"),
        rows=tuple(row[1:] for row in rows),
    )


def wave_mark(wave):
    """The mark of one wave alone, for a key: circle, square or diamond with its number."""
    return drawing(26, 26, mark_of(wave, 13, 13), title=f"Wave {wave}", desc="")


def _within(segment, from_on, until_on):
    """The part of a segment that lies in the picture, or None."""
    ends = segment.until_on
    if segment.from_on > until_on or (ends is not None and (ends < from_on or ends < segment.from_on)):
        return None
    wave = min(max(int(segment.wave), 1), 3)
    ends = None if ends is None or ends > until_on else ends
    return Segment(wave, max(segment.from_on, from_on), ends, segment.words)


def _gaps(segments, from_on, until_on):
    """The days on which nothing is said."""
    gaps, free = [], from_on
    for one in segments:
        if one.from_on > free:
            gaps.append((free, one.from_on - DAY))
        free = max(free, (one.until_on or until_on) + DAY)
    if free <= until_on:
        gaps.append((free, None))
    return gaps


def _side_by_side(segments):
    """Rows of a lane in which nothing overlaps."""
    rows = []
    for one in segments:
        for row in rows:
            if row[-1].until_on is not None and row[-1].until_on < one.from_on:
                row.append(one)
                break
        else:
            rows.append([one])
    return rows


def _bar(one, across, y, right):
    """Wave 1 a thin line, Wave 2 a band with an outline, Wave 3 a full band: told apart without colour."""
    x = across(one.from_on)
    width = max((across(one.until_on + DAY) if one.until_on else right) - x, 2)
    hue, middle = HUES[one.wave], y + LANE / 2
    if one.wave == 1:
        return line(x, middle, x + width, middle, stroke=hue, width=3)
    inside = shortened(one.words, width - 10) if one.words and width > 30 else ""
    parts = [rect(x, y + 2, width, LANE - 4, fill=PAPER if one.wave == 2 else hue, stroke=hue, round_=2)]
    if inside:
        parts.append(label(x + 5, middle + 4.5, inside, fill=hue if one.wave == 2 else PAPER))
    return tag("g", *parts)


def mark_of(wave, x, y):
    """A wave as a place: circle, square or diamond, and its number."""
    hue = HUES[wave]
    if wave == 1:
        shape = circle(x, y, 10, fill=hue)
    elif wave == 2:
        shape = rect(x - 9, y - 9, 18, 18, fill=hue, round_=2)
    else:
        shape = polygon([(x, y - 12), (x + 12, y), (x, y + 12), (x - 12, y)], fill=hue)
    return tag("g", shape, label(x, y + 4.5, wave, anchor="middle", fill=PAPER, bold=True))


def _months(from_on, until_on, across, bottom):
    """A tick and a short name for each month, as many as there is room for."""
    firsts, day = [], from_on.replace(day=1)
    while day <= until_on and len(firsts) < 600:
        firsts.append(day)
        day = (day + 32 * DAY).replace(day=1)
    every = max(-(-len(firsts) // 12), 1)
    parts = []
    for first in firsts[::every]:
        if first >= from_on:
            parts.append(line(across(first), TOP - 4, across(first), bottom))
            parts.append(label(across(first) + 3, TOP - 10, f"{first:%b}", fill=QUIET))
    return parts


def _flags(marks, across, y):
    """Numbered triangles under the lanes; those too near each other to be read share one number range."""
    parts, groups = [], []
    for n, mark in enumerate(marks, 1):
        x = across(mark.on)
        if groups and x - groups[-1][0] < 22:
            groups[-1][2] = n
        else:
            groups.append([x, n, n])
    for x, first, final in groups:
        parts.append(polygon([(x, y - 2), (x + 5, y + 7), (x - 5, y + 7)], fill=INK))
        parts.append(label(x, y + 21, first if first == final else f"{first}–{final}", anchor="middle"))
    return parts


def _stretch(one, until_on):
    return f"{_day(one.from_on)} to {_day(one.until_on)}" if one.until_on else f"from {_day(one.from_on)}"


def _day(day):
    return f"{day.day} {day:%b %Y}"
