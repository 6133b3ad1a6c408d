"""Help for families: a page for anybody, kept by two roles, with nothing on it that the house knows of a child."""

import html
import io
import uuid

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audit.actions import Refused
from documents.models import Document
from documents.rendering import close_rooms
from documents.tasks import render_owed
from documents.uploads import Examined
from families import for_anybody
from families.actions import resources as acts
from families.models import Resource
from school import actions as school
from staff.permitted import NotAllowed

pytestmark = pytest.mark.django_db
PAGE, PAPER = "/public/resources/", "/public/resources/paper/"


@pytest.fixture
def on_the_page(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    school.edit_school(by=cast.office, facts={"name": "Little Oaks Primary School", "phone": "01632 960123"})
    return acts.add_resource(
        by=cast.wellbeing_lead, topic="Sleep", title="A calm hour before bed", words="Five small things to try.",
        url="https://www.example.org/sleep", sheet=[Examined(b"%PDF-1.7 sleep", "pdf", "Ana sleep.pdf", True)],
    )  # fmt: skip


def test_who_keeps_it_is_given_the_line_for_the_schools_website_once_that_may_show_it(
    on_the_page, cast, client_for, settings
):
    page, client = reverse("families:keep_resources"), client_for(cast.wellbeing_lead)
    said = client.get(page).content.decode()
    assert "No website may show it inside its own pages yet." in said and "iframe" not in said
    settings.PUBLIC_FRAME_ANCESTORS = ["https://www.example.org"]
    said = html.unescape(client.get(page).content.decode())
    address = settings.BASE_URL + reverse("resources:resources")
    assert f'<iframe src="{address}" title="Help for families"' in said and "https://www.example.org" in said


def test_anybody_reads_it_without_a_cookie_and_a_named_site_may_frame_it(on_the_page, cast, client_for, settings):
    settings.PUBLIC_FRAME_ANCESTORS = ["https://www.example.org"]
    stranger, inside = Client().get(PAGE), client_for(cast.sendco).get(PAGE)
    for answer in (stranger, inside):
        assert not answer.cookies and "Vary" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "frame-ancestors https://www.example.org" in answer.headers["Content-Security-Policy"]
    page = stranger.content.decode()
    assert inside.content.decode() == page and "A calm hour before bed" in page and "wellbeing_lead" not in page
    assert PAGE in Client().get(reverse("account_login")).content.decode()


def test_a_sheet_is_given_to_anybody_while_it_is_on_the_page(on_the_page, cast):
    url = reverse("resources:resource_sheet", args=[on_the_page.public_id])
    answer = Client().get(url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 sleep" and not answer.cookies
    assert "Ana" not in answer.headers["Content-Disposition"] and "attachment" in answer.headers["Content-Disposition"]
    acts.retire_resource(by=cast.sendco, resource=on_the_page)
    assert Client().get(url).status_code == 404 and "A calm hour" not in Client().get(PAGE).content.decode()
    acts.retire_resource(by=cast.sendco, resource=on_the_page)
    assert "A calm hour" in Client().get(PAGE).content.decode()


def test_only_those_who_decide_about_help_keep_it(on_the_page, cast):
    for who in (cast.teacher, cast.dsl, cast.head, cast.office):
        with pytest.raises(NotAllowed):
            acts.add_resource(by=who, topic="Sleep", title="Mine", words="Mine")


def test_a_link_leads_to_the_web_and_a_sheet_is_a_pdf(on_the_page, cast, client_for):
    browser, url = client_for(cast.sendco), reverse("families:add_resource")
    facts = {"topic": "Worries", "title": "T", "words": "W", "about_nobody": "on", "idempotency_key": str(uuid.uuid4())}
    assert (
        "not the address of a web page" in browser.post(url, {**facts, "url": "javascript:alert(1)"}).content.decode()
    )
    word = SimpleUploadedFile("notes.txt", b"words")
    assert browser.post(url, {**facts, "sheet": word}).status_code == 200
    assert browser.post(url, {**facts, "about_nobody": ""}).status_code == 200
    assert Resource.objects.count() == 1
    assert browser.post(url, facts).status_code == 302 and Resource.objects.count() == 2


def test_no_child_is_named_on_the_page_for_anybody(on_the_page, cast):
    facts = {"topic": "Sleep", "title": "A calm hour", "words": "Five small things."}
    for words in ({"title": f"For {cast.child.name}"}, {"words": f"As {cast.child.legal_name} does."}):
        with pytest.raises(Refused, match="name a child"):
            acts.add_resource(by=cast.wellbeing_lead, **{**facts, **words})
        with pytest.raises(Refused, match="name a child"):
            acts.edit_resource(
                by=cast.wellbeing_lead, resource=on_the_page, version=on_the_page.version, **{**facts, **words}
            )


def test_the_list_is_a_tagged_paper_for_anybody(on_the_page, cast):
    assert Client().get(PAPER).url == PAGE
    made = acts.print_resources(by=cast.wellbeing_lead)
    assert "A calm hour before bed" in Document.objects.defer(None).get(pk=made.pk).html
    try:
        assert render_owed() == 1
    finally:
        close_rooms()
    assert not for_anybody.is_older_than_the_page()
    answer = Client().get(PAPER)
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.docinfo["/Title"]) == "Help for families"
    acts.edit_resource(by=cast.sendco, resource=on_the_page, version=1, topic="Sleep", title="Bed", words="Try it.")
    assert for_anybody.is_older_than_the_page()
