"""The demo's buttons let in without a password; so they must never be near anything real."""

import uuid

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from school.models import School
from staff import demo
from staff.models import User


@pytest.fixture
def demo_school(cast, settings):
    """The cast as people of the demo."""
    settings.DEMO = True
    User.objects.update(is_demo=True, joined_at=timezone.now())
    return cast


def knock(client, person, **extra):
    return client.post(reverse("staff:demo_sign_in"), {"person": str(person.public_id)}, **extra)


def is_in(client):
    return client.get(reverse("staff:notices")).status_code == 200


def test_one_button_a_person_signs_in_with_the_second_factor_done(demo_school, client):
    page = client.get(reverse("account_login")).content.decode()
    for person in User.objects.all():
        assert f'value="{person.public_id}"' in page
        assert person.name in page
    assert knock(client, demo_school.dsl).headers["Location"] == reverse("dashboard:home")
    assert is_in(client)


def test_a_second_button_is_a_new_person_altogether(demo_school, client):
    knock(client, demo_school.dsl)
    key = client.cookies["session"].value
    knock(client, demo_school.teacher)
    assert client.session["_auth_user_id"] == str(demo_school.teacher.pk)
    assert client.cookies["session"].value != key
    assert client.get(reverse("staff:people")).status_code == 403


def test_step_up_is_one_button(demo_school, client, monday_morning, later):
    knock(client, demo_school.technical)
    later(minutes=6)
    ending = reverse("staff:end_account", args=[demo_school.support.public_id])
    answer = client.get(ending)
    assert answer.headers["Location"].startswith(reverse("staff:demo_step_up"))
    assert "Second step: done" in client.get(answer.headers["Location"]).content.decode()
    back = client.post(reverse("staff:demo_step_up"), {"next": ending})
    assert back.headers["Location"] == ending
    assert client.get(ending).status_code == 200
    assert client.post(reverse("staff:demo_step_up"), {"next": "https://evil.example/"}).headers["Location"] == reverse(
        "dashboard:home"
    )


def test_the_buttons_post_with_a_token_and_nothing_else_signs_in(demo_school):
    strict = Client(enforce_csrf_checks=True)
    assert knock(strict, demo_school.dsl).status_code == 403
    client = Client()
    assert client.get(reverse("staff:demo_sign_in"), {"person": str(demo_school.dsl.public_id)}).status_code == 405
    assert client.post(reverse("staff:demo_sign_in"), {"person": "x' or 1"}).status_code == 404
    assert client.post(reverse("staff:demo_sign_in"), {"person": str(uuid.uuid4())}).status_code == 404


def test_without_demo_there_are_no_such_doors(cast, client, client_for):
    User.objects.filter(pk=cast.dsl.pk).update(is_demo=True)
    assert knock(client, cast.dsl).status_code == 404
    assert client_for(cast.dsl).get(reverse("staff:demo_step_up")).status_code == 404
    assert "Look round" not in client.get(reverse("account_login")).content.decode()


def test_with_one_real_person_every_door_of_the_demo_stays_shut(demo_school, client):
    inside = Client()
    knock(inside, demo_school.dsl)
    User.objects.filter(pk=demo_school.head.pk).update(is_demo=False)
    assert knock(client, demo_school.dsl).status_code == 403
    page = client.get(reverse("account_login")).content.decode()
    assert "real people" in page and str(demo_school.dsl.public_id) not in page
    assert inside.post(reverse("staff:demo_step_up")).status_code == 404


def test_the_check_names_the_mixture(demo_school):
    assert not [e for e in run_checks(databases=["default"]) if e.id == "staff.E001"]
    User.objects.filter(pk=demo_school.head.pk).update(is_demo=False)
    assert [e for e in run_checks(databases=["default"]) if e.id == "staff.E001"]


def test_another_room_can_say_that_its_data_is_real(demo_school, client, monkeypatch):
    monkeypatch.setattr(demo, "REASONS", [lambda: "This school is a real one."])
    assert knock(client, demo_school.dsl).status_code == 403


def test_the_demo_stays_shut_over_a_school_that_is_not_its_own(demo_school, client):
    """Even where every person is of the demo, or nobody real is left: the school itself says what it is."""
    School.objects.create(name="A real school")
    assert knock(client, demo_school.dsl).status_code == 403
    page = client.get(reverse("account_login")).content.decode()
    assert "not the demo" in page and str(demo_school.dsl.public_id) not in page
    assert [e for e in run_checks(databases=["default"]) if e.id == "staff.E001"]
    School.objects.update(is_demo=True)
    assert knock(client, demo_school.dsl).status_code == 302


def test_nobody_of_the_demo_gets_into_a_real_school_with_a_password(cast, client, door):
    door.give_codes(cast.teacher)
    User.objects.filter(pk=cast.teacher.pk).update(is_demo=True)
    answer = door.password(client, cast.teacher)
    assert answer.headers["Location"] == reverse("account_inactive")


def test_nobody_changes_the_keys_of_the_people_of_the_demo(demo_school, client):
    knock(client, demo_school.dsl)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "account_change_password"):
        assert client.get(reverse(name)).status_code == 403, name


def test_somebody_invited_in_the_demo_has_a_button_and_the_demo_goes_on(demo_school, client):
    knock(client, demo_school.technical)
    client.post(
        reverse("staff:invite"),
        {
            "idempotency_key": str(uuid.uuid4()),
            "name": "Nell Otter",
            "email": "nell@example.org",
            "job_title": "ELSA",
            "roles": ["support"],
        },
    )
    assert demo.is_on()
    assert "Nell Otter" in Client().get(reverse("account_login")).content.decode()
