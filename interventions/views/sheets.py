"""Sheets about a child: all of theirs on one page, one of them in its versions, writing, the card, and empty ones."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.actions import record_read
from documents.models import Document
from documents.serving import serve
from interventions.actions import sheets as acts
from interventions.actions.prints import print_blank_sheet, print_card
from interventions.forms.sheets import FORMS
from interventions.models import Chart, Sheet, SheetVersion
from interventions.sheet_kinds import KINDS, PASSPORT, laid_out
from interventions.views.prints import print_asked
from pupils.models import Around, Pupil
from pupils.names import other_names_in
from staff.access import rule
from staff.permitted import get_permitted_or_404, is_permitted, may
from staff.policy import Permission

READ, WRITE, DECIDE = Permission.PLACEMENT_READ, Permission.PLAN_WRITE, Permission.PLACEMENT_DECIDE


@rule(READ)
@require_safe
def sheets(request, pupil):
    """Every sheet and chart about a child that this reader may see, and what can be begun."""
    child = get_permitted_or_404(Pupil, request.user, READ, public_id=pupil)
    there = list(Sheet.objects.permitted(request.user, READ).filter(pupil=child).with_newest())
    has = {one.which for one in there}
    context = {
        "pupil": child,
        "sheets": there,
        "charts": Chart.objects.permitted(request.user, READ).filter(pupil=child),
        "kinds": [kind for kind in KINDS.values() if not (kind.one and kind.slug in has)],
        "all_kinds": KINDS.values(),
        "may_write": _may_write(request, child),
    }
    return render(request, "interventions/sheets.html", context)


@rule(WRITE)
def start_sheet(request, pupil, sheet_kind):
    """Begin one; where the child has the only one already, that one."""
    child = get_permitted_or_404(Pupil.objects.open, request.user, WRITE, public_id=pupil)
    kind = _kind(sheet_kind)
    if kind.one and request.method == "GET":
        there = Sheet.objects.permitted(request.user, READ).filter(pupil=child, which=kind.slug).first()
        if there is not None:
            return redirect(there)
    begins = {("adults", 0): _adults(child)} if kind is PASSPORT else None
    form = FORMS[kind.slug](request.POST or None, by=request.user, about=child, begins_with=begins)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("level", "version") if name in form.cleaned_data}
        made = form.once(acts.start_sheet, by=request.user, pupil=child, which=kind.slug, words=form.words(), **given)
        if made:
            return redirect(made)
    context = {"form": form, "pupil": child, "kind": kind, "back": child.get_absolute_url()}
    return render(request, "interventions/write_sheet.html", context)


@rule(WRITE)
def write_sheet(request, sheet):
    """Save a new version, beginning with what the newest says."""
    found = get_permitted_or_404(Sheet, request.user, WRITE, beside=("pupil",), public_id=sheet)
    if not _may_write(request, found.pupil):
        raise Http404("There is nothing here for you to see.")
    form = FORMS[found.which](request.POST or None, by=request.user, about=found, newest=found.versions.first())
    record_read(request.user, found, "sheet.opened", pupil=found.pupil)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if form.once(acts.write_sheet, by=request.user, sheet=found, words=form.words(), version=version):
            messages.success(request, "Saved. The version before is kept.")
            return redirect(found)
    context = {"form": form, "pupil": found.pupil, "kind": found.kind, "back": found.get_absolute_url()}
    return render(request, "interventions/write_sheet.html", context)


@rule(READ)
@require_safe
def sheet(request, sheet):
    """A sheet as it is now."""
    found = get_permitted_or_404(Sheet, request.user, READ, beside=("pupil",), public_id=sheet)
    return _page(request, found, found.versions.select_related("by").first())


@rule(READ)
@require_safe
def sheet_version(request, version):
    """A sheet as it was saved once."""
    found = _version(request, version)
    return _page(request, found.sheet, found)


def _version(request, public_id):
    return get_permitted_or_404(SheetVersion, request.user, READ, beside=("sheet__pupil", "by"), public_id=public_id)


def _page(request, found, version):
    record_read(request.user, found, "sheet.opened", pupil=found.pupil)
    versions = list(found.versions.select_related("by"))
    words = version.filled_in()
    context = {
        "sheet": found,
        "version": version,
        "is_newest": version.version == versions[0].version,
        "others": [one for one in versions if one.pk != version.pk],
        "pupil": found.pupil,
        "rows": laid_out(found.kind, words),
        "paper": Document.objects.of(version).first(),
        "may_write": _may_write(request, found.pupil),
        "may_move": not found.kind.for_team and may(request.user, DECIDE),
    }
    return render(request, "interventions/sheet.html", context)


@rule(READ)
@require_safe
def download_sheet(request, version):
    """One version as a PDF. Each download is an entry of its own."""
    found = _version(request, version)
    paper = Document.objects.of(found).first()
    if paper is None:
        raise Http404("There is nothing here for you to see.")
    return serve(request, paper, pupil=found.sheet.pupil)


@rule(READ)
def card(request, sheet):
    """The few boxes that a supply teacher needs today, on a card to print: nothing else of the child is on it."""
    found = get_permitted_or_404(Sheet, request.user, READ, beside=("pupil",), public_id=sheet, which=PASSPORT.slug)
    form, waiting = print_asked(request, print_card, sheet=found)
    if waiting:
        return waiting
    record_read(request.user, found, "sheet.card_opened", pupil=found.pupil, always=True)
    words = found.versions.first().filled_in()
    shown = "\n".join(words.get((name, 0), "") for name in PASSPORT.card)
    context = {
        "sheet": found,
        "pupil": found.pupil,
        "rows": laid_out(PASSPORT, words, only=PASSPORT.card),
        "names": other_names_in(shown, found.pupil),
        "today": timezone.localdate(),
        "form": form,
    }
    return render(request, "interventions/card.html", context)


@rule(READ)
def blank_sheet(request, sheet_kind):
    """An empty one to print and fill in by hand."""
    kind = _kind(sheet_kind)
    form, waiting = print_asked(request, print_blank_sheet, which=kind.slug)
    context = {"kind": kind, "rows": laid_out(kind, {}, empty=True), "form": form}
    return waiting or render(request, "interventions/blank_sheet.html", context)


def _kind(slug):
    if slug not in KINDS:
        raise Http404("There is nothing here for you to see.")
    return KINDS[slug]


def _may_write(request, child):
    if child.has_left(timezone.localdate()):
        return False
    return is_permitted(request.user, WRITE, child)


def _adults(child):
    """The key adults by name: a beginning for the box."""
    rows = Around.objects.current().filter(pupil=child, why=Around.Why.KEY_ADULT).order_by("user__name")
    return "\n".join(dict.fromkeys(rows.values_list("user__name", flat=True)))
