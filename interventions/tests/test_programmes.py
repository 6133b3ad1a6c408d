"""Places on programmes: asked for, in line, offered, under way, over; and who may see the child meanwhile."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from documents.tests.hostile import picture
from interventions.actions.places import (
    accept_offer,
    accept_request,
    decline_place,
    finish_place,
    offer_place,
    put_back,
    withdraw_place,
)
from interventions.actions.programmes import change_lead, end_programme
from interventions.actions.sessions import log_sessions, strike_out
from interventions.models import Programme, ProgrammePlace, Session
from interventions.models.programmes import State
from interventions.tests.help_world import CIRCLE, DRAWING, agree, ask, offering, on_programme, programme, slot, train
from interventions.tests.world import place as place_on_wave
from pupils.actions import block_relative, mark_left, mark_returned
from pupils.models import Around, Pupil
from staff.models import Notice
from staff.permitted import NotAllowed
from staff.policy import Level, Permission

pytestmark = pytest.mark.django_db
READ, KEEP = Permission.PROGRAMME_READ, Permission.SESSION_KEEP


def seen(user, permission=READ):
    return set(ProgrammePlace.objects.permitted(user, permission).values_list("pk", flat=True))


def log(run, place, *, by, on=None, objective="To name three feelings", **row):
    row = {"place": place, "came": True, "rating": 6, **row}
    return log_sessions(by=by, programme=run, on=on or timezone.localdate(), rows=[row], objective=objective)


def test_a_teacher_asks_and_those_who_decide_are_told_until_it_is_looked_at(cast):
    asked = ask(cast.child, by=cast.teacher)
    assert asked.state == State.ASKED
    assert Notice.objects.filter(kind="place_asked", user=cast.sendco, settled_at=None).count() == 1
    assert accept_request(by=cast.sendco, place=asked).state == State.CONSENT
    assert not Notice.objects.filter(kind="place_asked", settled_at=None).exists()
    assert agree(asked, by=cast.sendco).state == State.WAITING


def test_a_family_that_would_rather_not_is_recorded_without_more(cast):
    asked = ask(cast.child, by=cast.sendco)
    assert agree(asked, by=cast.sendco, answer="refused").state == State.DECLINED
    assert asked.steps.last().reason == "The family would rather not, for now."


def test_a_signed_form_is_kept_beside_what_the_family_said(cast, client_for, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    asked = ask(cast.child, by=cast.sendco)
    client, sign = client_for(cast.sendco), reverse("interventions:take_step", args=[asked.public_id, "sign"])
    assert client.get(sign).status_code == 404  # nobody has said anything yet
    place = agree(asked, by=cast.sendco)
    assert sign in client.get(place.get_absolute_url()).content.decode()
    once = {"idempotency_key": uuid4(), "files": SimpleUploadedFile("Signed.png", picture("PNG"))}
    assert client.post(sign, once).status_code == 302
    page = client.get(place.get_absolute_url()).content.decode()
    (link,) = re.findall(r'href="([^"]+)" download>Signed.png', page)
    assert b"PNG" in b"".join(client.get(link))
    assert link in client.get(reverse("referrals:consents", args=[cast.child.public_id])).content.decode()
    assert "Signed.png" not in client_for(cast.teacher).get(place.get_absolute_url()).content.decode()
    assert client_for(cast.teacher).get(link).status_code == 403
    assert client_for(cast.teacher).get(sign).status_code == 404


def test_the_waiting_list_is_in_the_order_of_asking_and_a_place_put_back_keeps_its_turn(cast):
    first, second = (agree(ask(child, by=cast.sendco), by=cast.sendco) for child in (cast.child, cast.classmate))
    run = programme(cast.support, by=cast.sendco)
    offered = offer_place(by=cast.sendco, place=first, programme=run)
    with pytest.raises(Refused, match="full"):
        offer_place(by=cast.sendco, place=second, programme=run)
    put_back(by=cast.sendco, place=offered, reason="After the half-term, please.")
    assert [place.pk for place in ProgrammePlace.objects.in_line()] == [first.pk, second.pk]
    first.refresh_from_db()
    assert first.programme is None


def test_who_decides_and_who_only_asks(cast):
    for part in ("support", "office", "governor", "technical", "other_teacher"):
        with pytest.raises(NotAllowed):
            ask(cast.child, by=getattr(cast, part))
    asked = ask(cast.child, by=cast.teacher)
    for act in (accept_request, decline_place):
        more = {} if act == accept_request else {"reason": "No."}
        with pytest.raises(NotAllowed):
            act(by=cast.teacher, place=asked, **more)
    with pytest.raises(NotAllowed):
        withdraw_place(by=cast.other_teacher, place=asked, reason="No.")
    assert withdraw_place(by=cast.teacher, place=asked, reason="He has settled.").state == State.WITHDRAWN


def test_naming_a_lead_opens_the_child_to_them_until_the_place_is_over(cast):
    run = programme(cast.support, by=cast.sendco)
    assert cast.other_child not in Pupil.objects.permitted(cast.support, Permission.PUPIL_READ)
    place = on_programme(cast.other_child, run, by=cast.sendco)
    assert cast.other_child in Pupil.objects.permitted(cast.support, Permission.PUPIL_READ)
    assert seen(cast.support) == seen(cast.support, KEEP) == {place.pk}
    finish_place(by=cast.support, place=place, outcome=1)
    assert cast.other_child not in Pupil.objects.permitted(cast.support, Permission.PUPIL_READ)
    assert seen(cast.support) == set()
    run.refresh_from_db()
    assert run.ended_on == timezone.localdate()
    assert not run.bookings.filter(until_on=None).exists()


def test_support_staff_see_what_they_lead_and_a_class_teacher_sees_that_it_runs_but_not_what_is_written(cast):
    run = programme(cast.support, by=cast.sendco)
    led = on_programme(cast.other_child, run, by=cast.sendco)
    other = on_programme(cast.child, programme(cast.wellbeing_lead, by=cast.sendco), by=cast.sendco)
    assert seen(cast.support) == {led.pk}  # she is around `child`, and does not lead that programme
    assert seen(cast.teacher) == {other.pk}
    assert seen(cast.teacher, KEEP) == set()
    log(run, led, by=cast.support, line="Drew a volcano.")
    assert Session.objects.permitted(cast.other_teacher, READ).count() == 1
    assert not Session.objects.permitted(cast.other_teacher, KEEP).exists()
    assert Session.objects.permitted(cast.head, KEEP).get().line == "Drew a volcano."


def test_a_place_is_never_wider_than_the_placement_it_belongs_to(cast):
    placement = place_on_wave(cast.child, by=cast.sendco, level=Level.WELLBEING)
    asked = ask(cast.child, by=cast.sendco, placement=placement)
    assert asked.level == Level.WELLBEING
    assert seen(cast.teacher) == set()
    with pytest.raises(Refused, match="not this child"):
        ask(cast.classmate, by=cast.sendco, placement=placement)


def test_a_relative_is_never_given_the_child_and_never_meets_the_place(cast):
    block_relative(by=cast.office, pupil=cast.other_child, user=cast.support)
    run = programme(cast.support, by=cast.sendco)
    with pytest.raises(Refused, match="cannot be given"):
        on_programme(cast.other_child, run, by=cast.sendco)
    block_relative(by=cast.office, pupil=cast.child, user=cast.head)
    ask(cast.child, by=cast.sendco)
    assert not ProgrammePlace.objects.permitted(cast.head, READ).filter(pupil=cast.child).exists()


def test_elsa_and_drawing_and_talking_are_led_by_who_is_trained(cast):
    with pytest.raises(Refused, match="trained for ELSA"):
        slot(cast.teacher, by=cast.sendco)
    train(cast.support, by=cast.sendco, practice="elsa")
    with pytest.raises(Refused, match="trained for Drawing and Talking"):
        slot(cast.support, by=cast.sendco, code=DRAWING)
    assert slot(cast.head, by=cast.sendco, code=CIRCLE).practitioner == cast.head


def test_a_programme_is_never_named_after_a_child(cast):
    """Its name is read by all who know any child on it: the teachers of the others as well."""
    with pytest.raises(Refused, match=cast.child.name):
        programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=6, name=f"Lunch with {cast.child.name}")


def test_drawing_and_talking_is_for_one_child_at_one_time_with_one_adult(cast):
    with pytest.raises(Refused, match="one fixed time"):
        programme(cast.wellbeing_lead, by=cast.sendco, code=DRAWING, slots=[])
    run = programme(cast.wellbeing_lead, by=cast.sendco, code=DRAWING, weeks=12)
    train(cast.support, by=cast.sendco, practice="drawing")
    with pytest.raises(Refused, match="same adult"):
        change_lead(by=cast.sendco, programme=run, lead=cast.support, version=run.version)


def test_nothing_of_drawing_and_talking_is_kept_whoever_asks(cast):
    run = programme(cast.wellbeing_lead, by=cast.sendco, code=DRAWING, weeks=12)
    place = on_programme(cast.child, run, by=cast.sendco)
    log(run, place, by=cast.wellbeing_lead, line="She drew a house.", objective="Draw", passed_on=True)
    session = Session.objects.get()
    assert (session.line, session.objective, session.rating, session.theme_id) == ("", "", None, None)
    assert session.passed_on is True
    for practice in ("drawing", "plain"):  # under its own name the check refuses, under another the key does
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.create(
                place=place, practice=practice, on=run.starts_on, came=True, line="A house.", logged_by=cast.dsl
            )
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(Refused, match="folder"):
        finish_place(by=cast.wellbeing_lead, place=place, outcome=1)
    assert finish_place(by=cast.wellbeing_lead, place=place, outcome=1, folder_back=True).folder_back is True


def test_a_session_is_written_once_a_day_and_struck_out_rather_than_changed(cast):
    run = programme(cast.support, by=cast.sendco)
    place = on_programme(cast.child, run, by=cast.sendco)
    log(run, place, by=cast.support, rating=3)
    with pytest.raises(Refused, match="strike it out"):
        log(run, place, by=cast.support, rating=8)
    strike_out(by=cast.support, session=Session.objects.get())
    log(run, place, by=cast.support, rating=8)
    assert [s.rating for s in Session.objects.standing()] == [8]
    assert Session.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.update(rating=10)


def test_a_group_hears_which_child_a_day_does_not_fit(cast):
    """Each child has their own dates, so “one of them” would leave their leader guessing."""
    today = timezone.localdate()
    run = programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=3)
    early = on_programme(cast.child, run, by=cast.sendco)
    late = on_programme(cast.classmate, run, by=cast.sendco, from_on=today)
    rows = [{"place": place, "came": True, "rating": 6} for place in (early, late)]
    with pytest.raises(Refused, match=f"{cast.classmate.name} began later"):
        log_sessions(by=cast.head, programme=run, on=today - timedelta(days=3), rows=rows, objective="")
    log_sessions(by=cast.head, programme=run, on=today, rows=rows[:1], objective="")
    with pytest.raises(Refused, match=f"already for {cast.child.name}"):
        log_sessions(by=cast.head, programme=run, on=today, rows=rows, objective="")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"came": False}, "why a child did not come"),
        ({"objective": ""}, "objective"),
        ({"days": 1}, "not come yet"),
        ({"days": -200}, "began later"),
    ],
)
def test_a_session_that_makes_no_sense_is_refused_in_words(cast, row, why):
    run = programme(cast.support, by=cast.sendco)
    place = on_programme(cast.child, run, by=cast.sendco)
    on = timezone.localdate() + timedelta(days=row.pop("days", 0))
    with pytest.raises(Refused, match=why):
        log(run, place, by=cast.support, on=on, **row)


def test_only_the_lead_and_those_who_look_after_help_write_a_session(cast):
    run = programme(cast.support, by=cast.sendco)
    place = on_programme(cast.other_child, run, by=cast.sendco)
    for part in ("other_teacher", "teacher", "office"):
        with pytest.raises(NotAllowed):
            log(run, place, by=getattr(cast, part))
    log(run, place, by=cast.sendco)


def test_another_lead_is_around_the_children_and_the_one_before_no_longer(cast):
    run = programme(cast.support, by=cast.sendco)
    on_programme(cast.other_child, run, by=cast.sendco)
    train(cast.teacher, by=cast.sendco)
    change_lead(by=cast.sendco, programme=run, lead=cast.teacher, version=run.version)
    assert seen(cast.support) == set()
    assert Around.objects.current().filter(pupil=cast.other_child).get().user == cast.teacher


def test_a_leaver_drops_out_whole_and_comes_back_whole(cast):
    run = programme(cast.support, by=cast.sendco)
    place = on_programme(cast.child, run, by=cast.sendco)
    waiting = ask(cast.child, by=cast.sendco, code=CIRCLE)
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    assert not ProgrammePlace.objects.active().exists() and not ProgrammePlace.objects.in_line().exists()
    assert seen(cast.support) == set()
    with pytest.raises(Refused, match="left the school"):
        log(run, place, by=cast.sendco)
    mark_returned(by=cast.office, pupil=cast.child)
    assert ProgrammePlace.objects.active().get() == place
    assert ProgrammePlace.objects.in_line().get() == waiting
    assert seen(cast.support) == {place.pk}


def test_a_programme_ends_when_its_children_have_finished_and_leavers_do_not_hold_it_up(cast):
    run = programme(cast.head, by=cast.sendco, code=CIRCLE, room_for=6)
    place = on_programme(cast.child, run, by=cast.sendco)
    leaver = on_programme(cast.classmate, run, by=cast.sendco)
    with pytest.raises(Refused, match="still on it"):
        end_programme(by=cast.sendco, programme=run, version=run.version)
    finish_place(by=cast.head, place=place, ended_why="better")
    mark_left(by=cast.office, pupil=cast.classmate, left_on=timezone.localdate())
    run.refresh_from_db()
    end_programme(by=cast.sendco, programme=run, version=run.version)
    leaver.refresh_from_db()
    assert (leaver.state, leaver.ended_why) == (State.ENDED, "left")
    assert not Programme.objects.running().exists()


def test_a_place_asked_for_twice_is_refused_and_the_database_refuses_it_too(cast):
    asked = ask(cast.child, by=cast.sendco)
    with pytest.raises(Refused, match="already"):
        ask(cast.child, by=cast.teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammePlace.objects.create(
            pupil=cast.child, offering=asked.offering, practice="elsa", why="x", asked_by=cast.dsl,
            wait_from=timezone.localdate(),
        )  # fmt: skip
    with pytest.raises(Refused, match="not given in sessions"):
        ask(cast.child, by=cast.sendco, code="W2.6")


def test_an_offer_is_accepted_from_the_childs_own_day(cast):
    run = programme(cast.support, by=cast.sendco, starts_on=timezone.localdate())
    place = offer_place(by=cast.sendco, place=agree(ask(cast.child, by=cast.sendco), by=cast.sendco), programme=run)
    with pytest.raises(Refused, match="begins later"):
        accept_offer(by=cast.sendco, place=place, from_on=run.starts_on - timedelta(days=1))
    begun = accept_offer(by=cast.sendco, place=place, from_on=run.starts_on + timedelta(days=7))
    assert (begun.from_on, begun.sessions_planned) == (run.starts_on + timedelta(days=7), 6)
    assert Notice.objects.filter(kind="place_given", user=cast.support).count() == 1
    assert offering().name == "ELSA support"
