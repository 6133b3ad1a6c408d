"""A child leaves: nobody is reminded any more, and the leads owe one thing, until the next school has the file."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from concerns.actions.following import ask_to_do
from concerns.actions.sending_on import send_on
from concerns.sending_on import still_to_do, to_send
from concerns.tests.world import raise_about, related
from pupils.actions import mark_left, mark_returned
from pupils.models import Pupil
from school.calendar import add_school_days
from staff.models import Notice
from staff.notices import KINDS, is_still_owed, sweep
from staff.permitted import NotAllowed


@pytest.fixture
def promised(cast):
    """Ana's concern, and what a teaching assistant said she would do about it by today."""
    concern = raise_about(cast.child, by=cast.teacher)
    follow_up = ask_to_do(
        by=cast.dsl, concern=concern, who=cast.support, words="Sit with her.", due_on=timezone.localdate()
    )
    type(follow_up).objects.filter(pk=follow_up.pk).update(made_at=timezone.now() - timedelta(days=9))
    return follow_up


def leave(cast, ago=0):
    return mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate() - timedelta(days=ago))


def owed(kind, day):
    return {(user, about) for user, about, _ in KINDS[kind].owed(day)}


def next_day():
    return add_school_days(timezone.localdate(), 0)


def test_what_was_promised_goes_from_whoever_promised_it_to_the_leads_file_to_send(cast, promised, client_for):
    asked, day = client_for(cast.support), next_day()
    assert owed("concern_to_do", day) == {(cast.support, promised.pk)}
    leave(cast)
    assert owed("concern_to_do", day) == set() and "Sit with her." not in asked.get("/concerns/asked/").content.decode()
    assert owed("file_to_send", day) == {(cast.dsl, cast.child.pk), (cast.deputy, cast.child.pk)}
    assert [one for one, _ in still_to_do(cast.dsl, cast.child)] == [promised]
    mark_returned(by=cast.office, pupil=cast.child)
    assert owed("concern_to_do", day) == {(cast.support, promised.pk)} and owed("file_to_send", day) == set()
    assert "Sit with her." in asked.get("/concerns/asked/").content.decode()


def test_what_is_asked_for_after_the_child_left_is_owed(cast):
    leave(cast, ago=3)
    concern = raise_about(cast.child, by=cast.dsl)
    follow_up = ask_to_do(by=cast.dsl, concern=concern, who=cast.support, words="Ring them.", due_on=next_day())
    assert owed("concern_to_do", next_day()) == {(cast.support, follow_up.pk)}


def test_it_is_owed_until_the_next_school_has_it_and_a_later_leaving_is_asked_anew(cast, promised):
    leave(cast)
    sweep(next_day())
    notice = Notice.objects.get(user=cast.dsl, kind="file_to_send")
    with pytest.raises(Refused, match="was sent"):
        say(cast, "received", whom="Made-up Hill")
    say(cast, "sent", whom="Made-up Hill, their lead", how="By hand")
    assert is_still_owed(notice)
    later = add_school_days(timezone.localdate(), 5)
    sweep(later)
    assert Notice.objects.filter(user=cast.dsl, kind="file_to_send", due_on=later).exists()
    say(cast, "received", whom="Ms Sandpiper")
    assert not to_send(cast.dsl).exists() and not is_still_owed(notice)
    assert not Notice.objects.filter(kind="file_to_send", settled_at=None).exists()
    mark_returned(by=cast.office, pupil=cast.child)
    leave(cast, ago=1)
    assert to_send(cast.dsl).get() == cast.child


def say(cast, kind, **more):
    return send_on(by=cast.dsl, pupil=cast.child, kind=kind, on=timezone.localdate(), **more)


def test_nothing_to_send_needs_its_reason_and_a_child_who_is_here_has_no_such_thing(cast, promised):
    with pytest.raises(Refused, match="at the school"):
        say(cast, "nothing", how="x")
    leave(cast)
    for kind in ("nothing", "sent"):
        with pytest.raises(Refused, match="Please"):
            say(cast, kind)
    say(cast, "nothing", how="The next school is ours")
    assert not to_send(cast.dsl).exists()


def test_only_leads_who_are_nobodys_relative_send_it_on(cast, promised, client_for):
    leave(cast)
    related(cast, cast.deputy, cast.child)
    assert owed("file_to_send", next_day()) == {(cast.dsl, cast.child.pk)}
    for person in (cast.deputy, cast.sendco):
        with pytest.raises(NotAllowed):
            send_on(by=person, pupil=cast.child, kind="nothing", on=timezone.localdate(), how="x")


def test_a_leaver_without_a_record_is_owed_nothing(cast):
    assert Pupil.objects.left().exists()
    assert not to_send(cast.dsl).exists()


def test_the_page_says_what_was_not_done_and_takes_the_answer(cast, promised, client_for):
    client, url = client_for(cast.dsl), reverse("concerns:send_on", args=[cast.child.public_id])
    assert client.get(url).status_code == 404
    leave(cast)
    words = client.get(url).content.decode()
    assert cast.support.name in words and "Sit with her." not in words
    sent = {
        "idempotency_key": str(uuid.uuid4()), "kind": "sent", "on": timezone.localdate().isoformat(),
        "whom": "", "how": "By hand",
    }  # fmt: skip
    assert "Please write the school" in client.post(url, sent).content.decode()
    client.post(url, sent | {"whom": "Made-up Hill"})
    assert "Made-up Hill" in client.get(url).content.decode()
    log = client.get(reverse("concerns:safeguarding_log"), {"show": "leavers"}).content.decode()
    assert url in log and "We have sent the file" in log
