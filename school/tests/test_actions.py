"""What staff do to the school's own facts: allowed, checked, entered in the log, undone by nobody else's change."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from audit.actions import Refused, System
from audit.models import Entry
from school import actions, calendar
from school.models import Agency, Closure, FallbackLine, OnDuty, School, SchoolClass, StaffedHours, Term
from school.seed import add_agencies
from school.tests.world import ON_DUTY, furnish
from staff.permitted import NotAllowed
from staff.posting import Stale

D = datetime.date
TERM = {"name": "Autumn", "starts_on": D(2026, 9, 2), "ends_on": D(2026, 12, 18)}

NAMED_IN_THE_DOCUMENT = [
    *("Drawing and Talking", "ELSA", "Dacorum Family Services", "Specialist Teaching", "Speech and Language", "DESC"),
    *("Autism Outreach", "CAMHS through the GP", "Occupational Therapy", "Educational Psychologist", "Ask SALI"),
    *("Safeguarding Hub", "Pupil Support Worker", "Step2", "NESSie", "bereavement", "school nurse"),
    "Consultation Hub",
]


def last():
    return Entry.objects.order_by("-seq").first()


@pytest.mark.parametrize("part", ["teacher", "support", "sendco", "wellbeing_lead", "governor"])
def test_only_those_who_manage_the_school_change_it(cast, part):
    person, seen = getattr(cast, part), Entry.objects.count()
    for act, kwargs in [
        (actions.edit_school, {"facts": {"name": "Mine"}}),
        (actions.set_hours, {"hours": {}}),
        (actions.add_term, {"facts": TERM}),
        (actions.add_closure, {"facts": {"on": D(2026, 9, 2), "why": "INSET"}}),
        (actions.add_class, {"facts": {"name": "Oak"}}),
        (actions.set_on_duty, {"person": cast.dsl, "facts": ON_DUTY}),
        (actions.add_line, {"facts": {"name": "x", "number": "1"}}),
    ]:
        with pytest.raises(NotAllowed):
            act(by=person, **kwargs)
    assert Entry.objects.count() == seen


@pytest.mark.parametrize("part", ["head", "dsl", "deputy", "office", "technical"])
def test_those_who_manage_it_may(cast, part):
    actions.edit_school(by=getattr(cast, part), facts={"name": "Larkfield"})
    assert School.current().name == "Larkfield"
    assert (last().verb, last().fields) == ("school.edited", "name")


def test_there_is_one_school(cast):
    actions.edit_school(by=cast.office, facts={"name": "One"})
    actions.edit_school(by=cast.office, facts={"name": "Still one"}, version=1)
    assert School.objects.get().name == "Still one"
    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.create(name="Two")


def test_a_change_over_somebody_elses_is_refused(cast):
    school = actions.edit_school(by=cast.office, facts={"name": "One"})
    actions.edit_school(by=cast.head, facts={"name": "Two"}, version=school.version)
    with pytest.raises(Stale):
        actions.edit_school(by=cast.office, facts={"name": "Three"}, version=1)
    assert School.current().name == "Two"


def test_saving_what_is_there_already_enters_nothing(cast):
    actions.edit_school(by=cast.office, facts={"name": "One"})
    seen = Entry.objects.count()
    actions.edit_school(by=cast.office, facts={"name": "One"}, version=1)
    assert Entry.objects.count() == seen


def test_terms_neither_overlap_nor_end_before_they_start(cast):
    actions.add_term(by=cast.office, facts=TERM)
    for facts in [
        TERM | {"starts_on": D(2026, 12, 18), "ends_on": D(2027, 3, 1)},
        {"name": "x", "starts_on": D(2027, 3, 1), "ends_on": D(2027, 3, 1)},
        {"name": "x", "starts_on": D(2027, 1, 1), "ends_on": D(2027, 12, 1)},
        {"name": "x", "starts_on": D(2027, 1, 4), "ends_on": D(2027, 3, 25), "half_term_from": D(2027, 2, 15)},
    ]:
        with pytest.raises(Refused):
            actions.add_term(by=cast.office, facts=facts)
    assert Term.objects.count() == 1


def test_a_term_that_has_begun_is_put_right_not_taken_out(cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: D(2026, 9, 2))
    term = actions.add_term(by=cast.office, facts=TERM)
    with pytest.raises(Refused):
        actions.remove_term(by=cast.office, term=term)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: D(2026, 9, 1))
    actions.remove_term(by=cast.office, term=term)
    assert not Term.objects.exists()
    assert last().verb == "term.removed"


def test_a_closure_is_not_a_school_day_from_the_moment_it_is_added(cast):
    furnish(cast)
    assert calendar.is_school_day(D(2026, 11, 23))
    closure = actions.add_closure(by=cast.office, facts={"on": D(2026, 11, 23), "why": "Snow", "kind": "closure"})
    assert not calendar.is_school_day(D(2026, 11, 23))
    with pytest.raises(Refused):
        actions.add_closure(by=cast.office, facts={"on": D(2026, 11, 23), "why": "Again", "kind": "closure"})
    actions.edit_closure(by=cast.office, closure=closure, facts={"on": D(2026, 11, 24)}, version=1)
    assert calendar.is_school_day(D(2026, 11, 23))
    actions.remove_closure(by=cast.office, closure=Closure.objects.get(on=D(2026, 11, 24)))
    assert calendar.is_school_day(D(2026, 11, 24))


def test_a_class_is_put_away_and_comes_back(cast):
    elm = actions.add_class(by=cast.office, facts={"name": "Elm", "year_group": "4"})
    with pytest.raises(Refused):
        actions.add_class(by=cast.office, facts={"name": "ELM"})
    actions.retire_class(by=cast.office, school_class=elm)
    assert elm not in SchoolClass.objects.current()
    again = actions.add_class(by=cast.office, facts={"name": "Elm"})
    with pytest.raises(Refused):
        actions.restore_class(by=cast.office, school_class=elm)
    again = actions.edit_class(by=cast.office, school_class=again, facts={"name": "Ash"}, version=1)
    assert actions.restore_class(by=cast.office, school_class=elm).retired_on is None
    assert (elm.years, again.years) == ("Year 4", "Mixed years")


def test_classes_are_listed_youngest_first(cast):
    SchoolClass.objects.update(year_group="3")
    for year in ("6", "", "R", "N2", "1"):
        SchoolClass.objects.create(name=f"Class {year}", year_group=year)
    assert [c.year_group for c in SchoolClass.objects.exclude(year_group="3")] == ["N2", "R", "1", "6", ""]


def test_the_directory_begins_with_everybody_the_schools_document_names(cast):
    assert add_agencies() == Agency.objects.count()
    assert add_agencies() == 0
    named = " ".join(f"{a.name} {a.aliases}" for a in Agency.objects.all())
    for name in [
        "Drawing and Talking",
        "ELSA",
        "Dacorum Family Services",
        "Specialist Teaching",
        "Speech and Language",
        "DESC",
        "Autism Outreach",
        "CAMHS through the GP",
        "Occupational Therapy",
        "Educational Psychologist",
        "Ask SALI",
        "Safeguarding Hub",
        "Pupil Support Worker",
        "Step2",
        "NESSie",
        "bereavement",
        "school nurse",
        "Consultation Hub",
    ]:
        assert name.lower() in named.lower(), name
    assert set(Agency.objects.values_list("route", flat=True)) == set(Agency.Route.values)
    for agency in Agency.objects.all():
        agency.full_clean()


def test_no_local_number_is_written_into_the_code(cast):
    add_agencies()
    national = {"emergency", "nhs-111", "childline", "shout"}
    assert set(Agency.objects.exclude(phone="").values_list("code", flat=True)) == national
    assert not Agency.objects.filter(code__in=national, last_verified_on=None).exists()
    assert set(Agency.objects.exclude(code__in=national).values_list("last_verified_on", flat=True)) == {None}


def test_an_agency_goes_stale_after_a_term(cast, monkeypatch):
    add_agencies()
    agency = Agency.objects.get(code="desc")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: D(2026, 9, 10))
    assert agency.stale(D(2026, 9, 10))
    agency = actions.verify_agency(by=cast.sendco, agency=agency)
    assert agency.last_verified_by == cast.sendco
    assert not agency.stale(D(2027, 1, 10)) and agency.stale(D(2027, 1, 11))
    for day in (D(2027, 1, 10), D(2027, 1, 11)):
        assert agency.stale(day) == Agency.objects.stale(day).filter(pk=agency.pk).exists()


def test_changing_an_agency_is_not_checking_it(cast):
    add_agencies()
    agency = Agency.objects.get(code="desc")
    changed = actions.edit_agency(by=cast.wellbeing_lead, agency=agency, facts={"phone": "01632 960009"}, version=1)
    assert changed.last_verified_on is None
    assert (last().verb, last().fields) == ("agency.edited", "phone")


@pytest.mark.parametrize("part", ["teacher", "support", "governor"])
def test_others_do_not_keep_the_directory(cast, part):
    add_agencies()
    agency, person = Agency.objects.first(), getattr(cast, part)
    for act, kwargs in [
        (actions.add_agency, {"facts": {"name": "Mine"}}),
        (actions.edit_agency, {"agency": agency, "facts": {"phone": "1"}, "version": 1}),
        (actions.verify_agency, {"agency": agency}),
        (actions.retire_agency, {"agency": agency}),
        (actions.restore_agency, {"agency": agency}),
    ]:
        with pytest.raises(NotAllowed):
            act(by=person, **kwargs)


def test_two_agencies_of_like_names_get_codes_of_their_own(cast):
    facts = {"purpose": "Helps", "route": "letter"}
    made = [actions.add_agency(by=cast.sendco, facts=facts | {"name": name}) for name in ("Hope!", "Hope?", "希望")]
    assert [agency.code for agency in made] == ["hope", "hope-2", "agency"]
    with pytest.raises(Refused):
        actions.add_agency(by=cast.sendco, facts=facts | {"name": "HOPE!"})


def test_an_agency_that_is_put_away_is_kept(cast):
    add_agencies()
    agency = Agency.objects.get(code="desc")
    actions.retire_agency(by=cast.sendco, agency=agency)
    actions.retire_agency(by=cast.sendco, agency=agency)
    assert "desc" not in Agency.objects.current().values_list("code", flat=True)
    assert Entry.objects.filter(verb="agency.retired").count() == 1
    assert add_agencies() == 0
    actions.restore_agency(by=cast.sendco, agency=agency)
    assert Agency.objects.current().filter(code="desc").exists()


def test_only_somebody_who_could_open_it_is_told(cast):
    for person in (cast.teacher, cast.sendco, cast.office, cast.technical):
        with pytest.raises(Refused):
            actions.set_on_duty(by=cast.office, person=person, facts=ON_DUTY)
    cast.dsl.is_active = False
    with pytest.raises(Refused):
        actions.set_on_duty(by=cast.office, person=cast.dsl, facts=ON_DUTY)
    actions.set_on_duty(by=cast.deputy, person=cast.head, facts=ON_DUTY)
    assert OnDuty.objects.get().person == cast.head


def test_the_last_person_cannot_be_taken_off_the_rota(cast):
    furnish(cast)
    first, second = OnDuty.objects.all()
    assert actions.take_off_duty(by=cast.office, on_duty=first) == cast.dsl
    with pytest.raises(Refused):
        actions.take_off_duty(by=cast.office, on_duty=second)


def test_the_last_line_cannot_be_put_away(cast):
    add_agencies()
    *others, line = FallbackLine.objects.all()
    for other in others:
        actions.retire_line(by=cast.office, line=other)
    with pytest.raises(Refused):
        actions.retire_line(by=cast.office, line=line)


def test_hours_are_set_as_a_week(cast):
    nine, three = datetime.time(9), datetime.time(15)
    with pytest.raises(Refused):
        actions.set_hours(by=cast.office, hours={0: (nine, three)})
    actions.edit_school(by=cast.office, facts={"name": "One"})
    with pytest.raises(Refused):
        actions.set_hours(by=cast.office, hours={0: (three, nine)})
    actions.set_hours(by=cast.office, hours={0: (nine, three), 4: (nine, three)}, version=1)
    assert [row.weekday for row in StaffedHours.objects.all()] == [0, 4]
    with pytest.raises(Stale):
        actions.set_hours(by=cast.office, hours={}, version=1)


def test_the_system_may_build_a_school(cast):
    assert actions.add_class(by=System("the demo"), facts={"name": "Elm"})
