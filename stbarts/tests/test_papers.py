"""Every kind of paper in the demo school, read back as a screen reader meets it (PDF/UA): found by itself, kind by kind.

Those that are only printed on somebody's press (an empty sheet, a card, a chronology) are ordered here first.
"""

import io
import uuid

import pikepdf
import pytest
from django.db import transaction
from django.urls import reverse

from concerns.file_paper import export_file
from documents.models import Document
from documents.rendering import close_rooms, make_pdf
from families.actions.preparing import print_sheet
from families.models import Meeting
from interventions.actions.prints import print_blank_chart, print_blank_sheet, print_card
from interventions.models import Chart, Sheet
from interventions.sheet_kinds import KINDS
from pupils.models import Pupil
from referrals.actions.printing import print_request
from referrals.models import Referral
from staff.models import User
from stbarts.demo.people import email_of
from stbarts.tests.walk import client_of

pytestmark = pytest.mark.demo
ON_A_PRESS = {
    "card", "empty week", "empty sheet", "chronology", "year", "numbers", "meeting sheet", "safeguarding file",
    "inside request", "referral letter: Letter", "referral letter: Answers",
}  # fmt: skip
PAGES = (  # ordered on a page, by whom
    ("dashboard:export_chronology", "sendco"), ("dashboard:print_year", "sendco"), ("dashboard:print_numbers", "head"),
)  # fmt: skip


@pytest.fixture(scope="module")
def papers(demo_db, django_db_blocker):
    """{kind: the PDF of its newest paper}; what is ordered here is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        by = User.objects.get(email=email_of("sendco"))
        print_blank_sheet(by=by, which=next(iter(KINDS)))
        print_blank_chart(
            by=by, chart=Chart.objects.permitted(by, "placement.read").filter(with_faces=True).latest("pk")
        )
        passports = Sheet.objects.permitted(by, "placement.read").select_related("pupil")
        print_card(by=by, sheet=next(one for one in passports.order_by("pk") if one.kind.card))
        child = Pupil.objects.open().get(legal_forename="Ana-María")
        print_sheet(by=by, meeting=Meeting.objects.permitted(by, "meeting.read").filter(pupil=child).latest("pk"))
        asked = Referral.objects.exclude(inside=None).select_related("pupil", "raised_by").latest("pk")
        print_request(by=asked.raised_by, referral=asked)
        export_file(by=User.objects.get(email=email_of("dsl")), pupil=child, purpose="To be read back.")
        for page, part in PAGES:
            sent = {"idempotency_key": uuid.uuid4(), "purpose": "To be read back."}
            about = [] if page == "dashboard:print_numbers" else [child.public_id]
            assert client_of(part).post(reverse(page, args=about), sent).status_code == 302, page
        newest = {_kind(one): one for one in Document.objects.defer(None).order_by("pk")}
        transaction.set_rollback(True)
    try:
        yield {kind: make_pdf(one.html, title=one.title, reference=one.reference).pdf for kind, one in newest.items()}
    finally:
        close_rooms()


def _kind(paper):
    """Letters, answers and call sheets are of one kind, and not alike."""
    return f"{paper.kind}: {paper.title}" if paper.kind == "referral letter" else paper.kind


def parts_of(node):
    """(kind of part, the part) for everything in a tagged paper, from the top."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S), child
            yield from parts_of(child)


def test_every_kind_is_there(papers):
    assert set(papers) > ON_A_PRESS and len(papers) >= 18, sorted(papers)


def test_each_says_its_language_and_its_title_and_begins_with_a_heading(papers):
    wrong = {}
    for kind, pdf in papers.items():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            names = [name for name, _ in parts_of(opened.Root.StructTreeRoot)]
            headings = [int(name[2:]) for name in names if name[1:2] == "H" and name[2:].isdigit()]
            steps = zip([0, *headings], headings, strict=False)
            facts = {
                "marked": bool(opened.Root.MarkInfo.Marked),
                "language": str(opened.Root.Lang) == "en-GB",
                "title": len(str(opened.docinfo["/Title"])) > 3 and bool(opened.Root.ViewerPreferences.DisplayDocTitle),
                "a first heading": headings[:1] == [1],
                "no heading skipped": all(after <= before + 1 for before, after in steps),
            }
            wrong |= {kind: missing} if (missing := [name for name, right in facts.items() if not right]) else {}
    assert wrong == {}


def test_each_table_has_headers_and_each_picture_words(papers):
    wrong, tables, pictures = [], 0, 0
    for kind, pdf in papers.items():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            for name, part in parts_of(opened.Root.StructTreeRoot):
                if name == "/Table":
                    tables += 1
                    wrong += (
                        [] if "/TH" in {inner for inner, _ in parts_of(part)} else [f"{kind}: a table without headers"]
                    )
                if name == "/Figure":
                    pictures += 1
                    wrong += [] if str(part.get("/Alt", "")).strip() else [f"{kind}: a picture without words"]
    assert wrong == [] and tables and pictures
