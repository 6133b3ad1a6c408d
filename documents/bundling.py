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

    def pack(contents, out):
        bind([content for _, content in contents], note, out)

    return _handed_out(request, papers, pack, f"{name}.pdf", "application/pdf")


def bind(contents, note, out):
    """Write these PDFs as one, each with its tags: a screen reader finds headings and tables in the pile as in each alone."""
    import pikepdf  # large, and for this alone: not in every web worker

    with pikepdf.new() as whole:
        tags = whole.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        parts, parents = [], []
        if note:
            _note_page(whole, note, tags, parts, parents)
        for content in contents:
            with pikepdf.open(io.BytesIO(content)) as one:
                if (
                    len(whole.pages) % 2
                ):  # printed on both sides, nobody finds another family's page on the back of theirs
                    whole.add_blank_page(page_size=A4)
                at = len(whole.pages)
                whole.pages.extend(one.pages)
                if "/StructTreeRoot" in one.Root:
                    _take_tags(whole, at, whole.copy_foreign(one.Root.StructTreeRoot), tags, parts, parents)
        tags.K, tags.ParentTree = parts, pikepdf.Dictionary(Nums=parents)
        whole.Root.StructTreeRoot, whole.Root.MarkInfo = tags, pikepdf.Dictionary(Marked=True)
        whole.Root.Lang = pikepdf.String("en-GB")
        whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        whole.docinfo["/Title"] = "Papers to print"
        whole.save(out)


def _take_tags(whole, at, theirs, tags, parts, parents):
    """The tags of the pages from `at` on, beside those there are: what counts from 0 in each file counts on here."""
    first = parents[-2] + 1 if parents else 0
    for page in whole.pages[at:]:
        for holder, key in ((page.obj, "/StructParents"), *((one, "/StructParent") for one in page.get("/Annots", []))):
            if key in holder:
                holder[key] = int(holder[key]) + first
    for part in theirs.K:
        part.P = tags
        parts.append(part)
    numbers = theirs.ParentTree.Nums
    for place in range(0, len(numbers), 2):
        parents += [int(numbers[place]) + first, numbers[place + 1]]


def _note_page(whole, note, tags, parts, parents):
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
    page.Contents = whole.make_stream(b"/P <</MCID 0>> BDC BT /F1 13 Tf 20 TL 60 760 Td " + shown + b" ET EMC")
    page.StructParents, page.Tabs = 0, pikepdf.Name.S
    words = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=tags, Pg=page.obj, K=0)
    parts.append(whole.make_indirect(words))
    parents += [0, pikepdf.Array([parts[-1]])]


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
