"""A school that keeps its child-protection file in another system: words are carried over, and then leave this one."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audit.actions import Refused, action, record
from concerns.actions import acknowledge
from concerns.actions.records import locked, subject_of
from concerns.models import (
    MARKER,
    WORDS,
    CarriedOver,
    Concern,
    ConcernText,
    FileExport,
    Keeping,
    Note,
    sets_threshold,
)
from concerns.models.levels import CLOSED
from concerns.showing.records import attachments_of
from documents.files import drop
from documents.models import Attachment, Document
from pupils.models import FlagStep, MonitoringFlag, Pupil
from staff.models import Draft, User
from staff.notices import owe, settle
from staff.permitted import NotAllowed, may, require
from staff.policy import Permission
from staff.posting import Stale

FILE_PAPER = "safeguarding file"  # the kind of its export (file_paper)
HEARD = "Thank you. The safeguarding team is looking after this in the school’s child-protection file."


@action
def set_keeping(*, by, lead, head_reads, kept_in, version=None):
    """Who leads, whether the head reads safeguarding text, and whether the file is kept in another system.

    The safeguarding leads' alone. Refuses a lead who is not one of them, and over somebody else's change.
    """
    require(by, Permission.SAFEGUARDING_KEEP)
    if lead is not None and not may(lead, Permission.SAFEGUARDING_KEEP):
        raise Refused("The lead has to be one of the safeguarding leads.")
    keeping = Keeping.objects.first()
    facts = {"lead": lead, "head_reads": head_reads, "kept_in": kept_in.strip()}
    if keeping is None:
        keeping = Keeping.objects.create(**facts)
    else:
        if version is None:
            raise Stale(keeping)
        keeping.bump(version)
        for name, value in facts.items():
            setattr(keeping, name, value)
        keeping.save()
    record("safeguarding.keeping_set", keeping, by=by, fields=list(facts))
    return keeping


def leads():
    """Who may be the lead."""
    return User.objects.who_may(Permission.SAFEGUARDING_KEEP)


def to_carry(rows):
    """Of these concerns, those whose words still have to go over: never carried, or added to since."""
    if not Keeping.current().kept_in:
        return rows.none()
    rows = rows.filter(level__in=[str(level) for level in CLOSED])
    return rows.exclude(pk__in=CarriedOver.objects.values("concern")) | rows.filter(look_again_at__isnull=False)


def waits(concern):
    """Does this one wait to be carried over?"""
    return to_carry(Concern.objects.filter(pk=concern.pk)).exists()


@dataclass(frozen=True)
class Later:
    """What a later room says about a concern in words of its own, and the papers it made of it.

    `words(concern)` are (what it is, the words) to be copied; `door` is the function of the database that puts the
    marker where they were, for what was carried over only; `papers` are its kinds of document.
    """

    words: Callable
    door: str
    papers: tuple = ()


LATER = []


def register(later):
    """Declare a later room's words about concerns, from its AppConfig."""
    if not re.fullmatch("[a-z_]+", later.door):
        raise ValueError(f"{later.door}: a door is one plain word")
    LATER.append(later)


def papers_of(concern):
    """What was printed of the children in it since it was written down: copies that may hold its words."""
    children = concern.parts.values("pupil")
    exports = FileExport.objects.filter(pupil__in=children).values("pk")
    kinds = [kind for one in LATER for kind in one.papers]
    of_file = Q(owner_type=FileExport._meta.label_lower, owner_id__in=exports)
    of_child = Q(owner_type=Pupil._meta.label_lower, owner_id__in=children, kind__in=kinds)
    return Document.objects.filter(of_file | of_child, made_at__gte=concern.recorded_at)


def flags_of(concern):
    """Eyes kept on a child whose reasons are this concern's words: it came from one, or set one at its level."""
    set_by_it = FlagStep.objects.filter(reason=f"Concern {concern.reference}: look again").values("flag")
    closed = [str(level) for level in CLOSED]
    return MonitoringFlag.objects.filter(Q(pk=concern.flag_id) | Q(pk__in=set_by_it, level__in=closed))


def also_about(concern):
    """What else is to be copied before it leaves: (what it is, the words)."""
    steps = FlagStep.objects.filter(flag__in=flags_of(concern)).exclude(reason__startswith="Concern ")
    kept = [("An eye kept on the child", reason) for reason in steps.values_list("reason", flat=True)]
    return kept + [said for one in LATER for said in one.words(concern)]


def is_gone(document):
    """Was this paper taken away, because words in it were carried over?"""
    return Document.objects.filter(pk=document.pk, html=MARKER).exists()


def canonical(concern):
    """A concern's words as one text, the same whoever asks: what the stored hash is of."""
    text = ConcernText.objects.get(concern=concern)
    notes = concern.notes.exclude(kind=Note.Kind.FEEDBACK).order_by("pk")
    parts = {
        "reference": concern.reference,
        "words": {name: getattr(text, name) for name in WORDS},
        "marks": list(concern.marks.order_by("pk").values_list("region", "words")),
        "notes": list(notes.values_list("kind", "box", "words", "reason")),
        "decisions": list(concern.decisions.order_by("pk").values_list("decision", "rationale")),
        "levels": list(concern.level_changes.order_by("pk").values_list("now", "reason")),
        "agencies": list(concern.agency_contacts.order_by("pk").values_list("who", "what_they_said")),
        "questions": list(concern.questions.order_by("pk").values_list("words", "answer__words")),
        "to_do": list(concern.follow_ups.order_by("pk").values_list("words", flat=True)),
        "outcomes": list(concern.outcomes.order_by("pk").values_list("words", flat=True)),
        "flags": list(
            FlagStep.objects.filter(flag__in=flags_of(concern)).order_by("pk").values_list("reason", flat=True)
        ),
        "later": [words for one in LATER for words in one.words(concern)],
        "files": list(attachments_of(concern).values_list("given_name", "sha256")),
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


@action
def carry_over(*, by, concern, reference, copied):
    """A safeguarding lead has copied every word into the other system and gives its reference.

    Only then do the words leave this one; what stays is who, when, which child, the reference and a
    hash of the words. The concern closes here and its author is told who has it. Refuses no
    reference, no confirmation, and a concern whose words belong here.
    """
    require(by, Permission.CONCERN_TRIAGE, concern)
    if not sets_threshold(by):
        raise NotAllowed("Only the safeguarding leads carry a record over.")
    if not reference.strip():
        raise Refused("Please give the reference in the other system.")
    if not copied:
        raise Refused("Copy the words first, and say that you have: they leave this system when you press.")
    concern = locked(concern)
    if not waits(concern):
        raise Refused("There are no words here to carry over.")
    concern = acknowledge(by=by, concern=concern)
    words = canonical(concern)
    carried = CarriedOver.objects.create(
        concern=concern,
        kept_in=Keeping.current().kept_in,
        reference=reference.strip(),
        sha256=hashlib.sha256(words.encode()).hexdigest(),
        letters=len(words),
        carried_by=by,
    )
    with connection.cursor() as cursor:
        for door in ("concerns_carry_over", *(one.door for one in LATER)):
            cursor.execute(f"SELECT {door}(%s)", [concern.pk])  # noqa: S608 the name is our own
    Draft.objects.filter(about=str(concern.public_id)).delete()
    transaction.on_commit(drop_carried_files)
    if concern.author_id and not concern.notes.for_author().exists():
        Note.objects.create(concern=concern, kind=Note.Kind.FEEDBACK, words=HEARD, written_by=by)
        owe("concern_feedback", to=[concern.author], about=concern)
    elif concern.author_id not in (None, by.pk) and concern.status != Concern.Status.CLOSED:
        owe("concern_closed", to=[concern.author], about=concern)
    if concern.status != Concern.Status.CLOSED:
        concern.status, concern.closed_at, concern.closed_by = Concern.Status.CLOSED, timezone.now(), by
        concern.save(update_fields=["status", "closed_at", "closed_by"])
    settle("concern_to_carry", concern.pk)
    record("concern.carried_over", concern, by=by, pupil=subject_of(concern), fields=["reference", "sha256"])
    return carried


def drop_carried_files():
    """Take the bytes of carried files off the disk. Run again by the clock, it finds what a crash left behind."""
    kinds = [FILE_PAPER, *(kind for one in LATER for kind in one.papers)]
    papers = Document.objects.filter(kind__in=kinds, html=MARKER).exclude(file_name="")
    for rows in (Attachment.objects.filter(given_name=MARKER), papers):
        for name in rows.values_list("file_name", flat=True):
            drop(name)
