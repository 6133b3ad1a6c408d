"""The provision map: every line of the school's document, for everybody who works here."""

import uuid

import pytest
from django.urls import reverse
from django.utils.html import escape

from audit.actions import Refused
from audit.models import Entry
from concerns.models import Need
from interventions.actions.catalogue import add_offering, edit_offering, retire_offering
from interventions.actions.map_words import retire_area
from interventions.actions.places import finish_place
from interventions.forms import PlaceForm
from interventions.forms.catalogue import FACTS, AddOfferingForm, OfferingForm
from interventions.models import Area, Offering, Provision, Wave, WaveWords
from interventions.seed import add_catalogue
from interventions.tests.help_world import on_programme, programme
from interventions.tests.world import place
from pupils.actions import block_relative
from staff.permitted import NotAllowed
from staff.policy import Level
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


# What runs now, and for whom


def map_page(client_for, person):
    return client_for(person).get(reverse("interventions:map")).content.decode()


def test_the_map_tells_who_leads_and_how_many_only_to_those_who_may_meet_the_children(cast, client_for):
    run = programme(cast.support, by=cast.sendco)
    on_programme(cast.child, run, by=cast.sendco)
    on_programme(cast.other_child, programme(cast.support, by=cast.sendco), by=cast.sendco, level="wellbeing")
    every = f"Now: {cast.support.name} (The den) · 2 children"
    assert every in map_page(client_for, cast.sendco) and every in map_page(client_for, cast.head)
    mine = map_page(client_for, cast.teacher)
    assert f"Now: {cast.support.name} (The den) · 1 child of yours" in mine
    for part in ("other_teacher", "office", "governor", "technical"):
        page = map_page(client_for, getattr(cast, part))
        assert "Now:" not in page and "child of yours" not in page and "children here now" not in page, part
    block_relative(by=cast.office, pupil=cast.child, user=cast.sendco)
    assert f"Now: {cast.support.name} (The den) · 1 child" in map_page(client_for, cast.sendco)


def test_a_wave_counts_the_children_its_reader_may_know_of(cast, client_for):
    add_catalogue()
    for child, level in ((cast.child, Level.TEAM), (cast.other_child, Level.WELLBEING)):
        place(child, by=cast.sendco, level=level)
    assert "2 children here now" in map_page(client_for, cast.dsl)
    assert "1 child of yours here now" in map_page(client_for, cast.teacher)
    assert "here now" not in map_page(client_for, cast.other_teacher)


def test_the_page_of_a_line_names_the_children_its_reader_may_meet_and_nobody_else(cast, client_for):
    run = programme(cast.support, by=cast.sendco)
    for child in (cast.child, cast.other_child):
        on_programme(child, programme(cast.support, by=cast.sendco), by=cast.sendco)
    page = run.offering.get_absolute_url()
    for part, named in (
        ("sendco", {cast.child, cast.other_child}), ("teacher", {cast.child}), ("other_teacher", {cast.other_child}),
        ("office", set()), ("governor", set()),
    ):  # fmt: skip
        text = client_for(getattr(cast, part)).get(page).content.decode()
        assert {child for child in (cast.child, cast.other_child) if escape(child.name) in text} == named, part
        assert "ELSA" in text and "6 weeks, once a week" in text and ("Who is on it" in text) == bool(named), part
        assert ("Sam Reed" in text) == bool(named), part


# Keeping the map right


def facts_of(line, **changes):
    return {name: getattr(line, name) for name in FACTS} | changes


def test_a_line_is_added_and_numbered_after_the_last_of_its_wave(catalogue, cast, client_for):
    answer = client_for(cast.sendco).post(
        reverse("interventions:add_offering"),
        {
            "idempotency_key": uuid.uuid4(), "new_provision": "Garden group", "wave": "2", "way": "guided",
            "words": "Digging and talking.", "owner_role": "sendco", "capacity": "6", "areas": [Area.objects.first().pk],
        },
    )  # fmt: skip
    made = Offering.objects.get(code="W2.13")
    assert answer.status_code == 302 and answer.url == made.get_absolute_url()
    assert (made.name, made.capacity, made.areas.count()) == ("Garden group", 6, 1)
    assert "Garden group" in map_page(client_for, cast.governor)
    for wave, way in ((1, "guided"), (2, "reactive")):
        with pytest.raises(Refused, match="Wave 1 is proactive or reactive"):
            add_offering(by=cast.sendco, wave=wave, way=way, new_provision="Odd", facts=facts_of(made))
    with pytest.raises(Refused, match="already"):
        add_offering(by=cast.sendco, wave=2, way="guided", new_provision="garden GROUP", facts=facts_of(made))


def test_only_those_who_decide_keep_the_map(catalogue, cast):
    line = Offering.objects.get(code="W2.5")
    for part in set(PEOPLE) - {"sendco", "wellbeing_lead"}:
        for act in (
            lambda by: retire_offering(by=by, offering=line),
            lambda by: edit_offering(by=by, offering=line, version=1, facts=facts_of(line)),
            lambda by: add_offering(by=by, wave=2, way="guided", new_provision="X", facts=facts_of(line)),
        ):
            with pytest.raises(NotAllowed):
                act(getattr(cast, part))


def test_two_people_on_one_line_one_is_saved_and_one_is_shown_what_changed(catalogue, cast, client_for):
    line = Offering.objects.get(code="W2.5")
    edit_offering(by=cast.sendco, offering=line, version=1, facts=facts_of(line, words="Theirs."))
    answer = client_for(cast.wellbeing_lead).post(
        reverse("interventions:edit_offering", args=[line.public_id]),
        {"idempotency_key": uuid.uuid4(), "version": 1, "words": "Mine.", "owner_role": "head"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200 and "Theirs." in page and "Mine." in page
    line.refresh_from_db()
    assert (line.words, line.version) == ("Theirs.", 2)


def test_a_line_that_is_given_now_is_not_retired_and_a_retired_one_stays_on_its_records(cast, client_for):
    run = programme(cast.support, by=cast.sendco)
    place_on_it = on_programme(cast.child, run, by=cast.sendco)
    with pytest.raises(Refused, match="still given"):
        retire_offering(by=cast.sendco, offering=run.offering)
    finish_place(by=cast.sendco, place=place_on_it, outcome=1)
    retire_offering(by=cast.sendco, offering=run.offering)
    assert not Offering.objects.in_use().in_sessions().filter(pk=run.offering.pk).exists()
    assert run.offering.name in client_for(cast.sendco).get(place_on_it.get_absolute_url()).content.decode()
    assert "Retired on" in client_for(cast.governor).get(run.offering.get_absolute_url()).content.decode()
    retire_offering(by=cast.sendco, offering=run.offering)
    assert Offering.objects.in_use().filter(pk=run.offering.pk).exists()


def test_what_waves_and_needs_are_called_is_the_schools_own(catalogue, cast, client_for):
    helped = place(cast.child, by=cast.sendco, area=Area.objects.get(name="Friendships"))
    words, sunita = WaveWords.objects.get(wave=2), client_for(cast.sendco)
    said = {"plain_name": "A bit more", "official_name": "Guided", "opening": "For a half-term at a time."}
    sent = {"idempotency_key": uuid.uuid4(), "version": 1}
    assert sunita.post(_words("edit_wave_words", words), sent | said).status_code == 302
    assert "Wave 2: A bit more" in map_page(client_for, cast.governor)
    late = client_for(cast.wellbeing_lead).post(
        _words("edit_wave_words", words), {**said, "version": 1, "opening": "Mine.", "idempotency_key": uuid.uuid4()}
    )
    assert "For a half-term at a time." in late.content.decode() and "Mine." in late.content.decode()
    again = client_for(cast.sendco).post(
        _words("edit_area", helped.area),
        sent | {"name": "WORRY and anxiety", "order": 3, "idempotency_key": uuid.uuid4()},
    )
    assert "There is a need with this name already" in again.content.decode()
    sunita.post(
        _words("edit_area", helped.area), sent | {"name": "Getting on", "order": 3, "idempotency_key": uuid.uuid4()}
    )
    sunita.post(_words("retire_area", helped.area), {"idempotency_key": uuid.uuid4()})
    assert "<h1>Getting on</h1>" in sunita.get(helped.get_absolute_url()).content.decode()
    assert "Getting on" not in str(PlaceForm(by=cast.sendco, pupil=cast.classmate)["area"])
    assert "Bring back" in sunita.get(reverse("interventions:map_words")).content.decode()
    assert Entry.objects.filter(verb__in=["wave_words.edited", "area.edited", "area.retired"]).count() == 3


def test_a_need_that_was_put_away_stays_on_the_lines_that_name_it_and_the_last_one_is_kept(catalogue, cast):
    line = Offering.objects.filter(areas__name="Friendships").first()
    retire_area(by=cast.sendco, area=Area.objects.get(name="Friendships"))
    assert "Friendships" in [area.name for area in OfferingForm(by=cast.sendco, instance=line).fields["areas"].queryset]
    assert "Friendships" not in [area.name for area in AddOfferingForm(by=cast.sendco).fields["areas"].queryset]
    *others, last = Area.objects.in_use()
    for area in others:
        retire_area(by=cast.wellbeing_lead, area=area)
    with pytest.raises(Refused, match="the only need"):
        retire_area(by=cast.sendco, area=last)
    with pytest.raises(NotAllowed):
        retire_area(by=cast.teacher, area=others[0])


def _words(name, row):
    return reverse(f"interventions:{name}", args=[row.public_id])
