"""The rows of the review board: values, in order of their review day, a page at a time."""

import datetime

from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from interventions.models import Answer, Move, Wave
from pupils.models import Membership, current

A_PAGE = 60
WEEK = datetime.timedelta(days=7)


class Board:
    """What is late, due this week and coming, from placements already permitted to the reader."""

    def __init__(self, placements, *, on, reader, after=""):
        self.on = on
        self.reader = reader
        self.week_ends_on = on + (6 - on.weekday()) * datetime.timedelta(days=1)
        self.counts = placements.aggregate(
            late=Count("pk", filter=Q(review_on__lt=on)),
            this_week=Count("pk", filter=Q(review_on__gte=on, review_on__lte=self.week_ends_on)),
            coming=Count("pk", filter=Q(review_on__gt=self.week_ends_on)),
        )
        rows = list(self._page(placements, after))
        self.more = mark(rows[A_PAGE - 1]["review_on"], rows[A_PAGE - 1]["pk"]) if len(rows) > A_PAGE else ""
        self.sections = [
            {"name": name, "key": key, "count": self.counts[key], "rows": found}
            for key, name, wanted in [
                ("late", "Late", lambda day: day < on),
                ("this_week", "Due this week", lambda day: on <= day <= self.week_ends_on),
                ("coming", "Coming", lambda day: day > self.week_ends_on),
            ]
            if (found := [row for row in rows[:A_PAGE] if wanted(row["review_on"])])
        ]

    def _page(self, placements, after):
        in_class = Membership.objects.filter(current(self.on), pupil=OuterRef("pupil")).order_by("-from_on", "-pk")
        rows = placements.order_by("review_on", "pk").annotate(
            answered=Exists(
                Answer.objects.filter(
                    placement=OuterRef("pk"), review_on=OuterRef("review_on"), answered_by=self.reader
                )
            ),
            class_name=Subquery(in_class.values("school_class__name")[:1]),
            name=Concat("pupil__preferred_forename", Value(" "), "pupil__preferred_surname", output_field=CharField()),
        )
        day, pk = _read_mark(after)
        if day is not None:
            rows = rows.filter(Q(review_on__gt=day) | Q(review_on=day, pk__gt=pk))
        for row in rows.values("pk", "public_id", "name", "class_name", "area__name", "wave", "review_on", "answered")[
            : A_PAGE + 1
        ]:
            day = row["review_on"]
            row["wave_name"] = Wave(row["wave"]).label
            row["review_iso"], row["review_exact"] = day.isoformat(), f"{day:%A} {day.day} {day:%B %Y}"
            row["review_words"] = in_days(day, self.on)
            yield row


class Sitting:
    """One review after another, those longest due first, until none is left.

    What was looked at today is done, so that a break, a second window or another person's
    review leaves the place as it should be. `after` is the last one that was put off.
    """

    def __init__(self, placements, *, on, after=""):
        midnight = timezone.make_aware(datetime.datetime.combine(on, datetime.time()))
        today = Move.objects.filter(placement=OuterRef("pk"), decided_at__gte=midnight)
        self.left = placements.filter(~Exists(today))
        day, pk = _read_mark(after)
        self.ahead = self.left if day is None else self.left.filter(Q(review_on__gt=day) | Q(review_on=day, pk__gt=pk))

    def next(self):
        return self.ahead.order_by("review_on", "pk").first()


def in_days(day, on):
    """A day as people say it: "today", "in 3 days", "2 weeks ago"."""
    days = (day - on).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    many = f"{abs(days)} days" if abs(days) < 14 else f"{abs(days) // 7} weeks"
    return f"in {many}" if days > 0 else f"{many} ago"


def mark(review_on, pk):
    """A place in the list, to go on from: it names no child."""
    return f"{review_on:%Y%m%d}-{pk}"


def _read_mark(text):
    day, _, pk = text.partition("-")
    try:
        return datetime.datetime.strptime(day, "%Y%m%d").date(), int(pk)
    except ValueError:
        return None, None
