"""The school's pages: who may open them, what they do, how many queries they ask."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from school import actions
from school.models import Agency, Closure, FallbackLine, OnDuty, School, SchoolClass, StaffedHours, Term
from school.tests.world import furnish
from school.urls import urlpatterns

PARTS = ["teacher", "sendco", "dsl", "office", "governor", "technical"]
MANAGERS = {"dsl", "office", "technical"}
KEEPERS = MANAGERS | {"sendco"}
FOR_EVERYBODY = {"terms", "agencies", "agency", "rota"}
FOR_KEEPERS = {"add_agency", "edit_agency", "verify_agency", "retire_agency", "restore_agency"}


@pytest.fixture
def school(cast):
    made = furnish(cast)
    actions.add_class(by=cast.office, facts={"name": "Elm", "year_group": "4"})
    return made


def things():
    return {
        "term": Term.objects.last(),
        "closure": Closure.objects.last(),
        "school_class": SchoolClass.objects.get(name="Elm"),
        "agency": Agency.objects.get(code="desc"),
        "on_duty": OnDuty.objects.first(),
        "line": FallbackLine.objects.first(),
    }


def address(pattern, found=None):
    kwargs = {name: (found or {}).get(name) for name in pattern.pattern.converters}
    return reverse(
        f"school:{pattern.name}", kwargs={name: row.public_id if row else uuid.uuid4() for name, row in kwargs.items()}
    )


def posts_only(pattern):
    return pattern.name.split("_")[0] in {"remove", "retire", "restore", "verify", "take"}


@pytest.mark.parametrize("part", PARTS)
def test_each_page_opens_for_those_it_is_for(cast, school, client_for, part):
    client, found = client_for(getattr(cast, part)), things()
    for pattern in urlpatterns:
        allowed = pattern.name in FOR_EVERYBODY or part in (KEEPERS if pattern.name in FOR_KEEPERS else MANAGERS)
        expected = (405 if posts_only(pattern) else 200) if allowed else 403
        assert client.get(address(pattern, found)).status_code == expected, (part, pattern.name)


def test_nobody_without_an_account_sees_any_of_it(cast, school):
    for pattern in urlpatterns:
        answer = Client().get(address(pattern, things()))
        assert answer.status_code == 302 and "/account/" in answer.url


def test_what_does_not_exist_is_not_found(cast, school, client_for):
    client = client_for(cast.office)
    for pattern in urlpatterns:
        if pattern.pattern.converters:
            method = client.post if posts_only(pattern) else client.get
            assert method(address(pattern)).status_code == 404, pattern.name


def fill_in(client, url, **changes):
    """Open a form, change some boxes, post it, as a browser would."""
    form = client.get(url).context["form"]
    typed = {}
    for box in form:
        value = box.value()
        if isinstance(value, bool):
            typed |= {box.html_name: "on"} if value else {}
        elif isinstance(value, datetime.date | datetime.time):
            typed[box.html_name] = box.field.widget.format_value(value)
        elif value is not None:
            typed[box.html_name] = value
    return client.post(url, typed | changes)


def test_the_office_sets_up_a_school_from_nothing(cast, client_for):
    client, seen = client_for(cast.office), Entry.objects.order_by("-seq").first().seq
    assert "Nobody has filled in the school yet" in client.get(reverse("school:settings")).content.decode()
    answer = fill_in(client, reverse("school:edit_school"), name="Larkfield & Co", urn="123456", address="1 Lane\nTown")
    assert answer.status_code == 302
    school = School.objects.get()
    assert school.address_lines == ["1 Lane", "Town"]
    assert "Larkfield &amp; Co" in client.get(reverse("school:settings")).content.decode()
    assert fill_in(client, reverse("school:edit_school"), urn="12345").status_code == 200
    assert fill_in(client, reverse("school:edit_school"), name="").status_code == 200

    assert fill_in(client, reverse("school:set_hours"), opens_0="08:00", closes_0="16:00").status_code == 302
    assert str(StaffedHours.objects.get()) == "Monday 08:00 to 16:00"
    wrong = fill_in(client, reverse("school:set_hours"), opens_1="08:00").content.decode()
    assert "Tuesday: please give both times" in wrong

    term = {"name": "Autumn", "starts_on": "2026-09-02", "ends_on": "2026-12-18"}
    assert fill_in(client, reverse("school:add_term"), **term).status_code == 302
    overlap = fill_in(client, reverse("school:add_term"), **term)
    assert "overlap another term" in overlap.content.decode()
    half = fill_in(
        client, reverse("school:edit_term", args=[Term.objects.get().public_id]), half_term_from="2026-10-26"
    )
    assert "needs both its dates" in half.content.decode()
    closure = {"on": "2026-11-02", "why": "INSET", "kind": "inset"}
    assert fill_in(client, reverse("school:add_closure"), **closure).status_code == 302
    assert "already in the list" in fill_in(client, reverse("school:add_closure"), **closure).content.decode()
    assert fill_in(client, reverse("school:add_class"), name="Elm", year_group="4").status_code == 302

    rota = {"person": cast.dsl.pk, "weekdays": ["0", "4"], "order": "1"}
    assert fill_in(client, reverse("school:add_on_duty"), **rota).status_code == 302
    assert OnDuty.objects.get().weekdays == [0, 4]
    edit = reverse("school:edit_on_duty", args=[OnDuty.objects.get().public_id])
    assert fill_in(client, edit, away_until="2026-12-01").status_code == 302
    assert OnDuty.objects.get().away_until == datetime.date(2026, 12, 1)
    teacher = fill_in(client, reverse("school:add_on_duty"), **rota | {"person": cast.teacher.pk})
    assert teacher.status_code == 200 and OnDuty.objects.count() == 1
    verbs = list(Entry.objects.filter(seq__gt=seen).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["school.edited", "hours.set", "term.added", "closure.added", "class.added", "rota.set", "rota.set"]


def test_the_sendco_keeps_the_directory(cast, school, client_for):
    client, agency = client_for(cast.sendco), Agency.objects.get(code="desc")
    page = client.get(agency.get_absolute_url()).content.decode()
    assert "Check before you ring" in page
    key = str(uuid.uuid4())
    verify = reverse("school:verify_agency", args=[agency.public_id])
    for _ in range(2):
        assert client.post(verify, {"idempotency_key": key}).status_code == 302
    assert Entry.objects.filter(verb="agency.verified").count() == 1
    assert "Check before you ring" not in client.get(agency.get_absolute_url()).content.decode()
    edit = reverse("school:edit_agency", args=[agency.public_id])
    assert fill_in(client, edit, phone="01632 960009").status_code == 302
    agency.refresh_from_db()
    assert agency.phone == "01632 960009"
    assert (
        fill_in(client, reverse("school:add_agency"), name="Hope", purpose="Helps", route="letter").status_code == 302
    )
    assert fill_in(client, edit, dsl_only="on").status_code == 200


def test_two_people_on_one_agency_see_both_versions(cast, school, client_for):
    agency = Agency.objects.get(code="desc")
    edit = reverse("school:edit_agency", args=[agency.public_id])
    mine = client_for(cast.sendco)
    form = mine.get(edit).context["form"]
    typed = {box.html_name: box.value() for box in form if box.value() not in (None, False)}
    fill_in(client_for(cast.office), edit, phone="01632 960001")
    answer = mine.post(edit, typed | {"phone": "01632 960002"})
    page = answer.content.decode()
    assert "01632 960001" in page and "01632 960002" in page
    assert Agency.objects.get(code="desc").phone == "01632 960001"


def test_the_directory_is_found_by_any_name(cast, school, client_for):
    client = client_for(cast.teacher)
    page = client.get(reverse("school:agencies"), {"q": "mash"}).content.decode()
    assert "1 agency for" in page and "Safeguarding Hub" in page
    assert "Nobody by that name" in client.get(reverse("school:agencies"), {"q": "<script>%_\x00"}).content.decode()


def test_buttons_put_away_and_bring_back(cast, school, client_for):
    far_off = {"name": "Far off", "starts_on": datetime.date(2090, 1, 4), "ends_on": datetime.date(2090, 3, 1)}
    actions.add_term(by=cast.office, facts=far_off)  # a term that has begun stays
    client, found = client_for(cast.office), things()
    for name, thing, gone in [
        ("retire_class", "school_class", lambda: SchoolClass.objects.retired().filter(name="Elm").exists()),
        ("restore_class", "school_class", lambda: SchoolClass.objects.current().filter(name="Elm").exists()),
        ("retire_agency", "agency", lambda: Agency.objects.retired().exists()),
        ("restore_agency", "agency", lambda: not Agency.objects.retired().exists()),
        ("retire_line", "line", lambda: FallbackLine.objects.retired().exists()),
        ("remove_closure", "closure", lambda: not Closure.objects.filter(pk=found["closure"].pk).exists()),
        ("remove_term", "term", lambda: not Term.objects.filter(pk=found["term"].pk).exists()),
        ("take_off_duty", "on_duty", lambda: OnDuty.objects.count() == 1),
    ]:
        url = reverse(f"school:{name}", args=[found[thing].public_id])
        assert client.post(url).status_code == 302 and not (gone() and name.startswith("re")), name  # no key
        assert client.post(url, {"idempotency_key": uuid.uuid4()}, follow=True).status_code == 200
        assert gone(), name
    last = reverse("school:take_off_duty", args=[OnDuty.objects.get().public_id])
    page = client.post(last, {"idempotency_key": uuid.uuid4()}, follow=True).content.decode()
    assert "Nobody would be left to tell" in page


def test_a_button_pressed_twice_leads_where_the_first_press_led(cast, school, client_for):
    client, url = client_for(cast.office), reverse("school:remove_closure", args=[things()["closure"].public_id])
    key = uuid.uuid4()
    once, again = (client.post(url, {"idempotency_key": key}) for _ in range(2))
    assert (once.status_code, once.url) == (again.status_code, again.url) == (302, reverse("school:terms"))
    other = client.post(url, {"idempotency_key": key, "words": "Other words."})
    assert other.status_code == 409 and "Other words." in other.content.decode()
    assert client.post(url, {"idempotency_key": uuid.uuid4()}).status_code == 404
    assert client_for(cast.dsl).post(url, {"idempotency_key": key}).status_code == 404


@pytest.mark.parametrize("name", ["settings", "terms", "classes", "agencies", "rota"])
def test_no_page_asks_more_as_its_rows_grow(cast, school, client_for, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = client_for(cast.office), reverse(f"school:{name}")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(60):
        SchoolClass.objects.create(name=f"Class {n}", retired_on=None if n % 2 else datetime.date(2026, 9, 1))
        Closure.objects.create(on=datetime.date(2027, 1, 10) + datetime.timedelta(days=n), why="Snow")
        retired = None if n % 2 else datetime.date(2026, 9, 1)
        Agency.objects.create(code=f"a{n}", name=f"Agency {n}", purpose="Helps", route="letter", retired_on=retired)
        FallbackLine.objects.create(name=f"Line {n}", number="1")
        start = datetime.date(2030 + n, 1, 1)
        Term.objects.create(name="T", starts_on=start, ends_on=start + datetime.timedelta(days=90))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 15
