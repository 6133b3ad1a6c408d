"""Somebody's calendar in the form that telephones and desktops read (iCalendar, RFC 5545).

Only the kind of thing, the day and the time: no name, no initials, no place, nobody's words, and nothing that is
above wellbeing level. What has no time is counted: one line a day for each kind. Every moment is written in UTC,
so no time zone has to be described; the words are our own, so the writer is these few lines.
"""

import datetime
import hashlib

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from pupils.dated import happenings

BACK, AHEAD = datetime.timedelta(weeks=2), datetime.timedelta(weeks=16)
UTC = "%Y%m%dT%H%M%SZ"
WIDEST = 75  # bytes of a line, by the standard


def calendar_of(feed, today):
    """The feed's bytes for a day. The same as long as nothing has moved, so that a programme need not fetch it twice."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//St Bart's//Wellbeing provision map//EN", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "NAME:School", "X-WR-CALNAME:School", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]  # fmt: skip
    stamp = _utc(today, datetime.time.min).strftime(UTC)
    for kind, entries in happenings(feed.user, today - BACK, today + AHEAD, feed=True):
        for one in entries:
            if one.at is not None:
                lines += _event(feed, stamp, kind.name, one.key, kind.word, one.on, one.at, one.minutes)
        all_day = [one.on for one in entries if one.at is None]
        for on in sorted(set(all_day)):
            n = all_day.count(on)
            lines += _event(feed, stamp, kind.name, on, kind.word if n == 1 else f"{n} {kind.many}", on)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(feed, stamp, kind, key, words, on, at=None, minutes=0):
    # Its id says nothing of the record's, and is another one in another feed.
    uid = hashlib.sha256(f"{feed.public_id} {kind} {key}".encode()).hexdigest()[:32]
    yield from ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"SUMMARY:{_escaped(words)}", "CLASS:PRIVATE")
    if at is None:
        yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    else:
        begins = _utc(on, at)
        yield f"DTSTART:{begins.strftime(UTC)}"
        if minutes:
            yield f"DURATION:PT{minutes}M"
    yield f"URL:{settings.BASE_URL}{reverse('dashboard:calendar')}?week={on.isoformat()}"
    yield "END:VEVENT"


def _utc(on, at):
    return timezone.make_aware(datetime.datetime.combine(on, at)).astimezone(datetime.UTC)


def _escaped(words):
    for mark in ("\\", ";", ","):
        words = words.replace(mark, f"\\{mark}")
    return words.replace("\n", "\\n")


def _folded(line):
    """A long line goes on after a line break and a space; our words are ASCII, so a byte is a letter."""
    first, rest = line[:WIDEST], line[WIDEST:]
    return "\r\n ".join([first, *(rest[n : n + WIDEST - 1] for n in range(0, len(rest), WIDEST - 1))])
