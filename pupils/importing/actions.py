"""Reading a file, deciding what is in doubt, and bringing it in: each one act, each undone whole if any part fails."""

import hashlib

from django.db import connection
from django.utils import timezone

from audit.actions import Refused, action, record
from pupils.actions import mark_left
from pupils.importing import writing
from pupils.importing.reading import read
from pupils.importing.review import School, changes_in_words, review
from pupils.models import ImportBatch, ImportRow, Pupil
from pupils.siblings import suggest_siblings
from staff.permitted import require
from staff.policy import Permission

Kind, Decision, State = ImportRow.Kind, ImportRow.Decision, ImportBatch.State
ONE_IMPORT_AT_A_TIME = 7215003
COMES_IN = (Decision.ACCEPT, Decision.NEW, Decision.THIS)


@action
def read_import(*, by, data):
    """Read a file and keep what it would do for a person to look at. Writes nothing about any child.

    Refuses, in one sentence, a file that is not a list of pupils. An older one nobody
    committed is thrown away: its facts would be out of date.
    """
    require(by, Permission.PUPIL_MANAGE)
    sheet = read(data)
    found = review(sheet)
    for older in ImportBatch.objects.filter(state=State.REVIEW):
        _throw_away(older)
    batch = ImportBatch.objects.create(
        by=by,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=sheet.encoding,
        separator=sheet.separator,
        headings=sheet.headings,
        notes=found.notes,
    )
    ImportRow.objects.bulk_create(
        ImportRow(
            batch=batch,
            line=row.line,
            kind=row.kind,
            pupil_id=row.pupil,
            candidates=list(row.candidates),
            facts=row.said,
            changes=row.changes,
            flags=[flag[:300] for flag in row.flags],
            problems=[problem[:300] for problem in row.problems],
            held=row.held,
        )
        for row in found.rows
    )
    record("import.read", batch, by=by, fields=["rows"])
    return batch


@action
def decide_row(*, by, row, decision, pupil=None):
    """A person says who a doubtful line is, or that an odd one is right, or leaves it out."""
    require(by, Permission.PUPIL_MANAGE)
    batch = _open(row.batch)
    row = ImportRow.objects.select_for_update(no_key=True).get(pk=row.pk)
    if not row.held:
        raise Refused("There is nothing to decide about this line.")
    allowed = {Decision.THIS, Decision.NEW} if row.kind == Kind.AMBIGUOUS else {Decision.ACCEPT}
    if decision not in allowed | {Decision.LEAVE, Decision.NONE}:
        raise Refused("Please choose one of the answers offered for this line.")
    if decision == Decision.THIS:
        if pupil is None or pupil.pk not in row.candidates:
            raise Refused("Please choose one of the children offered for this line.")
        if batch.rows.filter(decision=Decision.THIS, pupil=pupil).exclude(pk=row.pk).exists():
            raise Refused("Another line has been given to this child already.")
    if decision == Decision.NEW and _upn_is_taken(row):
        raise Refused("A child with this UPN is here already, so this line cannot be a new one.")
    row.decision, row.decided_by = decision, by
    if row.kind == Kind.AMBIGUOUS:
        row.pupil = pupil if decision == Decision.THIS else None
    row.save(update_fields=["decision", "decided_by", "pupil"])
    record("import.row_decided", batch, by=by, pupil=pupil, fields=["decision"])
    return row


@action
def commit_import(*, by, batch):
    """Bring the file in: new children, changes and moves, all or none. A second time changes nothing.

    Lines in doubt that nobody decided stay out. Nobody is deleted and nobody is marked as left.
    Refuses when the school has changed since the file was read.
    """
    require(by, Permission.PUPIL_MANAGE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT_AT_A_TIME])
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state == State.COMMITTED:
        return batch
    _open(batch)
    rows = list(batch.rows.exclude(kind__in=[Kind.MISSING, Kind.REFUSED]))
    coming = [row for row in rows if row.kind != Kind.SAME and (row.decision in COMES_IN or not row.held)]
    new, known = [row for row in coming if not row.pupil_id], [row for row in coming if row.pupil_id]
    writing.lock([row.pupil_id for row in known])
    school = School()
    _still_as_read(rows, school)
    classes = writing.classes(by, coming)
    writing.new_children(by, new, classes)
    writing.known_children(by, known, classes, school)
    ImportRow.objects.bulk_update(coming, ["pupil", "written"], batch_size=500)
    _forget_facts(batch)
    batch.state, batch.committed_by, batch.committed_at = State.COMMITTED, by, timezone.now()
    batch.save(update_fields=["state", "committed_by", "committed_at"])
    record("import.committed", batch, by=by, fields=["state"])
    suggest_siblings(by=by)
    return batch


@action
def discard_import(*, by, batch):
    """Throw a file away unread into anything."""
    require(by, Permission.PUPIL_MANAGE)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state == State.COMMITTED:
        raise Refused("This file has already been brought in.")
    if batch.state == State.REVIEW:
        _throw_away(batch)
        record("import.discarded", batch, by=by, fields=["state"])
    return batch


@action
def mark_leavers(*, by, batch, leavers):
    """The office ticks children who were not in the file and have left, each with a day. `leavers` is pairs."""
    require(by, Permission.PUPIL_MANAGE)
    if not leavers:
        raise Refused("Tick at least one child, or go back.")
    missing = set(batch.rows.filter(kind=Kind.MISSING).values_list("pupil", flat=True))
    for pupil, left_on in leavers:
        if pupil.pk not in missing:
            raise Refused("That child was in the file.")
        mark_left(by=by, pupil=pupil, left_on=left_on, reason="not in the import")
    return batch


def _open(batch):
    if batch.state == State.COMMITTED:
        raise Refused("This file has already been brought in.")
    if batch.state == State.DISCARDED:
        raise Refused("This file was thrown away. Please read it again.")
    return batch


def _throw_away(batch):
    _forget_facts(batch)
    batch.state = State.DISCARDED
    batch.save(update_fields=["state"])


def _forget_facts(batch):
    """What the file said is in the children's records now, or nowhere: keep only which columns changed."""
    rows = list(batch.rows.all())
    for row in rows:
        row.facts = {}
        row.changes = [{"label": change["label"].partition(" ")[0]} for change in row.changes]
    ImportRow.objects.bulk_update(rows, ["facts", "changes"], batch_size=500)


def _upn_is_taken(row):
    upn = row.facts.get("facts", {}).get("upn", "")
    return bool(upn) and Pupil.objects.filter(upn=upn).exists()


def _still_as_read(rows, school):
    """Ask again who each line is and what it would change: what was looked at is what is written."""
    for row in rows:
        match = school.register.match(writing.facts_of(row))
        if row.kind == Kind.AMBIGUOUS:
            same = not (row.decision == Decision.NEW and _upn_is_taken(row))
        else:
            same = match.pupil == row.pupil_id and not match.is_ambiguous
            if same and row.pupil_id:
                changes, _ = changes_in_words(school.pupils[row.pupil_id], writing.said_of(row), school)
                same = changes == row.changes
        if not same:
            raise Refused(
                "A child was added or changed here after this file was read. Nothing was written. "
                "Please read the file again."
            )
