"""The rows of the review board: plain words, in order of their review day, a page at a time."""

import datetime
from typing import NamedTuple

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from interventions.measuring import numbers_of
from interventions.models import Answer, Move, Placement, Wave
from pupils.models import Membership, current
from staff.addresses import addresses
from staff.kept import Keys, kept
from staff.permitted import may
from staff.policy import Permission

A_PAGE = 60
AT_ONCE = 40  # children of one group
SECTIONS = {"late": "Late", "this_week": "Due this week", "coming": "Coming"}
ASKED = ("school_class", "area", "wave", "until", "line", "programme")
WAVES = {wave.value: wave.label for wave in Wave}
WEEK = datetime.timedelta(days=7)


class Row(NamedTuple):
    """One line of the board, in the order of its columns in interventions/_board_rows.html."""

    url: str
    name: str
    school_class: str
    area: str
    wave: int
    wave_name: str
    iso: str
    exact: str
    when: str
    ends: str
    review: str
    answer: str


class Board:
    """What is late, due this week and coming, of the placements this reader may see and asked for."""

    def __init__(self, reader, *, on, asked, after=""):
        self.week_ends_on = on + (6 - on.weekday()) * datetime.timedelta(days=1)
        wanted = [asked[name] for name in ASKED]
        counts = _counts(reader, on, self.week_ends_on, *wanted)
        self.counts = dict(zip(SECTIONS, counts[0] if counts else (0, 0, 0), strict=True))
        found = _page(reader, on, *_read_mark(after), *wanted)
        self.more = mark(found[A_PAGE - 1]["review_on"], found[A_PAGE - 1]["pk"]) if len(found) > A_PAGE else ""
        rows = {key: [] for key in SECTIONS}
        place, review, answer = (addresses(f"interventions:{name}") for name in ("placement", "review", "answer"))
        decides = may(reader, Permission.PLACEMENT_DECIDE)
        for row in found[:A_PAGE]:
            day, public_id = row["review_on"], row["public_id"]
            key = "late" if day < on else "this_week" if day <= self.week_ends_on else "coming"
            rows[key].append(
                Row(
                    url=place(public_id),
                    name=row["name"],
                    school_class=f"{row['class_name']} · " if row["class_name"] else "",
                    area=row["area__name"],
                    wave=row["wave"],
                    wave_name=WAVES[row["wave"]],
                    iso=day.isoformat(),
                    exact=f"{day:%A} {day.day} {day:%B %Y}",
                    when=in_days(day, on),
                    ends=_day(row["planned_end"]),
                    review=review(public_id) if decides else "",
                    answer="" if decides or row["answered"] else answer(public_id),
                )
            )
        self.sections = [
            {"name": name, "key": key, "count": self.counts[key], "rows": rows[key]}
            for key, name in SECTIONS.items()
            if rows[key]
        ]


def _asked_for(reader, on, values):
    rows = Placement.objects.open(on).permitted(reader, Permission.PLACEMENT_READ)
    return rows.narrowed(on, by=reader, **dict(zip(ASKED, values, strict=True)))


@kept
def _counts(reader, on, week_ends_on, *values):
    rows = _asked_for(reader, on, values).order_by().values(one=Value(1))
    return rows.annotate(
        late=Count("pk", filter=Q(review_on__lt=on)),
        this_week=Count("pk", filter=Q(review_on__gte=on, review_on__lte=week_ends_on)),
        coming=Count("pk", filter=Q(review_on__gt=week_ends_on)),
    ).values_list(*SECTIONS)


@kept
def _page(reader, on, day, pk, *values):
    rows = _asked_for(reader, on, values).order_by("review_on", "pk")
    in_class = Membership.objects.filter(current(on), pupil=OuterRef("pupil")).order_by("-from_on", "-pk")
    answers = Answer.objects.filter(placement=OuterRef("pk"), review_on=OuterRef("review_on"), answered_by=reader)
    newest = Move.objects.filter(placement=OuterRef("pk")).order_by("-number")
    rows = rows.annotate(
        answered=Exists(answers),
        planned_end=Subquery(newest.values("planned_end_on")[:1]),
        class_name=Subquery(in_class.values("school_class__name")[:1]),
        name=Concat("pupil__preferred_forename", Value(" "), "pupil__preferred_surname", output_field=CharField()),
    )
    if day is not None:
        rows = rows.filter(Q(review_on__gt=day) | Q(review_on=day, pk__gt=pk))
    columns = ("pk", "public_id", "name", "class_name", "area__name", "wave", "review_on", "answered", "planned_end")
    return rows.values(*columns)[: A_PAGE + 1]


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


class Together:
    """A group looked at in one go: the rows of its page, with how it goes for each in a few numbers, no words."""

    def __init__(self, placements, *, on):
        left = Sitting(placements, on=on).left.select_related("pupil", "area").order_by("review_on", "pk")
        self.shown = list(left[:AT_ONCE])
        answers, numbers = _last_answers(self.shown), numbers_of(self.shown)
        self.rows = [
            {
                "placement": one,
                "when": in_days(one.review_on, on),
                "answers": answers.get(one.pk, []),
                "numbers": numbers.get(one.pk, []),
            }
            for one in self.shown
        ]


def _last_answers(placements):
    """What the adults said before this review, by placement: how, and who. One query."""
    found = {}
    for one in _answers(Keys(one.pk for one in placements)) if placements else ():
        found.setdefault(one.placement_id, []).append(f"{one.get_how_display()} ({one.answered_by.name})")
    return found


@kept
def _answers(placements):
    rows = Answer.objects.filter(placement__among=placements, review_on=F("placement__review_on"))
    return rows.select_related("answered_by")


def in_days(day, on):
    """A day as people say it: "today", "in 3 days", "2 weeks ago"."""
    days = (day - on).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    many = f"{abs(days)} days" if abs(days) < 14 else f"{abs(days) // 7} weeks"
    return f"in {many}" if days > 0 else f"{many} ago"


def _day(day):
    """When the help is planned to end, as it was said at the last decision; nothing where nobody said."""
    return f"{day.day} {day:%B %Y}" if day else ""


def mark(review_on, pk):
    """A place in the list, to go on from: it names no child."""
    return f"{review_on:%Y%m%d}-{pk}"


def _read_mark(text):
    day, _, pk = text.partition("-")
    try:
        return datetime.datetime.strptime(day, "%Y%m%d").date(), int(pk)
    except ValueError:
        return None, None
