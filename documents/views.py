"""Pages of the documents room: how far a document is. Downloads live with the room that ordered it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from documents.models import Document
from staff.access import signed_in

STOP_ASKING = 286  # htmx's own status: show this and poll no more


@signed_in
@require_GET
def progress(request, document):
    """How far the document I ordered is. The page that polls hears nothing until there is news."""
    found = Document.objects.ordered_by(request.user).filter(public_id=document).first()
    if found is None:
        raise Http404("There is nothing here for you to see.")
    shown = {"document": found, "download_url": _own(request.GET.get("then", ""))}
    if not request.htmx:
        return render(request, "documents/progress.html", shown)
    if not (found.is_ready or found.is_failed):
        return HttpResponse(status=204)
    return render(request, "documents/_progress.html", shown, status=STOP_ASKING)


def _own(path):
    """The address to download from, if it is a page of ours: a link that was tampered with shows none."""
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
