"""A child's year in pictures, for one reader: the waves and what happened on the way, sessions, charts, targets."""

import datetime

from django.db.models import Q
from django.utils import timezone

from charts.bars import Bar, bars
from charts.waves import Happening, Segment, wave_band
from interventions import delivered
from interventions.measuring import measured
from interventions.models import Move, Placement, ProgrammePlace, Wave
from interventions.reflecting import reflected_between
from pupils import chronology
from staff.policy import Permission

DAY = datetime.timedelta(days=1)
# What is marked on the line; the rest of a child's story is on their page.
MARKED = ("concern", "change", "move", "programme", "meeting", "referral")
HELP_ONLY = ("move", "programme", "meeting")  # on paper, which leaves the screen: help, and no concern
PAPER = "year"  # a kind of document
MOST = 40  # marks that somebody can still take in
EARLIEST = 2000


class Year:
    """From one September to the next. Every row goes through its own room's `permitted`. Eleven questions."""

    def __init__(self, user, pupil, today, *, year=None, kinds=MARKED, width=760):
        current = today.year if today.month >= 9 else today.year - 1
        self.year = year if year is not None and EARLIEST <= year <= current else current
        self.is_this_year = self.year == current
        self.from_on, self.until_on = datetime.date(self.year, 9, 1), datetime.date(self.year + 1, 8, 31)
        self.user, self.pupil, self.today, self.kinds = user, pupil, today, kinds
        self.width = width
        self.moves = list(self._moves())
        self.before = any(timezone.localdate(move["decided_at"]) < self.from_on for move in self.moves)
        self.marks = self._marks()

    @property
    def name(self):
        return f"{self.year}–{(self.year + 1) % 100:02d}"

    @property
    def asked(self):
        return str(self.year)

    @property
    def earlier(self):
        return str(self.year - 1)

    @property
    def waves(self):
        """The line of waves. Where this reader knows of no other, a child is at Wave 1, like everybody."""
        return wave_band(
            _segments(self.moves),
            title=f"Waves in the school year {self.name}",
            from_on=self.from_on,
            until_on=self.until_on,
            happenings=[
                Happening(line.at.date(), f"{line.word}: {line.line}") for line in self.marks
            ],  # the page's list has the same numbers
            today=self.today,
            width=self.width,
        )

    @property
    def sessions(self):
        """Sessions had, of those planned, a bar a programme; None where there was none."""
        places = ProgrammePlace.objects.permitted(self.user, Permission.PROGRAMME_READ).filter(pupil=self.pupil)
        places = places.filter(Q(ended_on=None) | Q(ended_on__gte=self.from_on), from_on__lte=self.until_on)
        places = (
            delivered.with_counts(places).select_related("programme", "offering__provision").order_by("from_on", "pk")
        )
        rows = [Bar(place.offering.name, place.came, place.sessions_planned) for place in places]
        return (
            bars(rows, title="Sessions had, of those planned", value_name="Had", width=350, above=True)
            if rows
            else None
        )

    @property
    def charts(self):
        """Each reflection chart with a week typed in in the year: how the days went, by the child and an adult."""
        return reflected_between(self.user, self.pupil, self.from_on, self.until_on)

    @property
    def targets(self):
        """Each measure of help that ran in the year with its numbers, those of targets going on first."""
        rows = Placement.objects.permitted(self.user, Permission.PLACEMENT_READ).filter(pupil=self.pupil)
        rows = rows.filter(Q(ended_on=None) | Q(ended_on__gte=self.from_on), opened_on__lte=self.until_on)
        return [one for one in measured(*rows) if one.picture is not None]

    def _moves(self):
        rows = Move.objects.permitted(self.user, Permission.PLACEMENT_READ).filter(placement__pupil=self.pupil)
        rows = rows.order_by("placement", "number")
        return rows.values("placement", "to_wave", "decided_at", "placement__area__name")

    def _marks(self):
        """Oldest first; of a year with more than can be taken in, the latest."""
        end = timezone.make_aware(datetime.datetime.combine(self.until_on, datetime.time.max))
        how = {"kinds": self.kinds, "since": self.from_on, "after": (end, "", ""), "most": MOST}
        return chronology.lines_of(self.user, [self.pupil], **how)[::-1]


def _segments(moves):
    """Stretches at one wave, for each area of need: a review that continues does not cut one."""
    segments, last = [], None
    for move in moves:
        day = timezone.localdate(move["decided_at"])
        if last and last["placement"] == move["placement"]:
            if last["to_wave"] == move["to_wave"]:
                continue
            segments.append(_segment(last, day - DAY))
        elif last:
            segments.append(_segment(last, None))
        last = {**move, "from_on": day}
    if last:
        segments.append(_segment(last, None))
    return [one for one in segments if one.wave != Wave.ONE]


def _segment(move, until_on):
    return Segment(move["to_wave"], move["from_on"], until_on, move["placement__area__name"])
