"""A letter read back: tagged, in its language, neutral in its title, its reference on every page."""

import io

import pikepdf
import pytest

from documents.letters import typed
from documents.rendering import make_pdf
from documents.tests.reading_back import need_fonts, text_of

NAME = "Ana-María García-López"


@pytest.fixture
def pdf(letter_html):
    html = letter_html("A long account. " * 700, heading=f"About {NAME}", recipient=["Dr P. Patel", "The Surgery"])
    html = html.replace("<head>", f'<head><meta name="author" content="{NAME}"><meta name="keywords" content="{NAME}">')
    return make_pdf(html.replace("Letter to a doctor", NAME), title="Letter to a doctor", reference="7K2M-4QPX").pdf


def test_a_letter_is_tagged_and_says_its_language(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.Root.StructTreeRoot is not None
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        with opened.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"


def test_the_file_says_nothing_of_the_child_but_in_its_words(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.docinfo["/Title"]) == "Letter to a doctor"
        assert "/Author" not in opened.docinfo and "/Keywords" not in opened.docinfo
        metadata = bytes(opened.Root.Metadata.read_bytes()).decode()
    assert "García" not in metadata and "Ana-" not in metadata


def test_every_page_has_its_reference_recipient_and_number(pdf):
    pages = text_of(pdf, "-layout").split("\f")[:-1]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        foot = page.strip().splitlines()[-1]
        assert "Reference 7K2M-4QPX" in foot and "Dr P. Patel" in foot and f"Page {number} of {len(pages)}" in foot


def test_a_letter_reads_as_a_letter(letter_html):
    text = text_of(make_pdf(letter_html(), title="Letter", reference="AB-1").pdf, "-layout")
    order = ["Little Oaks Primary School", "CONFIDENTIAL", "Dr P. Patel", "23 November 2026", "Dear Dr Patel"]
    order += ["A request for your advice", "What we see", "28 September", "Yours sincerely", "Wendy Lark"]
    found = [text.find(words) for words in order]
    assert -1 not in found and found == sorted(found)


def test_other_languages_print_as_letters_not_boxes(letter_html):
    need_fonts()
    words = "Dziękuję · હેલો · ধন্যবাদ · شكرا · நன்றி · ਧੰਨਵਾਦ"
    pdf = make_pdf(letter_html(words), title="Letter", reference="AB-1").pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = {str(o.get("/BaseFont", "")) for o in opened.objects if isinstance(o, pikepdf.Dictionary)}
    for script in ("Gujarati", "Bengali", "Arabic", "Tamil", "Gurmukhi"):
        assert any(script in font for font in fonts), fonts


def test_what_people_type_is_never_read_as_a_template_or_as_markup(cast):
    payload = "{{ school }}{% load x %}<b>bold</b>[[child]]"
    html = typed("letters/base_letter.html", title="Letter", heading=payload, recipient=[payload])
    assert "{{ school }}{% load x %}&lt;b&gt;bold&lt;/b&gt;[[child]]" in html
    assert payload not in html


def test_a_letter_with_nothing_but_a_title_still_prints(cast):
    html = typed("letters/base_letter.html", title="Letter")
    assert make_pdf(html, title="Letter", reference="AB-1").pages == 1
