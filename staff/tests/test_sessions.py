"""A shared classroom PC gives nothing away, and nobody loses what they were writing."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from staff import drafts
from staff.models import Draft, User
from staff.sessions import browser_in_words

pytestmark = pytest.mark.usefixtures("monday_morning")
CLEARED = '"cache", "storage"'


@pytest.fixture
def teacher(cast, door):
    return door.give_codes(cast.teacher)


@pytest.fixture
def client(door, teacher):
    return door.signed_in(teacher)


def test_fifteen_idle_minutes_sign_out(client, door, later):
    assert door.is_in(client)
    later(minutes=15, seconds=1)
    answer = client.get(reverse("staff:me"))
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={reverse('staff:me')}"
    assert answer.headers["Clear-Site-Data"] == CLEARED
    page = client.get(answer.headers["Location"]).content.decode()
    assert "nothing happened for a while" in page
    assert not door.is_in(client)


def test_a_click_every_ten_minutes_keeps_it_open_but_never_past_ten_hours(client, door, later):
    for _ in range(59):
        later(minutes=10)
        assert door.is_in(client)
    later(minutes=11)
    assert not door.is_in(client)


def test_what_the_page_does_by_itself_does_not_keep_it_open(client, door, later):
    assert door.is_in(client)
    for _ in range(3):
        later(minutes=5)
        client.post(reverse("staff:save_draft"), {"draft_form": "tests:x", "words": "hello"})
    later(seconds=1)
    assert not door.is_in(client)


def test_signing_out_clears_this_browser_and_ends_the_session_on_the_server(client, door, teacher):
    cookie = client.cookies["session"].value
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == CLEARED
    assert answer.headers["Location"] == reverse("account_login")
    stolen = Client()
    stolen.cookies["session"] = cookie
    assert not door.is_in(stolen)
    assert Entry.objects.filter(verb="sign_in.ended", actor_id=str(teacher.user.public_id)).count() == 1


def test_signing_out_is_a_post(client, door):
    assert client.get(reverse("account_logout")).status_code == 200
    assert door.is_in(client)


def test_an_ordinary_page_clears_nothing(client):
    assert "Clear-Site-Data" not in client.get(reverse("staff:me")).headers


def test_every_page_of_the_door_is_kept_out_of_caches(client):
    for page in (client.get(reverse("staff:me")), Client().get(reverse("account_login"))):
        assert "no-store" in page.headers["Cache-Control"]


def long_text(**fields):
    return {"draft_form": "concerns:log", "draft_about": "", "facts": "He said his arm hurt.", **fields}


def test_a_post_after_idling_keeps_the_words_for_their_writer_only(client, door, later, cast, teacher):
    assert door.is_in(client)
    later(minutes=20)
    before = f"http://testserver{reverse('staff:me')}"
    answer = client.post(reverse("staff:me"), long_text(), headers={"Referer": before})
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={reverse('staff:me')}"
    assert drafts.find(cast.teacher, "concerns:log").fields["facts"] == "He said his arm hurt."
    # the next person at this computer
    other = door.give_codes(cast.other_teacher)
    door.sign_in(client, other)
    assert drafts.find(cast.other_teacher, "concerns:log") is None
    assert "arm hurt" not in client.get(reverse("staff:me")).content.decode()


def test_after_a_post_to_an_address_that_only_takes_posts_the_way_back_is_the_page_it_was_on(client, later):
    client.get(reverse("staff:me"))
    later(minutes=20)
    answer = client.post(
        reverse("staff:save_draft"), long_text(), headers={"Referer": f"http://testserver{reverse('staff:me')}"}
    )
    assert answer.headers["Location"].endswith(f"next={reverse('staff:me')}")


def test_the_way_back_is_never_another_site(client, later):
    client.get(reverse("staff:me"))
    later(minutes=20)
    answer = client.post(reverse("staff:save_draft"), long_text(), headers={"Referer": "https://evil.example/x"})
    assert answer.headers["Location"].endswith(f"next={reverse('dashboard:home')}")


def test_a_little_piece_of_a_page_asked_for_after_idling_sends_the_whole_page_to_sign_in(client, later):
    client.get(reverse("staff:me"))
    later(minutes=20)
    answer = client.get(reverse("staff:notices"), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))


def test_words_posted_with_somebody_elses_page_are_not_kept_as_mine(client, door, later, cast):
    """Two tabs: one person's form is still open when another has signed in."""
    client.post(reverse("account_logout"))
    assert client.post(reverse("staff:save_draft"), long_text()).status_code == 302
    assert not Draft.objects.exists()


def test_a_deactivated_account_is_out_at_the_next_click(client, door, cast):
    from django.utils import timezone

    User.objects.filter(pk=cast.teacher.pk).update(is_active=False, left_at=timezone.now())
    assert not door.is_in(client)


def test_a_changed_password_ends_other_sessions(client, door, cast):
    User.objects.filter(pk=cast.teacher.pk).update(password=make_password("six very green frogs"))
    assert not door.is_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541) Chrome/140.0 Safari/537.36", "Chrome on a Chromebook"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("", "A browser"),
        ("<script>", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(agent, words):
    assert browser_in_words(agent) == words
