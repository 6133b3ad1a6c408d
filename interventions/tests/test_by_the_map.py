"""What a line of the map says is used: its first look, its room, its end; who comes first; what is retired and why."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.actions import Refused
from interventions.actions.places import put_first, put_in_order, withdraw_place
from interventions.actions.practitioners import add_supervision, strike_supervision
from interventions.actions.programmes import end_programme
from interventions.dose import first_review, planned_end
from interventions.forms.programmes import ProgrammeForm
from interventions.models import Offering, ProgrammePlace, Supervision
from interventions.practice import supervisions_of
from interventions.tests.help_world import CIRCLE, ELSA, ask, offering, on_programme, programme, slot, train
from interventions.tests.world import make_area, place, review
from school import calendar
from staff.permitted import NotAllowed
from staff.policy import Level

pytestmark = pytest.mark.django_db


def line(code=ELSA, **facts):
    made = offering(code)
    Offering.objects.filter(pk=made.pk).update(**facts)
    return offering(code)


def placed_on(cast, made, **more):
    return place(cast.child, by=cast.sendco, wave=made.wave, offering=made, **more)


def test_help_on_a_line_is_looked_at_when_the_line_says_and_a_place_is_asked_for(cast):
    made = line(review_weeks=4)
    placement = placed_on(cast, made, hoped_for="She says when it is too much.", level=Level.WELLBEING)
    today = timezone.localdate()
    assert placement.review_on == calendar.review_date(today, today + timedelta(weeks=4))
    asked = ProgrammePlace.objects.get()
    assert (asked.placement, asked.offering, asked.level) == (placement, made, Level.WELLBEING)
    assert asked.why == "She says when it is too much."


def test_a_place_that_was_asked_for_before_stays_and_a_line_of_another_wave_is_refused(cast):
    before = ask(cast.child, by=cast.sendco)
    placed_on(cast, line())
    assert ProgrammePlace.objects.get() == before
    with pytest.raises(Refused, match="another wave"):
        place(cast.child, by=cast.sendco, wave=2, area=make_area(), offering=line())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks=st.integers(1, 52), days=st.integers(0, 400))
def test_no_default_of_a_line_breaks_the_schools_rule(db, weeks, days):
    days_of, start = calendar.current(), timezone.localdate() + timedelta(days=days)
    on = first_review(days_of, Offering(review_weeks=weeks), start)
    assert days_of.is_school_day(on) and on >= days_of.add_school_days(start, 15)
    assert on <= days_of.review_date(start)


def test_the_last_session_is_counted_in_school_days(db):
    days_of = calendar.current()
    end = planned_end(days_of, timezone.localdate(), (2,), 1, 40)
    assert end.weekday() == 2 and days_of.is_school_day(end)
    assert end > timezone.localdate() + timedelta(weeks=40)  # holidays move it on
    assert planned_end(days_of, timezone.localdate(), (), 1, None) is None


def test_a_group_has_the_room_that_is_left_of_what_the_line_says(cast):
    made = line(CIRCLE, capacity=10)
    assert ProgrammeForm(by=cast.sendco, offering=made)["room_for"].value() == 10
    programme(cast.support, by=cast.sendco, code=CIRCLE, room_for=7)
    form = ProgrammeForm(by=cast.sendco, offering=made)
    assert form["room_for"].value() == 3 and "7 are planned already" in form.fields["room_for"].help_text
    assert ProgrammeForm(by=cast.sendco, offering=line(capacity=6))["room_for"].value() == 1  # one to one


def test_the_planned_end_need_not_be_counted_by_hand(cast, client_for):
    run = programme(cast.support, by=cast.sendco, weeks=12)
    made = on_programme(cast.child, run, by=cast.sendco, placement=place(cast.child, by=cast.sendco, wave=3))
    page = client_for(cast.sendco).get(reverse("interventions:review", args=[made.placement.public_id]))
    end = page.context["form"].planned_end
    assert end is not None and f"planned to end: about {end:%A} {end.day} {end:%B}" in page.content.decode()
    form = {"idempotency_key": uuid.uuid4(), "version": 1, "decision": "continue", "why": "x", "then": "planned_end"}
    client_for(cast.sendco).post(page.wsgi_request.path, form)
    made.placement.refresh_from_db()
    assert made.placement.review_on == calendar.review_date(timezone.localdate(), end)
    assert made.placement.moves.last().planned_end_on == end  # kept as it was proposed, wherever the review falls


def test_an_end_that_is_planned_is_kept_as_it_was_said_and_offered_again(cast, client_for):
    helped = place(cast.child, by=cast.sendco)
    soon = timezone.localdate() + timedelta(days=12)  # sooner than the rule looks again
    client, where = client_for(cast.sendco), [helped.public_id]
    form = {
        "idempotency_key": uuid.uuid4(), "version": 1, "decision": "continue", "why": "x", "then": "planned_end",
        "review_on": soon.isoformat(),
    }  # fmt: skip
    assert client.post(reverse("interventions:review", args=where), form).status_code == 302
    helped.refresh_from_db()
    assert helped.moves.last().planned_end_on == soon < helped.review_on
    said = f"Planned to end on {soon.day} {soon:%B %Y}"
    assert client.get(reverse("interventions:placement", args=where)).content.decode().count(said) == 2
    page = client.get(reverse("interventions:review", args=where))
    assert page.context["form"].planned_end == soon and said in page.content.decode()
    told = f"planned to end on {soon.day} {soon:%B %Y}"
    assert told in client.get(reverse("interventions:board")).content.decode()
    for story in ("dashboard:child", "dashboard:chronology"):
        assert told in client.get(reverse(story, args=[cast.child.public_id])).content.decode(), story
    review(helped, by=cast.sendco, decision="end", then="planned_end", review_on=soon)
    assert helped.moves.last().planned_end_on is None  # it has ended


def test_who_comes_first_comes_first_for_a_reason_that_is_seen(cast, client_for):
    first, second = ask(cast.child, by=cast.sendco), ask(cast.classmate, by=cast.sendco)
    for person in (cast.teacher, cast.dsl):
        with pytest.raises(NotAllowed):
            put_first(by=person, place=second, reason="x")
    with pytest.raises(Refused, match="why"):
        put_first(by=cast.sendco, place=second, reason=" ")
    put_first(by=cast.sendco, place=second, reason="Leaves at Easter")
    assert list(ProgrammePlace.objects.in_line()) == [second, first]
    assert "Leaves at Easter" in client_for(cast.teacher).get(reverse("interventions:waiting_list")).content.decode()
    put_in_order(by=cast.sendco, place=second, reason="Stays after all")
    assert list(ProgrammePlace.objects.in_line()) == [first, second]
    assert [step.reason for step in second.steps.order_by("pk")][-2:] == [
        "Put first: Leaves at Easter", "No longer first: Stays after all",
    ]  # fmt: skip


def test_a_supervision_typed_wrongly_is_struck_out_and_kept(cast, client_for):
    train(cast.support, by=cast.sendco, gained_on=timezone.localdate() - timedelta(days=200))
    right, wrong = (timezone.localdate() - timedelta(days=n) for n in (90, 2))
    for day in (right, wrong):
        made = add_supervision(by=cast.support, user=cast.support, practice="elsa", on=day)
    with pytest.raises(NotAllowed):
        strike_supervision(by=cast.teacher, supervision=made, why="x")
    url = reverse("interventions:strike_supervision", args=[made.public_id])
    assert client_for(cast.teacher).get(url).status_code == 404
    client_for(cast.support).post(url, {"idempotency_key": uuid.uuid4(), "why": "The wrong week"})
    assert supervisions_of(cast.support)[0].last_on == right
    page = client_for(cast.sendco).get(reverse("interventions:practitioner", args=[cast.support.public_id]))
    assert "Struck out by" in page.content.decode() and "The wrong week" in page.content.decode()
    with pytest.raises(Refused, match="already"):
        strike_supervision(by=cast.support, supervision=made, why="x")
    add_supervision(by=cast.support, user=cast.support, practice="elsa", on=wrong)
    assert Supervision.objects.filter(on=wrong).count() == 2


def test_retiring_a_line_names_who_runs_it_who_waits_and_its_free_times_and_asks(cast, client_for):
    run = programme(cast.support, by=cast.sendco)
    free, asked = slot(cast.support, by=cast.sendco), ask(cast.classmate, by=cast.sendco)
    client, url = client_for(cast.sendco), reverse("interventions:retire_offering", args=[run.offering.public_id])
    words = client.get(url).content.decode()
    assert cast.support.name in words and cast.classmate.name in words and free.when in words
    assert "Retire this line</button>" not in words
    refused = client.post(url, {"idempotency_key": uuid.uuid4()}).content.decode()
    assert "still given" in refused
    withdraw_place(by=cast.sendco, place=asked, reason="Not now")
    end_programme(by=cast.sendco, programme=run, version=run.version)
    assert "Retire this line</button>" in client.get(url).content.decode()
    client.post(url, {"idempotency_key": uuid.uuid4()})
    free.refresh_from_db()
    assert free.retired_on == timezone.localdate()
