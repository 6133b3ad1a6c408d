"""Many finished papers at once: as a ZIP, or as one file for the printer. Each leaves checked and entered, as alone."""

import io
import textwrap
import zipfile

from django.http import FileResponse
from django.shortcuts import render

from audit.actions import record_read
from documents.serving import DAMAGED, sealed

A4 = (595, 842)  # points


def zipped(request, papers, name, note=""):
    """Answer with a ZIP of these papers, [(document, child)]: neutral names, in this order, after a note if there is one."""

    def pack(contents, out):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
            if note:
                bundle.writestr("00-read-me-first.txt", f"{note}\r\n")
            for number, (paper, content) in enumerate(contents, 1):
                bundle.writestr(f"{number:02d}-{paper.download_name}", content)

    return _handed_out(request, papers, pack, f"{name}.zip", "application/zip")


def one_file(request, papers, name, note=""):
    """Answer with these papers one after another in one PDF, after a page with the note if there is one."""

    import pikepdf  # large, and for this alone: not in every web worker

    def pack(contents, out):
        with pikepdf.new() as whole:
            if note:
                _note_page(whole, note)
            for _, content in contents:
                with pikepdf.open(io.BytesIO(content)) as one:
                    whole.pages.extend(one.pages)
            whole.save(out)

    return _handed_out(request, papers, pack, f"{name}.pdf", "application/pdf")


def _note_page(whole, note):
    """A page for whoever fetches the pile from the printer, not for a family."""
    import pikepdf

    page = whole.add_blank_page(page_size=A4)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = ["For school only: take this page out.", "", *textwrap.wrap(note, 70)]
    shown = b" ".join(pikepdf.String(line).unparse() + b" Tj T*" for line in lines)
    page.Contents = whole.make_stream(b"BT /F1 13 Tf 20 TL 60 760 Td " + shown + b" ET")


def _handed_out(request, papers, pack, name, mime):
    contents = [(paper, sealed(paper)) for paper, _ in papers]
    if any(content is None for _, content in contents):
        return render(request, "staff/error.html", DAMAGED, status=409)
    for paper, child in papers:
        record_read(request.user, paper, "document.downloaded", pupil=child, always=True)
    out = io.BytesIO()
    pack(contents, out)
    out.seek(0)
    response = FileResponse(out, as_attachment=True, filename=name, content_type=mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
