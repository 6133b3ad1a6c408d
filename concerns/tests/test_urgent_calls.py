"""Who is called when something is urgent: at 0, 5, 10 and 15 minutes, until a person answers. And nothing more."""

import logging

import pytest
from django.db import connection
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions.urgent import (
    acknowledge_urgent,
    call_again,
    name_child,
    open_urgent,
    say_cannot_come,
    stand_down,
)
from concerns.calling import called_for, groups
from concerns.models import Alert, Episode
from concerns.tasks import LEASE, MOST_ATTEMPTS, call_people
from concerns.tests.world import related
from school.duty import on_duty
from staff.cover import hand_over
from staff.models import Notice, User
from staff.notices import is_still_owed

pytestmark = pytest.mark.usefixtures("friday")
SECRET = "Quietwillow said so by the gate"


class Texts:
    """A sender of text messages that keeps what it is given."""

    delivers = True
    sent = []

    def send(self, *, number, words, key):
        self.sent.append((number, words, key))


@pytest.fixture
def texts(settings):
    settings.SMS_SENDER = f"{__name__}.Texts"
    Texts.sent = []
    return Texts


def told(sink):
    """Who got an e-mail so far, in order."""
    return [message["To"].split("@")[0] for message in sink.messages]


def test_whoever_is_away_or_has_not_come_in_yet_is_not_called_first(rota, friday):
    today = timezone.localdate()
    hand_over(by=rota.dsl, person=rota.dsl, colleague=rota.head, from_on=today, until_on=today)
    User.objects.filter(pk=rota.deputy.pk).update(joined_at=None)
    new = User.objects.create(email="n@example.org", name="Nia Tern", roles=["dsl"], joined_at=timezone.now())
    first, others, _ = groups(open_urgent(by=rota.support), on_duty())
    assert (first, set(others)) == ([new], {rota.dsl, rota.deputy})
    assert rota.dsl not in [one.person for one in on_duty().people]


def test_the_lead_then_the_deputies_then_the_head_then_everybody_again(rota, friday, mail_sink, texts):
    open_urgent(by=rota.support, pupil=rota.child)
    call_people()
    assert told(mail_sink) == ["dsl"]
    friday.shift(299)
    call_people()
    assert told(mail_sink) == ["dsl"]
    friday.shift(1)
    call_people()
    assert told(mail_sink) == ["dsl", "deputy"]
    friday.shift(300)
    call_people()
    assert told(mail_sink) == ["dsl", "deputy", "head"]
    friday.shift(300)
    call_people()
    assert sorted(told(mail_sink)[3:]) == ["deputy", "dsl", "head"]
    friday.shift(24 * 60 * 60)
    call_people()
    assert len(mail_sink.messages) == len(texts.sent) == 6


def test_nobody_is_called_after_somebody_answered(rota, friday, mail_sink, texts):
    episode = open_urgent(by=rota.support)
    call_people()
    friday.shift(52)
    acknowledge_urgent(by=rota.dsl, episode=episode)
    friday.shift(3600)
    call_people()
    assert told(mail_sink) == ["dsl"]
    assert len(texts.sent) == 1
    episode.refresh_from_db()
    assert (episode.state, episode.answered_by, episode.held_by) == ("answered", rota.dsl, rota.dsl)
    assert episode.waited.total_seconds() == 52
    assert Notice.objects.filter(user=rota.support, kind="urgent_answered").count() == 1


def test_an_answer_given_twice_is_one_answer(rota):
    episode = open_urgent(by=rota.support)
    for _ in range(2):
        acknowledge_urgent(by=rota.dsl, episode=episode)
    acknowledge_urgent(by=rota.deputy, episode=episode)
    episode.refresh_from_db()
    assert episode.answered_by == rota.dsl
    assert [reply.user for reply in episode.replies.all()] == [rota.dsl, rota.deputy]


def test_a_second_beat_calls_nobody_twice(rota, friday, mail_sink):
    open_urgent(by=rota.support)
    friday.shift(900)
    for _ in range(3):
        call_people()
    assert len(mail_sink.messages) == 6
    assert len({message["Message-ID"] for message in mail_sink.messages}) == 6


def test_a_call_a_killed_worker_had_taken_is_made_when_its_lease_is_over(rota, friday, mail_sink):
    episode = open_urgent(by=rota.support)
    taken = episode.alerts.get(minute=0, channel="email")
    Alert.objects.filter(pk=taken.pk).update(email_state=Alert.Email.SENDING, attempts=1, next_at=taken.next_at + LEASE)
    call_people()
    assert mail_sink.messages == []
    friday.shift(LEASE)
    call_people()
    assert told(mail_sink) == ["dsl"]


def test_a_mail_server_that_refuses_is_tried_again_and_then_shown_as_failed(rota, friday, mail_sink):
    episode = open_urgent(by=rota.support)
    mail_sink.answer = "451 later"
    for _ in range(MOST_ATTEMPTS):
        call_people()
        friday.shift(20)
    mail_sink.answer = "250 OK"
    friday.shift(20)
    call_people()
    assert told(mail_sink)[0] == "dsl"
    assert episode.alerts.get(minute=0, channel="email").attempts > 1


def test_no_message_says_anything_about_anybody(rota, friday, mail_sink, texts, caplog):
    caplog.set_level(logging.DEBUG)
    episode = open_urgent(by=rota.support, pupil=rota.child, words=SECRET)
    friday.shift(900)
    call_people()
    said = [str(message) for message in mail_sink.messages] + [words for _, words, _ in texts.sent] + [caplog.text]
    for words in said:
        for secret in ("Quietwillow", "Ana", "Garc", "Oak", str(episode.public_id), episode.reference, "Sam Reed"):
            assert secret not in words
    assert {m["Subject"] for m in mail_sink.messages} == {"Somebody at school needs you now"}
    assert "/concerns/urgent/" in texts.sent[0][1]
    assert texts.sent[0][0] == "07700 900011"


def test_the_log_never_has_a_whole_telephone_number(rota, mail_sink, caplog):
    open_urgent(by=rota.support)
    call_people()
    assert "…011" in caplog.text
    assert "07700" not in caplog.text


def test_somebody_without_a_telephone_is_not_texted(rota, texts, mail_sink):
    from school.models import OnDuty

    OnDuty.objects.filter(person=rota.dsl).update(phone="")
    episode = open_urgent(by=rota.support)
    call_people()
    assert texts.sent == []
    assert episode.alerts.get(minute=0, channel="sms").email_state == "not_wanted"


def test_when_the_lead_cannot_come_the_deputy_is_called_at_once(rota, friday, mail_sink):
    episode = open_urgent(by=rota.support)
    call_people()
    friday.shift(30)
    say_cannot_come(by=rota.dsl, episode=episode)
    call_people()
    assert told(mail_sink) == ["dsl", "deputy"]


def test_when_whoever_answered_cannot_come_after_all_the_others_are_called_from_now(rota, friday, mail_sink):
    episode = open_urgent(by=rota.support)
    call_people()
    friday.shift(60)
    acknowledge_urgent(by=rota.dsl, episode=episode)
    friday.shift(1200)
    call_again(by=rota.dsl, episode=episode)
    call_people()
    assert told(mail_sink) == ["dsl", "deputy"]
    assert "Dora Finch cannot come after all" in episode.notes.get(kind="again").words
    assert Entry.objects.filter(verb="urgent.called_again", actor_id=str(rota.dsl.public_id)).count() == 1
    told_again = Notice.objects.get(user=rota.support, kind="urgent_called_again")
    assert (told_again.settled_at, is_still_owed(told_again)) == (None, True)
    assert Notice.objects.get(kind="urgent_answered").settled_at is not None
    friday.shift(300)
    call_people()
    assert told(mail_sink)[2:] == ["dsl"]
    friday.shift(300)
    call_people()
    assert told(mail_sink)[3:] == ["head"]
    acknowledge_urgent(by=rota.dsl, episode=episode)
    episode.refresh_from_db()
    assert (episode.state, episode.held_by) == ("answered", rota.dsl)
    assert [one.reply for one in called_for(episode) if one.user == rota.dsl] == ["is coming"]


def test_when_nobody_comes_whoever_began_it_calls_everybody_again(rota, friday, mail_sink):
    episode = open_urgent(by=rota.support)
    acknowledge_urgent(by=rota.dsl, episode=episode)
    friday.shift(600)
    call_again(by=rota.support, episode=episode)
    call_people()
    assert told(mail_sink) == ["dsl"]
    call_again(by=rota.support, episode=episode)  # it calls already: one press more changes nothing
    assert Episode.objects.get().round == 2
    friday.shift(901)
    call_people()
    call_again(by=rota.support, episode=episode)  # everybody was called twice and nobody answered
    assert Episode.objects.get().round == 3
    call_people()
    assert told(mail_sink)[-1] == "dsl"
    stand_down(by=rota.dsl, episode=episode, outcome="class")
    with pytest.raises(Refused, match="press Urgent"):
        call_again(by=rota.dsl, episode=episode)


def test_the_only_lead_who_cannot_come_after_all_is_passed_over_at_once(rota, friday, mail_sink):
    User.objects.filter(pk=rota.deputy.pk).update(is_active=False, left_at="2026-11-27T16:00Z")
    episode = acknowledge_urgent(by=rota.dsl, episode=open_urgent(by=rota.support))
    call_again(by=rota.dsl, episode=episode)
    call_people()
    assert sorted(told(mail_sink)) == ["dsl", "head"]


def test_whoever_began_it_is_not_called(rota, friday, mail_sink):
    open_urgent(by=rota.dsl)
    call_people()
    assert told(mail_sink) == ["deputy"]
    friday.shift(900)
    call_people()
    assert "dsl" not in told(mail_sink)


def test_a_relative_of_the_child_is_never_called(rota, friday, mail_sink):
    related(rota, rota.dsl, rota.child)
    open_urgent(by=rota.support, pupil=rota.child)
    friday.shift(900)
    call_people()
    assert "dsl" not in told(mail_sink)
    assert told(mail_sink)[0] == "deputy"


def test_it_calls_the_others_anew_when_whoever_answered_turns_out_to_be_a_relative(rota, friday, mail_sink):
    related(rota, rota.dsl, rota.child)
    episode = open_urgent(by=rota.support)
    call_people()
    acknowledge_urgent(by=rota.dsl, episode=episode)
    friday.shift(600)
    name_child(by=rota.support, episode=episode, pupil=rota.child)
    call_people()
    assert told(mail_sink) == ["dsl", "deputy"]
    episode.refresh_from_db()
    assert (episode.state, episode.answered_by) == ("live", None)


def test_nothing_is_sent_once_it_is_stood_down(rota, friday, mail_sink):
    episode = open_urgent(by=rota.support)
    stand_down(by=rota.support, episode=episode, outcome="mistake")
    friday.shift(900)
    call_people()
    assert mail_sink.messages == []


def test_somebody_who_left_is_not_called(rota, friday, mail_sink):
    open_urgent(by=rota.support)
    type(rota.dsl).objects.filter(pk=rota.dsl.pk).update(is_active=False, left_at="2026-11-27T16:00Z")
    call_people()
    assert mail_sink.messages == []


def test_every_call_is_written_down_with_the_press_itself(rota):
    """Nothing is put in a queue: what is owed is in the same transaction, or the press is not there either."""
    episode = open_urgent(by=rota.support)
    minutes = [(a.minute, a.user.name) for a in episode.alerts.filter(channel="email")]
    assert [m for m, _ in minutes] == [0, 5, 10, 15, 15, 15]
    assert Episode.objects.count() == 1
    assert connection.in_atomic_block


def test_without_a_rota_the_leads_are_called_all_the_same(cast, friday, mail_sink):
    open_urgent(by=cast.support)
    friday.shift(900)
    call_people()
    assert {"dsl", "deputy", "head"} == set(told(mail_sink))
