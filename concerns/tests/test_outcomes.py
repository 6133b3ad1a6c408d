"""What came of a follow-up: written with the press that it is done, kept, added to, and read by whoever may."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import acknowledge, change_level
from concerns.actions.following import answer_question, ask_colleague, ask_to_do, finish
from concerns.carrying import canonical, carry_over, set_keeping
from concerns.file_paper import file_html
from concerns.models import MARKER, Concern, Outcome
from concerns.tests.test_carrying import everywhere
from concerns.tests.test_pages import page
from concerns.tests.world import raise_about
from dashboard import search
from dashboard.actions import curate_line
from dashboard.children import story_of
from dashboard.chronology import Filters, events_of, put_in_words
from dashboard.tests.test_chronology import line_of
from pupils.models import FollowUp, Relative
from staff.cover import hand_over
from staff.models import Draft, Notice
from staff.notices import is_still_owed
from staff.permitted import NotAllowed
from staff.policy import Level

CAME = "Quietwillow talked of her rabbit and ate her lunch."


def key():
    return str(uuid.uuid4())


def soon():
    return timezone.localdate() + timedelta(days=3)


def asked(cast, *, level=None, who=None, by=None):
    """(the concern, what somebody is asked to do about it): a calm one about a child, which the SENDCo triages."""
    by = by or (cast.dsl if level == Level.SAFEGUARDING else cast.sendco)
    concern = raise_about(cast.child, by=cast.deputy, level=level, status="triaged", lead=by)
    who = who or cast.support
    return concern, ask_to_do(by=by, concern=concern, who=who, words="Sit with her at lunch.", due_on=soon())


def url_of(follow_up):
    return reverse("concerns:done", args=[follow_up.public_id])


def say(user, follow_up, words=CAME):
    follow_up.refresh_from_db()
    return finish(by=user, concern=follow_up.concern_words.concern, follow_up=follow_up, words=words)


def test_whoever_did_it_writes_what_came_of_it_with_the_same_press(cast, client_for):
    concern, follow_up = asked(cast)
    client = client_for(cast.support)
    assert url_of(follow_up) in page(client.get("/concerns/asked/"))
    asks = page(client.get(url_of(follow_up)))
    assert "Sit with her at lunch." in asks and "What came of it?" in asks and cast.child.name in asks
    client.post(url_of(follow_up), {"idempotency_key": key(), "words": CAME})
    follow_up.refresh_from_db()
    outcome = Outcome.objects.get()
    assert (follow_up.done_by, outcome.written_by, outcome.words) == (cast.support, cast.support, CAME)
    html = page(client_for(cast.sendco).get(f"/concerns/{concern.public_id}/"))
    beneath = html[html.index(">Done<") :]
    assert beneath.index(cast.support.name) < beneath.index("Sit with her") < beneath.index(CAME)
    assert client.get(f"/concerns/{concern.public_id}/").status_code == 404


def test_there_may_be_nothing_to_say(cast, client_for):
    _, follow_up = asked(cast)
    answer = client_for(cast.support).post(url_of(follow_up), {"idempotency_key": key(), "words": "  "})
    assert answer.status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.done_at and not Outcome.objects.exists()


def test_a_second_word_is_added_to_the_first_and_a_double_press_is_one(cast, client_for):
    _, follow_up = asked(cast)
    client, posted = client_for(cast.support), {"idempotency_key": key(), "words": CAME}
    for _ in range(2):
        client.post(url_of(follow_up), posted)
    follow_up.refresh_from_db()
    first_done = follow_up.done_at
    assert CAME in page(client.get(url_of(follow_up)))
    client.post(url_of(follow_up), {"idempotency_key": key(), "words": "And she went out to play."})
    follow_up.refresh_from_db()
    assert [one.words for one in Outcome.objects.all()] == [CAME, "And she went out to play."]
    assert follow_up.done_at == first_done
    assert Entry.objects.filter(verb="concern.follow_up_done").count() == 1


def test_the_page_is_theirs_alone(cast, client_for):
    _, follow_up = asked(cast)
    say(cast.support, follow_up)
    for user in (cast.teacher, cast.sendco, cast.dsl, cast.head, cast.office):
        client = client_for(user)
        assert client.get(url_of(follow_up)).status_code == 404
        assert client.post(url_of(follow_up), {"idempotency_key": key(), "words": "x"}).status_code == 404
        with pytest.raises(NotAllowed) if user in (cast.teacher, cast.head, cast.office) else transaction.atomic():
            say(user, follow_up, words="")
    Relative.objects.create(pupil=cast.child, user=cast.support, added_by=cast.head)
    assert client_for(cast.support).get(url_of(follow_up)).status_code == 404
    assert not Outcome.objects.own(cast.support).exists()


def test_the_database_keeps_it_as_it_was_written_and_with_its_own_concern(cast):
    concern, follow_up = asked(cast)
    say(cast.support, follow_up)
    other = raise_about(cast.classmate, by=cast.teacher)
    outcome = Outcome.objects.get()
    for act in ("UPDATE concerns_outcome SET words = 'x'", "DELETE FROM concerns_outcome"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    with pytest.raises(DatabaseError), transaction.atomic():
        Outcome.objects.create(follow_up=outcome.follow_up, concern=other, words="x", written_by=cast.support)
    outcome.refresh_from_db()
    assert (outcome.words, outcome.concern) == (CAME, concern)


def test_two_who_press_at_once_are_both_read(committed_db, cast, client_for):
    """The SENDCo heard of it in the corridor; both pages were open before either sent."""
    made = [asked(cast) for _ in range(8)]
    clients = {user: client_for(user) for user in (cast.support, cast.sendco)}
    gate, problems = threading.Barrier(2), []

    def send(user):
        try:
            for concern, follow_up in made:
                posted = {"idempotency_key": key(), "words": f"As {user.name} saw it.", "follow_up": follow_up.pk}
                to = f"/concerns/{concern.public_id}/to-do/done/" if user == cast.sendco else url_of(follow_up)
                gate.wait()
                answer = clients[user].post(to, posted)
                assert answer.status_code == 302 and "login" not in answer.url
        except Exception as problem:  # told to the test's own thread below
            problems.append(problem)
            gate.abort()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[user]) for user in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    for concern, follow_up in made:
        said = {one.written_by: one.words for one in Outcome.objects.filter(follow_up=follow_up.pk)}
        assert said == {user: f"As {user.name} saw it." for user in clients}
        html = page(clients[cast.sendco].get(f"/concerns/{concern.public_id}/"))
        assert all(words in html for words in said.values())


def test_whoever_asked_is_told_while_they_may_read_it_and_not_of_their_own_words(cast, client_for):
    concern, follow_up = asked(cast)
    say(cast.support, follow_up)
    told = Notice.objects.get(kind="concern_outcome")
    assert told.user == cast.sendco and is_still_owed(told)
    assert CAME not in page(client_for(cast.sendco).get("/staff/notices/concern_outcome/"))
    answer = client_for(cast.sendco).post(f"/staff/notices/{told.public_id}/open/")
    assert answer.url == f"/concerns/{concern.public_id}/"
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="There is more to it.")
    assert not is_still_owed(told)
    _, own = asked(cast, who=cast.sendco)
    say(cast.sendco, own)
    assert Notice.objects.filter(kind="concern_outcome").count() == 1


def test_whoever_asked_is_told_that_it_is_done_without_a_word_too_and_once(cast, client_for):
    concern, follow_up = asked(cast)
    answer = client_for(cast.support).post(url_of(follow_up), {"idempotency_key": key(), "words": ""}, follow=True)
    assert f"Done. {cast.sendco} is told." in page(answer)
    told = Notice.objects.get(kind="concern_done")
    assert told.user == cast.sendco and is_still_owed(told)
    lead = client_for(cast.sendco)
    assert cast.child.name in page(lead.get("/staff/notices/concern_done/"))
    assert lead.post(f"/staff/notices/{told.public_id}/open/").url == f"/concerns/{concern.public_id}/"
    say(cast.support, follow_up, words="")
    assert Notice.objects.filter(kind="concern_done").count() == 1
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="There is more to it.")
    assert not is_still_owed(told)
    _, with_words = asked(cast)
    say(cast.support, with_words)
    _, own = asked(cast, who=cast.sendco)
    say(cast.sendco, own, words="")
    assert Notice.objects.filter(kind="concern_done").count() == 1


def test_whoever_stands_in_is_led_to_the_follow_up_itself_where_they_triage_it(cast, client_for):
    concern, follow_up = asked(cast)
    today = timezone.localdate()
    hand_over(by=cast.support, person=cast.support, colleague=cast.teacher, from_on=today, until_on=today)
    told = Notice.objects.exclude(for_whom=None).get(kind="concern_to_do")
    assert (told.user, told.for_whom) == (cast.sendco, cast.support)  # the teacher does not triage it
    lead = client_for(cast.sendco)
    assert lead.post(f"/staff/notices/{told.public_id}/open/").url == f"/concerns/{concern.public_id}/"
    say(cast.sendco, follow_up, words="")
    told.refresh_from_db()
    assert told.settled_at
    assert Notice.objects.filter(kind="concern_done").count() == 0  # the one who asked did it herself


def test_the_notice_of_something_to_do_leads_straight_to_it_and_is_over_once_done(cast, client_for):
    _, follow_up = asked(cast)
    notice, client = Notice.objects.get(kind="concern_to_do"), client_for(cast.support)
    assert cast.child.name in page(client.get("/staff/notices/concern_to_do/"))
    assert client.post(f"/staff/notices/{notice.public_id}/open/").url == url_of(follow_up)
    say(cast.support, follow_up)
    notice.refresh_from_db()
    assert notice.settled_at


def test_what_was_told_counts_as_read_by_whichever_way_it_was_come_to_and_only_once_its_words_are_shown(
    cast, client_for
):
    concern, follow_up = asked(cast, level=Level.SAFEGUARDING)
    question = ask_colleague(by=cast.dsl, concern=concern, who=cast.support, words="Was she in?")

    def unread(user):
        told = ("concern_to_do", "concern_question", "concern_outcome", "concern_answer", "concern_seen")
        return set(Notice.objects.of(user).unread().filter(kind__in=told).values_list("kind", flat=True))

    client = client_for(cast.support)
    client.get("/concerns/asked/")
    assert unread(cast.support) == {"concern_to_do", "concern_question"}
    client.get(f"/concerns/asked/{question.public_id}/answer/")
    assert unread(cast.support) == {"concern_to_do"}
    client.get(url_of(follow_up))
    assert not unread(cast.support)
    say(cast.support, follow_up)
    answer_question(by=cast.support, question=question, words="She was.")
    lead = client_for(cast.dsl)
    lead.get(f"/concerns/{concern.public_id}/")
    assert unread(cast.dsl) == {"concern_outcome", "concern_answer"}
    lead.get(f"/concerns/{concern.public_id}/text/")
    assert not unread(cast.dsl)
    own = raise_about(cast.child, by=cast.teacher, status="acknowledged", lead=cast.sendco)
    assert unread(cast.teacher) == {"concern_seen"}
    client_for(cast.other_teacher).get(f"/concerns/{own.public_id}/receipt/")
    assert unread(cast.teacher) == {"concern_seen"}
    client_for(cast.teacher).get(f"/concerns/{own.public_id}/receipt/")
    assert not unread(cast.teacher)


def test_words_that_the_rules_find_something_in_are_held_and_the_leads_told_at_once(cast):
    concern, follow_up = asked(cast)
    say(cast.support, follow_up, words="She said she wants to hurt herself.")
    concern.refresh_from_db()
    assert concern.level == Level.SAFEGUARDING and concern.look_again_at
    owed = Notice.objects.filter(kind="concern_outcome_held", settled_at=None)
    assert {notice.user for notice in owed} == {cast.dsl, cast.deputy} & set(concern.who_triages())
    assert owed.exists() and all(is_still_owed(notice) and notice.email_state == "pending" for notice in owed)
    assert not is_still_owed(Notice.objects.get(kind="concern_outcome"))  # the SENDCo no longer reads it
    acknowledge(by=cast.dsl, concern=concern)
    assert not owed.all().exists()


def test_it_is_in_the_chronology_for_whoever_reads_the_concern(cast):
    concern, follow_up = asked(cast, level=Level.TEAM)
    say(cast.support, follow_up)
    lines = {user: [one for one in story_of(cast.child, user)[0] if one.kind == "outcome"] for user in vars(cast).values()
             if hasattr(user, "roles")}  # fmt: skip
    readers = {user for user, found in lines.items() if found}
    assert {cast.teacher, cast.sendco, cast.wellbeing_lead, cast.dsl, cast.head} <= readers
    assert readers == {user for user in lines if Outcome.objects.permitted(user, "concern.read").exists()}
    assert cast.other_teacher not in readers and cast.office not in readers
    (line,) = lines[cast.teacher]
    assert CAME in line.line and cast.support.name in line.line and not line.locked
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="There is more to it.")
    for user in lines:
        found = [one for one in story_of(cast.child, user)[0] if one.kind == "outcome"]
        assert all(one.locked and CAME not in one.line for one in found)
        assert bool(found) == Concern.objects.all().whole(user).exists()
    (event,) = [
        one for one in events_of(cast.dsl, cast.child, Filters(), with_restricted=True)[0] if one.line.kind == "outcome"
    ]
    assert event.summary == CAME


def test_it_is_found_by_whoever_reads_the_concern_and_by_whoever_wrote_it(cast):
    concern, follow_up = asked(cast)
    say(cast.support, follow_up)

    def found(user, **how):
        return [hit.url for hit in search.find(user, search.understand("quietwillow rabbit"), **how)[0]]

    assert found(cast.support) == [url_of(follow_up)]
    assert found(cast.sendco) == found(cast.dsl) == [f"/concerns/{concern.public_id}/"]
    for user in (cast.deputy, cast.other_teacher, cast.office, cast.governor):
        expected = [f"/concerns/{concern.public_id}/"] if Concern.objects.all().whole(user).exists() else []
        assert found(user) == expected
    assert not found(cast.other_teacher) and not found(cast.office)
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="There is more to it.")
    assert not found(cast.sendco) and not found(cast.dsl) and not found(cast.support)
    assert found(cast.dsl, restricted=True) == [f"/concerns/{concern.public_id}/"]
    assert found(cast.support, restricted=True) == [url_of(follow_up)]
    assert not found(cast.sendco, restricted=True)


def test_it_goes_with_the_file_on_paper(cast):
    concern, follow_up = asked(cast, level=Level.SAFEGUARDING)
    say(cast.support, follow_up)
    html = file_html(cast.child, cast.dsl, "For the next school")
    assert CAME in html and "What came of it" in html
    say(cast.dsl, follow_up, words="Her aunt rang: she sleeps again.")
    assert "she sleeps again" in file_html(cast.child, cast.dsl, "For the next school")


def test_its_words_are_behind_the_request_where_the_concern_is_held_apart(cast, client_for):
    concern, follow_up = asked(cast, level=Level.SAFEGUARDING)
    say(cast.support, follow_up)
    client = client_for(cast.dsl)
    assert CAME not in page(client.get(f"/concerns/{concern.public_id}/"))
    assert CAME in page(client.get(f"/concerns/{concern.public_id}/text/"))


def test_those_who_triage_write_it_from_the_record_also_when_somebody_was_quicker(cast, client_for):
    concern, follow_up = asked(cast)
    client, url = client_for(cast.sendco), f"/concerns/{concern.public_id}/to-do/done/"
    assert "What came of it?" in page(client.get(f"/concerns/{concern.public_id}/"))
    client.post("/staff/drafts/save/", {"draft_form": "concerns:finish", "draft_about": str(concern.public_id),
                                        "follow_up": follow_up.pk, "words": "Heard it from Sam."})  # fmt: skip
    say(cast.support, follow_up)
    assert "Heard it from Sam." in page(client.get(f"/concerns/{concern.public_id}/"))  # begun, so it is not lost
    client.post(url, {"idempotency_key": key(), "follow_up": follow_up.pk, "words": "Heard it from Sam."})
    assert [one.words for one in Outcome.objects.all()] == [CAME, "Heard it from Sam."]
    assert not Draft.objects.exists()
    follow_up.refresh_from_db()
    assert follow_up.done_by == cast.support


def test_a_draft_of_it_is_kept_and_offered_to_its_writer(cast, client_for):
    _, follow_up = asked(cast)
    client = client_for(cast.support)
    client.post(
        "/staff/drafts/save/", {"draft_form": "concerns:done", "draft_about": str(follow_up.public_id), "words": CAME}
    )
    assert CAME in page(client.get(url_of(follow_up)))
    assert url_of(follow_up) in page(client.get("/staff/drafts/"))
    client.post(url_of(follow_up), {"idempotency_key": key(), "words": CAME})
    assert not Draft.objects.exists()


def test_words_are_refused_where_the_file_is_kept_elsewhere_and_the_press_is_not(cast):
    concern, follow_up = asked(cast, level=Level.SAFEGUARDING)
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in="The Other File")
    with pytest.raises(Refused, match="The Other File"):
        say(cast.support, follow_up)
    with pytest.raises(DatabaseError), transaction.atomic():
        Outcome.objects.create(follow_up=follow_up.concern_words, concern=concern, words=CAME, written_by=cast.support)
    follow_up.refresh_from_db()
    assert follow_up.done_at is None
    say(cast.support, follow_up, words="")
    follow_up.refresh_from_db()
    assert follow_up.done_at


def test_it_leaves_with_the_other_words_of_a_concern_that_is_carried_over(cast):
    concern, follow_up = asked(cast, level=Level.SAFEGUARDING)
    say(cast.support, follow_up)
    line = line_of(cast.dsl, cast.child, kind="outcome")
    curate_line(by=cast.dsl, pupil=cast.child, line=line, included=True, summary="Quietwillow ate.")
    set_keeping(by=cast.dsl, lead=cast.dsl, head_reads=True, kept_in="The Other File")
    assert CAME in canonical(concern)
    assert ("In the chronology", "Quietwillow ate.") in put_in_words(concern)
    carry_over(by=cast.dsl, concern=concern, reference="CP-1", copied=True)
    assert Outcome.objects.get().words == MARKER
    assert everywhere("Quietwillow") == []


def test_a_concern_stays_open_until_the_press_whatever_was_written(cast):
    concern, follow_up = asked(cast)
    assert FollowUp.objects.open().filter(pk=follow_up.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM concerns_outcome")
        assert cursor.fetchone() == (0,)
    say(cast.support, follow_up)
    assert not FollowUp.objects.open().filter(pk=follow_up.pk).exists()
    assert concern.outcomes.get().words == CAME
