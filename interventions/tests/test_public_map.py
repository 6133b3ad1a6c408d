"""The map for anybody: a page and a paper with words for parents, and nothing else that the house knows."""

import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from documents.rendering import close_rooms
from documents.tasks import render_owed
from interventions import for_parents
from interventions.actions.catalogue import edit_offering, print_map
from interventions.forms.catalogue import FACTS
from interventions.models import Offering
from interventions.seed import add_catalogue
from interventions.tests.help_world import on_programme, programme
from interventions.tests.world import place
from school import actions as school
from staff.permitted import NotAllowed

pytestmark = pytest.mark.django_db
PAGE, PAPER = "/public/provision-map/", "/public/provision-map/paper/"


@pytest.fixture
def map_in_use(cast, settings, tmp_path):
    """A school with its map, and children on it whom nobody outside may hear of."""
    settings.MEDIA_ROOT = tmp_path / "media"
    school.edit_school(by=cast.office, facts={"name": "Little Oaks Primary School", "phone": "01632 960123"})
    add_catalogue()
    on_programme(cast.child, programme(cast.support, by=cast.sendco), by=cast.sendco)
    place(cast.other_child, by=cast.sendco)
    line = Offering.objects.get(code="W3.5")
    facts = {name: getattr(line, name) for name in FACTS} | {"session_cost": "98.76", "words": "Staff-words-canary"}
    edit_offering(by=cast.sendco, offering=line, version=1, facts=facts)


def nothing_but_the_catalogue(text, cast):
    inside = (
        cast.child.preferred_forename, cast.child.preferred_surname, cast.other_child.preferred_surname,
        cast.support.name, cast.sendco.name, "98.76", "Staff-words-canary", "W3.5", "Reason-canary", "Willow",
    )  # fmt: skip
    assert [words for words in inside if words in text] == []
    assert "Wave 2" in text and "You agree first" in text


def test_anybody_reads_it_and_it_is_the_same_for_everybody(map_in_use, cast, client_for, settings):
    settings.PUBLIC_FRAME_ANCESTORS = ["https://www.example.org"]
    stranger, inside = Client().get(PAGE), client_for(cast.sendco).get(PAGE)
    for answer in (stranger, inside):
        assert answer.status_code == 200 and not answer.cookies
        assert answer.headers["Cache-Control"] == "public, max-age=300" and "Vary" not in answer.headers
        assert "frame-ancestors https://www.example.org" in answer.headers["Content-Security-Policy"]
    assert stranger.content == inside.content
    nothing_but_the_catalogue(stranger.content.decode(), cast)
    assert "frame-ancestors 'none'" in Client().get(reverse("account_login")).headers["Content-Security-Policy"]
    assert PAGE in Client().get(reverse("account_login")).content.decode()


def test_a_line_without_words_for_parents_and_a_retired_one_are_not_on_it(map_in_use):
    Offering.objects.filter(code="W2.5").update(retired_on="2020-01-01")
    line = Offering.objects.select_related("provision").get(code="W2.10")
    line.provision.for_parents = ""
    line.provision.save()
    page = Client().get(PAGE).content.decode()
    assert "Lunchtime circle" not in page and "Workshops for parents" not in page and "Parent meetings" in page


def test_the_paper_is_made_by_a_worker_tagged_and_on_two_sheets_at_most(map_in_use, cast):
    assert Client().get(PAPER).url == PAGE
    with pytest.raises(NotAllowed):
        print_map(by=cast.dsl)
    made = print_map(by=cast.wellbeing_lead)
    nothing_but_the_catalogue(Document.objects.defer(None).get(pk=made.pk).html, cast)
    try:
        assert render_owed() == 1
    finally:
        close_rooms()
    assert not for_parents.is_older_than_the_map()
    answer = Client().get(PAPER)
    assert answer.headers["Content-Type"] == "application/pdf" and not answer.cookies
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "Provision map for parents"
        assert len(pdf.pages) <= 2
    assert PAPER in Client().get(PAGE).content.decode()
    line = Offering.objects.get(code="W1.1")
    edit_offering(by=cast.sendco, offering=line, version=1, facts={"run_by": "Everybody"})
    assert for_parents.is_older_than_the_map()
