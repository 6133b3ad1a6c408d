"""What is added afterwards: more words, corrections, the right child. Nothing is ever taken away."""

import re
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import acknowledge, change_level, close, give_feedback, raise_concern, triage, why_not_close
from concerns.actions.adding import add_words, correct_words, refile, say_told
from concerns.actions.following import answer_question, ask_colleague, ask_to_do
from concerns.actions.urgent import open_urgent
from concerns.actions.urgent_after import promise
from concerns.models import Change, ChangeKind, Concern, ConcernPupil, Note
from concerns.seed import add_change_kinds
from concerns.tests.test_pages import answers, page
from concerns.tests.world import CALM, raise_about
from pupils.chronology import lines_of
from pupils.models import FollowUp, MonitoringFlag, Pupil, Relative
from pupils.watching import set_flag
from school.calendar import next_school_day
from staff.models import Notice
from staff.notices import is_still_owed
from staff.permitted import NotAllowed
from staff.policy import Level, Permission

CANARY = "Quietwillow canary words"


def sees(user, concern):
    return Concern.objects.permitted(user, Permission.CONCERN_READ).filter(pk=concern.pk).exists()


def key():
    return str(uuid.uuid4())


# ---- adding ----


def test_the_author_adds_words_and_the_first_words_stay(cast):
    concern = raise_about(cast.child, by=cast.teacher, facts="Sat alone.")
    add_words(by=cast.teacher, concern=concern, words="Again on Friday.")
    concern.refresh_from_db()
    assert concern.text.facts == "Sat alone."
    assert [note.words for note in concern.notes.all()] == ["Again on Friday."]


def test_ones_own_last_note_stands_in_nobodys_way_of_closing(cast):
    concern = raise_about(cast.child, by=cast.teacher, status="triaged", lead=cast.dsl)
    give_feedback(by=cast.dsl, concern=concern, words="Thank you.")

    def in_the_way_of(who):
        concern.refresh_from_db()
        return "seen" in why_not_close(concern, by=who)

    add_words(by=cast.dsl, concern=concern, words="Rang her mother.")
    assert not in_the_way_of(cast.dsl) and in_the_way_of(cast.deputy)
    question = ask_colleague(by=cast.dsl, concern=concern, who=cast.support, words="What do you know?")
    answer_question(by=cast.support, question=question, words="She has a bruise.")
    assert in_the_way_of(cast.dsl)
    acknowledge(by=cast.dsl, concern=concern)
    add_words(by=cast.dsl, concern=concern, words="Saw her at lunch.")
    add_words(by=cast.teacher, concern=concern, words="She was well on Friday.")
    assert in_the_way_of(cast.dsl) and in_the_way_of(cast.teacher)
    acknowledge(by=cast.dsl, concern=concern)
    add_words(by=cast.dsl, concern=concern, words="All is well.")
    assert close(by=cast.dsl, concern=concern, parents_told="told").look_again_at is None


def test_what_is_added_while_a_lead_reads_is_not_seen_by_pressing_that_it_is(cast, client_for):
    concern, client = raise_about(cast.child, by=cast.teacher), client_for(cast.dsl)
    url = f"/concerns/{concern.public_id}/"

    def send(shown, act="acknowledge", **answers):
        at = re.search(r'name="shown_at" value="([0-9.]+)"', shown.content.decode())[1]
        return client.post(f"{url}{act}/", answers | {"idempotency_key": uuid.uuid4(), "shown_at": at})

    def waits():
        concern.refresh_from_db()
        return concern.status == "submitted" or concern.look_again_at is not None

    for n in range(2):  # before anybody has seen it, and after
        shown = client.get(url)
        add_words(by=cast.teacher, concern=concern, words=f"And on Friday {n}.")
        decided = {"act": "triage", "decision": "nfa", "rationale": f"Only once, {n}."}
        for answer in (send(shown), send(shown, **decided)):
            assert "Tilly Marsh added something" in answer.content.decode()
        assert f"Only once, {n}" in answer.content.decode() and waits()
        assert send(answer).status_code == 302 and not waits()
    assert send(client.get(url), **decided).status_code == 302


def test_what_a_colleague_answers_while_a_lead_reads_is_not_seen_by_pressing_either(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    question = ask_colleague(by=cast.dsl, concern=concern, who=cast.support, words="What do you know?")
    acknowledge(by=cast.dsl, concern=concern)
    add_words(by=cast.teacher, concern=concern, words="He would not read on Friday.")
    before = timezone.now()
    answer_question(by=cast.support, question=question, words="His dad hits him.")
    with pytest.raises(Refused, match="added something"):
        acknowledge(by=cast.dsl, concern=concern, shown_at=before)
    concern.refresh_from_db()
    assert concern.look_again_at
    acknowledge(by=cast.dsl, concern=concern, shown_at=timezone.now())
    concern.refresh_from_db()
    assert concern.look_again_at is None


def test_ones_own_words_were_seen_by_whoever_wrote_them(cast):
    concern, before = raise_about(cast.child, by=cast.teacher), timezone.now()
    add_words(by=cast.dsl, concern=concern, words="Rang her mother.")
    assert acknowledge(by=cast.dsl, concern=concern, shown_at=before).status == "acknowledged"


def test_what_comes_while_the_page_is_made_is_not_taken_as_shown(cast, client_for):
    concern, client, asked = raise_about(cast.child, by=cast.teacher), client_for(cast.dsl), []

    def when(execute, sql, *more):
        if "concerns_note" in sql:
            asked.append(time.time())
        return execute(sql, *more)

    with connection.execute_wrapper(when):
        shown = client.get(f"/concerns/{concern.public_id}/").content.decode()
    moments = [float(at) for at in re.findall(r'name="shown_at" value="([0-9.]+)"', shown)]
    assert len(moments) == 2 and asked and max(moments) < min(asked)


def test_who_adds_words_of_harm_is_told_to_say_it_in_person_until_it_is_seen(cast, client_for):
    concern, client = raise_about(cast.child, by=cast.teacher), client_for(cast.teacher)
    acknowledge(by=cast.sendco, concern=concern)

    def receipt():
        return client.get(f"/concerns/{concern.public_id}/receipt/").content.decode()

    def asked():
        return "Tell a safeguarding lead in person" in receipt()

    add_words(by=cast.teacher, concern=concern, words="He would not read on Friday.")
    assert not asked()
    add_words(by=cast.teacher, concern=concern, words="He said his dad hits him.")
    assert asked()
    add_words(by=cast.teacher, concern=concern, words="It was on Friday.")
    assert asked() and "not yet seen" in receipt()
    acknowledge(by=cast.dsl, concern=concern)
    assert not asked() and "not yet seen" not in receipt()
    question = ask_colleague(by=cast.dsl, concern=concern, who=cast.support, words="What do you know?")
    answer_question(by=cast.support, question=question, words="His dad hits him.")
    assert not asked() and "not yet seen" not in receipt()  # what came from others is nothing to the author


def test_words_added_after_it_was_seen_make_it_wait_again(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    acknowledge(by=cast.dsl, concern=concern)
    assert not Concern.objects.unseen().exists()
    add_words(by=cast.teacher, concern=concern, words="Again on Friday.")
    assert Concern.objects.unseen().get() == concern
    notice = Notice.objects.get(user=cast.dsl, kind="concern_added_to")
    assert is_still_owed(notice)
    concern.refresh_from_db()
    assert "Something was added" in why_not_close(concern)["seen"]
    acknowledge(by=cast.sendco, concern=concern)
    notice.refresh_from_db()
    assert not is_still_owed(notice) and notice.settled_at
    concern.refresh_from_db()
    assert concern.acknowledged_by == cast.dsl


def test_words_added_may_raise_the_level_and_the_rules_say_why(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    add_words(by=cast.teacher, concern=concern, words="There is a bruise on her neck.")
    concern.refresh_from_db()
    assert concern.level == Level.SAFEGUARDING
    change = concern.level_changes.get()
    assert change.changed_by is None and "injury" in change.reason
    assert not sees(cast.sendco, concern)
    assert concern.held_because == ["injury"]


def test_what_was_held_for_a_reason_and_released_is_not_held_for_it_again(cast):
    from concerns.actions import change_level

    concern = raise_about(cast.child, by=cast.teacher, facts="A bruise.")
    change_level(by=cast.dsl, concern=concern, level=Level.WELLBEING, reason="Fell at football; seen by all.")
    add_words(by=cast.teacher, concern=concern, words="The bruise is nearly gone.")
    concern.refresh_from_db()
    assert concern.level == Level.WELLBEING


def test_somebody_who_neither_wrote_nor_triages_it_adds_nothing(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    for user in (cast.other_teacher, cast.support, cast.sendco, cast.head, cast.office):
        with pytest.raises(NotAllowed):
            add_words(by=user, concern=concern, words="x")
    assert add_words(by=cast.deputy, concern=concern, words="Her aunt rang.")


def test_a_correction_names_the_box_and_the_reason(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(Refused, match="why"):
        correct_words(by=cast.teacher, concern=concern, box="facts", words="Tuesday", reason="")
    with pytest.raises(Refused, match="which part"):
        correct_words(by=cast.teacher, concern=concern, box="level", words="Tuesday", reason="x")
    note = correct_words(by=cast.teacher, concern=concern, box="facts", words="Tuesday", reason="I mixed up the days.")
    assert (note.box, note.reason) == ("facts", "I mixed up the days.")


def test_the_author_comes_from_the_record_to_correcting_it_and_reads_what_was_corrected_and_why(cast, client_for):
    concern, client = raise_about(cast.child, by=cast.teacher), client_for(cast.teacher)
    way_there = f'href="/concerns/{concern.public_id}/receipt/"'
    assert way_there in page(client.get(f"/concerns/{concern.public_id}/"))
    assert way_there not in page(client_for(cast.sendco).get(f"/concerns/{concern.public_id}/"))
    correct_words(by=cast.teacher, concern=concern, box="facts", words="Tuesday", reason="I mixed up the days.")
    receipt = page(client.get(f"/concerns/{concern.public_id}/receipt/"))
    assert "Corrected: what was seen or heard," in receipt and "Why: I mixed up the days." in receipt


def test_saying_whom_one_told_does_not_replace_somebody_seeing_it(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    say_told(by=cast.teacher, concern=concern, words="Mrs Finch at ten past one.")
    assert Concern.objects.unseen().exists()


def test_the_author_of_a_safeguarding_concern_adds_from_the_receipt_and_reads_only_that(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    add_words(by=cast.dsl, concern=concern, words="Secret lead words")
    client = client_for(cast.teacher)
    url = f"/concerns/{concern.public_id}"
    response = client.post(f"{url}/add/", {"idempotency_key": key(), "words": CANARY}, follow=True)
    assert CANARY in page(response) and "Secret lead words" not in page(response)
    response = client.post(f"{url}/told/", {"idempotency_key": key(), "words": "Dora at one"}, follow=True)
    assert "Dora at one" in page(response)
    posted = {"idempotency_key": key(), "box": "facts", "words": "Right arm", "reason": "I looked again."}
    assert "Right arm" in page(client.post(f"{url}/correct/", posted, follow=True))
    assert concern.notes.count() == 4


def test_a_refused_addition_keeps_what_was_typed(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    posted = {"idempotency_key": key(), "box": "facts", "words": CANARY, "reason": ""}
    html = page(client_for(cast.teacher).post(f"/concerns/{concern.public_id}/correct/", posted))
    assert CANARY in html and "Why?" in html


# ---- the right child ----


def test_its_author_reads_on_the_receipt_that_it_was_moved(cast, client_for):
    concern, client = raise_about(cast.child, by=cast.teacher), client_for(cast.teacher)
    url = f"/concerns/{concern.public_id}/receipt/"
    assert "moved to the right one" not in page(client.get(url))
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.classmate, reason="Same coat.")
    receipt = page(client.get(url))
    assert cast.classmate.name in receipt and "moved to the right one" in receipt and cast.child.name not in receipt


def test_a_concern_moves_to_the_right_child_and_leaves_nothing_to_read_on_the_wrong_one(cast):
    concern = raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco)
    assert sees(cast.teacher, concern) and not sees(cast.other_teacher, concern)
    refile(by=cast.sendco, concern=concern, wrong=cast.child, right=cast.other_child, reason="Same coat.")
    assert sees(cast.other_teacher, concern) and not sees(cast.teacher, concern)
    assert not Concern.objects.all().of(cast.child).exists()
    trace = ConcernPupil.objects.moved().get()
    assert (trace.pupil, trace.moved_to, trace.moved_by) == (cast.child, cast.other_child, cast.sendco)
    pupils = set(Entry.objects.filter(verb="concern.refiled").values_list("pupil", flat=True))
    assert pupils == {str(cast.child.public_id), str(cast.other_child.public_id)}


def test_what_came_of_it_moves_to_the_right_child_with_it(cast):
    add_change_kinds()
    kind, day = ChangeKind.objects.get(code="L8"), next_school_day(timezone.localdate() + timedelta(days=20))
    told = [(kind, "He was very low last year.", timezone.localdate())]
    concern = raise_concern(by=cast.sendco, pupil=cast.child, answers={"facts": CALM, "danger": "no"}, changes=told)
    concern = change_level(by=cast.sendco, concern=concern, level=Level.TEAM, reason="His teacher needs to know.")
    triage(by=cast.sendco, concern=concern, decision="monitor", rationale="Wait.", until=day)
    ask_to_do(by=cast.sendco, concern=concern, who=cast.support, due_on=day, words="Sit with him.")
    refile(by=cast.sendco, concern=concern, wrong=cast.child, right=cast.other_child, reason="Same coat.")
    for rows in (Change.objects, MonitoringFlag.objects):
        right, wrong = (
            rows.permitted(cast.sendco, Permission.CONCERN_READ).filter(pupil=p) for p in (cast.other_child, cast.child)
        )
        assert right.exists() and not wrong.exists()
        assert rows.permitted(cast.other_teacher, Permission.CONCERN_READ).exists()
        assert not rows.permitted(cast.teacher, Permission.CONCERN_READ).exists()
    assert FollowUp.objects.get().pupil == cast.other_child
    assert {line.kind for line in lines_of(cast.sendco, Pupil.objects.filter(pk=cast.child.pk), most=9)} == {"class"}
    refile(by=cast.sendco, concern=concern, wrong=cast.other_child, right=cast.child, reason="It was him after all.")
    back = Change.objects.permitted(cast.teacher, Permission.CONCERN_READ)
    assert [(one.pupil, one.words) for one in back] == [(cast.child, "He was very low last year.")]


def test_an_eye_somebody_else_keeps_stays_with_the_wrong_child(cast):
    day = next_school_day(timezone.localdate() + timedelta(days=20))
    set_flag(by=cast.teacher, pupil=cast.child, reason="Squints.", review_on=day, level=Level.TEAM)
    concern = raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco)
    triage(by=cast.sendco, concern=concern, decision="monitor", rationale="Wait.", until=day)
    refile(by=cast.sendco, concern=concern, wrong=cast.child, right=cast.other_child, reason="Same coat.")
    assert [(flag.pupil, flag.reason) for flag in MonitoringFlag.objects.open().order_by("pk")] == [
        (cast.child, "Squints."),
        (cast.other_child, f"Concern {concern.reference}: look again"),
    ]


def test_the_right_childs_adults_do_not_learn_whose_it_was_by_mistake(cast, client_for):
    concern = raise_about(cast.child, by=cast.sendco, level=Level.TEAM, lead=cast.sendco)
    refile(by=cast.sendco, concern=concern, wrong=cast.child, right=cast.other_child, reason="Same coat.")
    url = f"/concerns/{concern.public_id}/"
    assert cast.child.name in page(client_for(cast.sendco).get(url))
    words = page(client_for(cast.other_teacher).get(url))
    assert "Filed under another child" in words
    assert cast.child.name not in words
    assert not any(cast.child.name in note.words for note in Note.objects.all())


def test_what_is_urgent_follows_the_concern_to_the_right_child(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    episode = open_urgent(by=cast.dsl, concern=concern)
    promise(by=cast.dsl, episode=episode, kind="return", who=cast.support, due_on=timezone.localdate())
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.other_child, reason="Same coat.")
    episode.refresh_from_db()
    assert (episode.pupil, FollowUp.objects.get().pupil) == (cast.other_child, cast.other_child)


def test_moving_to_a_relatives_child_shuts_the_relative_out(cast):
    Relative.objects.create(pupil=cast.other_child, user=cast.dsl, added_by=cast.head)
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    assert sees(cast.dsl, concern)
    refile(by=cast.dsl, concern=concern, wrong=cast.child, right=cast.other_child, reason="Her cousin.")
    assert not sees(cast.dsl, concern) and sees(cast.deputy, concern)


@pytest.mark.parametrize(("right", "reason", "says"), [("classmate", "", "how you know"), ("child", "x", "already")])
def test_a_move_without_a_reason_or_to_the_same_child_is_refused(cast, right, reason, says):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(Refused, match=says):
        refile(by=cast.sendco, concern=concern, wrong=cast.child, right=getattr(cast, right), reason=reason)


def test_moving_from_the_page_by_letters_and_without_a_script(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher)
    client, url = client_for(cast.sendco), f"/concerns/{concern.public_id}/refile/"
    typed = {"wrong": str(cast.child.public_id), "reason": CANARY}
    html = page(client.post(url, {**typed, "pupil_name": "jon", "find": "1"}))
    assert "Jonah Fairweather" in html and CANARY in html
    html = page(client.post(url, {**typed, "choose": str(cast.classmate.public_id)}))
    assert f'name="pupil" value="{cast.classmate.public_id}"' in html and CANARY in html
    client.post(url, {**typed, "idempotency_key": key(), "pupil": str(cast.classmate.public_id)})
    assert Concern.objects.all().of(cast.classmate).get() == concern


# ---- the whole record ----


def test_the_whole_record_is_kept_from_one_form(cast, client_for):
    posted = answers(
        cast.child,
        facts="Came in holding her arm.",
        place="playground",
        place_detail="By the gate",
        questions_asked="Tell me about your arm.",
        opinion="I think she is frightened.",
        others_present="Kit O'Leary",
        demeanour="Very quiet",
        parents_know="Not yet",
        others=[str(cast.classmate.public_id), str(cast.classmate.public_id), "nonsense"],
        parts=["alleged", "witness", "moon"],
        mark_where=["front-left-upper-arm", "", ""],
        mark_words=["Three small round marks", "", ""],
    )
    response = client_for(cast.teacher).post("/concerns/log/", posted, follow=True)
    concern = Concern.objects.get()
    assert concern.text.opinion == "I think she is frightened."
    assert concern.text.place_detail == "By the gate"
    assert list(concern.parts.values_list("pupil", "part")) == [
        (cast.child.pk, "subject"),
        (cast.classmate.pk, "alleged"),
    ]
    assert list(concern.marks.values_list("region", "words")) == [("front-left-upper-arm", "Three small round marks")]
    assert concern.held_because == ["injury"]
    assert "Left upper arm (front)" in page(response) and "<svg" in page(response)


@pytest.mark.parametrize(
    ("rows", "box"),
    [
        ({"mark_where": ["", "front-chest"], "mark_words": ["", ""]}, "mark-words-2"),
        ({"mark_where": ["", ""], "mark_words": ["", "A graze"]}, "mark-where-2"),
        ({"change_kind": ["", ""], "change_words": ["", "Moved"], "change_on": ["2026-11-02"] * 2}, "change-kind-1"),
    ],
)
def test_half_a_row_is_asked_for_its_other_half_at_the_box_that_is_empty(cast, client_for, rows, box):
    html = page(client_for(cast.teacher).post("/concerns/log/", answers(cast.child, **rows)))
    summary = html.split("data-error-summary")[1].split("</div>")[0]
    assert f'<a href="#{box}">Each ' in summary and f'id="{box}"' in html
    assert html.count('class="field-error">Each ') == 1
