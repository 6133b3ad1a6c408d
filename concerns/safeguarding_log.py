"""The safeguarding log: what is open about whom, what is owed by when, and what looks forgotten. No text is in it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from concerns.carrying import to_carry
from concerns.models import (
    AgencyContact,
    BrokenGlass,
    Concern,
    DateOwed,
    Decision,
    FileEntry,
    KeyPerson,
    Note,
    SentOn,
    Share,
    ShareReader,
    Standing,
)
from concerns.models.levels import CLOSED
from concerns.sending_on import to_send
from concerns.showing.records import ago, names_in
from pupils.models import Pupil
from school.calendar import add_school_days
from staff.kept import counted
from staff.policy import Permission

KEEP, TRIAGE = Permission.SAFEGUARDING_KEEP, Permission.CONCERN_TRIAGE
UNDECIDED, QUIET, UNREAD = 2, 10, 2  # school days
WITH_A_WORKER = [Standing.Kind.CHILD_IN_NEED, Standing.Kind.CHILD_PROTECTION, Standing.Kind.LOOKED_AFTER]


@dataclass(frozen=True)
class Row:
    """One line of the log: where it leads, its first line, its quiet second, words beside it."""

    url: str
    first: str
    second: str
    exact: str = ""
    tags: tuple = ()


def concerns(user):
    """Safeguarding concerns this person keeps: those for named people only where they are named."""
    return Concern.objects.permitted(user, TRIAGE).filter(level__in=[str(level) for level in CLOSED])


def standings(user):
    return Standing.objects.permitted(user, KEEP).open().of_children_here()


def dates(user):
    return DateOwed.objects.permitted(user, KEEP).open().of_children_here()


def shares(user):
    return Share.objects.permitted(user, KEEP).current()


# ---- what looks forgotten: prompts, never verdicts


def _school_days_ago(count):
    day = add_school_days(timezone.localdate(), -count)
    return timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))


def undecided(user):
    """Seen some school days ago, and nobody has decided anything."""
    waiting = concerns(user).filter(status=Concern.Status.ACKNOWLEDGED)
    return waiting.filter(acknowledged_at__lt=_school_days_ago(UNDECIDED))


def gone_quiet(user):
    """Being followed up, and nothing was written about it for two school weeks."""
    since, rows = _school_days_ago(QUIET), concerns(user).filter(status=Concern.Status.TRIAGED)
    for model, at in ((Decision, "decided_at"), (Note, "written_at"), (AgencyContact, "written_at")):
        rows = rows.exclude(Exists(model.objects.filter(concern=OuterRef("pk"), **{f"{at}__gte": since})))
    return rows


def without_worker(user):
    """On a plan or looked after, and no social worker is written down."""
    workers = KeyPerson.objects.current().filter(pupil=OuterRef("pupil"), job=KeyPerson.Job.SOCIAL_WORKER)
    return standings(user).filter(kind__in=WITH_A_WORKER).exclude(Exists(workers))


def without_date(user):
    """On a plan or looked after, and no next meeting or review is written down."""
    coming = DateOwed.objects.open().filter(pupil=OuterRef("pupil")).exclude(kind=DateOwed.Kind.ASSESSMENT)
    return standings(user).filter(kind__in=WITH_A_WORKER).exclude(Exists(coming))


def overdue(user):
    return dates(user).filter(on__lt=timezone.localdate())


def unread(user):
    """Shared some days ago, and somebody who works here has not said that they read it."""
    waiting = ShareReader.objects.filter(share=OuterRef("pk"), read_at=None, user__is_active=True)
    return shares(user).filter(written_at__lt=_school_days_ago(UNREAD)).filter(Exists(waiting))


def carrying(user):
    return to_carry(Concern.objects.permitted(user, TRIAGE))


@dataclass(frozen=True)
class Gap:
    """Something that looks forgotten: its rows, the list it is a part of, and the words for one and for several."""

    show: str
    rows: object
    one: str
    several: str


GAPS = {
    "carry": Gap("concerns", carrying, "concern waits to be carried over", "concerns wait to be carried over"),
    "undecided": Gap("concerns", undecided, "concern seen, not yet decided", "concerns seen, not yet decided"),
    "quiet": Gap("concerns", gone_quiet, "concern quiet for two school weeks", "concerns quiet for two school weeks"),
    "overdue": Gap("dates", overdue, "date has gone by unanswered", "dates have gone by unanswered"),
    "worker": Gap(
        "standings", without_worker, "child with no social worker named", "children with no social worker named"
    ),
    "date": Gap("standings", without_date, "child with no next meeting", "children with no next meeting"),
    "leavers": Gap("leavers", to_send, "file to send on", "files to send on"),
    "unread": Gap("shares", unread, "share not read by everybody", "shares not read by everybody"),
}
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def in_words(count, one, several):
    number = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{number} {one if count == 1 else several}"


def how_many(user):
    """How many there are of each gap, by its code, and of what the first sentence tells: one question."""
    today, plans = timezone.localdate(), standings(user)
    told = {
        "open": concerns(user).open(),
        "protected": plans.filter(kind=Standing.Kind.CHILD_PROTECTION),
        "in need": plans.filter(kind=Standing.Kind.CHILD_IN_NEED),
        "looked after": plans.filter(kind=Standing.Kind.LOOKED_AFTER),
        "this week": dates(user).filter(on__gte=today, on__lte=today + timedelta(days=7)),
    }
    return dict(counted({code: gap.rows(user) for code, gap in GAPS.items()} | told))


def gaps(there_are):
    """Each gap that is there, in words, with the list that shows it."""
    found = []
    for code, gap in GAPS.items():
        if count := there_are.get(code):
            words = in_words(count, gap.one, gap.several)
            found.append({"words": words[:1].upper() + words[1:], "show": gap.show, "gap": code})
    return found


def summary(there_are):
    """The log in one sentence."""
    parts = [
        in_words(there_are.get(code, 0), one, several)
        for code, one, several in (
            ("open", "open concern", "open concerns"),
            ("protected", "child on a child protection plan", "children on a child protection plan"),
            ("in need", "child in need", "children in need"),
            ("looked after", "looked after", "looked after"),
            ("this week", "date in the next seven days", "dates in the next seven days"),
        )
    ]
    words = ", ".join(part for part in parts if not part.startswith("no ")) or "nothing is open"
    return words[:1].upper() + words[1:] + "."


# ---- the lists, each with its rows


def concern_rows(found):
    now, names = timezone.now(), names_in([one.pk for one in found])
    lines = []
    for one in found:
        said, exact, _ = ago(one.recorded_at, now)
        tags = [one.get_status_display()]
        if one.threshold:
            tags.append(one.get_threshold_display())
        if one.level == "named":
            tags.append("Named people")
        second = f"{one.reference} · from {one.author_name} · {said}"
        lines.append(Row(one.get_absolute_url(), ", ".join(names[one.pk]), second, exact, tuple(tags)))
    return lines


def _file_rows(found, first, second, tags=None):
    classes = dict(
        Pupil.objects.filter(pk__in={one.pupil_id for one in found}).with_class().values_list("pk", "class_name")
    )
    lines = []
    for one in found:
        name = f"{one.pupil.name} ({classes.get(one.pupil_id) or one.pupil.year_name})"
        url = reverse("concerns:safeguarding_file", args=[one.pupil.public_id])
        lines.append(Row(url, f"{name} · {first(one)}", second(one), "", tags(one) if tags else ()))
    return lines


def standing_rows(found):
    return _file_rows(
        found,
        lambda s: s.get_kind_display(),
        lambda s: (
            f"since {_day(s.from_on)}"
            + (f" · {s.authority}" if s.authority else "")
            + (f" · {s.get_category_display().lower()}" if s.category else "")
        ),
    )


def date_rows(found):
    today = timezone.localdate()
    return _file_rows(
        found,
        lambda d: d.get_kind_display(),
        lambda d: (
            f"{_weekday(d.on)}" + (f" at {d.at_time:%H:%M}" if d.at_time else "") + (f" · {d.place}" if d.place else "")
        ),
        lambda d: ("Gone by, not answered",) if d.on < today else (),
    )


def leaver_rows(found):
    """Each leads to the page where somebody says what became of the file."""
    steps = dict(SentOn.Kind.choices)
    return [
        Row(
            reverse("concerns:send_on", args=[one.public_id]),
            f"{one.name} ({one.year_name})",
            f"left on {_day(one.left_on)}",
            "",
            ("Not sent yet" if one.newest_step == SentOn.Kind.WAITING else steps[one.newest_step],),
        )
        for one in found
    ]


def entry_rows(found):
    now = timezone.now()
    return _file_rows(
        found,
        lambda e: e.get_kind_display(),
        lambda e: ago(e.happened_at, now)[0] + (f" · reference {e.reference}" if e.reference else ""),
    )


def _how_many_read(count):
    return in_words(count, "has", "have") if count else "nobody has"


def share_rows(found):
    readers = {}
    for share, read_at in ShareReader.objects.filter(share__in=[s.pk for s in found]).values_list("share", "read_at"):
        readers.setdefault(share, []).append(read_at is not None)
    return _file_rows(
        found,
        lambda s: f"shared with {in_words(len(readers[s.pk]), 'person', 'people')}",
        lambda s: f"until {_day(s.until_on)} · {_how_many_read(sum(readers[s.pk]))} said that they read it",
    )


def glass_rows(found):
    return _file_rows(
        found,
        lambda g: f"opened by {g.user.name}",
        lambda g: f"{ago(g.opened_at, timezone.now())[0]} · “{g.reason}” · told: {g.get_told_display()}",
    )


def _day(on):
    return f"{on.day} {on:%B %Y}"


def _weekday(on):
    return f"{on:%A} {_day(on)}"


@dataclass(frozen=True)
class Shelf:
    """One list of the log: its tab, its rows for a person, their order (ending in the key) and how they read."""

    words: str
    rows: object
    order: tuple
    lines: object
    empty: str


SHELVES = {
    "concerns": Shelf("Concerns", concerns, ("-recorded_at", "-pk"), concern_rows, "No safeguarding concern here."),
    "standings": Shelf(
        "Children and plans",
        lambda user: standings(user).select_related("pupil"),
        ("-from_on", "-pk"),
        standing_rows,
        "No child has a standing with social care written down.",
    ),
    "dates": Shelf(
        "Dates owed", lambda user: dates(user).select_related("pupil"), ("on", "pk"), date_rows, "Nothing is owed."
    ),
    "leavers": Shelf(
        "Files to send on",
        to_send,
        ("left_on", "pk"),
        leaver_rows,
        "No child who has left has a file that waits to be sent on.",
    ),
    "police": Shelf(
        "Police notices",
        lambda user: FileEntry.objects.permitted(user, KEEP).told_by_police().select_related("pupil"),
        ("-happened_at", "-pk"),
        entry_rows,
        "No notice from the police has been written down.",
    ),
    "shares": Shelf(
        "Shared by name",
        lambda user: shares(user).select_related("pupil"),
        ("-written_at", "-pk"),
        share_rows,
        "Nothing is shared at the moment. Share from a child’s safeguarding file.",
    ),
    "opened": Shelf(
        "Opened with a reason",
        lambda user: BrokenGlass.objects.permitted(user, KEEP).select_related("pupil", "user"),
        ("-opened_at", "-pk"),
        glass_rows,
        "Nobody has opened a closed record.",
    ),
}
