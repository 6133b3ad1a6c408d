"""What a child works towards: three at most, measured like for like, and a number that moves nobody by itself."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from audit.actions import Refused
from audit.models import Entry
from interventions.actions import add_measure, end_target, strike_reading, take_reading
from interventions.actions.proposals import decline_target, propose_target
from interventions.measuring import changes, measured
from interventions.models import Decision, Measure, ProposedTarget, Reading, Target
from interventions.tests.world import aim, place, review
from pupils.actions import mark_left, mark_returned
from staff.models import Notice, User
from staff.notices import is_still_owed
from staff.permitted import NotAllowed
from staff.policy import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def placement(cast):
    return place(cast.child, by=cast.sendco)


def of(placement):
    return {one.measure.name: one for one in measured(placement)}


def test_a_target_is_one_sentence_with_its_first_number(cast, placement):
    target = aim(placement, by=cast.sendco, will="join a game", setting="the playground", childs_words="I will ask.")
    assert target.sentence.startswith(f"By {target.by_on.day} {target.by_on:%B %Y} {cast.child.preferred_forename} ")
    assert target.sentence.endswith("will join a game in the playground, measured by lunches with others, from 2 to 6.")
    reading = target.measure.readings.get()
    assert (reading.value, reading.rater, reading.taken_by) == (2, "child", cast.sendco)
    assert Entry.objects.filter(verb="target.set", pupil=str(cast.child.public_id)).count() == 1


def test_a_child_has_three_targets_at_most_over_all_the_help(cast, placement):
    other = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    first = aim(placement, by=cast.sendco)
    aim(other, by=cast.wellbeing_lead)
    aim(placement, by=cast.sendco)
    with pytest.raises(Refused, match="three targets already"):
        aim(other, by=cast.sendco)
    end_target(by=cast.sendco, target=first, outcome="met", why="Plays every day.")
    assert aim(other, by=cast.sendco).slot == first.slot
    aim(place(cast.classmate, by=cast.sendco), by=cast.sendco)  # another child's count for themselves


def test_the_database_itself_keeps_three(cast, placement):
    target = aim(placement, by=cast.sendco)
    words = {f.name: getattr(target, f.name) for f in Target._meta.fields if f.name not in ("id", "public_id", "slot")}
    for slot in (target.slot, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(**words, slot=slot)


@pytest.mark.parametrize("column", ["will", "childs_words", "goal"])
def test_the_words_of_a_target_are_never_edited(cast, placement, column):
    target = aim(placement, by=cast.sendco)
    with pytest.raises(DatabaseError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(**{column: "9"})


def test_a_number_is_never_changed_only_struck_out_and_stays_to_be_seen(cast, placement):
    target = aim(placement, by=cast.sendco)
    wrong = take_reading(by=cast.teacher, measure=target.measure, value=Decimal(10), rater="adult")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.filter(pk=wrong.pk).update(value=1)
    with pytest.raises(NotAllowed):
        strike_reading(by=cast.support, reading=wrong, why="Not so.")
    strike_reading(by=cast.teacher, reading=wrong, why="Typed one nought too many.")
    one = of(placement)["lunches with others"]
    assert [r.counts for r in one.readings] == [True, False]
    assert cast.teacher.name not in [change.who for change in one.changes]
    with pytest.raises(Refused, match="already"):
        strike_reading(by=cast.sendco, reading=wrong, why="Again.")


def test_whoever_may_read_the_help_takes_a_number_and_nobody_else(cast, placement):
    target = aim(placement, by=cast.sendco)
    private = aim(place(cast.child, by=cast.sendco, level=Level.WELLBEING), by=cast.sendco)
    take_reading(by=cast.teacher, measure=target.measure, value=Decimal(3), rater="adult")
    for by, measure in ((cast.other_teacher, target.measure), (cast.teacher, private.measure)):
        with pytest.raises(NotAllowed):
            take_reading(by=by, measure=measure, value=Decimal(3), rater="adult")
    with pytest.raises(NotAllowed):
        aim(placement, by=cast.teacher)


def test_a_number_moves_nobody(cast, placement):
    target = aim(placement, by=cast.sendco)
    take_reading(by=cast.teacher, measure=target.measure, value=Decimal(10), rater="child")
    placement.refresh_from_db()
    target.refresh_from_db()
    assert (placement.wave, placement.moves.count(), target.is_live) == (2, 1, True)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"baseline": Decimal(11)}, "on a scale: 0 to 10"),
        ({"goal": Decimal(-1)}, "on a scale: 0 to 10"),
        ({"goal": Decimal(2)}, "must lead somewhere"),
        ({"by_on": timezone.localdate()}, "a day to come"),
        ({"kind": "scale"}, "a lowest and a highest"),
        ({"kind": "scale", "low": Decimal(5), "high": Decimal(1)}, "must be more than the lowest"),
        ({"name": " . "}, "what is rated or counted"),
    ],
)
def test_a_target_that_cannot_be_measured_is_refused_in_words(cast, placement, how, words):
    with pytest.raises(Refused, match=words):
        aim(placement, by=cast.sendco, **{"kind": "rating", **how})
    assert not Target.objects.exists() and not Measure.objects.exists()


def test_a_number_off_the_scale_or_from_tomorrow_is_refused(cast, placement):
    measure = aim(placement, by=cast.sendco, kind="rating").measure
    tomorrow = timezone.localdate() + timedelta(days=1)
    for how in ({"value": Decimal(11)}, {"value": Decimal(3), "measured_on": tomorrow}):
        with pytest.raises(Refused):
            take_reading(by=cast.teacher, measure=measure, rater="child", **how)


def test_an_outside_scale_is_a_name_and_a_number(cast, placement):
    measure = add_measure(
        by=cast.sendco, placement=placement, kind="outside", name="Strengths questionnaire, parent", better="lower"
    )
    take_reading(by=cast.sendco, measure=measure, value=Decimal(18), rater="parent", rater_name="Mum")
    assert not {f.name for f in Measure._meta.fields} & {"items", "questions", "answers"}
    assert of(placement)[measure.name].changes[0].who == "Mum (a parent or carer)"


def test_a_colleagues_number_is_theirs_whoever_writes_it_down(cast, placement):
    target = aim(placement, by=cast.sendco, rater="adult", rated_by=cast.teacher)
    take_reading(by=cast.teacher, measure=target.measure, value=Decimal(5), rater="adult")
    take_reading(by=cast.sendco, measure=target.measure, value=Decimal(1), rater="adult")
    found = of(placement)[target.measure.name].changes
    assert [(c.who, c.first, c.last) for c in found] == [(cast.teacher.name, "2", "5"), (cast.sendco.name, "1", "1")]
    with pytest.raises(Refused, match="not one of the adults"):
        aim(placement, by=cast.sendco, rater="adult", rated_by=cast.other_teacher)


def test_the_same_measure_goes_on_under_the_next_target(cast, placement):
    first = aim(placement, by=cast.sendco)
    with pytest.raises(Refused, match="this measure already"):
        aim(placement, by=cast.sendco, name=first.measure.name)
    end_target(by=cast.sendco, target=first, outcome="met", why="Six now.")
    second = aim(placement, by=cast.sendco, measure=first.measure, baseline=Decimal(6), goal=Decimal(9))
    one = of(placement)[first.measure.name]
    assert one.targets == [second, first]
    assert [(c.first, c.last, c.difference) for c in one.changes] == [("2", "6", "up 4")]
    elsewhere = place(cast.child, by=cast.sendco)
    with pytest.raises(Refused, match="other help"):
        aim(elsewhere, by=cast.sendco, measure=first.measure)


def test_help_that_ends_leaves_no_target_open(cast, placement):
    target = aim(placement, by=cast.sendco)
    review(placement, by=cast.sendco, decision=Decision.END)
    target.refresh_from_db()
    assert (target.outcome, target.ended_by) == ("help_ended", cast.sendco)
    for act in (
        lambda: take_reading(by=cast.teacher, measure=target.measure, value=Decimal(3), rater="child"),
        lambda: aim(placement, by=cast.sendco),
        lambda: end_target(by=cast.sendco, target=target, outcome="met", why="w"),
    ):
        with pytest.raises(Refused, match="ended already"):
            act()


def test_a_leavers_targets_wait_and_come_back_whole(cast, placement):
    target = aim(placement, by=cast.sendco)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    with pytest.raises(Refused, match="left the school"):
        take_reading(by=cast.sendco, measure=target.measure, value=Decimal(3), rater="child")
    cast.child.refresh_from_db()
    mark_returned(by=cast.office, pupil=cast.child)
    target.refresh_from_db()
    assert target.is_live
    take_reading(by=cast.sendco, measure=target.measure, value=Decimal(3), rater="child")


numbers = st.tuples(
    st.sampled_from(["child", "adult", "parent"]), st.sampled_from(["A", "B"]), st.decimals(0, 10, places=1),
    st.booleans(), st.integers(0, 90),
)  # fmt: skip


@given(st.lists(numbers, max_size=12))
def test_only_numbers_of_one_rater_are_ever_compared(given_numbers):
    """Each change is between two numbers of one rater that count, the first and the last of theirs."""
    today, readings = timezone.localdate(), []
    for rater, name, value, struck, days in sorted(given_numbers, key=lambda one: one[-1]):
        readings.append(
            Reading(
                rater=rater, rater_name=name if rater == "parent" else "", value=value,
                measured_on=today + timedelta(days=days), rated_by=User(name=f"Adult {name}"),
                struck_at=timezone.now() if struck else None,
            )
        )  # fmt: skip
    found = changes(readings)
    count = [r for r in readings if r.counts]
    assert {c.who for c in found} == {r.who for r in count}
    assert sum(c.numbers for c in found) == len(count)
    for change in found:
        theirs = [r for r in count if r.who == change.who]
        assert Decimal(change.first) == theirs[0].value and Decimal(change.last) == theirs[-1].value
        assert bool(change.difference) == (len(theirs) > 1)


def sent(**words):
    return {
        "idempotency_key": uuid.uuid4(), "by_on": timezone.localdate() + timedelta(days=40), "will": "ask to join",
        "setting": "the playground", "kind": "rating", "name": "how easy it is", "baseline": "3", "goal": "6",
        "rater": "child", "childs_words": "I will ask.", **words,
    }  # fmt: skip


def test_the_pages_from_a_target_to_its_end(cast, placement, client_for):
    sendco, teacher = client_for(cast.sendco), client_for(cast.teacher)
    url = reverse("interventions:set_target", args=[placement.public_id])
    assert sendco.get(url).status_code == 200
    again = sendco.post(url, sent(goal="3")).content.decode()
    assert "must lead somewhere" in again and "I will ask." in again
    assert "Please say what is rated" in sendco.post(url, sent(name="")).content.decode()
    assert sendco.post(url, sent(rater=str(cast.teacher.public_id))).status_code == 302
    target = Target.objects.get()
    assert target.measure.readings.get().rated_by == cast.teacher
    measure = target.measure.get_absolute_url()
    words = {"idempotency_key": uuid.uuid4(), "value": "5", "rater": "adult", "measured_on": timezone.localdate()}
    assert teacher.post(measure, words).status_code == teacher.post(measure, words).status_code == 302
    assert Reading.objects.count() == 2, "a double click keeps one number"
    page = teacher.get(measure).content.decode()
    assert target.sentence in page and "I will ask." in page
    assert teacher.get(reverse("interventions:end_target", args=[target.public_id])).status_code == 403
    child = reverse("dashboard:child", args=[cast.child.public_id])
    assert f'href="{measure}"' in teacher.get(child).content.decode()
    shown = sendco.get(reverse("interventions:review", args=[placement.public_id])).content.decode()
    assert target.sentence in shown and "<svg" in shown
    end = reverse("interventions:end_target", args=[target.public_id])
    assert sendco.post(end, {"idempotency_key": uuid.uuid4(), "outcome": "met", "why": "She asks."}).status_code == 302
    assert "Met" in teacher.get(placement.get_absolute_url()).content.decode()
    assert (
        target.sentence not in sendco.get(reverse("interventions:review", args=[placement.public_id])).content.decode()
    )


def test_a_page_of_help_asks_no_more_for_more_targets(cast, placement, client_for, django_assert_max_num_queries):
    sendco, counts = client_for(cast.sendco), []
    for times in (1, 2):
        target = aim(placement, by=cast.sendco)
        for value in range(8 * times):
            take_reading(by=cast.teacher, measure=target.measure, value=Decimal(value), rater="adult")
        sendco.get(placement.get_absolute_url())
        with django_assert_max_num_queries(40) as queries:
            sendco.get(placement.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Proposed by whoever plans for the child


def propose(placement, by, **words):
    given = {"will": "eat with others", "setting": "the hall", "measured": "Lunches", "baseline": 1, "goal": 3}
    return propose_target(
        by=by, placement=placement, by_on=timezone.localdate() + timedelta(days=30), **(given | words)
    )


def test_a_class_teacher_proposes_a_target_and_hears_what_became_of_it(cast, placement, client_for):
    with pytest.raises(NotAllowed):
        propose(placement, cast.support)
    proposal = propose(placement, cast.teacher)
    assert not Target.objects.exists()
    assert Notice.objects.filter(kind="target_proposed", user=cast.sendco).exists()
    page = reverse("interventions:accept_target", args=[proposal.public_id])
    assert client_for(cast.teacher).get(page).status_code == 403
    form = client_for(cast.sendco).get(page).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"will": "eat at a full table", "rater": "child"}
    client_for(cast.sendco).post(page, sent)
    proposal.refresh_from_db()
    assert (proposal.target.will, proposal.will) == ("eat at a full table", "eat with others")
    assert not Notice.objects.filter(kind="target_proposed", settled_at=None).exists()
    told = Notice.objects.get(kind="target_answered", user=cast.teacher)
    assert is_still_owed(told)
    words = client_for(cast.teacher).get(reverse("interventions:proposed")).content.decode()
    assert f"{cast.sendco.name} made it a target" in words
    with pytest.raises(Refused, match="answered this already"):
        decline_target(by=cast.sendco, proposal=proposal, why_not="x")


def test_a_proposal_that_is_not_taken_up_says_why_and_stays_as_it_was(cast, placement, client_for):
    proposal = propose(placement, cast.teacher)
    with pytest.raises(Refused, match="why not"):
        decline_target(by=cast.sendco, proposal=proposal, why_not=" ")
    decline_target(by=cast.sendco, proposal=proposal, why_not="One at a time.")
    assert "One at a time." in client_for(cast.teacher).get(reverse("interventions:proposed")).content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        ProposedTarget.objects.filter(pk=proposal.pk).update(will="x")
    wrong = ({"goal": 1}, {"by_on": timezone.localdate()})
    for words in wrong:
        with pytest.raises(Refused):
            propose_target(
                by=cast.teacher, placement=placement, will="x", setting="y", measured="z", baseline=1,
                **({"goal": 2, "by_on": timezone.localdate() + timedelta(days=9)} | words),
            )  # fmt: skip
