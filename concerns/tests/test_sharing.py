"""Shares by name: the fewest words, until a day, and a receipt that is posted."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import change_level
from concerns.actions.sharing import say_share_read, share_words, withdraw_share
from concerns.models import Share, ShareText
from concerns.safeguarding_log import unread
from concerns.tests.world import raise_about
from pupils.models import Relative
from staff.accounts import end_account
from staff.models import Notice
from staff.notices import is_still_owed
from staff.permitted import NotAllowed
from staff.policy import Level

WORDS = "If he asks to ring home, come to me first."


def share(cast, *people, days=5, **more):
    until = timezone.localdate() + timedelta(days=days)
    return share_words(
        by=cast.dsl, pupil=cast.child, people=list(people or [cast.teacher]), words=WORDS, until_on=until, **more
    )


def page(client_for, user, one):
    return client_for(user).get(reverse("concerns:shared_words", args=[one.public_id]))


def test_only_those_named_read_the_words(cast, client_for):
    one = share(cast, cast.teacher, cast.support)
    people = ("teacher", "other_teacher", "support", "sendco", "wellbeing_lead", "head", "office", "governor")
    answers = {part: page(client_for, getattr(cast, part), one).status_code for part in people}
    assert {part for part, status in answers.items() if status == 200} == {"teacher", "support"}


def test_they_read_that_text_and_nothing_of_the_record_behind_it(cast, client_for):
    concern = raise_about(cast.child, by=cast.dsl, level=Level.SAFEGUARDING, facts="A bruise on his arm, and a secret.")
    one = share(cast, cast.sendco, concern=concern)
    said = page(client_for, cast.sendco, one).content.decode()
    assert WORDS in said and "bruise" not in said and concern.reference not in said
    assert client_for(cast.sendco).get(reverse("concerns:read", args=[concern.public_id])).status_code == 404


def test_to_open_it_is_not_to_say_that_one_has_read_it(cast, client_for):
    one, client = share(cast), client_for(cast.teacher)
    shown = client.get(reverse("concerns:shared_words", args=[one.public_id]))
    assert Entry.objects.filter(verb="safeguarding.share_opened", subject=str(one.public_id)).exists()
    assert one.readers.get().read_at is None
    key = shown.context["form"]["idempotency_key"].value()
    client.post(reverse("concerns:say_share_read", args=[one.public_id]), {"idempotency_key": key})
    assert one.readers.get().read_at is not None


def test_the_lead_sees_who_has_said_so(cast, client_for):
    one = share(cast, cast.teacher, cast.support)
    say_share_read(by=cast.teacher, share=one)
    file = client_for(cast.dsl).get(reverse("concerns:safeguarding_file", args=[cast.child.public_id])).content.decode()
    assert f"{cast.support.name} (not read yet)" in file and f"{cast.teacher.name} (read" in file


def test_they_are_told_that_something_is_there_and_find_it_on_the_childs_page(cast, client_for):
    one = share(cast)
    notice = Notice.objects.get(kind="safeguarding_shared")
    assert notice.user == cast.teacher and is_still_owed(notice)
    child = client_for(cast.teacher).get(reverse("dashboard:child", args=[cast.child.public_id])).content.decode()
    assert "Shared with you by name" in child and WORDS not in child
    listed = client_for(cast.teacher).get(reverse("concerns:shared")).content.decode()
    assert cast.child.preferred_forename in listed and WORDS not in listed
    say_share_read(by=cast.teacher, share=one)
    assert not is_still_owed(notice)


@pytest.mark.parametrize("end", ["withdrawn", "over", "relative", "left"])
def test_what_is_over_is_as_if_it_had_never_been(cast, client_for, end):
    one, client = share(cast), client_for(cast.teacher)
    if end == "withdrawn":
        withdraw_share(by=cast.deputy, share=one)
    elif end == "relative":
        Relative.objects.create(pupil=cast.child, user=cast.teacher, added_by=cast.office)
    elif end == "left":
        cast.teacher.is_active, cast.teacher.left_at = False, timezone.now()
        cast.teacher.save()
    day = timezone.localdate() + timedelta(days=6 if end == "over" else 0)
    assert not Share.objects.all().to(cast.teacher, on=day).exists()
    if end in ("withdrawn", "relative"):
        assert client.get(reverse("concerns:shared_words", args=[one.public_id])).status_code == 404
        assert "Nothing is shared with you now" in client.get(reverse("concerns:shared")).content.decode()
        with pytest.raises(NotAllowed):
            say_share_read(by=cast.teacher, share=one)


def test_it_is_there_on_its_last_day(cast):
    share(cast, days=0)
    assert Share.objects.all().to(cast.teacher).exists()


def test_a_relative_is_never_shared_with(cast):
    Relative.objects.create(pupil=cast.child, user=cast.teacher, added_by=cast.office)
    with pytest.raises(Refused, match="cannot read about this child"):
        share(cast)


@pytest.mark.parametrize("part", ["teacher", "sendco", "wellbeing_lead", "head", "office"])
def test_only_a_safeguarding_lead_shares(cast, part):
    with pytest.raises(NotAllowed):
        share_words(
            by=getattr(cast, part), pupil=cast.child, people=[cast.support], words=WORDS, until_on=timezone.localdate()
        )


def test_a_share_is_few_words_until_a_day(cast):
    today = timezone.localdate()
    for words, until, why in (
        ("word " * 121, today, "120 words"),
        (" ", today, "few words"),
        (WORDS, today - timedelta(days=1), "last day"),
        (WORDS, today + timedelta(days=400), "last day"),
    ):
        with pytest.raises(Refused, match=why):
            share_words(by=cast.dsl, pupil=cast.child, people=[cast.teacher], words=words, until_on=until)


def test_what_was_shared_is_never_changed(cast):
    share(cast)
    for attempt in (
        lambda: ShareText.objects.update(words="x"),
        lambda: Share.objects.update(until_on=timezone.localdate()),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_words_ask_again_for_the_second_factor(cast, client_for):
    answer = client_for(cast.teacher, second_factor=False).get(
        reverse("concerns:shared_words", args=[share(cast).public_id])
    )
    assert answer.status_code == 302 and "2fa" in answer["Location"]


def test_the_author_sees_a_padlock_a_date_and_whom_to_ask(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    child = client_for(cast.teacher).get(reverse("dashboard:child", args=[cast.child.public_id])).content.decode()
    assert f"Concern {concern.reference}, which you logged, is with the safeguarding leads" in child
    assert "ask a safeguarding lead" in child
    other = client_for(cast.support).get(reverse("dashboard:child", args=[cast.child.public_id])).content.decode()
    assert concern.reference not in other and "Held apart" not in other
    change_level(by=cast.dsl, concern=concern, level=Level.WELLBEING, reason="A tumble in the playground.")
    child = client_for(cast.teacher).get(reverse("dashboard:child", args=[cast.child.public_id])).content.decode()
    assert "Held apart" not in child


def test_when_the_sharer_has_left_somebody_who_is_here_is_named_instead(cast, client_for):
    until = timezone.localdate() + timedelta(days=300)
    one = share_words(by=cast.deputy, pupil=cast.child, people=[cast.teacher], words=WORDS, until_on=until)
    client, child = client_for(cast.teacher), reverse("dashboard:child", args=[cast.child.public_id])
    assert f"ask {cast.deputy}" in page(client_for, cast.teacher, one).content.decode()
    end_account(by=cast.head, person=cast.deputy, version=cast.deputy.version)
    for html in (page(client_for, cast.teacher, one).content.decode(), client.get(child).content.decode()):
        assert "ask a safeguarding lead" in html and f"ask {cast.deputy}" not in html
    assert f"until {one.until_on.day} {one.until_on:%B %Y}" in client.get(child).content.decode()


def test_nobody_waits_for_a_receipt_from_somebody_who_has_left(cast, client_for):
    with time_machine.travel(timezone.now() - timedelta(days=30), tick=False):
        one = share(cast, cast.support, days=60)
    assert list(unread(cast.dsl)) == [one]
    end_account(by=cast.head, person=cast.support, version=cast.support.version)
    assert list(unread(cast.dsl)) == []
    file = reverse("concerns:safeguarding_file", args=[cast.child.public_id])
    assert f"{cast.support} (has left)" in client_for(cast.dsl).get(file).content.decode()
