"""The few drawing words the pictures are made of. Whatever is written into them is escaped here.

No style attribute and no id: the content policy forbids the one, and two pictures on a page
must not clash with the other. Shape, place and dashes carry the meaning; the hue only helps.
"""

import math
import re
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

INK, QUIET, LINE, PAPER, ACCENT = "#1f2a37", "#55606e", "#ddd6c9", "#ffffff", "#0f5c63"
FONT = "system-ui, Noto Sans, Liberation Sans, Arial, sans-serif"
SMALL, TEXT = 13, 15  # letters in the drawing's own units, which are pixels unless the screen is narrower
MOST = 10**9  # beyond it a picture says nothing
LETTER = 0.56  # the usual width of a letter, of its height
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Picture:
    """A drawing and the same numbers as rows; both say the same to those who see and those who do not."""

    svg: SafeString
    caption: str
    headings: tuple
    rows: tuple


class Drawn(str):
    """Markup made by `tag`: anything else is text, and is escaped."""

    __slots__ = ()


def tag(element, *children, **attributes):
    """One element. Underscores in names become hyphens; an attribute of None is left out."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    inside = "".join(child if isinstance(child, Drawn) else words(child) for child in children)
    return Drawn(f"<{element}{written}>{inside}</{element}>" if inside else f"<{element}{written}/>")


def drawing(width, height, *parts, title, desc):
    """The whole picture: one image to a screen reader, named by its title and told by its description."""
    inside = (tag("title", title or "Picture"), tag("desc", desc), *parts)
    whole = tag(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        font_family=FONT,
        font_size=SMALL,
        fill=INK,
    )
    return mark_safe(whole)  # noqa: S308 every child went through `tag`


def label(x, y, text, *, anchor="start", size=SMALL, fill=INK, bold=False):
    return tag(
        "text",
        text,
        x=x,
        y=y,
        text_anchor=None if anchor == "start" else anchor,
        font_size=None if size == SMALL else size,
        fill=None if fill == INK else fill,
        font_weight="600" if bold else None,
    )


def line(x1, y1, x2, y2, *, stroke=LINE, width=1, dash=None):
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def rect(x, y, width, height, *, fill, stroke=None, dash=None, round_=0):
    return tag(
        "rect",
        x=x,
        y=y,
        width=max(width, 0),
        height=max(height, 0),
        rx=round_ or None,
        fill=fill,
        stroke=stroke,
        stroke_dasharray=dash,
    )


def circle(x, y, radius, *, fill, stroke=None, width=None):
    return tag("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=width)


def polygon(points, *, fill, stroke=None, width=None):
    return tag("polygon", points=_points(points), fill=fill, stroke=stroke, stroke_width=width)


def polyline(points, *, stroke=INK, width=2, dash=None):
    return tag(
        "polyline", points=_points(points), fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dash
    )


def _points(points):
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def _value(value):
    return number(value) if isinstance(value, int | float) else words(value)


def words(text):
    """Text that is safe between tags and in quotes: escaped, and without what XML cannot hold."""
    return escape(NOT_IN_XML.sub("\ufffd", str(text)), quote=True)


def number(value):
    """A number as people write it: no needless noughts, at most one decimal."""
    return f"{round(value, 1):.1f}".removesuffix(".0") if math.isfinite(value) else "0"


def real(value):
    """The value as a number that can be drawn, or None where there is none."""
    if value is None:
        return None
    value = float(value)
    return max(-MOST, min(value, MOST)) if math.isfinite(value) else None


def shortened(text, width, size=SMALL):
    """As much of the text as fits in `width`; the table beside the picture has all of it."""
    text = " ".join(str(text).split())
    most = max(int(width / (size * LETTER)), 1)
    return text if len(text) <= most else text[: max(most - 1, 1)].rstrip() + "…"
