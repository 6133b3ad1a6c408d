"""The pages of search: words stay out of addresses, restricted text has a request of its own, every look leaves a trace."""

import base64
import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from concerns.actions.urgent import note_urgent, open_urgent
from concerns.tests.world import raise_about
from dashboard import again
from staff.policy import Level

pytestmark = pytest.mark.django_db
EVERYWHERE, APART = "/search/", "/search/restricted/"


def page(response):
    return response.content.decode()


@pytest.fixture
def held(cast):
    return raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING, lead=cast.dsl, facts="A zebra bruise.")


def test_a_teacher_finds_a_word_about_a_child_of_theirs(cast, client_for):
    raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.dsl, facts="<b>Zebra</b> & friends")
    answer = page(client_for(cast.teacher).post(EVERYWHERE, {"q": "zebra"}))
    assert "Found in 1 place" in answer
    assert "&lt;b&gt;<mark>Zebra</mark>&lt;/b&gt; &amp; friends" in answer
    assert cast.child.name in answer
    assert "Nothing you may read" in page(client_for(cast.other_teacher).post(EVERYWHERE, {"q": "zebra"}))


def test_words_in_an_address_are_not_looked_for(cast, client_for):
    raise_about(cast.child, by=cast.teacher, facts="Zebra")
    answer = page(client_for(cast.teacher).get(EVERYWHERE, {"q": "zebra"}))
    assert "zebra" not in answer.lower()


def test_restricted_words_are_absent_from_the_general_search(cast, client_for, held):
    assert "Nothing you may read" in page(client_for(cast.dsl).post(EVERYWHERE, {"q": "zebra"}))


def test_restricted_words_ask_for_a_purpose(cast, client_for, held):
    client = client_for(cast.dsl)
    refused = page(client.post(APART, {"q": "zebra", "purpose": " "}))
    assert "Please say why" in refused
    assert "bruise" not in refused
    answer = page(client.post(APART, {"q": "zebra", "purpose": "A call from the social worker"}))
    assert "<mark>zebra</mark> bruise" in answer
    verbs = Entry.objects.filter(reason="A call from the social worker").values_list("verb", "pupil")
    assert set(verbs) == {
        ("restricted_words.searched", ""),
        ("restricted_words.found", str(cast.child.public_id)),
    }
    assert not Entry.objects.filter(reason__icontains="zebra").exists()


def test_words_of_an_urgent_that_names_no_child_are_found_beside_those_about_one(cast, client_for, held):
    episode = open_urgent(by=cast.teacher)
    note_urgent(by=cast.teacher, episode=episode, words="Somebody saw a zebra at the gate.")
    answer = client_for(cast.dsl).post(APART, {"q": "zebra", "purpose": "A call from the social worker"})
    words = page(answer)
    assert answer.status_code == 200 and "Found in 2 places" in words
    assert "no child named yet" in words and cast.child.name in words


def test_restricted_words_ask_for_the_second_factor_again(cast, client_for, held):
    client = client_for(cast.dsl)
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = time.time() - 301
    session.save()
    answer = client.post(APART, {"q": "zebra", "purpose": "A call"})
    assert answer.status_code == 302
    assert b"zebra" not in answer.content


def test_a_search_about_a_child_that_is_not_theirs_is_not_there(cast, client_for):
    url = reverse("dashboard:search_child", args=[cast.other_child.public_id])
    assert client_for(cast.teacher).post(url, {"q": "zebra"}).status_code == 404


def test_a_search_leaves_a_trace_without_its_words(cast, client_for):
    url = reverse("dashboard:search_child", args=[cast.child.public_id])
    client_for(cast.teacher).post(url, {"q": "zebra"})
    entry = Entry.objects.filter(verb="words.searched").get()
    assert entry.pupil == str(cast.child.public_id)


def test_a_search_that_finds_nothing_says_what_to_do(cast, client_for):
    client = client_for(cast.teacher)
    assert "Try fewer letters" in page(client.post(EVERYWHERE, {"q": "zebra"}))
    assert "Add one that says more" in page(client.post(EVERYWHERE, {"q": "he was"}))
    assert "Type a word" in page(client.post(EVERYWHERE, {"q": ""}))


def test_a_long_list_goes_on_by_posting(cast, client_for):
    for n in range(22):
        raise_about(cast.child, by=cast.teacher, facts=f"Zebra {n}")
    client = client_for(cast.teacher)
    first = client.post(EVERYWHERE, {"q": "zebra"})
    assert "The newest 20" in page(first)
    second = page(client.post(EVERYWHERE, {"q": "zebra", "after": first.context["after"]}))
    assert "The last 2" in second


def test_search_is_found_from_find_a_child_and_from_a_childs_page(cast, client_for):
    client = client_for(cast.teacher)
    assert reverse("dashboard:search_words") in page(client.get("/pupils/find/"))
    assert reverse("dashboard:search_child", args=[cast.child.public_id]) in page(
        client.get(f"/child/{cast.child.public_id}/")
    )


def way_back(answer):
    return re.search(r'data-way-back="([^"]*)"', answer)[1]


def test_the_way_back_finds_the_same_again_for_whoever_looked_and_tells_no_word(cast, client_for):
    raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl, facts="Zebra")
    client = client_for(cast.teacher)
    address = way_back(page(client.post(EVERYWHERE, {"q": "zebra"})))
    assert "zebra" not in base64.urlsafe_b64decode(address.removeprefix("?again=")).decode("latin-1").lower()
    back = page(client.get(EVERYWHERE + address))
    assert "Found in 1 place" in back and 'value="zebra"' in back
    assert Entry.objects.filter(verb="words.searched").exists()
    for other in (page(client_for(cast.dsl).get(EVERYWHERE + address)), page(client.get(EVERYWHERE + address[:-9]))):
        assert "zebra" not in other.lower()
    with time_machine.travel(timezone.now() + timedelta(hours=9), tick=False):
        assert again.opened(cast.teacher, address.removeprefix("?again=")) is None


def test_what_is_no_way_back_at_all_is_an_empty_form(cast, client_for):
    for token in ("é", "x" * 200, "%00", "gAAAAA=="):
        assert client_for(cast.teacher).get(EVERYWHERE, {"again": token}).status_code == 200


def test_a_word_is_taken_along_to_safeguarding_records_where_it_waits_for_its_reason(cast, client_for, held):
    client = client_for(cast.dsl)
    address = re.search(r'href="(/search/restricted/\?again=[^"]*)"', page(client.post(EVERYWHERE, {"q": "zebra"})))[1]
    there = page(client.get(address))
    assert 'value="zebra"' in there and "bruise" not in there
    assert not Entry.objects.filter(verb="restricted_words.searched").exists()
    assert way_back(page(client.post(APART, {"q": "zebra", "purpose": "A call"}))) == ""
