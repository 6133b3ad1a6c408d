"""A child's safeguarding file as a PDF: everything of this child, nobody else's name, a page number on each page."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import filing, raise_concern, standing, triage
from concerns.file_paper import export_file, file_html
from concerns.models import FileExport
from concerns.tests.world import raise_about
from documents.models import Document
from documents.tasks import render_owed
from pupils.models import Relative
from staff.permitted import NotAllowed
from staff.policy import Level


def fill(cast):
    concern = raise_about(
        cast.child,
        by=cast.teacher,
        level=Level.SAFEGUARDING,
        others=[(cast.other_child, "witness")],
        facts="A bruise on her arm.",
    )
    triage(by=cast.dsl, concern=concern, decision="urgent", rationale="We rang the hub.")
    filing.write_entry(by=cast.dsl, pupil=cast.child, kind="encompass", words="Police attended.", reference="EN-7")
    filing.assess_harm(
        by=cast.dsl, pupil=cast.child, part="harmed", likelihood="likely", other_pupil=cast.other_child,
        review_on=timezone.localdate() + timedelta(days=9), what="A push.", who="Her.", measures="An adult near.",
    )  # fmt: skip
    standing.set_standing(by=cast.dsl, pupil=cast.child, kind="looked_after", from_on=timezone.localdate())
    raise_about(cast.child, by=cast.teacher, facts="Lost her coat, a wellbeing matter.")
    return concern


def test_the_file_holds_the_safeguarding_records_and_no_other_childs_name(cast):
    concern = fill(cast)
    html = file_html(cast.child, cast.dsl, "For the conference")
    for words in ("A bruise on her arm.", "We rang the hub.", "Police attended.", "EN-7", "A push.", "Looked after"):
        assert words in html
    assert concern.reference in html and "For the conference" in html and "another pupil" in html
    assert cast.other_child.preferred_surname not in html
    assert "Lost her coat" not in html


def test_the_worker_makes_it_and_the_leads_alone_download_it(cast, client_for, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fill(cast)
    export = export_file(by=cast.dsl, pupil=cast.child, purpose="For the conference")
    render_owed()
    url = reverse("concerns:file_pdf", args=[export.public_id])
    answer = client_for(cast.deputy).get(url)
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as pdf:
        assert len(pdf.pages) >= 2
    document = Document.objects.get()
    for part in (cast.child.preferred_forename, cast.child.preferred_surname):
        assert part not in answer["Content-Disposition"] + document.title + url
    entry = Entry.objects.get(verb="safeguarding.file_downloaded")
    assert entry.reason == "For the conference"
    for part in ("teacher", "sendco", "wellbeing_lead", "head", "office", "governor", "technical"):
        assert client_for(getattr(cast, part)).get(url).status_code == 403, part


def test_a_file_is_not_printed_without_a_purpose_nor_by_anybody_else(cast):
    with pytest.raises(Refused, match="what it is for"):
        export_file(by=cast.dsl, pupil=cast.child, purpose=" ")
    with pytest.raises(NotAllowed):
        export_file(by=cast.head, pupil=cast.child, purpose="For me")


def test_a_relative_neither_prints_nor_downloads_it(cast, client_for):
    export = export_file(by=cast.deputy, pupil=cast.child, purpose="For the conference")
    Relative.objects.create(pupil=cast.child, user=cast.dsl, added_by=cast.head)
    assert client_for(cast.dsl).get(reverse("concerns:file_pdf", args=[export.public_id])).status_code == 404
    with pytest.raises(NotAllowed):
        export_file(by=cast.dsl, pupil=cast.child, purpose="For me")
    assert FileExport.objects.count() == 1


def test_the_page_says_which_other_children_the_typed_words_name(cast, client_for):
    filing.write_entry(by=cast.dsl, pupil=cast.child, kind="note", words="She sat with Zofia Dąbrowska and cried.")
    export_file(by=cast.dsl, pupil=cast.child, purpose="For the conference")
    page = client_for(cast.dsl).get(reverse("concerns:export_file", args=[cast.child.public_id])).content.decode()
    assert "name other children: <strong>Zofia Dąbrowska</strong>" in page


def test_the_body_map_is_drawn_with_its_numbers_and_each_mark_in_words(cast):
    marks = [("front-left-knee", "A graze, 2 cm"), ("back-upper-back", "Blue, 5 cm")]
    facts = {"facts": "Two bruises.", "danger": "no"}
    raise_concern(by=cast.teacher, pupil=cast.child, answers=facts, marks=marks)
    html = file_html(cast.child, cast.dsl, "For the conference")
    assert html.count("<svg") == 2 and html.count('class="marked"') == 2
    assert "1. Left knee (front): A graze, 2 cm" in html and "2. Upper back (back): Blue, 5 cm" in html
