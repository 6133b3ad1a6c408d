"""The import: choose a file, look at what it would do, answer what is in doubt, bring it in, tick the leavers."""

import uuid
from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from audit.actions import record_read
from pupils.forms import ButtonForm, DecideForm, LeaversForm, ReadForm
from pupils.importing import actions
from pupils.models import YEAR_NAMES, ImportBatch, ImportRow, Membership, Pupil
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

Kind, Decision = ImportRow.Kind, ImportRow.Decision
SHOWN_OF_A_KIND = 100


def _batch(request, public_id):
    return get_permitted_or_404(ImportBatch, request.user, Permission.PUPIL_MANAGE, public_id=public_id)


@rule(Permission.PUPIL_MANAGE)
def read_import(request):
    """Choose a file. Reading it writes nothing about any child."""
    form = ReadForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        batch = form.once(actions.read_import, by=request.user, data=form.cleaned_data["file"].read())
        if batch:
            return redirect("pupils:review_import", batch=batch.public_id)
    batches = ImportBatch.objects.permitted(request.user, Permission.PUPIL_MANAGE).with_counts(request.user)
    batches = batches.select_related("by", "committed_by").order_by("-read_at", "-pk")[:10]
    return render(request, "pupils/read_import.html", {"form": form, "batches": batches})


@rule(Permission.PUPIL_MANAGE)
@require_GET
def review_import(request, batch):
    """What the file would do, most pressing first."""
    batch = _batch(request, batch)
    record_read(request.user, batch, "import.opened")
    return render(request, "pupils/review_import.html", _page(request, batch, ButtonForm(by=request.user)))


def _page(request, batch, form):
    """Everything the page shows; what was ticked before a refusal stays ticked."""
    rows = list(batch.rows.exclude(kind=Kind.SAME).select_related("pupil"))
    same = batch.rows.filter(kind=Kind.SAME).count()
    children = _children(request, rows)
    shown = [_row(row, children) for row in rows if row.pupil_id is None or row.pupil_id in children]
    kinds = {kind: [row for row in shown if row["kind"] == kind and not row["held"]] for kind in Kind}
    held = [row for row in shown if row["held"]]
    return {
        "form": form,
        "batch": batch,
        "is_open": batch.state == ImportBatch.State.REVIEW,
        "is_committed": batch.state == ImportBatch.State.COMMITTED,
        "held": held,
        "undecided": sum(not row["decision"] for row in held),
        "refused": kinds[Kind.REFUSED],
        "missing": [_ticked(row, request.POST) for row in kinds[Kind.MISSING]],
        "sections": [
            {"words": words, "rows": kinds[kind][:SHOWN_OF_A_KIND], "how_many": len(kinds[kind])}
            for kind, words in ((Kind.MOVED, "Moved"), (Kind.CHANGED, "Changed"), (Kind.NEW, "New"))
        ],
        "coming": sum(len(kinds[kind]) for kind in (Kind.NEW, Kind.MOVED, Kind.CHANGED))
        + sum(row["decision"] in actions.COMES_IN for row in held),
        "same": same,
    }


def _ticked(row, posted):
    public_id = row["child"]["public_id"]
    return row | {"ticked": bool(posted.get(f"left-{public_id}")), "on": posted.get(f"on-{public_id}", "")}


def _children(request, rows):
    """The children these rows speak of and this reader may see, with their classes; in two queries."""
    ids = {row.pupil_id for row in rows if row.pupil_id} | {pk for row in rows for pk in row.candidates}
    children = Pupil.objects.permitted(request.user, Permission.PUPIL_MANAGE).filter(pk__in=ids).in_bulk()
    names = dict(Membership.objects.current().filter(pupil__in=ids).values_list("pupil", "school_class__name"))
    return {
        pk: {
            "public_id": child.public_id,
            "name": child.name,
            "class_name": names.get(pk, "no class"),
            "born_on": child.born_on,
            "left_on": child.left_on,
        }
        for pk, child in children.items()
    }


def _row(row, children):
    """A line as the page shows it: who, what, and what is asked."""
    facts = row.facts.get("facts", {})
    child = children.get(row.pupil_id)
    name = f"{facts.get('preferred_forename', '')} {facts.get('preferred_surname', '')}".strip()
    about = [row.facts.get("school_class", ""), YEAR_NAMES.get(facts.get("year_group", ""), "")]
    return {
        "public_id": row.public_id,
        "key": uuid.uuid4(),
        "kind": row.kind,
        "line": row.line,
        "name": name or (child["name"] if child else ""),
        "about": ", ".join(words for words in about if words),
        "born_on": date.fromisoformat(facts["born_on"]) if facts.get("born_on") else None,
        "child": child,
        "candidates": [children[pk] for pk in row.candidates if pk in children],
        "changes": row.changes,
        "flags": row.flags,
        "problems": row.problems,
        "held": row.held,
        "ambiguous": row.kind == Kind.AMBIGUOUS,
        "decision": row.decision,
        "decision_words": row.get_decision_display() if row.decision else "",
        "written": row.written,
    }


@rule(Permission.PUPIL_MANAGE)
@require_POST
def decide_row(request, batch, row):
    """Answer for one line in doubt."""
    batch = _batch(request, batch)
    row = get_object_or_404(batch.rows, public_id=row)
    form = DecideForm(request.POST, by=request.user)
    if form.is_valid():
        answer, _, public_id = form.cleaned_data["answer"].partition(":")
        pupil = _candidate(request, row, public_id) if public_id else None
        if form.once(actions.decide_row, by=request.user, row=row, decision=answer, pupil=pupil):
            return redirect(f"{batch.get_absolute_url()}#row-{row.public_id}")
    return render(request, "pupils/review_import.html", _page(request, batch, form))


def _candidate(request, row, text):
    try:
        wanted = uuid.UUID(text)
    except ValueError:
        return None
    allowed = Pupil.objects.permitted(request.user, Permission.PUPIL_MANAGE)
    return allowed.filter(pk__in=row.candidates, public_id=wanted).first()


@rule(Permission.PUPIL_MANAGE)
@require_POST
def commit_import(request, batch):
    """Bring the file in."""
    return _finish(request, batch, actions.commit_import, "The file is in.")


@rule(Permission.PUPIL_MANAGE)
@require_POST
def discard_import(request, batch):
    """Throw the file away."""
    return _finish(request, batch, actions.discard_import, "The file was thrown away. Nothing was changed.")


def _finish(request, public_id, act, words):
    batch = _batch(request, public_id)
    form = ButtonForm(request.POST, by=request.user)
    if form.is_valid() and form.once(act, by=request.user, batch=batch):
        messages.success(request, words)
        return redirect(batch)
    return render(request, "pupils/review_import.html", _page(request, batch, form))


@rule(Permission.PUPIL_MANAGE)
@require_POST
def mark_leavers(request, batch):
    """The office ticks who has left, each with a day."""
    batch = _batch(request, batch)
    missing = Pupil.objects.permitted(request.user, Permission.PUPIL_MANAGE).filter(
        pk__in=batch.rows.filter(kind=Kind.MISSING).values("pupil")
    )
    form = LeaversForm(request.POST, by=request.user, missing=missing)
    if form.is_valid() and form.once(
        actions.mark_leavers, by=request.user, batch=batch, leavers=form.cleaned_data["leavers"]
    ):
        messages.success(request, "Saved. Their records are kept.")
        return redirect(batch)
    return render(request, "pupils/review_import.html", _page(request, batch, form))
