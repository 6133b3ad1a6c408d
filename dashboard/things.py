"""What a list of things to do is made of, for all who have one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

SHOWN = 5


class Line(NamedTuple):
    """One thing to do: where it leads, its first line and its quiet second (dashboard/_things.html)."""

    url: str
    main: str
    quiet: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Section:
    """A few things of one kind, with where the rest of them are."""

    title: str
    lines: list = field(default_factory=list)
    empty: str = ""
    more_url: str = ""
    there_are_more: bool = False


def section_of(title, rows, line, *, empty="", more=""):
    return Section(title, [line(row) for row in rows[:SHOWN]], empty, reverse(more) if more else "", len(rows) > SHOWN)


def when(moment, *, coming=False):
    moment = timezone.localtime(moment)
    days = (moment.date() - timezone.localdate()).days
    day = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days) or f"{moment:%A %-d %B}"
    return f"{day} at {moment:%H:%M}"
