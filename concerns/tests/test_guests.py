"""The write-only way in: who gets in, what is kept, who is told, and that nothing can be read there."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from audit.actions import Guest, Refused
from audit.models import Entry
from concerns.actions.reports import children_like, match_report, receive_report, set_report_aside
from concerns.guests import change_pin, todays_pin
from concerns.models import Concern, Report
from concerns.showing.records import files_of
from documents.models import Attachment
from documents.tests.hostile import GOOD
from pupils.actions import block_relative
from staff.models import Draft, Notice, Posted, User
from staff.notices import is_still_owed, sweep
from staff.permitted import NotAllowed
from staff.policy import Permission

pytestmark = pytest.mark.django_db
CALM = "Sat by herself at lunch."


def words(**more):
    return {
        "idempotency_key": str(uuid.uuid4()),
        "child_name": "Ana Garcia",
        "class_name": "Oak",
        "facts": CALM,
        "danger": "no",
        "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "writer_name": "Una Tern",
        "writer_agency": "Made-up Supply",
        "writer_phone": "07700 900123",
        **more,
    }


def guest(pin=None, **extra):
    client = Client(**extra)
    client.answer = client.post("/concerns/guest/", {"idempotency_key": str(uuid.uuid4()), "pin": pin or todays_pin()})
    return client


def report_of(cast, child="Ana García", **answers):
    more = {"child": (child, "Oak"), "writer": ("Una Tern", "Made-up Supply", "07700 900123")}
    return receive_report(
        by=Guest("Una Tern", "Made-up Supply"), kind="guest", **more, answers={"facts": CALM, "danger": "no", **answers}
    )


def told(report):
    return set(
        Notice.objects.filter(subject_id=report.pk, kind__endswith="_to_match").values_list("user__name", flat=True)
    )


# The door


def test_without_todays_pin_there_is_no_form(cast):
    assert Client().get("/concerns/guest/write/").url == "/concerns/guest/"
    wrong = guest("000 000" if todays_pin() != "000000" else "111 111")
    assert "not today" in wrong.answer.content.decode()
    assert wrong.get("/concerns/guest/write/").status_code == 302


def test_todays_pin_opens_the_form_with_or_without_a_space(cast):
    pin = todays_pin()
    assert len(pin) == 6
    assert pin.isdigit()
    assert guest(f"{pin[:3]} {pin[3:]}").get("/concerns/guest/write/").status_code == 200


def test_the_pin_is_another_one_tomorrow_and_yesterdays_guests_are_out(cast):
    pin, client = todays_pin(), guest()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert todays_pin() != pin
        assert client.get("/concerns/guest/write/").status_code == 302


def test_another_pin_puts_out_whoever_knew_the_old_one(cast):
    pin, client = todays_pin(), guest()
    change_pin(by=cast.office)
    assert todays_pin() != pin
    assert client.get("/concerns/guest/write/").status_code == 302
    typed = words()
    late = client.post("/concerns/guest/write/", typed).content.decode()
    assert CALM in late and "type today’s PIN and send them" in late  # nothing typed is lost
    wrong = client.post("/concerns/guest/write/", typed | {"pin": pin}).content.decode()
    assert CALM in wrong and "That is not today’s PIN" in wrong
    assert not Report.objects.exists()
    sent = client.post("/concerns/guest/write/", typed | {"pin": todays_pin()}, follow=True)
    assert Report.objects.get().reference in sent.content.decode()
    assert client.get("/concerns/guest/write/").status_code == 200


def test_a_teacher_cannot_change_the_pin(cast):
    with pytest.raises(NotAllowed):
        change_pin(by=cast.teacher)


def test_guessing_stops_after_forty_and_cools_whatever_is_tried_meanwhile(cast):
    with time_machine.travel("2026-11-23 09:05+00:00", tick=False) as clock:
        inside = guest()
        wrong = "000000" if todays_pin() != "000000" else "111111"
        for _ in range(40):
            guest(wrong)
        assert "Wait five minutes" in guest().answer.content.decode()  # the right one, but from a waiting address
        assert inside.get("/concerns/guest/write/").status_code == 200  # whoever is in stays in
        clock.shift(timedelta(minutes=4))
        assert "Wait five minutes" in guest(wrong).answer.content.decode()
        clock.shift(timedelta(minutes=2))
        assert guest().answer.status_code == 302


def test_another_pin_lets_the_school_in_at_once(cast):
    wrong = "000000" if todays_pin() != "000000" else "111111"
    for _ in range(41):
        guest(wrong)
    change_pin(by=cast.dsl)
    assert guest().answer.status_code == 302


def test_the_door_is_not_kept_by_the_browser_and_says_nothing_about_anybody(cast):
    answer = guest().get("/concerns/guest/write/")
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "Fairweather" not in answer.content.decode()


# Writing


def test_a_guest_writes_and_has_a_number_and_nothing_to_read(cast):
    client = guest()
    sent = client.post("/concerns/guest/write/", words(), follow=True)
    report = Report.objects.get()
    page = sent.content.decode()
    assert report.reference in page
    assert CALM not in page
    assert "Ana" not in page
    assert "Tell a person now" in page
    assert (report.writer_name, report.writer_role, report.writer_phone) == (
        "Una Tern", "Made-up Supply", "07700 900123",
    )  # fmt: skip
    entry = Entry.objects.get(verb="report.received")
    assert (entry.actor_kind, entry.actor_label) == ("guest", "Una Tern (Made-up Supply)")


def test_sent_twice_is_one_report_and_the_same_number(cast):
    client, typed = guest(), words()
    first, second = (client.post("/concerns/guest/write/", typed) for _ in range(2))
    assert first.url == second.url
    assert Report.objects.count() == 1
    assert Posted.objects.get(form="GuestForm").user is None


def test_somebody_elses_number_opens_nothing_without_the_pin(cast):
    report = report_of(cast)
    assert Client().get(f"/concerns/guest/sent/{report.public_id}/").status_code == 302


def test_about_an_adult_keeps_nothing(cast):
    answer = Client().get("/concerns/guest/adult/")
    assert answer.status_code == 200
    assert not Report.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("missing", ["child_name", "facts", "danger", "writer_name", "writer_phone"])
def test_what_is_missing_is_asked_for_and_the_words_are_still_there(cast, missing):
    answer = guest().post("/concerns/guest/write/", words(**{missing: ""}))
    assert answer.status_code == 200
    assert (CALM if missing != "facts" else "Una Tern") in answer.content.decode()
    assert not Report.objects.exists()


def test_a_time_to_come_is_refused(cast):
    soon = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert "has not come yet" in guest().post("/concerns/guest/write/", words(happened_at=soon)).content.decode()


def test_more_than_a_hand_could_write_is_refused_and_the_words_stay(cast):
    client = guest()
    for _ in range(30):
        assert client.post("/concerns/guest/write/", words()).status_code == 302
    assert "Tell a person now" in client.post("/concerns/guest/write/", words()).content.decode()
    assert guest().post("/concerns/guest/write/", words()).status_code == 302  # the next tablet still may


# Telling


def test_every_safeguarding_lead_is_told_at_once_and_nobody_else(cast):
    report = report_of(cast)
    assert told(report) == {cast.dsl.name, cast.deputy.name}
    notice = Notice.objects.filter(subject_id=report.pk).first()
    assert (notice.kind, notice.email_state) == ("report_to_match", "pending")


def test_danger_is_told_as_danger_and_stands_first(cast, client_for):
    calm, grave = report_of(cast), report_of(cast, danger="unsure", facts="A bruise like a hand.")
    assert Notice.objects.filter(kind="danger_to_match", subject_id=grave.pk).count() == 2
    page = client_for(cast.dsl).get("/concerns/reports/").content.decode()
    assert page.index(grave.reference) < page.index(calm.reference)
    assert "bruise" not in page
    assert "injury" in grave.held_because


def test_a_relative_is_not_told_and_does_not_see_it(cast, client_for):
    block_relative(by=cast.office, pupil=cast.child, user=cast.dsl)
    report = report_of(cast)
    assert told(report) == {cast.deputy.name}
    assert client_for(cast.dsl).get(f"/concerns/reports/{report.public_id}/").status_code == 404


@pytest.mark.parametrize("typed", ["Jonah, I think", "jonah fairwether", "little Jonah", "JONAH"])
def test_a_name_with_more_or_other_words_beside_it_is_still_the_childs(cast, typed):
    assert [child.preferred_forename for child in children_like(typed)] == ["Jonah"]
    block_relative(by=cast.office, pupil=cast.classmate, user=cast.dsl)
    assert told(report_of(cast, child=typed)) == {cast.deputy.name}


def test_a_report_reaches_somebody_even_where_every_lead_is_a_relative(cast):
    for lead in (cast.dsl, cast.deputy):
        block_relative(by=cast.office, pupil=cast.child, user=lead)
    report = report_of(cast)
    assert told(report) == {cast.dsl.name, cast.deputy.name}
    assert Report.objects.permitted(cast.dsl, Permission.CONCERN_TRIAGE).filter(pk=report.pk).exists()


def test_what_nobody_matched_is_owed_again_on_the_next_school_day_and_no_more_once_it_is(cast):
    monday = timezone.datetime(2026, 11, 23, 10, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(monday, tick=False) as clock:
        report = report_of(cast)
        clock.shift(timedelta(days=1))
        tuesday = timezone.localdate()
        assert sweep(tuesday) >= 2
        again = Notice.objects.filter(kind="report_to_match", subject_id=report.pk, due_on=tuesday)
        assert again.count() == 2
        assert all(is_still_owed(notice) for notice in again)
        match_report(by=cast.dsl, report=report, pupil=cast.child)
        assert not any(is_still_owed(notice) for notice in again)
        clock.shift(timedelta(days=1))
        sweep(timezone.localdate())
        assert again.count() == 2
        assert not Notice.objects.filter(kind="report_to_match", due_on=timezone.localdate()).exists()


# Matching


def test_a_matched_report_is_a_concern_in_the_guests_name_and_words(cast):
    report = report_of(cast, childs_words="I do not want to go home.")
    concern = match_report(by=cast.dsl, report=report, pupil=cast.child)
    concern.refresh_from_db()
    assert concern.author is None
    assert concern.author_name == "Una Tern"
    assert concern.author_role == "Made-up Supply, guest form"
    assert concern.author_phone == "07700 900123"
    assert concern.recorded_at == report.received_at
    assert concern.text.childs_words == "I do not want to go home."
    assert concern.level == "safeguarding"
    assert list(concern.pupils.all()) == [cast.child]
    report.refresh_from_db()
    assert (report.status, report.concern) == ("matched", concern)


def test_nobody_is_told_that_a_guest_hears_what_they_cannot(cast, client_for):
    concern = match_report(by=cast.dsl, report=report_of(cast), pupil=cast.child)
    client, url = client_for(cast.sendco), f"/concerns/{concern.public_id}/"
    ring = "Una Tern has no account and cannot see anything here: ring 07700 900123."
    assert ring in client.get(url).content.decode()
    for act in ("acknowledge", "feedback"):
        sent = {"idempotency_key": uuid.uuid4(), "words": "I rang her."}
        page = client.post(f"{url}{act}/", sent, follow=True).content.decode()
        assert ring in page and "told us can see" not in page and "is with the person" not in page


def test_a_report_is_matched_once(cast):
    report = report_of(cast)
    match_report(by=cast.dsl, report=report, pupil=cast.child)
    with pytest.raises(Refused):
        match_report(by=cast.deputy, report=report, pupil=cast.classmate)
    assert Concern.objects.count() == 1


def test_only_those_who_triage_everything_match(cast):
    report = report_of(cast)
    for person in (cast.sendco, cast.wellbeing_lead, cast.teacher, cast.head, cast.office):
        with pytest.raises(NotAllowed):
            match_report(by=person, report=report, pupil=cast.child)


def test_set_aside_needs_a_reason_and_can_still_be_matched(cast):
    report = report_of(cast)
    with pytest.raises(Refused):
        set_report_aside(by=cast.dsl, report=report, reason=" ")
    set_report_aside(by=cast.dsl, report=report, reason="Told twice.")
    with pytest.raises(Refused):
        set_report_aside(by=cast.dsl, report=report, reason="Again.")
    assert match_report(by=cast.dsl, report=report, pupil=cast.child)


def test_the_database_keeps_a_reports_words(cast):
    report = report_of(cast)
    for rows, change in (
        (Report.objects.filter(pk=report.pk), {"writer_name": "Somebody else"}),
        (type(report.text).objects.filter(pk=report.pk), {"facts": "Nothing happened."}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        report.text.delete()


def test_the_page_offers_the_children_it_may_mean_and_makes_one_press_of_it(cast, client_for):
    report, client = report_of(cast), client_for(cast.dsl)
    page = client.get(f"/concerns/reports/{report.public_id}/").content.decode()
    assert CALM in page
    assert str(cast.child.public_id) in page
    key = {"idempotency_key": str(uuid.uuid4())}
    found = client.post(f"/concerns/reports/{report.public_id}/match/", {"find": "1", "pupil_name": "jon"} | key)
    assert "Jonah Fairweather" in found.content.decode()
    done = client.post(f"/concerns/reports/{report.public_id}/match/", {"pupil": str(cast.child.public_id)} | key)
    assert done.url == f"/concerns/{Concern.objects.get().public_id}/"


def test_the_words_are_opened_only_with_the_second_factor_just_shown_and_leave_a_trace(cast, client_for):
    report, client = report_of(cast), client_for(cast.dsl)
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert client.get(f"/concerns/reports/{report.public_id}/").status_code == 302
    client_for(cast.dsl).get(f"/concerns/reports/{report.public_id}/")
    assert Entry.objects.filter(verb="report.read", subject=str(report.public_id)).count() == 1


# Signed in, and on paper


def short(cast, client, **more):
    typed = {name: value for name, value in words(**more).items() if not name.startswith("writer_")}
    return client.post("/concerns/short/", typed)


def test_whoever_sent_it_sees_where_it_stands_before_it_is_a_concern_and_hears_when_it_is_set_aside(cast, client_for):
    client = client_for(cast.support)
    short(cast, client)
    report = Report.objects.get()
    mine = "/concerns/mine/"
    assert (
        f"{report.reference}" in (page := client.get(mine).content.decode()) and "Nobody has looked at it yet" in page
    )
    assert report.child_name not in page  # a number and no words
    assert report.reference not in client_for(cast.teacher).get(mine).content.decode()
    set_report_aside(by=cast.dsl, report=report, reason="Told twice.")
    told = Notice.objects.get(kind="report_set_aside")
    assert told.user == cast.support and is_still_owed(told)
    page = client.get(mine).content.decode()
    assert "The safeguarding team looked at it" in page and "Told twice." not in page
    match_report(by=cast.dsl, report=report, pupil=cast.child)
    assert not is_still_owed(told)
    assert "Sent without choosing a child" not in client.get(mine).content.decode()


def test_the_short_form_knows_its_writer_who_hears_back(cast, client_for):
    sent = short(cast, client_for(cast.support))
    report = Report.objects.get()
    assert sent.url == f"/concerns/reports/{report.public_id}/sent/"
    assert client_for(cast.teacher).get(sent.url).status_code == 404
    concern = match_report(by=cast.dsl, report=report, pupil=cast.child)
    assert concern.author == cast.support
    assert client_for(cast.support).get(f"/concerns/{concern.public_id}/receipt/").status_code == 200


def test_a_paper_form_says_who_wrote_it_and_that_the_original_is_on_paper(cast, client_for):
    client_for(cast.office).post("/concerns/paper/", words(writer_name="Mina Dove", writer_agency="Midday supervisor"))
    concern = match_report(by=cast.dsl, report=Report.objects.get(), pupil=cast.child)
    assert concern.on_paper
    assert concern.author is None
    assert (concern.author_name, concern.author_role) == ("Mina Dove", "Midday supervisor, from a paper form")


def test_a_scan_of_the_paper_goes_with_the_copy_and_with_the_concern_it_becomes(cast, client_for, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office, dsl = client_for(cast.office), client_for(cast.dsl)
    office.post("/concerns/paper/", words(writer_name="Mina Dove", files=SimpleUploadedFile(*GOOD["a scan"])))
    report = Report.objects.get()
    scan = Attachment.objects.of(report).get()
    url = f"/concerns/reports/{report.public_id}/file/{scan.public_id}/"
    assert url in dsl.get(f"/concerns/reports/{report.public_id}/").content.decode()
    assert dsl.get(url).status_code == 200
    assert {client_for(user).get(url).status_code for user in (cast.office, cast.head)} == {403}
    assert client_for(cast.sendco).get(url).status_code == 404
    concern = match_report(by=cast.dsl, report=report, pupil=cast.child)
    [file] = files_of(concern)
    assert dsl.get(file["url"]).status_code == 200


def test_a_guests_account_of_nobody_has_no_draft_to_leave_behind(cast):
    client = guest()
    client.post("/concerns/guest/write/", words(danger=""))
    assert not Draft.objects.exists()
    assert not User.objects.filter(name="Una Tern").exists()
