"""What changed in a child's life, and keeping an eye: who may tell, who sees it, how long, and what follows."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.actions import Refused
from concerns.actions import raise_concern
from concerns.actions.changes import add_change_kind, edit_change_kind, retire_change_kind, tell_change
from concerns.actions.flags import escalate_flag
from concerns.models import Change, ChangeKind, Concern
from concerns.seed import add_change_kinds
from pupils.actions import block_relative, mark_left
from pupils.models import MonitoringFlag
from pupils.watching import clear_flag, keep_flag, set_flag
from school.calendar import next_school_day
from staff.models import Notice
from staff.notices import is_still_owed, sweep
from staff.permitted import NotAllowed
from staff.policy import Level, Permission
from staff.posting import Stale

pytestmark = pytest.mark.django_db
SOON = timedelta(days=21)


@pytest.fixture
def kinds(cast):
    add_change_kinds()
    return {kind.code: kind for kind in ChangeKind.objects.all()}


def tell(cast, kinds, by=None, code="L6", pupil=None, **more):
    facts = {"words": "The rabbit died on Sunday.", "said_by": "parent", "on": timezone.localdate()} | more
    return tell_change(by=by or cast.office, pupil=pupil or cast.child, kind=kinds[code], **facts)


def seen_by(cast, change):
    people = {
        "teacher", "other_teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office", "governor", "technical",
    }  # fmt: skip
    rows = Change.objects.all()
    return {
        p for p in people if rows.permitted(getattr(cast, p), Permission.CONCERN_READ).filter(pk=change.pk).exists()
    }


HARM = "Mum says he told her he wants to die."


def test_a_line_that_speaks_of_harm_is_told_to_nobody_as_a_change(cast, kinds):
    with pytest.raises(Refused, match="safeguarding leads first"):
        tell(cast, kinds, words=HARM)
    assert not Change.objects.exists()


def test_words_of_harm_go_on_as_a_concern_and_not_to_every_adult(cast, kinds, client_for):
    client, child = client_for(cast.office), cast.child
    told = {"words": HARM, "kind": str(kinds["L3"].public_id), "said_by": "parent", "on": timezone.localdate()}
    key = {"idempotency_key": str(uuid.uuid4())}
    answer = client.post(f"/concerns/changes/tell/{child.public_id}/", told | key)
    words = answer.content.decode()
    assert "It may speak of self-harm" in words
    assert "Log a concern with these words" in words
    assert HARM in words  # nothing that was typed is lost
    form = client.post(
        f"/concerns/log/{child.public_id}/", {"choose": child.public_id, "facts": HARM, "source": "parent_told"}
    )
    assert HARM in form.content.decode()
    assert not Concern.objects.exists()
    eye = {"reason": HARM, "review_on": next_school_day(timezone.localdate() + SOON)}
    answer = client_for(cast.teacher).post(f"/concerns/flags/on/{child.public_id}/", eye | key)
    assert "Log a concern with these words" in answer.content.decode()
    assert not MonitoringFlag.objects.exists()
    assert not Notice.objects.filter(kind="change_told").exists()


def test_looking_again_tells_no_harm_to_every_adult_and_the_concerns_words_stay_in_it(cast, client_for):
    day = next_school_day(timezone.localdate() + SOON)
    flag = set_flag(by=cast.teacher, pupil=cast.child, reason="Quieter lately.", review_on=day, level=Level.TEAM)
    client, url = client_for(cast.teacher), f"/concerns/flags/{flag.public_id}/"
    sent = {"decision": "kept", "reason": HARM, "review_on": day, "idempotency_key": str(uuid.uuid4())}
    assert "please make it a concern" in client.post(url, sent).content.decode()
    client.post(url, sent | {"decision": "escalated", "danger": "no"})
    assert HARM in Concern.objects.get().text.facts
    assert not any(HARM in step.reason for step in flag.steps.all())


def test_every_row_of_the_schools_own_list_is_there_to_choose(kinds):
    assert set(kinds) == {*(f"L{n}" for n in range(1, 10)), "other"}
    assert kinds["L8"].keep_eye


def test_the_adults_around_the_child_see_it_and_whoever_wrote_it_down(cast, kinds):
    change = tell(cast, kinds)
    assert seen_by(cast, change) == {"teacher", "support", "sendco", "wellbeing_lead", "dsl", "head", "office"}
    told = set(Notice.objects.filter(kind="change_told").values_list("user", flat=True))
    assert told == {cast.teacher.pk, cast.support.pk}


def test_a_relative_neither_sees_it_nor_is_told(cast, kinds):
    block_relative(by=cast.office, pupil=cast.child, user=cast.teacher)
    change = tell(cast, kinds)
    assert "teacher" not in seen_by(cast, change)
    assert not Notice.objects.filter(kind="change_told", user=cast.teacher).exists()


def test_it_runs_out_by_itself_and_is_owed_no_longer(cast, kinds):
    change = tell(cast, kinds, code="L1")
    notice = Notice.objects.get(kind="change_told", user=cast.teacher)
    assert is_still_owed(notice)
    with time_machine.travel(timezone.now() + timedelta(weeks=kinds["L1"].weeks, days=1), tick=False):
        assert not Change.objects.current().filter(pk=change.pk).exists()
        assert not is_still_owed(notice)


def test_a_leavers_changes_are_shown_to_nobody(cast, kinds):
    tell(cast, kinds)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert not Change.objects.current().exists()


@pytest.mark.parametrize(
    "wrong", [{"words": " "}, {"on": timezone.localdate() + timedelta(days=2)}, {"on": timezone.localdate() - timedelta(days=500)}]
)  # fmt: skip
def test_no_words_and_days_to_come_or_long_gone_are_refused(cast, kinds, wrong):
    with pytest.raises(Refused):
        tell(cast, kinds, **wrong)


def test_the_database_keeps_what_was_told(cast, kinds):
    change = tell(cast, kinds)
    with pytest.raises(DatabaseError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(words="Nothing happened.")


def test_a_past_worry_keeps_an_eye_on_the_child_and_makes_no_help(cast, kinds):
    change = tell(cast, kinds, code="L8", words="She was very anxious in Year 2.")
    flag = MonitoringFlag.objects.get()
    assert change.flag == flag
    assert (flag.level, flag.pupil, flag.set_by) == (Level.TEAM, cast.child, cast.office)
    assert flag.review_on >= timezone.localdate() + timedelta(weeks=6)
    assert not Concern.objects.exists()


def test_any_change_may_ask_for_an_eye_to_be_kept(cast, kinds):
    day = timezone.localdate() + SOON
    assert tell(cast, kinds, code="L1", eye_until=day).flag.review_on == day


# The list


def test_a_kind_is_added_renamed_put_away_and_brought_back(cast, kinds):
    kind = add_change_kind(by=cast.sendco, facts={"name": "A new baby", "weeks": 8})
    edit_change_kind(by=cast.office, kind=kind, version=1, facts={"name": "A new brother or sister"})
    with pytest.raises(Stale):
        edit_change_kind(by=cast.office, kind=kind, version=1, facts={"name": "Twins"})
    told = tell(cast, kinds | {"new": kind}, code="new")
    retire_change_kind(by=cast.dsl, kind=kind)
    assert not ChangeKind.objects.in_use().filter(pk=kind.pk).exists()
    told.refresh_from_db()
    assert told.kind.name == "A new brother or sister"
    retire_change_kind(by=cast.dsl, kind=kind, back=True)
    assert ChangeKind.objects.in_use().filter(pk=kind.pk).exists()


def test_a_kind_is_not_added_twice_and_none_takes_the_name_of_another(cast, kinds, client_for):
    kind = add_change_kind(by=cast.sendco, facts={"name": "A new baby", "weeks": 8})
    client, page = client_for(cast.office), "/concerns/changes/kinds/add/"
    facts = {"name": "a new BABY", "hint": "", "weeks": "6", "order": "50"}
    key = client.get(page).context["form"]["idempotency_key"].value()
    answer = client.post(page, facts | {"idempotency_key": key, "version": "1"})
    assert answer.status_code == 200 and "There is already a kind with this name." in answer.content.decode()
    with pytest.raises(Refused, match="already a kind"):
        edit_change_kind(by=cast.office, kind=kinds["L1"], version=kinds["L1"].version, facts={"name": "A new baby"})
    assert ChangeKind.objects.filter(name__iexact="a new baby").get() == kind


def test_a_teacher_does_not_change_the_list(cast, kinds):
    with pytest.raises(NotAllowed):
        add_change_kind(by=cast.teacher, facts={"name": "Anything"})


# Keeping an eye


def flag_for(cast, by=None, **more):
    facts = {"reason": "Bitten nails again.", "review_on": timezone.localdate() + SOON, "level": Level.TEAM} | more
    return set_flag(by=by or cast.teacher, pupil=cast.child, **facts)


def test_anybody_may_ask_at_team_level_and_only_those_who_triage_above_it(cast):
    assert flag_for(cast)
    with pytest.raises(NotAllowed):
        flag_for(cast, level=Level.WELLBEING)
    assert flag_for(cast, by=cast.wellbeing_lead, level=Level.WELLBEING)


def test_a_second_reason_does_not_lose_the_first(cast):
    flag = flag_for(cast)
    assert flag_for(cast, by=cast.sendco, reason="And biting pencils.").pk == flag.pk
    assert [step.reason for step in flag.steps.all()] == ["Bitten nails again.", "And biting pencils."]


def test_a_flag_is_kept_then_cleared_each_time_with_a_reason(cast):
    flag = flag_for(cast)
    with pytest.raises(Refused):
        keep_flag(by=cast.teacher, flag=flag, reason=" ", review_on=timezone.localdate() + SOON)
    keep_flag(by=cast.teacher, flag=flag, reason="Not quite yet.", review_on=timezone.localdate() + 2 * SOON)
    clear_flag(by=cast.sendco, flag=flag, reason="All well.")
    with pytest.raises(Refused):
        clear_flag(by=cast.sendco, flag=flag, reason="All well.")
    assert [step.kind for step in flag.steps.all()] == ["set", "kept", "cleared"]
    assert flag_for(cast).pk != flag.pk


def test_another_classes_teacher_reviews_nothing(cast):
    with pytest.raises(NotAllowed):
        clear_flag(by=cast.other_teacher, flag=flag_for(cast), reason="Not mine.")


def test_escalating_makes_a_concern_and_ends_the_flag(cast):
    flag = flag_for(cast)
    with pytest.raises(Refused):
        escalate_flag(by=cast.teacher, flag=flag, reason="Worse.", danger="")
    concern = escalate_flag(by=cast.teacher, flag=flag, reason="Now her hands bleed.", danger="no")
    assert "Now her hands bleed." in concern.text.facts
    assert "Bitten nails again." in concern.text.facts
    assert concern.level == "safeguarding"
    flag.refresh_from_db()
    assert flag.cleared_at
    assert flag.steps.last().kind == "escalated"


def test_the_day_comes_once_for_those_around_and_for_those_who_triage(cast):
    flag = flag_for(cast)
    with time_machine.travel(timezone.now() + SOON, tick=False) as clock:
        clock.shift(next_school_day(timezone.localdate()) - timezone.localdate())
        sweep(timezone.localdate())
        due = Notice.objects.filter(kind="flag_due", subject_id=flag.pk)
        people = {cast.teacher, cast.support, cast.sendco, cast.wellbeing_lead, cast.dsl, cast.deputy}
        assert set(due.values_list("user", flat=True)) == {person.pk for person in people}
        assert all(is_still_owed(notice) for notice in due)
        count = due.count()
        clock.shift(timedelta(days=1))
        sweep(timezone.localdate())
        assert due.count() == count  # and nothing more is sent tomorrow
        clear_flag(by=cast.teacher, flag=flag, reason="All well.")
        assert not any(is_still_owed(notice) for notice in due)


# The pages


def test_the_pages_of_a_change_and_a_flag(cast, kinds, client_for):
    office = client_for(cast.office)
    page = office.get("/concerns/changes/tell/").content.decode()
    key = page.split('name="idempotency_key" value="')[1][:36]
    typed = {
        "idempotency_key": key, "pupil": str(cast.child.public_id), "words": "The rabbit died.", "said_by": "parent",
        "kind": str(kinds["L8"].public_id), "on": timezone.localdate().isoformat(), "eye_until": "",
    }  # fmt: skip
    found = office.post("/concerns/changes/tell/", typed | {"choose": str(cast.child.public_id)}).content.decode()
    assert "The rabbit died." in found
    assert "García-López" in found
    assert not Change.objects.exists()
    assert office.post("/concerns/changes/tell/", typed).url == "/concerns/changes/"
    assert office.post("/concerns/changes/tell/", typed).url == "/concerns/changes/"
    assert Change.objects.count() == 1
    assert "The rabbit died." in client_for(cast.teacher).get("/concerns/changes/").content.decode()
    assert "The rabbit died." not in client_for(cast.other_teacher).get("/concerns/changes/").content.decode()
    teacher, flag = client_for(cast.teacher), MonitoringFlag.objects.get()
    assert str(flag.public_id) in teacher.get("/concerns/flags/").content.decode()
    assert "What now?" in teacher.get(f"/concerns/flags/{flag.public_id}/").content.decode()
    assert client_for(cast.other_teacher).get(f"/concerns/flags/{flag.public_id}/").status_code == 404


# Told on a concern's own form


@pytest.fixture
def house(kinds):
    return kinds["L6"]


def logged(cast, *changes, **answers):
    facts = {"facts": "Very quiet this week.", "danger": "no", "source": "parent_told", **answers}
    return raise_concern(by=cast.teacher, pupil=cast.child, answers=facts, changes=changes)


def test_changes_told_with_a_concern_are_shared_like_any_other(cast, house):
    today = timezone.localdate()
    concern = logged(
        cast, (house, "They move house.", today), (house, "Her rabbit went away.", today - timedelta(days=9))
    )
    told = list(concern.changes.order_by("pk"))
    assert [(one.pupil, one.words, one.said_by) for one in told] == [
        (cast.child, "They move house.", "parent"), (cast.child, "Her rabbit went away.", "parent"),
    ]  # fmt: skip
    assert Change.objects.permitted(cast.sendco, Permission.CONCERN_READ).filter(pk=told[0].pk).exists()
    assert concern.held_because == []


@pytest.mark.parametrize(
    ("words", "danger"), [("Dad moved out. She is scared of Dad.", "no"), ("They move house.", "unsure")]
)
def test_a_change_that_a_lead_should_hear_first_stays_with_the_concern(cast, house, words, danger):
    concern = logged(cast, (house, words, timezone.localdate()), danger=danger)
    assert not Change.objects.exists()
    note = concern.notes.get()
    assert (note.kind, note.written_by) == ("change", cast.teacher)
    assert note.words.endswith(words)
    assert concern.level == "safeguarding"


def test_the_form_takes_several_changes_and_asks_for_the_other_half_of_a_row(cast, client_for, house):
    today = timezone.localdate().isoformat()
    sent = {
        "idempotency_key": str(uuid.uuid4()), "pupil": str(cast.child.public_id), "facts": "Quiet.", "danger": "no",
        "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "change_kind": [str(house.public_id), "", str(house.public_id)],
        "change_words": ["They move house.", "", ""], "change_on": [today, today, today],
    }  # fmt: skip
    client = client_for(cast.teacher)
    answer = client.post("/concerns/log/", sent)
    assert "Each change needs its kind, a line and a day." in answer.content.decode()
    assert "They move house." in answer.content.decode()
    answer = client.post("/concerns/log/", sent | {"change_words": ["They move house.", "", "New baby."]})
    assert answer.status_code == 302
    assert sorted(Change.objects.values_list("words", flat=True)) == ["New baby.", "They move house."]
