"""Joiners, movers and leavers, through the pages they use."""

import re
import threading
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.actions import Refused, System
from audit.models import Entry
from staff import accounts, second_factor
from staff.models import AccountEmail, Notice, User
from staff.permitted import NotAllowed
from staff.policy import Role
from staff.tasks import send_account_emails

NEW = {"name": "Nell Otter", "email": "Nell.Otter@example.org", "job_title": "ELSA", "roles": ["support"]}


def post(client, name, person=None, /, **fields):
    url = reverse(name, args=[person.public_id] if person else [])
    return client.post(url, {"idempotency_key": str(uuid.uuid4()), **fields})


def press(client, name, person, /, **fields):
    """Post a page that shows a version, as it is shown now."""
    return post(client, name, person, version=User.objects.get(pk=person.pk).version, **fields)


@pytest.fixture
def manager(cast, client_for):
    return client_for(cast.technical)


def invited(manager, **changes):
    answer = post(manager, "staff:invite", **{**NEW, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return User.objects.get(email="nell.otter@example.org")


def link_in_last_email():
    return re.search(r"http://127.0.0.1:8000(/staff/join/\S+)", mail.outbox[-1].body).group(1)


def join(client, link, **changes):
    client.get(link)
    fields = {"name": "Nell Otter", "password": "a tall blue teapot", "again": "a tall blue teapot", **changes}
    return post(client, "staff:join", **fields)


# ---- Joining


def test_an_invitation_makes_an_account_nobody_can_sign_in_to_yet(manager):
    nell = invited(manager)
    assert not nell.has_usable_password()
    assert nell.joined_at is None
    assert not mail.outbox  # the page did not wait for a mail server
    send_account_emails()
    send_account_emails()
    assert [m.to for m in mail.outbox] == [["nell.otter@example.org"]]
    assert mail.outbox[0].subject == "Your school has made an account for you"
    assert "Nell" not in mail.outbox[0].body
    assert AccountEmail.objects.get().email_state == "sent"


def test_joining_chooses_a_password_then_forces_the_second_factor(manager, client):
    nell = invited(manager)
    send_account_emails()
    answer = join(client, link_in_last_email(), name="Nell B. Otter")
    assert answer.headers["Location"] == reverse("dashboard:home")
    assert client.get(answer.headers["Location"]).headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    nell.refresh_from_db()
    assert nell.name == "Nell B. Otter" and nell.check_password("a tall blue teapot") and nell.joined_at


def test_an_invitation_works_once(manager, client):
    invited(manager)
    send_account_emails()
    link = link_in_last_email()
    join(client, link)
    other = Client()
    assert "does not work any more" in other.get(other.get(link).headers["Location"]).content.decode()
    assert "does not work any more" in join(Client(), link, password="another tall teapot").content.decode()


def test_looking_at_the_link_does_not_spend_it(manager, client):
    invited(manager)
    send_account_emails()
    for _ in range(3):  # a mail scanner
        Client().get(link_in_last_email())
    assert join(client, link_in_last_email()).status_code == 302


def test_an_invitation_lasts_seven_days(manager, client, monday_morning, later):
    invited(manager)
    send_account_emails()
    later(days=7, seconds=1)
    assert "does not work any more" in join(client, link_in_last_email()).content.decode()


def test_a_made_up_invitation_opens_nothing(manager, client):
    nell = invited(manager)
    owed = AccountEmail.objects.get(user=nell)
    for token in (owed.public_id.hex, f"{owed.public_id.hex}:abc", "x" * 3000):
        client.get(reverse("staff:invitation", args=[token]))
        assert "does not work any more" in client.get(reverse("staff:join")).content.decode()


def test_a_new_invitation_stops_the_old_link(manager, client):
    nell = invited(manager)
    send_account_emails()
    old = link_in_last_email()
    post(manager, "staff:invite_again", nell)
    send_account_emails()
    assert "does not work any more" in join(client, old).content.decode()
    assert join(Client(), link_in_last_email()).status_code == 302


def test_somebody_signed_in_does_not_join_as_somebody_else(manager, cast, client_for):
    invited(manager)
    send_account_emails()
    other = client_for(cast.teacher)
    assert "sign out first" in join(other, link_in_last_email()).content.decode()


@pytest.mark.parametrize("password", ["short", "password1234", "nell.otter@example.org"])
def test_joining_refuses_a_weak_password_in_words(manager, client, password):
    invited(manager)
    send_account_emails()
    page = join(client, link_in_last_email(), password=password, again=password)
    assert page.status_code == 200
    assert User.objects.get(email="nell.otter@example.org").joined_at is None


def test_asking_for_a_password_before_joining_sends_the_invitation_again(manager, client):
    invited(manager)
    send_account_emails()
    client.post(reverse("account_reset_password"), {"email": "nell.otter@example.org"})
    send_account_emails()
    assert "/staff/join/" in mail.outbox[-1].body


def test_a_double_click_invites_once(manager):
    key = str(uuid.uuid4())
    for _ in range(2):
        manager.post(reverse("staff:invite"), {"idempotency_key": key, **NEW})
    assert AccountEmail.objects.count() == 1


def test_an_address_in_use_is_refused_in_words(manager, cast):
    page = post(manager, "staff:invite", **{**NEW, "email": "TEACHER@example.org"}).content.decode()
    assert "already signs in with this address" in page
    assert "Nell Otter" in page  # what was typed is still there


def test_a_role_that_does_not_exist_is_refused(manager, cast):
    page = post(manager, "staff:invite", **{**NEW, "roles": ["superuser"]})
    assert page.status_code == 200
    with pytest.raises(Refused):
        accounts.invite(by=cast.technical, email="x@example.org", name="X", job_title="", roles=["superuser"])


def test_the_first_account_is_made_by_a_command(db):
    from django.core.management import call_command

    call_command("invite", "first.head@example.org", "--name", "Freda Hawk", "--role", "head")
    send_account_emails()
    assert mail.outbox[0].to == ["first.head@example.org"]


@pytest.mark.parametrize(
    ("email", "name", "why"),
    [("no address", "Freda Hawk", "E-mail address: "), ("first.head@example.org", " ", "Name: ")],
)
def test_the_command_asks_what_the_page_asks(db, email, name, why):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match=why):
        call_command("invite", email, "--name", name, "--role", "head")
    assert not User.objects.filter(job_title="", name=name.strip()).exists()


# ---- Who may


@pytest.mark.parametrize("part", ["teacher", "support", "sendco", "wellbeing_lead", "dsl", "office", "governor"])
def test_only_head_and_technical_look_after_accounts(cast, part):
    by = getattr(cast, part)
    with pytest.raises(NotAllowed):
        accounts.invite(by=by, email="x@example.org", name="X", job_title="", roles=["teacher"])
    with pytest.raises(NotAllowed):
        accounts.end_account(by=by, person=cast.support, version=1)
    with pytest.raises(NotAllowed):
        accounts.change_person(by=by, person=cast.support, version=1, name="X", job_title="", phone="", roles=["dsl"])
    with pytest.raises(NotAllowed):
        accounts.reset_second_factor(by=by, person=cast.support, version=1)


def test_nobody_changes_or_ends_their_own_account(cast):
    for by in (cast.technical, cast.head):
        version = User.objects.get(pk=by.pk).version
        with pytest.raises(Refused):
            accounts.end_account(by=by, person=by, version=version)
        with pytest.raises(Refused):
            accounts.change_person(
                by=by, person=by, version=version, name="X", job_title="", phone="", roles=["dsl", "head"]
            )
        with pytest.raises(Refused):
            accounts.reset_second_factor(by=by, person=by, version=version)


def test_two_managers_cannot_end_each_other_at_once(committed_db, cast):
    """Whoever comes second no longer has an account: one of the two stays."""
    said = []

    def end(by, person):
        try:
            accounts.end_account(by=by, person=person, version=1)
            said.append("ended")
        except (Refused, NotAllowed):
            said.append("refused")
        finally:
            connection.close()

    pairs = ((cast.head, cast.technical), (cast.technical, cast.head))
    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["ended", "refused"]
    assert User.objects.filter(pk__in=[cast.head.pk, cast.technical.pk], is_active=True).count() == 1


# ---- Moving


def test_new_roles_count_from_the_next_click(cast, client_for, manager):
    support = client_for(cast.support)
    assert support.get(reverse("staff:people")).status_code == 403
    fields = {"name": cast.support.name, "job_title": "", "phone": "", "roles": ["support", "head"]}
    assert press(manager, "staff:person", cast.support, **fields).status_code == 302
    assert support.get(reverse("staff:people")).status_code == 200
    press(manager, "staff:person", cast.support, **{**fields, "roles": ["support"]})
    assert support.get(reverse("staff:people")).status_code == 403
    entry = Entry.objects.filter(verb="account.changed").first()
    assert entry.fields == "roles"
    assert "given: Headteacher" in entry.reason


def test_a_role_that_reads_about_safeguarding_is_told_to_the_dsl_and_head(cast, manager, client_for):
    fields = {"name": cast.support.name, "job_title": "", "phone": "", "roles": ["dsl"]}
    press(manager, "staff:person", cast.support, **fields)
    told = set(Notice.objects.filter(kind="access_given").values_list("user__email", flat=True))
    assert told == {"dsl@example.org", "deputy@example.org", "head@example.org"}
    dsl = client_for(cast.dsl)
    notice = Notice.objects.get(kind="access_given", user=cast.dsl)
    answer = dsl.post(reverse("staff:open_notice", args=[notice.public_id]))
    assert dsl.get(answer.headers["Location"]).status_code == 200


def test_two_managers_on_one_person_lose_nothing(cast, manager, client_for):
    fields = {"name": "Sam Reed", "job_title": "Teaching assistant", "phone": "", "roles": ["support"]}
    version = cast.support.version
    assert post(manager, "staff:person", cast.support, version=version, **fields).status_code == 302
    late = post(client_for(cast.head), "staff:person", cast.support, version=version, **{**fields, "job_title": "ELSA"})
    page = late.content.decode()
    assert "ELSA" in page and "Teaching assistant" in page
    cast.support.refresh_from_db()
    assert cast.support.job_title == "Teaching assistant"


def test_a_post_cannot_set_what_the_form_does_not_show(cast, manager):
    fields = {"name": "Sam Reed", "job_title": "", "phone": "", "roles": ["support"]}
    press(manager, "staff:person", cast.support, **fields, is_demo="1", email="thief@example.org", is_active="")
    cast.support.refresh_from_db()
    assert (cast.support.email, cast.support.is_demo, cast.support.is_active) == ("support@example.org", False, True)


# ---- Leaving


def test_a_leaver_is_out_at_the_next_click_and_cannot_come_back(cast, door, manager):
    person = door.give_codes(cast.teacher)
    there, elsewhere = door.signed_in(person), Client()
    elsewhere.force_login(cast.teacher)  # a session nobody listed
    assert door.is_in(there)
    assert press(manager, "staff:end_account", cast.teacher).status_code == 302
    assert not door.is_in(there)
    keys = {there.cookies["session"].value, elsewhere.cookies["session"].value}
    assert not Session.objects.filter(session_key__in=keys).exists()
    assert "do not go together" in door.password(Client(), cast.teacher).content.decode()
    assert not second_factor.owns(cast.teacher)
    assert Entry.objects.filter(verb="account.ended", subject=str(cast.teacher.public_id)).exists()
    Client().post(reverse("account_reset_password"), {"email": cast.teacher.email})
    send_account_emails()
    assert not mail.outbox


def test_somebody_half_way_through_signing_in_when_their_account_ends_does_not_get_in(cast, door, manager, client):
    person = door.give_codes(cast.teacher)
    door.password(client, cast.teacher)
    press(manager, "staff:end_account", cast.teacher)
    client.post(reverse("mfa_authenticate"), {"code": person.code()})
    assert not door.is_in(client)


def test_ending_an_account_asks_for_the_second_factor_again(cast, door, monday_morning, later):
    technical = door.signed_in(door.give_codes(cast.technical))
    later(minutes=6)
    answer = press(technical, "staff:end_account", cast.teacher)
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    cast.teacher.refresh_from_db()
    assert cast.teacher.is_active


def test_ending_an_account_takes_back_an_open_invitation(manager, client):
    nell = invited(manager)
    send_account_emails()
    link = link_in_last_email()
    press(manager, "staff:end_account", nell)
    assert "does not work any more" in join(client, link).content.decode()


def test_somebody_who_comes_back_keeps_the_account_with_the_new_roles_only(cast, manager, client):
    cast.dsl.name = "Dora Finch"
    press(manager, "staff:end_account", cast.dsl)
    post(manager, "staff:invite", name="Dora Finch", email="dsl@example.org", job_title="", roles=["teacher"])
    back = User.objects.get(email="dsl@example.org")
    assert back.pk == cast.dsl.pk and back.is_active and back.roles == [Role.TEACHER] and back.joined_at is None
    send_account_emails()
    assert join(client, link_in_last_email()).status_code == 302


def test_a_lost_telephone_is_set_up_anew_and_the_person_is_told(cast, door, manager):
    person = door.give_codes(cast.teacher)
    client = door.signed_in(person)
    press(manager, "staff:reset_second_factor", cast.teacher)
    assert not door.is_in(client)
    again = Client()
    door.password(again, cast.teacher)
    assert again.get(reverse("staff:notices")).headers["Location"] == reverse("mfa_activate_totp")
    send_account_emails()
    assert mail.outbox[-1].subject == "The way you sign in was changed"


# ---- My own account


def test_i_see_where_i_am_signed_in_and_can_end_it(cast, door, monday_morning, later):
    person = door.give_codes(cast.teacher)
    here = door.signed_in(person)
    later(seconds=30)
    there = door.signed_in(person)
    page = here.get(reverse("staff:me")).content.decode()
    number = re.search(r'name="session" value="(\d+)"', page).group(1)
    post(here, "staff:end_my_sessions", session=number)
    assert not door.is_in(there)
    assert door.is_in(here)


def test_i_can_sign_out_everywhere_else(cast, door, monday_morning, later):
    person = door.give_codes(cast.teacher)
    here = door.signed_in(person)
    later(seconds=30)
    others = [door.signed_in(person)]
    post(here, "staff:end_my_sessions")
    assert door.is_in(here) and not any(door.is_in(other) for other in others)


def test_nobody_ends_a_session_that_is_not_theirs(cast, door, monday_morning):
    mine, other = door.signed_in(door.give_codes(cast.teacher)), door.signed_in(door.give_codes(cast.other_teacher))
    number = accounts.sessions_of(cast.other_teacher).get().pk
    post(mine, "staff:end_my_sessions", session=str(number))
    assert door.is_in(other)


def test_i_choose_how_i_am_told(cast, client_for):
    client = client_for(cast.teacher)
    assert press_me(client, cast.teacher, phone="01442 000000", told_by="app").status_code == 302
    cast.teacher.refresh_from_db()
    assert (cast.teacher.phone, cast.teacher.told_by) == ("01442 000000", "app")


def press_me(client, user, **fields):
    return client.post(
        reverse("staff:me"),
        {"idempotency_key": str(uuid.uuid4()), "version": User.objects.get(pk=user.pk).version, **fields},
    )


# ---- Lists


def test_the_list_of_people_asks_no_more_for_sixty_than_for_eleven(cast, manager, django_assert_max_num_queries):
    User.objects.bulk_create(
        User(email=f"p{n}@example.org", name=f"Person {n}", roles=["teacher"], joined_at=cast.head.invited_at)
        for n in range(60)
    )
    manager.get(reverse("staff:people"))
    with django_assert_max_num_queries(8):
        assert "Person 59" in manager.get(reverse("staff:people")).content.decode()


def test_the_worker_does_not_send_an_invitation_that_was_overtaken(manager):
    nell = invited(manager)
    accounts.end_account(by=System("test"), person=nell, version=nell.version)
    send_account_emails()
    assert not mail.outbox
    assert AccountEmail.objects.get(user=nell).email_state == "cancelled"
