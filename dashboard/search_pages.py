"""The pages on which a word is looked for: in every text one may read, in one child's, and in restricted text."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from audit.actions import record_read
from dashboard import actions, again, search
from dashboard.forms import RestrictedSearchForm, SearchForm
from pupils.models import Pupil
from staff.access import rule
from staff.permitted import get_permitted_or_404, may
from staff.policy import Permission

asked_or_not = require_http_methods(["GET", "HEAD", "POST"])


@rule(Permission.PUPIL_READ, Permission.CONCERN_READ)
@asked_or_not
def search_words(request):
    """A word in everything I may read."""
    return _answer(request, SearchForm(request.POST or _again(request)))


@rule(Permission.PUPIL_READ)
@asked_or_not
def search_child(request, pupil):
    """A word in everything I may read about one child."""
    found = get_permitted_or_404(Pupil.objects.with_class, request.user, Permission.PUPIL_READ, public_id=pupil)
    return _answer(request, SearchForm(request.POST or _again(request)), pupil=found)


@rule(Permission.CONCERN_READ, step_up=True)
@asked_or_not
def search_restricted(request):
    """A word in the safeguarding text I may read: with the second factor just shown, a purpose, and an entry."""
    return _answer(request, RestrictedSearchForm(request.POST or None), restricted=True)


@rule(Permission.PUPIL_READ, step_up=True)
@asked_or_not
def search_child_restricted(request, pupil):
    """The same about one child."""
    found = get_permitted_or_404(Pupil.objects.with_class, request.user, Permission.PUPIL_READ, public_id=pupil)
    return _answer(request, RestrictedSearchForm(request.POST or None), restricted=True, pupil=found)


def _again(request):
    """What this person looked for before, on the way back to it; None on the way here."""
    return again.opened(request.user, request.GET.get("again", ""))


def _answer(request, form, *, restricted=False, pupil=None):
    # In safeguarding words nothing is looked for on the way back: they only stand in the box.
    asked_for = form.data if form.is_bound else _again(request) or {}
    page = {
        "form": form,
        "typed": asked_for.get("q", "")[:120].replace("\x00", ""),
        "pupil": pupil,
        "restricted": restricted,
        "may_restricted": may(request.user, Permission.CONCERN_READ),
    }
    if form.is_bound and form.is_valid():
        page["again"] = again.sealed(request.user, q=page["typed"], after=form.cleaned_data["after"])
        try:
            asked = search.understand(form.cleaned_data["q"])
            after = search.place_in(form.cleaned_data["after"])
            page["hits"], page["after"] = search.find(
                request.user, asked, restricted=restricted, pupil=pupil, after=after
            )
            page["rows"] = _in_rows(page["hits"], named=pupil is None, locked=restricted)
            page["further"] = bool(after)
            _enter(request.user, form, page["hits"], restricted, pupil)
        except search.NothingToLookFor as problem:
            page["problem"] = str(problem)
    return render(request, "dashboard/search_words.html", page)


def _in_rows(hits, *, named, locked):
    """The places found as plain words for the page; `named` says whose text each is."""
    return [
        (
            hit.url,
            f"{hit.where} – {hit.names}" if named else hit.where,
            hit.at.date().isoformat(),
            f"{hit.at.day} {hit.at:%B %Y}",
            locked,
            hit.snippet,
        )
        for hit in hits
    ]


def _enter(user, form, hits, restricted, pupil):
    """Every search leaves a trace, never its words; one of restricted text names the children it found."""
    if not restricted:
        record_read(user, pupil or user, "words.searched", pupil=pupil)
        return
    met = Pupil.objects.filter(pk__in=set().union(*(hit.pupils for hit in hits)))
    actions.search_restricted(by=user, purpose=form.cleaned_data["purpose"], pupils=list(met), pupil=pupil)
