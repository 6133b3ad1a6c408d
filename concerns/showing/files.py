"""A child's safeguarding file put together for its page and its export, and what the child's page says of it."""

from django.db.models import Case, DateField, DateTimeField, Q, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from concerns.carrying import waits
from concerns.models import (
    BrokenGlass,
    Concern,
    DateOwed,
    FileEntry,
    HarmAssessment,
    Keeping,
    KeyPerson,
    ReceivedFile,
    Share,
    Standing,
    glass_open_to,
    head_reads,
    reads_closed_records,
    sets_threshold,
)
from concerns.models.levels import CLOSED
from concerns.showing.records import ANOTHER, files_as
from documents.models import Attachment
from pupils.models import Pupil
from staff.kept import kept
from staff.permitted import is_permitted
from staff.policy import Level, Permission, Scope, scopes

READ, KEEP = Permission.CONCERN_READ, Permission.SAFEGUARDING_KEEP
A_LEAD = "a safeguarding lead"


def open_to(user):
    """The children whose safeguarding file this person may open: the leads' every one, the head's by the setting."""
    held = scopes(user.roles, READ)
    children = Pupil.objects.permitted(user, Permission.PUPIL_READ)
    if Scope.ALL in held:
        return children
    if Scope.RESTRICTED not in held:
        return children.none()
    glass = glass_open_to(user)
    return children.filter(head_reads() | Q(pk__in=glass))


def keeps(user, pupil):
    """May this person write in the file, or only read it?"""
    return is_permitted(user, KEEP, pupil)


def name_for(user, pupil):
    """The other child's name for those who may open that child's page."""
    if pupil is None:
        return ""
    cleared = is_permitted(user, Permission.PUPIL_READ, pupil)
    return pupil.name if cleared else ANOTHER


def concerns_of(user, pupil):
    """The safeguarding concerns about this child of which this person reads the whole."""
    return Concern.objects.all().whole(user, READ).of(pupil).filter(level__in=[str(level) for level in CLOSED])


def whole_file(pupil, user):
    """Everything the file's page shows, words included: call it only for an audited request."""
    kept_in = Keeping.current().kept_in
    entries = list(FileEntry.objects.permitted(user, READ).of(pupil).with_words())
    standings = list(Standing.objects.permitted(user, READ).of(pupil).select_related("entry__text"))
    people = list(KeyPerson.objects.permitted(user, READ).of(pupil))
    dates = list(DateOwed.objects.permitted(user, READ).of(pupil).order_by("on"))
    assessments = list(HarmAssessment.objects.permitted(user, READ).of(pupil).newest())
    shares = Share.objects.permitted(user, READ).of(pupil).select_related("text").prefetch_related("readers__user")
    noted = [e for e in entries if e.kind != FileEntry.Kind.ELSEWHERE and getattr(e, "text", None)]
    return {
        "kept_in": kept_in,
        "words_here": bool(noted or assessments or shares),
        "reference": next((e.reference for e in entries if e.kind == FileEntry.Kind.ELSEWHERE), ""),
        "standing_now": [s for s in standings if s.until_on is None],
        "standing_before": [s for s in standings if s.until_on is not None],
        "people_now": [p for p in people if p.until_on is None],
        "people_before": [p for p in people if p.until_on is not None],
        "owed": [d for d in dates if d.answered_at is None],
        "answered": [d for d in dates if d.answered_at is not None],
        "today": timezone.localdate(),
        "entries": [e for e in entries if e.kind not in (FileEntry.Kind.ELSEWHERE, FileEntry.Kind.STANDING)],
        "assessments": assessments,
        "received": _received(user, pupil),
        "concerns": list(concerns_of(user, pupil).newest_first()[:100]),
        "shares": shares,
        "opened": list(BrokenGlass.objects.permitted(user, READ).filter(pupil=pupil).select_related("user")),
    }


def _received(user, pupil):
    """Files from other schools, each with its sealed pages: three queries."""
    found = list(ReceivedFile.objects.permitted(user, READ).of(pupil).prefetch_related("briefed__user"))
    pages = {}
    owned = {"owner_type": ReceivedFile._meta.label_lower, "owner_id__in": [one.pk for one in found]}
    for page in Attachment.objects.filter(**owned) if found else ():
        pages.setdefault(page.owner_id, []).append(page)
    return [(one, files_as(pages.get(one.pk, []), "concerns:received_file", one)) for one in found]


SHARE, CONCERN, FILE, LEAD = range(4)


def kept_apart(pupil, user):
    """What a child's page says of what is held apart, for this reader: their own padlocks, and ways in."""
    rows = _apart(user, pupil)
    lead = next((row for row in rows if row[0] == LEAD), None)
    reads = reads_closed_records(user)
    is_lead = Scope.ALL in scopes(user.roles, READ) and (lead is None or lead[1] == user.public_id)
    return {
        "lines": [
            _shared_line(*row[1:], lead) if row[0] == SHARE else _own_line(*row[1:4], lead)
            for row in sorted(rows, key=lambda row: row[0])
            if row[0] in (SHARE, CONCERN)
        ],
        "opens": any(row[0] == FILE for row in rows),
        "may_break": reads and not is_lead,
    }


def _shared_line(share, by, at, until_on, lead):
    return {
        "url": reverse("concerns:shared_words", args=[share]),
        "first": "Shared with you by name",
        "on": at,
        "second": f"until {until_on.day} {until_on:%B %Y} · ask {by or _named(lead)}",
    }


def _own_line(concern, reference, at, lead):
    return {
        "url": reverse("concerns:receipt", args=[concern]),
        "first": f"Concern {reference}, which you logged, is with the safeguarding leads",
        "on": at,
        "second": f"ask {_named(lead)}",
    }


def _named(lead):
    return lead[2] if lead else A_LEAD


@kept
def _apart(user, pupil):
    """(kind, public id, words, when, until): shares and own closed concerns, the file and the lead, in one question."""
    shares = Share.objects.all().to(user).of(pupil)
    by = Case(When(written_by__is_active=True, then="written_by__name"), default=Value(""))
    parts = [(shares, SHARE, "public_id", by, "written_at", "until_on")]
    parts.append((_closed_to_their_author(user, pupil), CONCERN, "public_id", "reference", "recorded_at", NO_DAY))
    if reads_closed_records(user):
        file = open_to(user).filter(pk=pupil.pk).order_by()
        parts.append((file, FILE, "public_id", Value(""), NO_MOMENT, NO_DAY))
    lead = Keeping.objects.filter(lead__is_active=True)
    parts.append((lead, LEAD, "lead__public_id", "lead__name", NO_MOMENT, NO_DAY))
    first, *others = [rows.values_list(Value(kind), *columns) for rows, kind, *columns in parts]
    return first.union(*others, all=True)


NO_MOMENT, NO_DAY = Cast(Value(None), DateTimeField()), Cast(Value(None), DateField())


def _closed_to_their_author(user, pupil):
    mine = Concern.objects.permitted(user, READ).written_by(user).of(pupil)
    mine = mine.filter(level__in=[str(level) for level in CLOSED])
    open_to_them = Concern.objects.all().whole(user, READ).of(pupil)  # of this child alone: not of a whole school
    return mine.exclude(pk__in=open_to_them.values("pk")).newest_first()[:10]


def whom_to_ask():
    """The safeguarding lead by name, or the words for all of them."""
    lead = Keeping.current().lead
    return str(lead) if lead is not None and lead.is_active else A_LEAD


def apart_of(user, concern, *, triages, subject):
    """What a concern's page says of its lock: who is named, where its words went, and the ways on for those who keep it.

    `triages`: this reader triages this one; `subject` is the child it is about.
    """
    keeps, kept_in = triages and sets_threshold(user), Keeping.current().kept_in
    return {
        "keeps": keeps,
        "file": subject.public_id if keeps and subject and concern.is_restricted else None,
        "to_carry": keeps and bool(kept_in) and waits(concern),
        "kept_in": kept_in,
        "carried": concern.carried.last(),
        "named": list(concern.named_readers.current().select_related("user")) if concern.level == Level.NAMED else [],
    }
