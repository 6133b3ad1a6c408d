"""The list of needs is the school's own: added to, renamed, put away, brought back, never deleted."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from audit.actions import Refused
from concerns.actions.needs import add_need, rename_need, restore_need, retire_need
from concerns.models import Need
from concerns.seed import NEEDS, add_needs
from concerns.tests.world import raise_about
from staff.permitted import NotAllowed


@pytest.fixture(autouse=True)
def needs(db):
    add_needs()


def post(client, path, **posted):
    return client.post(f"/concerns/needs/{path}", {"idempotency_key": str(uuid.uuid4()), **posted})


def test_a_new_installation_has_every_line_of_the_provision_map():
    assert [code for code, *_ in NEEDS] == ["N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "other"]


@pytest.mark.parametrize("code", [code for code, *_ in NEEDS])
def test_each_need_is_ticked_by_a_teacher_and_read_by_those_who_triage(cast, client_for, code):
    answers = {
        "idempotency_key": str(uuid.uuid4()), "pupil": str(cast.child.public_id), "facts": "Sat alone.",
        "happened_at": "2026-01-05T13:05", "danger": "no", "needs": [code],
    }  # fmt: skip
    receipt = client_for(cast.teacher).post("/concerns/log/", answers).url
    need = Need.objects.get(code=code)
    page = client_for(cast.dsl).get(receipt.replace("receipt/", "")).content.decode()
    assert need.name in page
    assert (code in ("N2", "N3")) == bool(need.holds) == ("Held because" in page)


@pytest.mark.parametrize("part", ["wellbeing_lead", "sendco", "dsl", "office", "head"])
def test_those_who_keep_the_list_add_to_it_and_everybody_is_asked_it(cast, client_for, part):
    client = client_for(getattr(cast, part))
    assert post(client, "add/", name="Worries about food at home", hint="Hungry in the morning").status_code == 302
    assert "Worries about food at home" in client.get("/concerns/needs/").content.decode()
    assert "Worries about food at home" in client_for(cast.teacher).get("/concerns/log/").content.decode()


def test_a_teacher_does_not_keep_the_list(cast):
    with pytest.raises(NotAllowed):
        add_need(by=cast.teacher, name="Mine")


def test_a_renamed_need_is_renamed_on_the_records_that_name_it(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, needs=[Need.objects.get(code="N6")])
    need = Need.objects.get(code="N6")
    post(client_for(cast.sendco), "N6/", name="Sleep and tiredness", hint="", version=need.version)
    assert "Sleep and tiredness" in client_for(cast.sendco).get(f"/concerns/{concern.public_id}/").content.decode()


def test_two_who_rename_at_once_both_see_the_others_words(cast, client_for):
    need = Need.objects.get(code="N6")
    rename_need(by=cast.sendco, need=need, name="Sleep and rest", hint="", version=need.version)
    page = post(client_for(cast.dsl), "N6/", name="Bedtime", hint="", version=1).content.decode()
    assert "Sleep and rest" in page and "Bedtime" in page


def test_a_need_put_away_is_offered_to_nobody_and_stays_on_its_records(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, needs=[Need.objects.get(code="N8")])
    name = Need.objects.get(code="N8").name
    post(client_for(cast.sendco), "N8/away/")
    assert name not in client_for(cast.teacher).get("/concerns/log/").content.decode()
    assert name in client_for(cast.sendco).get(f"/concerns/{concern.public_id}/").content.decode()
    assert concern.needs.get().code == "N8"
    post(client_for(cast.sendco), "N8/back/")
    assert name in client_for(cast.teacher).get("/concerns/log/").content.decode()


@pytest.mark.parametrize("code", ["N2", "N3", "other"])
def test_what_holds_a_concern_and_something_else_cannot_be_put_away(cast, code):
    with pytest.raises(Refused):
        retire_need(by=cast.dsl, need=Need.objects.get(code=code))


def test_the_database_deletes_no_need():
    with pytest.raises(DatabaseError), transaction.atomic():
        Need.objects.filter(code="N9").delete()


def test_two_needs_of_one_name_are_refused(cast):
    with pytest.raises(Refused, match="already a need"):
        add_need(by=cast.dsl, name="sleep")
    retire_need(by=cast.dsl, need=Need.objects.get(code="N6"))
    add_need(by=cast.dsl, name="Sleep")
    with pytest.raises(Refused, match="already a need"):
        restore_need(by=cast.dsl, need=Need.objects.get(code="N6"))
