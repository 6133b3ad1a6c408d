"""What follows: who does what by when, what a colleague knows, whom outside we asked, and closing."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.actions import Refused
from concerns.actions import change_level, close, triage
from concerns.actions.following import answer_question, ask_colleague, ask_to_do, finish, log_agency, say_parents
from concerns.models import Concern, FollowUpWords, Question
from concerns.tests.test_pages import page
from concerns.tests.world import raise_about
from pupils.models import FollowUp, Relative
from pupils.watching import finish_follow_up
from staff.models import Notice
from staff.notices import KINDS, is_still_owed, sweep
from staff.permitted import NotAllowed
from staff.policy import Level

CANARY = "Quietwillow canary words"


def soon(days=3):
    return timezone.localdate() + timedelta(days=days)


def key():
    return str(uuid.uuid4())


@pytest.fixture
def grave(cast):
    return raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)


def test_somebody_asked_to_do_something_reads_the_words_and_nothing_else(cast, client_for, grave):
    ask_to_do(by=cast.dsl, concern=grave, who=cast.support, words=CANARY, due_on=soon())
    assert FollowUp.objects.get().what == ""
    client = client_for(cast.support)
    assert CANARY in page(client.get("/concerns/asked/"))
    assert client.get(f"/concerns/{grave.public_id}/").status_code == 404
    assert CANARY not in page(client_for(cast.teacher).get("/concerns/asked/"))


def test_what_was_promised_is_owed_on_its_day_once_and_no_more_when_done(cast, grave):
    follow_up = ask_to_do(by=cast.dsl, concern=grave, who=cast.support, words="Ring home.", due_on=soon())
    first = Notice.objects.get(user=cast.support, kind="concern_to_do")
    assert is_still_owed(first)
    owed = KINDS["concern_to_do"].owed
    assert not list(owed(soon(2)))
    assert list(owed(soon(3))) == list(owed(soon(4))) == [(cast.support, follow_up.pk, soon(3))]
    finish_follow_up(by=cast.support, follow_up=follow_up)
    assert not is_still_owed(first)
    assert not list(owed(soon(5)))


def test_an_answer_that_speaks_of_harm_is_held_like_the_first_words(cast):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)
    question = ask_colleague(by=cast.sendco, concern=concern, who=cast.support, words="How was Tuesday?")
    answer_question(by=cast.support, question=question, words="Fine, until he said: she slapped me.")
    concern.refresh_from_db()
    assert concern.level == Level.SAFEGUARDING
    assert concern.look_again_at
    owed = [notice for notice in Notice.objects.filter(kind="concern_answer_held") if is_still_owed(notice)]
    assert {notice.user for notice in owed} == {cast.dsl, cast.deputy}
    assert not is_still_owed(Notice.objects.get(kind="concern_answer", user=cast.sendco))


def test_a_follow_up_goes_with_its_concern_to_another_level(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    ask_to_do(by=cast.sendco, concern=concern, who=cast.teacher, words="Move seats.", due_on=soon())
    change_level(by=cast.sendco, concern=concern, level=Level.SAFEGUARDING, reason="More to it.")
    assert FollowUp.objects.get().level == Level.SAFEGUARDING


def test_nothing_is_asked_of_a_relative_or_of_somebody_who_works_with_no_child(cast, grave):
    Relative.objects.create(pupil=cast.child, user=cast.support, added_by=cast.head)
    for who in (cast.support, cast.governor, cast.technical):
        with pytest.raises(Refused, match="somebody else"):
            ask_to_do(by=cast.dsl, concern=grave, who=who, words="x", due_on=soon())
        with pytest.raises(Refused, match="somebody else"):
            ask_colleague(by=cast.dsl, concern=grave, who=who, words="x")


def test_somebody_who_becomes_a_relative_no_longer_reads_what_they_were_asked(cast, grave):
    ask_to_do(by=cast.dsl, concern=grave, who=cast.support, words="x", due_on=soon())
    ask_colleague(by=cast.dsl, concern=grave, who=cast.support, words="x")
    Relative.objects.create(pupil=cast.child, user=cast.support, added_by=cast.head)
    assert not FollowUpWords.objects.to(cast.support).exists()
    assert not Question.objects.to(cast.support).exists()
    assert not any(is_still_owed(notice) for notice in Notice.objects.filter(user=cast.support))


def test_a_colleague_answers_once_and_whoever_asked_is_told(cast, grave):
    question = ask_colleague(by=cast.dsl, concern=grave, who=cast.support, words="Was she at lunch?")
    asked = Notice.objects.get(user=cast.support, kind="concern_question")
    assert is_still_owed(asked)
    with pytest.raises(NotAllowed):
        answer_question(by=cast.teacher, question=question, words="x")
    answer_question(by=cast.support, question=question, words="No, she stayed in.")
    asked.refresh_from_db()
    assert asked.settled_at
    assert is_still_owed(Notice.objects.get(user=cast.dsl, kind="concern_answer"))
    with pytest.raises(Refused, match="already"):
        answer_question(by=cast.support, question=question, words="More")


def test_answering_from_the_page_keeps_to_ones_own_questions(cast, client_for, grave):
    question = ask_colleague(by=cast.dsl, concern=grave, who=cast.support, words=CANARY)
    url = f"/concerns/asked/{question.public_id}/answer/"
    assert client_for(cast.teacher).post(url, {"idempotency_key": key(), "words": "x"}).status_code == 404
    client = client_for(cast.support)
    html = page(client.post(url, {"idempotency_key": key(), "words": ""}))
    assert "Please fill in" in html
    client.post(url, {"idempotency_key": key(), "words": "She stayed in."})
    assert question.answer.words == "She stayed in."
    assert CANARY not in page(client.get("/concerns/asked/"))
    assert "answered on" in page(client_for(cast.dsl).get("/concerns/asked/"))


def test_what_is_begun_of_an_answer_goes_on_and_what_was_answered_is_found_again(cast, client_for, grave):
    question = ask_colleague(by=cast.dsl, concern=grave, who=cast.support, words=CANARY)
    client, url = client_for(cast.support), f"/concerns/asked/{question.public_id}/answer/"
    client.post(
        "/staff/drafts/save/",
        {"draft_form": "concerns:answer", "draft_about": str(question.public_id), "words": "She stayed"},
    )
    assert url in page(client.get("/staff/drafts/"))
    begun = page(client.get(url))
    assert CANARY in begun and "She stayed" in begun
    notice = Notice.objects.get(kind="concern_question")
    assert client.post(f"/staff/notices/{notice.public_id}/open/").url == url
    answer_question(by=cast.support, question=question, words="She stayed in.")
    assert "She stayed in." in page(client.get(url))
    told = Notice.objects.get(kind="concern_answer")
    assert client_for(cast.dsl).post(f"/staff/notices/{told.public_id}/open/").url == f"/concerns/{grave.public_id}/"
    assert client_for(cast.teacher).get(url).status_code == 404


def test_done_is_pressed_by_whoever_said_they_would(cast, client_for, grave):
    follow_up = ask_to_do(by=cast.dsl, concern=grave, who=cast.support, words="Ring home.", due_on=soon())
    url = f"/concerns/asked/{follow_up.public_id}/done/"
    assert client_for(cast.teacher).post(url, {"idempotency_key": key()}).status_code == 404
    client_for(cast.support).post(url, {"idempotency_key": key()})
    follow_up.refresh_from_db()
    assert follow_up.done_by == cast.support


def test_a_call_outside_keeps_who_when_what_and_their_reference(cast, grave):
    with pytest.raises(Refused, match="not come yet"):
        log_agency(by=cast.dsl, concern=grave, who="Hub", at=timezone.now() + timedelta(hours=1), what_they_said="x")
    contact = log_agency(
        by=cast.dsl, concern=grave, who="Duty worker", at=timezone.now(), what_they_said="Refer.", their_reference="H-1"
    )
    assert contact.their_reference == "H-1"


def test_an_open_follow_up_keeps_a_concern_open(cast):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)
    follow_up = ask_to_do(by=cast.sendco, concern=concern, who=cast.teacher, words="Move seats.", due_on=soon())
    with pytest.raises(Refused, match="One follow-up is not done"):
        close(by=cast.sendco, concern=concern, feedback="Thank you.", parents_told="told")
    finish_follow_up(by=cast.teacher, follow_up=follow_up)
    say_parents(by=cast.sendco, concern=concern, parents_told="told", words="Rang her mother.")
    assert close(by=cast.sendco, concern=concern, feedback="Thank you.").status == "closed"


def test_only_the_safeguarding_leads_set_a_threshold(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(NotAllowed):
        triage(by=cast.sendco, concern=concern, decision="nfa", rationale="x", threshold="early_help")
    concern = triage(by=cast.dsl, concern=concern, decision="nfa", rationale="x", threshold="early_help")
    assert concern.threshold == Concern.Threshold.EARLY_HELP


def test_only_the_safeguarding_leads_are_asked_for_it(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    url = f"/concerns/{concern.public_id}/"
    assert "Threshold" in page(client_for(cast.dsl).get(url))
    assert "Threshold" not in page(client_for(cast.sendco).get(url))


def test_one_concern_becomes_part_of_another_about_the_same_child(cast, client_for):
    first = raise_about(cast.child, by=cast.teacher)
    second = raise_about(cast.child, by=cast.office)
    elsewhere = raise_about(cast.classmate, by=cast.office)
    html = page(client_for(cast.sendco).get(f"/concerns/{second.public_id}/"))
    assert first.reference in html and elsewhere.reference not in html
    posted = {"idempotency_key": key(), "seen": "", "decision": "join", "rationale": "The same lunch."}
    client_for(cast.sendco).post(f"/concerns/{second.public_id}/triage/", {**posted, "joined_with": str(first.pk)})
    assert second.decisions.get().joined_with == first


def test_a_concern_is_not_joined_to_one_that_fewer_people_read(cast, client_for, grave):
    """Else its own readers would learn from it that the other exists."""
    calm = raise_about(cast.child, by=cast.teacher)
    assert grave.reference not in page(client_for(cast.dsl).get(f"/concerns/{calm.public_id}/"))
    with pytest.raises(Refused, match="Fewer people"):
        triage(by=cast.dsl, concern=calm, decision="join", rationale="The same.", joined_with=grave)


def test_every_form_beside_the_record_works_from_the_page(cast, client_for, grave):
    client, url = client_for(cast.dsl), f"/concerns/{grave.public_id}"
    day = soon().isoformat()
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    posts = {
        "triage": {"seen": "", "decision": "urgent", "rationale": "Rang the hub.", "threshold": "child_in_need"},
        "to-do": {"who": cast.support.pk, "words": "Ring home.", "due_on": day},
        "ask": {"who": cast.teacher.pk, "words": "Was she in?"},
        "agency": {"who": "Duty worker", "at": now, "what_they_said": "Refer.", "their_reference": "H-1"},
        "parents": {"parents_told": "not_safe", "words": "Not until the hub says so."},
        "feedback": {"words": "Thank you."},
    }
    for path, posted in posts.items():
        response = client.post(f"{url}/{path}/", {"idempotency_key": key(), **posted})
        assert response.status_code == 302, (path, page(response))
        assert page(client.post(f"{url}/{path}/", {"idempotency_key": key()})).count("Please look at this again") == 1
    html = page(client.get(f"{url}/text/"))
    for words in ("Rang the hub.", "Ring home.", "Was she in?", "H-1", "Not until the hub", "Thank you."):
        assert words in html
    assert not re.search(r"Rang the hub|Ring home|Was she in", page(client.get(f"{url}/")))


def test_what_nobody_has_seen_is_owed_again_on_each_school_day_and_not_at_weekends(cast, monkeypatch):
    from concerns.notices import records as notices

    concern = raise_about(cast.child, by=cast.teacher)
    Notice.objects.all().delete()
    monkeypatch.setattr(notices, "is_school_day", lambda day: day.weekday() < 5)
    day = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    sweep(day)
    assert Notice.objects.filter(kind="concern_to_acknowledge", due_on=day).count() == 4
    sweep(day)
    assert Notice.objects.filter(kind="concern_to_acknowledge").count() == 4
    sweep(day + timedelta(days=5))
    assert Notice.objects.filter(kind="concern_to_acknowledge").count() == 4
    assert concern.status == "submitted"


def test_who_was_asked_already_stands_beside_the_form_until_they_answer(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.sendco)
    lead, url = client_for(cast.sendco), f"/concerns/{concern.public_id}/"
    question = ask_colleague(by=cast.sendco, concern=concern, who=cast.support, words="How was Tuesday?")
    promised = ask_to_do(by=cast.sendco, concern=concern, who=cast.teacher, words="Move seats.", due_on=soon())
    waits = "Sam Reed was asked on", "Tilly Marsh does something by"
    assert all(one in page(lead.get(url)) for one in waits)
    answer_question(by=cast.support, question=question, words="Fine.")
    finish(by=cast.teacher, concern=concern, follow_up=promised)
    assert not any(one in page(lead.get(url)) for one in waits)
