"""What is owed to others: the safeguarding leads' dates, and whatever anybody was asked to answer or to do."""

from django.db.models import CharField, DateField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from concerns.models import ConcernPupil, DateOwed, EpisodeFollowUp, FollowUpWords, Question
from dashboard.things import SHOWN, Line, section_of
from pupils.chronology import OPEN
from pupils.models import FollowUp
from school.calendar import add_school_days
from staff.addresses import addresses
from staff.kept import kept
from staff.policy import Permission

SOON = 10  # school days
DATE, QUESTION, TO_DO = range(3)
CHILD = Concat("pupil__preferred_forename", Value(" "), "pupil__preferred_surname", output_field=CharField())


def sections(user, day):
    """Two sections, asked in one question: the leads' dates, and what anybody was asked. Neither has an empty line."""
    rows = _owed(user, add_school_days(day, SOON + 1))
    return [
        section_of(
            "Safeguarding dates",
            [row[1:] for row in rows if row[0] == DATE],
            lambda row: _date_line(*row, day),
            more="concerns:safeguarding_log",
        ),
        section_of(
            "Asked of you",
            [row for row in rows if row[0] != DATE],
            lambda row: _asked_line(*row, day),
            more="concerns:asked",
        ),
    ]


@kept
def _owed(user, before):
    """Dates by their day; then questions, since somebody waits for the answer; then what they said they would do."""
    columns = "sort", "ref", "child", "by", "day", "more"
    questions = Question.objects.to(user).unanswered()
    parts = ConcernPupil.objects.in_place().filter(concern=OuterRef("concern")).order_by("pk")
    said = Q(pk__in=FollowUpWords.objects.to(user).values("follow_up"))
    said |= Q(pk__in=EpisodeFollowUp.objects.to(user).values("follow_up"))
    to_do = FollowUp.objects.of(user).to_do().filter(said)
    of_concern = FollowUpWords.objects.filter(follow_up=OuterRef("pk")).values("follow_up__public_id")
    return (
        _dates(user, before)
        .annotate(
            sort=Value(DATE), ref=F("pupil__public_id"), child=CHILD, by=F("kind"), day=F("on"),
            more=Cast("at_time", CharField()),
        )
        .values_list(*columns)
        .union(
            questions.annotate(
                sort=Value(QUESTION), ref=F("public_id"), child=Subquery(parts.values_list(CHILD)[:1]),
                by=F("asked_by__name"), day=Cast("asked_at", DateField()), more=F("concern__level"),
            ).order_by("asked_at").values_list(*columns)[: SHOWN + 1],
            to_do.annotate(
                sort=Value(TO_DO), ref=Subquery(of_concern), child=CHILD, by=F("made_by__name"), day=F("due_on"),
                more=F("level"),
            ).order_by("due_on").values_list(*columns)[: SHOWN + 1],
            all=True,
        )
        .order_by("sort", "day", "more")
    )  # fmt: skip


def _dates(user, before):
    """Those of the next two school weeks, and every one that has gone by without an answer."""
    rows = DateOwed.objects.permitted(user, Permission.SAFEGUARDING_KEEP).due(before=before)
    return rows.order_by("on", "at_time", "pk")[: SHOWN + 1]


def _date_line(ref, child, kind, on, at_time, today):
    """The file asks who you are."""
    mark = "Gone by, not answered" if on < today else ""
    page = addresses("concerns:safeguarding_file")(ref)
    return Line(page, child, f"{DateOwed.Kind(kind).label}, {_on(on, at_time, today)}", mark)


def _asked_line(sort, ref, child, by, on, level, today):
    """Whose record it is stands here only where that is not held apart."""
    about = f" about {child}" if level in OPEN else ""
    if sort == QUESTION:
        return Line(addresses("concerns:answer")(ref), f"{by} asks what you know{about}", f"Asked {_on(on, '', today)}")
    page = addresses("concerns:done")(ref) if ref else reverse("concerns:asked")
    mark = "Gone by" if on < today else ""
    return Line(page, f"Something you said you would do{about}", f"By {_on(on, '', today)} · from {by}", mark)


def _on(on, at_time, today):
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - today).days) or f"{on:%A %-d %B}"
    return near + (f" at {at_time[:5]}" if at_time else "")
