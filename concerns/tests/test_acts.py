"""What staff do about a concern, and what the database refuses whoever asks."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from concerns.actions import acknowledge, change_level, close, give_feedback, raise_concern, triage, why_not_close
from concerns.actions.records import Overtaken
from concerns.models import NEXT, Concern, ConcernPupil, ConcernText, Decision, Need, Note
from concerns.seed import add_needs
from concerns.showing.records import story_of
from concerns.tests.world import raise_about
from staff.models import Notice
from staff.notices import is_still_owed, met
from staff.permitted import NotAllowed
from staff.policy import Level

Status = Concern.Status


def owed(user, kind):
    return Notice.objects.filter(user=user, kind=kind)


# ---- raising ----


def test_what_was_sent_is_kept_as_it_was_sent(cast):
    concern = raise_about(cast.child, by=cast.teacher, facts="Fell.\n\nSaid “ow”. ", where_now="In the hall with Sam")
    assert concern.text.facts == "Fell.\n\nSaid “ow”."
    assert concern.text.where_now == "In the hall with Sam"
    assert concern.author == cast.teacher
    assert concern.author_name == "Tilly Marsh"
    assert concern.author_role == "Class teacher"
    assert concern.status == Status.SUBMITTED


def test_a_concern_without_words_is_refused(cast):
    with pytest.raises(Refused, match="what you saw"):
        raise_about(cast.child, by=cast.teacher, facts="  \n ")
    assert not Concern.objects.exists()


def test_a_time_to_come_is_refused_but_a_clock_a_little_ahead_is_not(cast):
    with pytest.raises(Refused, match="not come yet"):
        raise_about(cast.child, by=cast.teacher, happened_at=timezone.now() + timedelta(hours=1))
    concern = raise_about(cast.child, by=cast.teacher, happened_at=timezone.now() + timedelta(minutes=2))
    assert concern.happened_at <= concern.recorded_at


def test_a_late_entry_shows_its_gap_and_the_servers_time_stays(cast):
    concern = raise_about(cast.child, by=cast.teacher, happened_at=timezone.now() - timedelta(days=3))
    assert concern.gap.days == 3
    assert abs(concern.recorded_at - timezone.now()) < timedelta(seconds=10)
    assert raise_about(cast.child, by=cast.teacher).gap is None


def test_anybody_may_raise_a_concern_about_any_child(cast):
    for part in ("teacher", "other_teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office"):
        assert raise_about(cast.other_child, by=getattr(cast, part)).pk


@pytest.mark.parametrize("part", ["governor", "technical"])
def test_who_works_with_no_child_logs_none(cast, part):
    with pytest.raises(NotAllowed):
        raise_about(cast.child, by=getattr(cast, part))


def test_an_unknown_answer_is_a_mistake_of_ours(cast):
    with pytest.raises(TypeError):
        raise_concern(by=cast.teacher, pupil=cast.child, answers={"facts": "x", "danger": "no", "level": "team"})


def test_a_trigger_holds_it_and_says_why(cast):
    concern = raise_about(cast.child, by=cast.teacher, facts="Bruises on both arms.")
    assert concern.level == Level.SAFEGUARDING
    assert concern.reasons == ["It may speak of an injury"]


def test_a_need_the_school_holds_raises_the_level(cast):
    add_needs()
    need = Need.objects.get(code="N2")
    concern = raise_about(cast.child, by=cast.teacher, needs=[need])
    assert concern.level == Level.SAFEGUARDING
    assert list(concern.needs.all()) == [need]


def test_the_list_of_needs_is_given_once_and_the_schools_own_names_stay(cast):
    assert add_needs() == 10
    Need.objects.filter(code="N6").update(name="Tired")
    assert add_needs() == 0
    assert Need.objects.get(code="N6").name == "Tired"


def test_several_children_each_have_a_part(cast):
    concern = raise_about(cast.child, by=cast.teacher, others=[(cast.classmate, ConcernPupil.Part.WITNESS)])
    assert list(concern.parts.values_list("pupil", "part")) == [
        (cast.child.pk, "subject"),
        (cast.classmate.pk, "witness"),
    ]
    assert set(Concern.objects.all().of(cast.classmate)) == {concern}


def test_raising_writes_names_of_fields_and_no_words_in_the_log(cast):
    concern = raise_about(cast.child, by=cast.teacher, facts="Kestrelwing canary", childs_words="Plumfeather canary")
    entry = Entry.objects.get(verb="concern.raised")
    assert entry.fields == "facts,childs_words"
    assert entry.subject == str(concern.public_id)
    assert entry.pupil == str(cast.child.public_id)
    assert "canary" not in " ".join(str(v) for e in Entry.objects.values() for v in e.values())


# ---- who is told ----


def test_the_safeguarding_team_is_told_of_what_is_held_for_them(cast):
    raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    told = set(Notice.objects.filter(kind="concern_to_acknowledge").values_list("user__name", flat=True))
    assert told == {"Dora Finch", "Dev Swift"}


def test_the_sendco_and_wellbeing_lead_are_told_of_the_rest(cast):
    raise_about(cast.child, by=cast.teacher)
    told = set(Notice.objects.filter(kind="concern_to_acknowledge").values_list("user__name", flat=True))
    assert told == {"Dora Finch", "Dev Swift", "Sunita Rao", "Wendy Lark"}


def test_danger_has_a_notice_of_its_own(cast):
    raise_about(cast.child, by=cast.teacher, danger="unsure")
    assert owed(cast.dsl, "danger_to_acknowledge").exists()
    assert not owed(cast.dsl, "concern_to_acknowledge").exists()


def test_nobody_is_still_owed_what_somebody_has_seen(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    notice = owed(cast.dsl, "concern_to_acknowledge").get()
    assert is_still_owed(notice)
    acknowledge(by=cast.sendco, concern=concern)
    notice.refresh_from_db()
    assert notice.settled_at
    assert not is_still_owed(notice)


def test_sending_asks_again_whether_its_reader_is_still_allowed(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    notice = owed(cast.sendco, "concern_to_acknowledge").get()
    assert is_still_owed(notice)
    change_level(by=cast.dsl, concern=concern, level=Level.SAFEGUARDING, reason="More than it looks.")
    assert not is_still_owed(notice)
    assert is_still_owed(owed(cast.dsl, "concern_to_acknowledge").get())


def test_released_to_wellbeing_its_new_readers_are_told(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    assert not owed(cast.sendco, "concern_to_acknowledge").exists()
    change_level(by=cast.dsl, concern=concern, level=Level.WELLBEING, reason="A fall at football; seen by all.")
    assert is_still_owed(owed(cast.sendco, "concern_to_acknowledge").get())


def test_a_notice_says_nothing_about_the_child(cast):
    from staff.notices import KINDS

    ours = [kind for kind in KINDS.values() if kind.url_name.startswith("concerns:")]
    assert len(ours) >= 4
    assert all("{" not in kind.sentence and "%" not in kind.sentence for kind in ours)


# ---- seeing, deciding, closing ----


def test_its_author_is_told_that_it_was_seen(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    acknowledge(by=cast.dsl, concern=concern)
    assert is_still_owed(owed(cast.teacher, "concern_seen").get())


def test_seeing_twice_keeps_the_first(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    first = acknowledge(by=cast.dsl, concern=concern)
    second = acknowledge(by=cast.sendco, concern=concern)
    assert second.acknowledged_by == cast.dsl
    assert second.acknowledged_at == first.acknowledged_at
    assert Entry.objects.filter(verb="concern.acknowledged").count() == 1


def test_a_teacher_cannot_acknowledge_even_her_own(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(NotAllowed):
        acknowledge(by=cast.teacher, concern=concern)


def test_deciding_is_also_having_seen_it(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    concern = triage(by=cast.sendco, concern=concern, decision="wave2", rationale="Lunch is hard; a buddy first.")
    assert concern.status == Status.TRIAGED
    assert concern.acknowledged_by == cast.sendco
    decision = concern.decisions.get()
    assert decision.decision == Decision.Kind.WAVE_2
    assert list(Decision.objects.filter(decision="wave2")) == [decision]


def test_a_decision_without_its_reason_is_refused(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(Refused, match="why"):
        triage(by=cast.sendco, concern=concern, decision="nfa", rationale=" ")
    assert not Decision.objects.exists()


def test_keeping_an_eye_on_it_needs_a_day_to_come(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    for until in (None, timezone.localdate()):
        with pytest.raises(Refused, match="day to come"):
            triage(by=cast.sendco, concern=concern, decision="monitor", rationale="New baby.", until=until)
    day = timezone.localdate() + timedelta(days=14)
    triage(by=cast.sendco, concern=concern, decision="monitor", rationale="New baby.", until=day)
    assert Decision.objects.get().until == day


def test_somebody_who_decided_meanwhile_is_shown_and_both_decisions_stay(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    triage(by=cast.sendco, concern=concern, decision="wave1", rationale="Move seats.")
    with pytest.raises(Overtaken, match="Sunita Rao decided"):
        triage(by=cast.dsl, concern=concern, decision="wave3", rationale="ELSA.", seen=None)
    triage(by=cast.dsl, concern=concern, decision="wave3", rationale="ELSA.", seen=Decision.objects.get().pk)
    assert [d.decision for d in concern.decisions.all()] == ["wave1", "wave3"]


def test_the_author_hears_back_and_sees_only_the_line_meant_for_them(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    triage(by=cast.dsl, concern=concern, decision="urgent", rationale="Rang the hub.")
    give_feedback(by=cast.dsl, concern=concern, words="Thank you, we have it in hand.")
    assert is_still_owed(owed(cast.teacher, "concern_feedback").get())
    assert [n.words for n in concern.notes.for_author()] == ["Thank you, we have it in hand."]


def test_closing_says_everything_that_is_still_missing(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    assert len(why_not_close(concern)) == 3
    with pytest.raises(Refused, match="decision.*parents.*closing line"):
        close(by=cast.sendco, concern=concern)


def test_whoever_told_us_hears_once_that_it_is_closed_though_a_line_came_before(cast):
    concern = raise_about(cast.child, by=cast.teacher, status=Status.TRIAGED, lead=cast.sendco)
    give_feedback(by=cast.sendco, concern=concern, words="We are on it.")
    close(by=cast.sendco, concern=concern, parents_told="told")
    assert is_still_owed(owed(cast.teacher, "concern_closed").get())
    triage(by=cast.sendco, concern=concern, decision="wave2", rationale="Back.", seen=concern.decisions.last().pk)
    assert not owed(cast.teacher, "concern_closed").filter(settled_at=None).exists()
    give_feedback(by=cast.sendco, concern=concern, words="It is quieter now.")
    close(by=cast.sendco, concern=concern)
    assert owed(cast.teacher, "concern_closed").get().settled_at is None


def test_a_line_with_the_closing_is_the_word_of_it_and_new_though_one_was_read_today(cast):
    concern = raise_about(cast.child, by=cast.teacher, status=Status.TRIAGED, lead=cast.sendco)
    give_feedback(by=cast.sendco, concern=concern, words="We are on it.")
    met(cast.teacher, {"concern_feedback": [concern.pk]})
    close(by=cast.sendco, concern=concern, parents_told="told", feedback="She has somebody to play with.")
    assert owed(cast.teacher, "concern_feedback").get().read_at is None
    assert not owed(cast.teacher, "concern_closed").exists()


def test_whoever_closes_their_own_concern_is_not_told_of_it(cast):
    concern = raise_about(cast.child, by=cast.sendco, status=Status.TRIAGED, lead=cast.sendco)
    give_feedback(by=cast.dsl, concern=concern, words="Yours, then.")
    close(by=cast.sendco, concern=concern, parents_told="told")
    assert not owed(cast.sendco, "concern_closed").exists()


def test_closing_ends_it_and_a_new_decision_opens_it_again(cast):
    concern = raise_about(cast.child, by=cast.teacher, status=Status.CLOSED, lead=cast.sendco)
    assert concern.closed_by == cast.sendco
    assert owed(cast.teacher, "concern_feedback").exists()
    newest = concern.decisions.last().pk
    concern = triage(by=cast.sendco, concern=concern, decision="wave2", rationale="Back again.", seen=newest)
    assert concern.status == Status.TRIAGED
    assert concern.closed_at is None
    assert Entry.objects.filter(verb="concern.reopened").exists()
    line = next(line for line in story_of(concern, with_words=True) if line["kind"] == "Opened again")
    assert line["words"].startswith("Sunita Rao had closed it on ")


def test_each_threshold_that_was_set_stays_with_its_decision_for_those_who_set_them(cast, client_for):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.TEAM, lead=cast.dsl)
    for threshold in ("child_protection", "early_help", "early_help"):
        newest = concern.decisions.order_by("-pk").values_list("pk", flat=True).first()
        facts = {"decision": "wave2", "rationale": "As the hub said.", "seen": newest, "threshold": threshold}
        concern = triage(by=cast.dsl, concern=concern, **facts)
    assert [one.threshold for one in concern.decisions.order_by("pk")] == ["child_protection", "early_help", ""]
    said = "Threshold: child protection (section 47)"
    url = f"/concerns/{concern.public_id}/"
    assert said in client_for(cast.dsl).get(url).content.decode()
    for user in (cast.sendco, cast.teacher):
        assert said not in client_for(user).get(url).content.decode()


def test_a_level_never_changes_without_a_reason(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(Refused, match="why"):
        change_level(by=cast.dsl, concern=concern, level=Level.TEAM, reason="")
    with pytest.raises(Refused, match="already"):
        change_level(by=cast.dsl, concern=concern, level=Level.WELLBEING, reason="Because.")


def test_the_states_are_a_table_and_nothing_leaves_it():
    assert set(NEXT) == set(Status)
    assert Status.SUBMITTED not in set().union(*NEXT.values())
    assert not Concern(status="submitted").may_become("closed")


# ---- what the database refuses ----

FROZEN = {
    "concerns_concern": "happened_at = now()",
    "concerns_concerntext": "facts = 'other'",
    "concerns_concernpupil": "part = 'witness'",
    "concerns_decision": "rationale = 'other'",
    "concerns_levelchange": "reason = 'other'",
    "concerns_note": "words = 'other'",
}


@pytest.fixture
def told(cast):
    concern = raise_about(cast.child, by=cast.teacher, level=Level.SAFEGUARDING)
    concern = change_level(by=cast.dsl, concern=concern, level=Level.WELLBEING, reason="A fall, seen by all.")
    concern = triage(by=cast.dsl, concern=concern, decision="nfa", rationale="A fall.")
    give_feedback(by=cast.dsl, concern=concern, words="All well.")
    return concern


@pytest.mark.parametrize("table", FROZEN)
def test_the_database_refuses_to_change_what_was_written(told, table):
    for sql in (f"UPDATE {table} SET {FROZEN[table]}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_even_the_owner_of_the_tables_is_refused(committed_db, told):
    for table, change in FROZEN.items():
        for sql in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
                cursor.execute(sql)


def test_a_concern_cannot_be_seen_by_nobody(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(status="acknowledged")
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.filter(pk=concern.pk).update(acknowledged_at=timezone.now())


def test_there_is_no_concern_without_words(cast):
    concern = raise_about(cast.child, by=cast.teacher)
    assert ConcernText.objects.filter(concern=concern).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(concern=concern, kind="feedback", words="", written_by=cast.dsl)
