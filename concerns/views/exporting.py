"""A child's safeguarding file as a PDF: why it is printed, how far it is, and the file itself."""

from django.http import Http404
from django.views.decorators.http import require_safe

from audit.actions import record_read
from concerns import carrying, file_paper
from concerns.forms import ExportForm
from concerns.models import FileExport, Keeping
from concerns.views.file import keeper_of, step
from documents import serving
from documents.models import Document
from staff import second_factor
from staff.access import rule
from staff.permitted import get_permitted_or_404
from staff.policy import Permission

KEEP = Permission.SAFEGUARDING_KEEP


@rule(KEEP)
def export_file(request, pupil):
    """Say what it is for; the worker makes it. Earlier ones stay here, as they were made."""
    child = keeper_of(request, pupil)
    if request.method == "GET" and not second_factor.recent(request):
        return second_factor.ask_again(request)
    form = ExportForm(request.POST or None, by=request.user, pupil=child)
    papers = list(FileExport.objects.permitted(request.user, KEEP).of(child).select_related("written_by")[:20])
    made = Document.objects.filter(owner_type="concerns.fileexport", owner_id__in=[paper.pk for paper in papers])
    documents = {document.owner_id: document for document in made}
    newest = documents.get(papers[0].pk) if papers else None
    words = {
        "heading": "Print the safeguarding file",
        "button": "Make the PDF",
        "others": file_paper.others_named(newest, child) if newest else [],
        "papers": [{"paper": paper, "document": documents.get(paper.pk)} for paper in papers],
    }
    then = ("concerns:export_file", child.public_id)
    said, answers = "It is being made. You can leave this page.", {"pupil": child}
    return step(
        request, child, form, file_paper.export_file, said, template="concerns/export_file.html", answers=answers,
        then=then, **words,
    )  # fmt: skip


@rule(KEEP)
@require_safe
def file_pdf(request, export):
    """The PDF: each download is an entry in the log."""
    found = get_permitted_or_404(FileExport, request.user, KEEP, beside=("pupil",), public_id=export)
    document = Document.objects.of(found).first()
    if document is None or not document.is_ready:
        raise Http404("This document is not ready.")
    if not second_factor.recent(request):
        return second_factor.ask_again(request)
    if carrying.is_gone(document):
        return serving.taken_away(request, document, Keeping.current().kept_in, pupil=found.pupil)
    record_read(
        request.user, found, "safeguarding.file_downloaded", pupil=found.pupil, always=True, reason=found.purpose
    )
    return serving.serve(request, document, pupil=found.pupil)
