"""The pages of a child's safeguarding file, as a safeguarding lead uses them: each form posts once and comes back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concerns.models import DateOwed, FileEntry, HarmAssessment, Keeping, KeyPerson, NamedReader, Share, Standing
from concerns.tests.test_safeguarding_file import HARM, a_file
from concerns.tests.world import raise_about
from staff.policy import Level


def post(client, url, **answers):
    """Open a page and send its form, as a browser would: with the key that the page gave."""
    page = client.get(url)
    key = page.context["form"]["idempotency_key"].value()
    return client.post(url, {"idempotency_key": key, **answers})


def url(name, thing):
    return reverse(f"concerns:{name}", args=[thing.public_id])


def day(ahead=0):
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


NOW = "2026-01-05T08:15"
FORMS = {
    "set_standing": (
        {"kind": "child_in_need", "from_on": day(), "authority": "Hertfordshire", "words": "Daily."},
        Standing,
    ),
    "add_person": ({"job": "social_worker", "name": "Sol Worker", "phone": "01632 960771"}, KeyPerson),
    "owe_date": ({"kind": "core_group", "on": day(3), "at_time": "10:00"}, DateOwed),
    "write_entry": ({"kind": "encompass", "words": "Police attended.", "happened_at": NOW}, FileEntry),
    "keep_elsewhere": ({"reference": "CP-1"}, FileEntry),
    "assess_harm": (HARM | {"review_on": day(9)}, HarmAssessment),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_form_writes_once_and_comes_back_to_the_file(cast, client_for, name):
    answers, model = FORMS[name]
    client = client_for(cast.dsl)
    page = client.get(url(name, cast.child))
    key = page.context["form"]["idempotency_key"].value()
    for _ in range(2):
        answer = client.post(url(name, cast.child), {"idempotency_key": key, **answers})
        assert answer.status_code == 302, answer.context["form"].errors
    made = model.objects.get()
    assert (made.pupil, made.written_by) == (cast.child, cast.dsl)
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_says_what_is_missing_and_writes_nothing(cast, client_for, name):
    answer = post(client_for(cast.dsl), url(name, cast.child))
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not FORMS[name][1].objects.exists()


def test_what_is_in_the_file_is_ended_answered_and_written_anew_from_its_page(cast, client_for):
    stands, person, date, _, harm = a_file(cast)
    client = client_for(cast.dsl)
    file = client.get(url("safeguarding_file", cast.child)).content.decode()
    for name, thing in (("end_standing", stands), ("end_person", person), ("answer_date", date), ("harm", harm)):
        assert url(name, thing) in file
    assert post(client, url("end_standing", stands), until_on=day()).status_code == 302
    assert post(client, url("end_person", person)).status_code == 302
    assert post(client, url("answer_date", date), answer="moved", next_on=day(9)).status_code == 302
    again = client.get(url("assess_again", harm))
    assert HARM["measures"] in again.content.decode()
    assert post(client, url("assess_again", harm), **(HARM | {"review_on": day(20)})).status_code == 302
    file = client.get(url("safeguarding_file", cast.child)).content.decode()
    assert "Version 2" in file and "Before: Sol Worker" in file
    assert [d.answer for d in DateOwed.objects.filter(pk=date.pk)] == ["moved"]


def test_the_other_child_is_chosen_by_name_without_a_script(cast, client_for):
    client, address = client_for(cast.dsl), url("assess_harm", cast.child)
    page = client.post(address, {"find": "1", "pupil_name": "Kit", "what": "A push."})
    assert str(cast.other_child.public_id) in page.content.decode() and "A push." in page.content.decode()
    page = client.post(address, {"choose": str(cast.other_child.public_id), "what": "A push."})
    assert page.context["chosen"] == cast.other_child
    key = page.context["form"]["idempotency_key"].value()
    answers = HARM | {"review_on": day(9), "pupil": str(cast.other_child.public_id), "idempotency_key": key}
    assert client.post(address, answers).status_code == 302
    assert HarmAssessment.objects.get().other_pupil == cast.other_child


def test_a_notice_at_a_quarter_past_eight_takes_four_pages_from_home(cast, client_for):
    client = client_for(cast.dsl)
    home = client.get(reverse("dashboard:home")).content.decode()
    assert reverse("concerns:safeguarding_log") in home
    log = client.get(reverse("concerns:safeguarding_log")).content.decode()
    assert reverse("concerns:find_file") in log
    found = client.post(reverse("concerns:find_file"), {"pupil": str(cast.child.public_id), "go": "entry"})
    assert found["Location"] == url("write_entry", cast.child) + "?kind=encompass"
    form = client.get(found["Location"]).context["form"]
    assert form["kind"].value() == "encompass" and form["happened_at"].value()


def test_the_log_keeps_its_filters_in_the_address_and_no_name(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    client, log = client_for(cast.dsl), reverse("concerns:safeguarding_log")
    name = cast.child.preferred_forename
    assert name in client.get(log).content.decode()
    assert name not in client.get(log + "?state=closed").content.decode()
    assert name not in client.get(log + "?threshold=child_protection").content.decode()
    for strange in ("?show=zebra", "?state=%00", "?gap=zebra", "?after=zebra", "?threshold=1;--"):
        assert client.get(log + strange).status_code == 200, strange


def test_a_long_log_goes_on_where_the_page_before_ended(cast, client_for):
    made = [raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING) for _ in range(52)]
    client, log = client_for(cast.dsl), reverse("concerns:safeguarding_log")
    first = client.get(log)
    second = client.get(first.context["more"])
    assert (len(first.context["lines"]), len(second.context["lines"]), second.context["more"]) == (50, 2, "")
    addresses = {line.url for page in (first, second) for line in page.context["lines"]}
    assert addresses == {concern.get_absolute_url() for concern in made}


def test_people_are_named_shared_with_and_the_settings_kept_from_their_pages(cast, client_for):
    client = client_for(cast.dsl)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    sendco = str(cast.sendco.public_id)
    answer = post(client, url("name_people", concern), people=[sendco], reason="Only we two need it.")
    assert answer.status_code == 302
    assert set(NamedReader.objects.values_list("user", flat=True)) == {cast.dsl.pk, cast.sendco.pk}
    answer = post(client, url("share_words", cast.child), people=[sendco], words="Look after her.", until_on=day(3))
    assert answer.status_code == 302 and Share.objects.get().readers.get().user == cast.sendco
    answer = post(client, url("withdraw_share", Share.objects.get()))
    assert answer.status_code == 302 and Share.objects.get().withdrawn_by == cast.dsl
    answer = post(client, reverse("concerns:set_keeping"), lead=str(cast.deputy.public_id), head_reads="on")
    assert answer.status_code == 302 and Keeping.current().lead == cast.deputy
    page = client.get(reverse("concerns:set_keeping"))
    stale = {"idempotency_key": page.context["form"]["idempotency_key"].value(), "version": 1, "kept_in": ""}
    version = page.context["form"]["version"].value()
    post(client, reverse("concerns:set_keeping"), version=version, kept_in="Elsewhere", head_reads="on")
    answer = client.post(reverse("concerns:set_keeping"), stale)
    assert answer.status_code == 200 and "Somebody else saved this" in answer.content.decode()


def test_a_named_person_finds_the_record_and_says_why_they_open_it(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, facts="A bruise, and a whisper.")
    post(client_for(cast.dsl), url("name_people", concern), people=[str(cast.sendco.public_id)], reason="We two only.")
    client = client_for(cast.sendco)
    listed = client.get(reverse("concerns:shared")).content.decode()
    assert concern.reference in listed and "whisper" not in listed
    assert "whisper" not in client.get(url("text", concern)).content.decode()
    shown = post(client, url("text", concern), purpose="Before I meet the family")
    assert "whisper" in shown.content.decode()


IBIS = {"words": "An ibis."}
SLIPS = {
    "set_standing": ("from_on", {"kind": "child_in_need", "from_on": day(1)} | IBIS),
    "owe_date": ("on", {"kind": "core_group", "on": day(-500), "place": "An ibis."}),
    "write_entry": ("happened_at", {"kind": "note", "happened_at": f"{day(1)}T10:00"} | IBIS),
    "share_words": ("until_on", {"until_on": day(-5)} | IBIS),
    "receive_file": ("received_on", {"received_on": day(1), "from_school": "Larch", "stored_where": "An ibis."}),
}


@pytest.mark.parametrize("name", SLIPS)
def test_what_an_act_refuses_is_said_beside_its_box_and_nothing_typed_is_lost(cast, client_for, name):
    box, typed = SLIPS[name]
    answer = post(client_for(cast.dsl), url(name, cast.child), people=cast.teacher.public_id, **typed)
    assert list(answer.context["form"].errors) == [box]
    html = answer.content.decode()
    assert "An ibis." in html and f'id="id_{box}_error"' in html
