"""The ways into the urgent route: a decision, a child's page, a guest's report; and what of it the concern keeps."""

import re

import pytest
from django.urls import reverse

from audit.actions import Guest
from concerns.actions import triage
from concerns.actions.reports import match_report, receive_report
from concerns.actions.urgent import acknowledge_urgent, link_concern, open_urgent, stand_down, tell_parents
from concerns.models import Episode, Keeping, Report
from concerns.showing.urgent import way_from
from concerns.tests.test_guests import guest, words
from concerns.tests.test_urgent_pages import key
from concerns.tests.world import raise_about, related
from school.models import Agency
from staff.models import Notice

pytestmark = pytest.mark.usefixtures("friday")


def without_tokens(page):
    return re.sub(r'(csrfmiddlewaretoken" value|idempotency_key" value|nonce)="[^"]+"', "", page)


def decide(by, concern):
    triage(by=by, concern=concern, decision="urgent", rationale="Tonight is not safe.")
    return concern.decisions.get().episode


def test_a_decision_urgent_begins_the_urgent_route_and_calls_the_others(rota):
    concern = raise_about(rota.child, by=rota.teacher)
    episode = decide(rota.dsl, concern)
    assert (episode.state, episode.pupil, episode.concern, episode.opened_by) == (
        "live", rota.child, concern, rota.dsl,
    )  # fmt: skip
    called = list(episode.alerts.order_by("minute").values_list("user", "minute"))
    assert (rota.deputy.pk, 0) in called and rota.dsl.pk not in {user for user, _ in called}
    assert way_from(rota.dsl, concern)["there"] == [episode]


def test_a_decision_urgent_joins_what_goes_on_already_about_the_child(rota):
    going_on = open_urgent(by=rota.support, pupil=rota.child)
    acknowledge_urgent(by=rota.dsl, episode=going_on)
    first, second = (raise_about(rota.child, by=rota.teacher) for _ in range(2))
    assert decide(rota.dsl, first) == decide(rota.dsl, second) == going_on
    going_on.refresh_from_db()
    assert going_on.concern == first
    assert Episode.objects.count() == 1
    assert way_from(rota.dsl, second)["there"] == [going_on]
    assert [n.words for n in going_on.notes.filter(kind="concern")] == [
        f"Goes with concern {one.reference}." for one in (first, second)
    ]


def test_one_who_may_not_know_of_what_goes_on_begins_another_and_learns_nothing(rota):
    hidden = open_urgent(by=rota.support, pupil=rota.child)
    episode = decide(rota.sendco, raise_about(rota.child, by=rota.teacher))
    assert episode != hidden and episode.opened_by == rota.sendco


def test_the_page_leads_from_the_decision_to_the_clock(rota, client_for):
    concern = raise_about(rota.child, by=rota.teacher)
    client, sent = client_for(rota.dsl), key(seen="", decision="urgent", rationale="Tonight is not safe.")
    answers = [client.post(reverse("concerns:triage", args=[concern.public_id]), sent) for _ in range(2)]
    episode = Episode.objects.get()
    assert [answer.url for answer in answers] == [episode.get_absolute_url()] * 2


def test_urgent_on_a_childs_page_takes_the_child_along(rota, client_for):
    client, about = client_for(rota.teacher), reverse("concerns:urgent_about", args=[rota.child.public_id])
    answer = client.get(about)
    form = answer.context["open_form"]
    assert rota.child.name in answer.content.decode()
    client.post(reverse("concerns:open_urgent"), {name: form[name].value() or "" for name in form.fields})
    assert Episode.objects.get().pupil == rota.child
    page = client_for(rota.dsl).get(rota.child.get_absolute_url()).content.decode()
    assert page.count(about) == 2


# A guest cannot press


def report_of(**answers):
    return receive_report(
        by=Guest("Una Tern", "Made-up Supply"),
        kind="guest",
        child=("Ana García", "Oak"),
        writer=("Una Tern", "Made-up Supply", "07700 900123"),
        answers={"facts": "Sat by herself at lunch.", "danger": "no", **answers},
    )


@pytest.mark.parametrize(
    ("answers", "called"),
    [
        ({}, False),
        ({"childs_words": "I like the snow."}, False),
        ({"danger": "yes"}, True),
        ({"danger": "unsure"}, True),
        ({"childs_words": "I want to die."}, True),
        ({"facts": "He told me his nan died last night."}, True),
    ],
)
def test_what_a_guest_writes_of_danger_calls_the_leads_at_once(rota, answers, called):
    report = report_of(**answers)
    episode = Episode.objects.filter(report=report).first()
    assert bool(episode) is called
    if called:
        minutes = dict(episode.alerts.filter(channel="email", minute__lt=15).values_list("user", "minute"))
        assert minutes == {rota.dsl.pk: 0, rota.deputy.pk: 5, rota.head.pk: 10}


def test_a_guest_sees_the_same_receipt_whether_or_not_anybody_was_called(rota):
    inside, seen = guest(), []
    for danger in ("no", "yes"):
        sent = inside.post(reverse("concerns:guest_write"), words(danger=danger))
        reference = Report.objects.latest("pk").reference
        seen.append(inside.get(sent.url).content.decode().replace(reference, "…"))
    assert Episode.objects.count() == 1
    assert without_tokens(seen[0]) == without_tokens(seen[1])


def test_whoever_comes_reads_what_the_guest_wrote_and_a_relative_does_not_meet_it(rota, client_for):
    related(rota, rota.deputy, rota.child)
    report = report_of(danger="yes", where_now="By the gate")
    episode = Episode.objects.get()
    words = client_for(rota.head).get(episode.get_absolute_url()).content.decode()
    assert "By the gate" in words and "A child not named" not in words
    assert not episode.alerts.filter(user=rota.deputy).exists()
    assert client_for(rota.deputy).get(episode.get_absolute_url()).status_code == 404
    acknowledge_urgent(by=rota.dsl, episode=episode)
    tell_parents(by=rota.dsl, episode=episode, kind="told", who="Her mother")
    concern = match_report(by=rota.dsl, report=report, pupil=rota.child)
    episode.refresh_from_db()
    assert (episode.pupil, episode.concern) == (rota.child, concern)
    concern.refresh_from_db()
    assert concern.parents_told == "told"
    stand_down(by=rota.dsl, episode=episode, outcome="home")


def test_ten_reports_of_danger_ring_each_lead_once_and_every_one_is_read(rota, client_for, friday):
    first = report_of(danger="yes", where_now="By the gate")
    rung = Episode.objects.get().alerts.count()
    for number in range(9):
        friday.shift(60)
        report_of(danger="unsure", where_now=f"Bench {number}")
    episode = Episode.objects.get()
    assert episode.alerts.count() == rung and episode.joined.count() == 9
    assert Notice.objects.filter(user=rota.dsl, kind="danger_to_match").count() == 10
    words = client_for(rota.dsl).get(episode.get_absolute_url()).content.decode()
    assert all(place in words for place in ("By the gate", "Bench 0", "Bench 8"))
    assert words.count("Another guest wrote this") == 9
    joined = Report.objects.exclude(pk=first.pk).first()
    concern = match_report(by=rota.dsl, report=joined, pupil=rota.classmate)
    episode.refresh_from_db()
    assert (
        episode.pupil is None and episode.notes.get(kind="concern").words == f"Goes with concern {concern.reference}."
    )
    match_report(by=rota.dsl, report=first, pupil=rota.child)
    episode.refresh_from_db()
    assert episode.pupil == rota.child


def test_a_report_begins_its_own_cascade_once_somebody_answered_or_nobody_is_left_to_ring(rota, friday):
    report_of(danger="yes")
    friday.shift(16 * 60)
    report_of(danger="yes")
    assert Episode.objects.count() == 2
    acknowledge_urgent(by=rota.dsl, episode=Episode.objects.latest("pk"))
    report_of(danger="yes")
    assert Episode.objects.count() == 3


def test_a_report_that_may_be_about_a_leads_relative_never_joins_one_that_rings_that_lead(rota):
    related(rota, rota.deputy, rota.child)
    receive_report(
        by=Guest("Una Tern", "Made-up Supply"), kind="guest", child=("Jonah Fairweather", "Oak"),
        writer=("Una Tern", "", ""), answers={"facts": "On the roof.", "danger": "yes"},
    )  # fmt: skip
    report_of(danger="yes")
    first, second = Episode.objects.order_by("pk")
    assert first.alerts.filter(user=rota.deputy).exists() and not second.alerts.filter(user=rota.deputy).exists()


# What parents were told is typed once


def test_word_home_is_a_dated_entry_of_the_concern_and_its_answer(rota):
    concern = raise_about(rota.child, by=rota.teacher)
    episode = open_urgent(by=rota.support, pupil=rota.child)
    tell_parents(by=rota.support, episode=episode, kind="no_answer", who="Her father")
    link_concern(by=rota.dsl, episode=episode, concern=concern)
    concern.refresh_from_db()
    assert concern.parents_told == ""
    agency = Agency.objects.current().first()
    tell_parents(
        by=rota.support, episode=episode, kind="told", who="Her mother", words="Is on her way.", directed_to=agency
    )
    tell_parents(by=rota.dsl, episode=episode, kind="not_safe", words="Not her father.")
    concern.refresh_from_db()
    assert concern.parents_told == "told"
    entries = [(n.words, n.written_by) for n in concern.notes.filter(kind="parents")]
    assert [by for _, by in entries] == [rota.support, rota.support, rota.dsl]
    assert entries[1][0] == (
        f"Urgent {episode.reference}, 27 November 2026, 16:45: I told them. Her mother. Is on her way. "
        f"Directed to {agency}."
    )


def test_where_words_are_kept_elsewhere_only_the_answer_is_carried(rota):
    concern = raise_about(rota.child, by=rota.teacher, level="safeguarding")
    episode = open_urgent(by=rota.dsl, pupil=rota.child, concern=concern)
    Keeping.objects.update_or_create(defaults={"kept_in": "Another System"})
    tell_parents(by=rota.dsl, episode=episode, kind="not_safe")
    concern.refresh_from_db()
    assert concern.parents_told == "not_safe"
    assert not concern.notes.exists()
