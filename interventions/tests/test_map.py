"""The provision map: every line of the school's document, for everybody who works here."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from audit.models import Entry
from concerns.models import Need
from interventions.models import Offering, Provision, Wave
from interventions.seed import add_catalogue
from stbarts.tests.cast import PEOPLE

pytestmark = pytest.mark.django_db

ROWS = (
    [f"W1.{n}" for n in range(1, 16)]
    + [f"W2.{n}" for n in range(1, 13)]
    + [f"W3.{n}" for n in range(1, 16)]
    + [f"U{n}" for n in range(1, 5)]
)


@pytest.fixture
def catalogue():
    Offering.objects.all().delete()
    Provision.objects.all().delete()
    add_catalogue()


def test_a_new_installation_has_every_line_of_the_document(catalogue):
    assert sorted(Offering.objects.values_list("code", flat=True)) == sorted(ROWS)


def test_every_line_says_who_runs_it_and_has_words_for_parents(catalogue):
    for line in Offering.objects.as_on_the_map():
        assert line.run_by, line
        assert line.provision.for_parents, line


def test_a_provision_is_not_a_wave(catalogue):
    room, programme = Offering.objects.get(code="W1.14"), Offering.objects.get(code="W3.5")
    assert room.provision == programme.provision
    assert (room.wave, room.needs_referral) == (Wave.ONE, False)
    assert (programme.wave, programme.needs_referral, programme.needs_consent) == (Wave.THREE, True, True)


def test_adding_the_catalogue_again_changes_nothing_the_school_has_edited(catalogue):
    Provision.objects.filter(name="ELSA").update(for_parents="Our own words.")
    entries = Entry.objects.count()
    assert add_catalogue() == 0
    assert Provision.objects.get(name="ELSA").for_parents == "Our own words."
    assert Entry.objects.count() == entries


def test_nothing_of_one_school_is_written_into_the_map(catalogue):
    for line in Offering.objects.as_on_the_map():
        assert "Bart" not in line.words + line.provision.for_parents


def test_everybody_who_works_here_sees_the_map(catalogue, cast, client_for):
    for part in PEOPLE:
        answer = client_for(getattr(cast, part)).get(reverse("interventions:map"))
        assert answer.status_code == 200, part
        page = answer.content.decode()
        assert all(f'id="line-{code}"' in page for code in ROWS), part


def test_a_retired_line_leaves_the_map(catalogue, cast, client_for):
    Offering.objects.filter(code="W1.5").update(retired_on="2020-01-01")
    page = client_for(cast.governor).get(reverse("interventions:map")).content.decode()
    assert "line-W1.5" not in page
    assert "line-W1.6" in page


def test_the_dose_is_said_in_words(catalogue):
    assert Offering.objects.get(code="W3.4").dose == "12 weeks, once a week, 30 minutes"
    assert Offering.objects.get(code="W1.5").dose == ""


def test_the_map_says_what_it_is_for(catalogue, cast, client_for):
    from concerns.seed import add_needs

    add_needs()
    page = client_for(cast.teacher).get(reverse("interventions:map")).content.decode()
    for need in Need.objects.in_use():
        assert escape(need.name) in page
