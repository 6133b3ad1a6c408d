"""Briefings: the fewest words, to named people, until a day; who has read them, and who never may."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.actions import Refused
from concerns.actions.briefings import (
    approve_briefing,
    decline_briefing,
    read_briefing,
    to_read,
    withdraw_briefing,
    write_briefing,
)
from concerns.models import Briefing
from pupils.actions import block_relative, mark_left
from staff.models import Notice
from staff.notices import is_still_owed, sweep
from staff.permitted import NotAllowed
from staff.policy import Permission

pytestmark = pytest.mark.django_db
WORDS = "Ana may leave the room for five minutes when she asks. Say yes, and do not ask why."


def brief(cast, by=None, readers=None, **more):
    facts = {"words": WORDS, "until_on": timezone.localdate() + timedelta(days=30)} | more
    readers = readers or [cast.support, cast.other_teacher]
    return write_briefing(by=by or cast.sendco, pupil=cast.child, readers=readers, **facts)


def reads(user, briefing):
    return Briefing.objects.all().permitted(user, Permission.CONCERN_READ).filter(pk=briefing.pk).exists()


def test_those_who_decide_send_at_once_and_only_the_named_read_it(cast):
    briefing = brief(cast)
    assert briefing.state == "sent"
    assert reads(cast.support, briefing)
    assert reads(cast.other_teacher, briefing)
    assert not reads(cast.teacher, briefing)  # the child's own teacher was not named
    assert not reads(cast.office, briefing)
    assert reads(cast.dsl, briefing)
    told = Notice.objects.filter(kind="briefing_to_read")
    assert set(told.values_list("user", flat=True)) == {cast.support.pk, cast.other_teacher.pk}


def test_a_teacher_proposes_and_nobody_reads_it_before_it_is_let_out(cast):
    briefing = brief(cast, by=cast.teacher)
    assert briefing.state == "proposed"
    assert not reads(cast.support, briefing)
    asked = set(Notice.objects.filter(kind="briefing_to_approve").values_list("user", flat=True))
    assert asked == {cast.sendco.pk, cast.wellbeing_lead.pk, cast.dsl.pk, cast.deputy.pk}
    with pytest.raises(NotAllowed):
        approve_briefing(by=cast.teacher, briefing=briefing)
    approve_briefing(by=cast.wellbeing_lead, briefing=briefing)
    assert reads(cast.support, briefing)
    with pytest.raises(Refused):
        decline_briefing(by=cast.sendco, briefing=briefing, reason="Too late.")


def test_one_whose_last_day_has_gone_by_is_not_sent_to_nobody(cast, client_for):
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        briefing = brief(cast, by=cast.teacher, until_on=timezone.localdate())
    answer = client_for(cast.sendco).post(
        f"/concerns/briefings/{briefing.public_id}/approve/", {"idempotency_key": str(uuid.uuid4())}, follow=True
    )
    assert "Its last day has gone by" in answer.content.decode()
    briefing.refresh_from_db()
    assert briefing.state == "proposed"


def test_a_declined_one_says_why_to_its_writer_and_is_read_by_nobody(cast):
    briefing = decline_briefing(by=cast.sendco, briefing=brief(cast, by=cast.teacher), reason="Too much detail.")
    assert not reads(cast.support, briefing)
    assert reads(cast.teacher, briefing)
    assert is_still_owed(Notice.objects.get(kind="briefing_declined", user=cast.teacher))


def test_the_form_says_that_somebody_must_read_it_and_what_its_button_does(cast, client_for):
    teacher, url = client_for(cast.teacher), f"/concerns/briefings/write/{cast.child.public_id}/"
    html = teacher.get(url).content.decode()
    assert "Ask for it to be sent" in html and "Send it to these people" not in html
    assert "Send it to these people" in client_for(cast.dsl).get(url).content.decode()
    form = teacher.post(url, {"words": WORDS, "idempotency_key": uuid.uuid4()}).context["form"]
    assert form.errors["readers" if "readers" in form.fields else "others"] == ["Please choose at least one person."]


def test_another_classes_teacher_writes_none(cast):
    with pytest.raises(NotAllowed):
        brief(cast, by=cast.other_teacher)


def test_a_relative_is_never_a_reader_nor_stays_one(cast):
    block_relative(by=cast.office, pupil=cast.child, user=cast.head)
    with pytest.raises(Refused):
        brief(cast, readers=[cast.head])
    briefing = brief(cast)
    block_relative(by=cast.office, pupil=cast.child, user=cast.support)
    assert not reads(cast.support, briefing)


@pytest.mark.parametrize(
    "wrong", [{"words": " "}, {"words": "x" * 401}, {"until_on": timezone.localdate() - timedelta(days=2)}]
)
def test_no_words_too_many_and_a_day_gone_by_are_refused(cast, wrong):
    with pytest.raises(Refused):
        brief(cast, **wrong)


def test_read_is_said_by_the_reader_and_shown_to_the_sender(cast, client_for):
    briefing = brief(cast)
    client = client_for(cast.support)
    client.get("/concerns/briefings/")
    assert list(to_read(cast.support)) == [briefing]  # to open it is not to have read it
    read_briefing(by=cast.support, briefing=briefing)
    assert not to_read(cast.support).exists()
    with pytest.raises(NotAllowed):
        read_briefing(by=cast.dsl, briefing=briefing)
    page = client_for(cast.sendco).get(f"/concerns/briefings/{briefing.public_id}/").content.decode()
    assert page.index("Sam Reed") < page.index("Read ") < page.index("Owen Pike") < page.index("Not yet")
    assert "Owen Pike" not in client.get(f"/concerns/briefings/{briefing.public_id}/").content.decode()


def test_it_runs_out_is_withdrawn_and_leaves_with_the_child(cast):
    over, back, gone = brief(cast), brief(cast), brief(cast)
    withdraw_briefing(by=cast.sendco, briefing=back, reason="No longer needed.")
    assert not reads(cast.support, back)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert not reads(cast.support, over)
        assert reads(cast.sendco, over)
    assert reads(cast.support, gone)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert not reads(cast.support, gone)


def test_whoever_had_read_it_or_wrote_it_hears_that_it_is_withdrawn(cast, client_for):
    """Nobody goes on by words that somebody has taken back; whoever had not read it has nothing to forget."""
    briefing = approve_briefing(by=cast.sendco, briefing=brief(cast, by=cast.teacher))
    read_briefing(by=cast.support, briefing=briefing)
    withdraw_briefing(by=cast.sendco, briefing=briefing, reason="It said too much.")
    told = {notice.user: notice for notice in Notice.objects.filter(kind="briefing_withdrawn")}
    assert set(told) == {cast.support, cast.teacher}
    assert all(is_still_owed(notice) for notice in told.values())
    page = client_for(cast.support).get("/staff/notices/briefing_withdrawn/").content.decode()
    assert cast.child.name in page
    assert WORDS not in page
    block_relative(by=cast.office, user=cast.support, pupil=cast.child)
    assert not is_still_owed(told[cast.support])


def test_of_one_that_ran_out_nothing_is_awaited_and_nothing_withdrawn(cast, client_for):
    briefing = brief(cast)
    ways = ("Not yet", f"/concerns/briefings/{briefing.public_id}/withdraw/")

    def shown():
        page = client_for(cast.sendco).get(f"/concerns/briefings/{briefing.public_id}/").content.decode()
        return [words in page for words in ways], "It ran out on" in page

    assert shown() == ([True, True], False)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert shown() == ([False, False], True)


def test_only_its_writer_and_those_who_send_withdraw_it(cast):
    with pytest.raises(NotAllowed):
        withdraw_briefing(by=cast.support, briefing=brief(cast), reason="I do not like it.")


def test_whoever_proposed_one_takes_it_back_before_it_goes_out(cast, client_for):
    briefing = brief(cast, by=cast.teacher)
    with pytest.raises(Refused, match="nothing to withdraw"):
        withdraw_briefing(by=cast.sendco, briefing=briefing, reason="Not mine to take back.")
    url = f"/concerns/briefings/{briefing.public_id}/"
    teacher = client_for(cast.teacher)
    assert "Take it back" in teacher.get(url).content.decode()
    assert "Take it back" not in client_for(cast.sendco).get(url).content.decode()
    sent = {"reason": "I said too much.", "idempotency_key": uuid.uuid4()}
    assert teacher.post(f"{url}withdraw/", sent).status_code == 302
    with pytest.raises(Refused, match="decided about this briefing already"):
        approve_briefing(by=cast.sendco, briefing=briefing)
    assert not reads(cast.support, briefing)
    asked = Notice.objects.filter(kind="briefing_to_approve")
    assert asked and not any(is_still_owed(notice) for notice in asked)


def test_the_unread_are_asked_once_more_two_school_days_later(cast):
    with time_machine.travel("2026-11-23 10:00+00:00", tick=False) as clock:
        briefing = brief(cast)
        read_briefing(by=cast.support, briefing=briefing)
        for _ in range(2):
            clock.shift(timedelta(days=1))
            sweep(timezone.localdate())
        asked = Notice.objects.filter(kind="briefing_to_read", user=cast.other_teacher)
        assert asked.count() == 2
        assert Notice.objects.filter(kind="briefing_to_read", user=cast.support).count() == 1
        clock.shift(timedelta(days=1))
        sweep(timezone.localdate())
        assert asked.count() == 2  # and nothing more is sent tomorrow
        read_briefing(by=cast.other_teacher, briefing=briefing)
        assert not any(is_still_owed(notice) for notice in asked)


def test_the_database_keeps_its_words_and_its_receipts(cast):
    briefing = brief(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Briefing.objects.filter(pk=briefing.pk).update(words="Nothing.")
    with pytest.raises(DatabaseError), transaction.atomic():
        briefing.readers.first().delete()


def test_the_page_asks_again_before_words_of_harm_go_out(cast, client_for):
    sendco, url = client_for(cast.sendco), f"/concerns/briefings/write/{cast.child.public_id}/"
    typed = {
        "idempotency_key": str(uuid.uuid4()), "words": "She has a bruise. Be kind.",
        "readers": [str(cast.support.public_id)], "until_on": (timezone.localdate() + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    asked = sendco.post(url, typed)
    assert "Do they need that?" in asked.content.decode()
    assert not Briefing.objects.exists()
    assert sendco.post(url, typed | {"sure": "on"}).status_code == 302
    assert Briefing.objects.get().readers.get().user == cast.support
