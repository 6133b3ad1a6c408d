"""What is in place for a child beside the waves: plans, places, eyes kept, charts, sheets, referrals. One query."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate

from dashboard.things import Line
from interventions.models import Chart, InformalPlan, ProgrammePlace, Sheet, SheetWords
from interventions.models.programmes import LIVE, State
from interventions.sheet_kinds import KINDS, PASSPORT
from pupils.models import MonitoringFlag
from referrals.agreed import with_the_no
from referrals.models import ENDED, Consultation, Referral
from staff.addresses import addresses
from staff.kept import kept
from staff.policy import Permission

MOST = 30
PLAN, PLACE, FLAG, CHART, SHEET, REFERRAL, QUESTION = range(1, 8)
HELPS = "helps"  # the box of the passport that says how to help
PAGES = {
    PLAN: "interventions:informal_plan",
    PLACE: "interventions:programme_place",
    FLAG: "concerns:review_flag",
    CHART: "interventions:chart",
    SHEET: "interventions:sheet",
    REFERRAL: "referrals:referral",
    QUESTION: "referrals:consultation",
}
NONE = Value("", output_field=CharField())
COLUMNS = ("kind", "ref", "what", "words", "who", "day")


@dataclass(frozen=True)
class Helps:
    """What the passport says under "How to help me"."""

    words: str
    url: str
    on: date


def in_place_now(user, pupil):
    """(what helps or None, the rest): each as a line with somewhere to go, the nearest day first within its kind."""
    helps, lines = None, []
    for kind, ref, what, words, who, day in _in_place(user, pupil):
        if kind == SHEET and words:
            helps = Helps(words, addresses(PAGES[SHEET])(ref), day)
        else:
            lines.append(_line(kind, ref, what, words, who, day))
    return helps, lines


def _line(kind, ref, what, words, who, day):
    main, quiet = SAID[kind](what, words, who, f"{day:%-d %B %Y}")
    return Line(addresses(PAGES[kind])(ref), main, quiet)


def _say_place(what, words, who, day):
    state = State(what)
    return words, f"with {who} since {day}" if state == State.ACTIVE else f"{state.label} · since {day}"


SAID = {
    PLAN: lambda what, words, who, day: ("An informal plan", f"Looked after by {who} · look again on {day}"),
    PLACE: _say_place,
    FLAG: lambda what, words, who, day: ("Keeping an eye on it", f"{words} · look again on {day}"),
    CHART: lambda what, words, who, day: (words, f"Reflection chart until {day}"),
    SHEET: lambda what, words, who, day: (KINDS[what].name, f"Written on {day}"),
    REFERRAL: lambda what, words, who, day: (
        f"Referral to {words}",
        f"{with_the_no(Referral.State(what).label, who)} · since {day}",
    ),
    QUESTION: lambda what, words, who, day: (
        "A question to the SENDCo",
        f"{Consultation.State(what).label} · from {who} on {day}",
    ),
}


@kept
def _in_place(user, pupil):
    plans = _rows(InformalPlan.objects.filter(ended_on=None), user, pupil).annotate(
        kind=Value(PLAN), ref=F("public_id"), what=NONE, words=NONE, who=_text("owner__name"), day=F("review_on")
    )
    flags = _rows(MonitoringFlag.objects.open(), user, pupil).annotate(
        kind=Value(FLAG), ref=F("public_id"), what=NONE, words=_text("reason"), who=NONE, day=F("review_on")
    )
    places = _rows(ProgrammePlace.objects.filter(state__in=LIVE), user, pupil, Permission.PROGRAMME_READ).annotate(
        kind=Value(PLACE),
        ref=F("public_id"),
        what=_text("state"),
        words=Cast(Coalesce(NullIf("offering__called", Value("")), "offering__provision__name"), CharField()),
        who=Cast(Coalesce("programme__lead__name", Value("")), CharField()),
        day=Coalesce("from_on", "wait_from"),
    )
    sheets = _rows(Sheet.objects.with_newest(), user, pupil).annotate(
        kind=Value(SHEET),
        ref=F("public_id"),
        what=_text("which"),
        words=_how_to_help(),
        who=NONE,
        day=TruncDate("written_at"),
    )
    charts = _rows(Chart.objects.filter(ended_on=None), user, pupil).annotate(
        kind=Value(CHART), ref=F("public_id"), what=NONE, words=_text("about"), who=NONE, day=F("stop_on")
    )
    referrals = _rows(Referral.objects.exclude(state__in=ENDED), user, pupil, Permission.REFERRAL_READ).annotate(
        kind=Value(REFERRAL),
        ref=F("public_id"),
        what=_text("state"),
        words=_text("agency__name"),
        who=_text("consent__answer"),
        day=Coalesce("started_on", "sent_on", TruncDate("raised_at")),
    )
    questions = _rows(Consultation.objects.open(), user, pupil, Permission.MEETING_READ).annotate(
        kind=Value(QUESTION), ref=F("public_id"), what=_text("state"), words=NONE, who=_text("asked_by__name"),
        day=TruncDate("asked_at"),
    )  # fmt: skip
    every = (plans, places, flags, charts, sheets, referrals, questions)
    first, *others = (rows.values_list(*COLUMNS) for rows in every)
    return first.union(*others, all=True).order_by("kind", "day")[:MOST]


def _how_to_help():
    """What stands in that box of a passport's newest version; nothing for other sheets."""
    words = SheetWords.objects.filter(version__sheet=OuterRef("pk"), version__version=OuterRef("newest"), box=HELPS)
    return Coalesce(
        Cast(Subquery(words.filter(version__sheet__which=PASSPORT.slug).values("words")[:1]), CharField()), NONE
    )


def _rows(rows, user, pupil, permission=Permission.PLACEMENT_READ):
    return rows.permitted(user, permission).filter(pupil=pupil).order_by()


def _text(path):
    return Cast(path, CharField())
