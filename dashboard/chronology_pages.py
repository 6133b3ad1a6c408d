"""The pages of a child's chronology: to read, to put in order, and on paper."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.actions import record_read
from concerns.carrying import is_gone
from concerns.models import Keeping, Need
from concerns.prompts import prompts_of
from dashboard import actions
from dashboard.chronology import (
    PAPER,
    RESTRICTED_PAPER,
    as_events,
    curates,
    events_of,
    find_line,
    in_rows,
    lines_with,
    on_paper,
    paper_of,
    siblings_of,
    with_siblings,
)
from dashboard.forms import ChooseLinesForm, ChronologyForm, CurateForm, ExportForm
from documents.letters import typed
from documents.models import Document
from documents.serving import serve, taken_away
from pupils import chronology as story
from pupils.models import Pupil
from staff import second_factor
from staff.access import rule
from staff.kept import kept
from staff.permitted import NotAllowed, get_permitted_or_404, may
from staff.policy import Permission

READ, TRIAGE = Permission.PUPIL_READ, Permission.CONCERN_TRIAGE


@rule(READ)
@require_safe
def chronology(request, pupil):
    """One line for everything that mattered; what is restricted is a padlock and its date."""
    found = _fetch(request, pupil)
    record_read(request.user, found, "chronology.opened", pupil=found)
    return _page(request, found)


@rule(TRIAGE, step_up=True)
@require_safe
def chronology_restricted(request, pupil):
    """The same with the words of safeguarding lines, for the safeguarding leads: a request of its own."""
    found = _fetch(request, pupil)
    _must_curate(request.user)
    record_read(request.user, found, "chronology.restricted_opened", pupil=found)
    return _page(request, found, restricted=True)


def _page(request, pupil, restricted=False):
    user = request.user
    siblings = siblings_of(pupil, user)
    asked = _asked(request, siblings)
    filters = asked.filters()
    after = story.place_in(request.GET.get("after", ""))
    events, older = events_of(user, pupil, filters, siblings=siblings, after=after, with_restricted=restricted)
    here = _here(request, locked=restricted)
    query = request.GET.copy()
    query.pop("after", None)
    page = {
        "pupil": pupil,
        "asked": asked,
        "here": here,
        "events": in_rows(
            [event for event in events if event.included or filters.left_out], _curate_url(user, pupil, here)
        ),
        "left_out": sum(not event.included for event in events),
        "older": older,
        "after": after,
        "filtered": bool(query),
        "query": query.urlencode(),
        "prompts": [] if after else prompts_of(pupil, user, timezone.localdate(), siblings),
        "restricted": restricted,
        "curates": curates(user),
        "may_export": may(user, TRIAGE),
    }
    if page["curates"]:
        page["choose"] = ChooseLinesForm(by=user)
    return render(request, "dashboard/chronology.html", page)


def _curate_url(user, pupil, here):
    """The way from one of this child's lines to the page where it is put into words; None for those who do not."""
    if not curates(user):
        return None
    begins = reverse("dashboard:curate_line", args=[pupil.public_id, "kind", "key"]).removesuffix("kind/key/")
    return lambda line: f"{begins}{line.kind}/{line.key}/{here}" if line.pupil_id == pupil.pk else ""


def _here(request, **more):
    """What is shown of the chronology, as the end of an address: no name, no word."""
    query = request.GET.copy()
    for name in (name for name, holds in more.items() if holds):
        query[name] = "on"
    return f"?{query.urlencode()}" if query else ""


def _back(request, pupil):
    """The chronology again, where its reader was in it."""
    query = request.GET.copy()
    locked = query.pop("locked", None)
    page = reverse(f"dashboard:chronology{'_restricted' if locked else ''}", args=[pupil.public_id])
    return f"{page}?{query.urlencode()}" if query else page


@rule(TRIAGE)
def curate_line(request, pupil, kind, key):
    """One line in the safeguarding lead's words. For a locked line the second factor is asked for again."""
    found = _fetch(request, pupil)
    _must_curate(request.user)
    line = _line(request.user, found, kind, key)
    if line.locked and not second_factor.recent(request):
        return second_factor.ask_again(request, back=request.get_full_path())
    (event,) = as_events(request.user, [found], [line], with_restricted=True)
    initial = {name: getattr(event, name) for name in ("included", "summary", "decided", "impact", "outcome")}
    form = CurateForm(request.POST or None, by=request.user, initial=initial, draft_about=f"{pupil} {kind} {key}")
    record_read(request.user, found, "chronology.line_opened", pupil=found)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in initial}
        if form.once(actions.curate_line, by=request.user, pupil=found, line=line, **said):
            messages.success(request, "That is how the line reads now. The record itself is as it was.")
            return redirect(_back(request, found))
    page = {"pupil": found, "event": event, "form": form, "back": _back(request, found)}
    return render(request, "dashboard/curate_line.html", page)


@rule(TRIAGE)
@require_POST
def choose_lines(request, pupil):
    """Which lines of the page are in: ticks that came with the page."""
    found = _fetch(request, pupil)
    _must_curate(request.user)
    form = ChooseLinesForm(request.POST, by=request.user)
    shown, ticked = (_places(request.POST.getlist(name)) for name in ("shown", "in"))
    lines = lines_with(request.user, found, shown)
    if form.is_valid() and form.once(actions.choose_lines, by=request.user, pupil=found, lines=lines, included=ticked):
        messages.success(request, "Saved. A line left out stays in the record, and can be put back.")
    return redirect(_back(request, found))


@rule(TRIAGE)
def export_chronology(request, pupil):
    """The chronology on paper without restricted lines, once somebody has said what it is for."""
    return _export(request, pupil, restricted=False)


@rule(TRIAGE, step_up=True)
def export_restricted(request, pupil):
    """The whole chronology on paper, safeguarding lines too: the safeguarding leads', second factor just shown."""
    _must_curate(request.user)
    return _export(request, pupil, restricted=True)


def _export(request, pupil, restricted):
    found = _fetch(request, pupil)
    siblings = siblings_of(found, request.user)
    filters = _asked(request, siblings).filters()
    after = story.place_in(request.GET.get("after", ""))
    volume = paper_of(request.user, found, filters, siblings=siblings, restricted=restricted, after=after)
    form = ExportForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        html = typed(
            "letters/chronology.html", title="Chronology", pupil=found, restricted=restricted,
            events=[on_paper(event) for event in volume.events], volume=volume,
            made_by=request.user, today=timezone.localdate(),
        )  # fmt: skip
        purpose = form.cleaned_data["purpose"]
        order = {"by": request.user, "pupil": found, "html": html, "purpose": purpose, "restricted": restricted}
        if document := form.once(actions.export_chronology, **order):
            then = reverse("dashboard:download_chronology", args=[found.public_id, document.public_id])
            return redirect(f"{reverse('documents:progress', args=[document.public_id])}?then={then}")
    page = {
        "pupil": found,
        "form": form,
        "count": len(volume.events),
        "volume": volume,
        "restricted": restricted,
        "curates": curates(request.user),
    }
    query = request.GET.copy()
    query.pop("after", None)
    return render(request, "dashboard/export_chronology.html", page | {"query": query.urlencode()})


@rule(TRIAGE)
@require_safe
def download_chronology(request, pupil, document):
    """The PDF, for the person who had it made and may still read what is in it."""
    found = _fetch(request, pupil)
    papers = Document.objects.of(found).ordered_by(request.user).filter(kind__in=[PAPER, RESTRICTED_PAPER])
    paper = papers.filter(public_id=document).first()
    if paper is None or paper.kind == RESTRICTED_PAPER and not curates(request.user):
        raise Http404("There is nothing here for you to see.")
    if paper.kind == RESTRICTED_PAPER and not second_factor.recent(request):
        return second_factor.ask_again(request)
    if is_gone(paper):
        return taken_away(request, paper, Keeping.current().kept_in, pupil=found)
    return serve(request, paper, pupil=found)


def _fetch(request, pupil):
    return get_permitted_or_404(_with_class_and_siblings, request.user, READ, public_id=pupil)


def _with_class_and_siblings():
    return with_siblings(Pupil.objects.with_class())


def _asked(request, siblings):
    return ChronologyForm(request.GET, themes=_themes(), curates=curates(request.user), siblings=siblings)


@kept
def _themes():
    return Need.objects.in_use().values_list("code", "name")


def _must_curate(user):
    if not curates(user):
        raise NotAllowed("The safeguarding leads put a chronology in order.")


def _line(user, pupil, kind, key):
    line = find_line(user, pupil, kind, key) if _is_key(key) else None
    if line is None:
        raise Http404("There is nothing here for you to see.")
    return line


def _is_key(text):
    if text.isdigit() and len(text) < 19:
        return True
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _places(texts):
    """(kind, key) of each tick; what was tampered with is left aside."""
    pairs = (text.partition("~")[::2] for text in texts[:200])
    return {(kind, key) for kind, key in pairs if kind in story.SOURCES and _is_key(key)}
