"""What a list of things to do is made of, for all who have one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone

from staff.addresses import address_of

SHOWN = 5


class Line(NamedTuple):
    """One thing to do: where it leads, its first line and its quiet second (dashboard/_things.html)."""

    url: str
    main: str
    quiet: str = ""
    mark: str = ""


class Told(NamedTuple):
    """A line about what somebody has been told. One alone opens with a press, and is read with it."""

    url: str
    main: str
    quiet: str
    press: bool


@dataclass(frozen=True)
class Section:
    """A few things of one kind, with where the rest of them are. `told` are lines of the kind Told."""

    title: str
    lines: list = field(default_factory=list)
    empty: str = ""
    more_url: str = ""
    there_are_more: bool = False
    told: bool = False


def section_of(title, rows, line, *, empty="", more="", told=False):
    lines, more_url = [line(row) for row in rows[:SHOWN]], address_of(more) if more else ""
    return Section(title, lines, empty, more_url, len(rows) > SHOWN, told)


def when(moment, *, coming=False):
    moment = timezone.localtime(moment)
    days = (moment.date() - timezone.localdate()).days
    day = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days) or f"{moment:%A %-d %B}"
    return f"{day} at {moment:%H:%M}"
