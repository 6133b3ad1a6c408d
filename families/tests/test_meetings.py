"""A meeting planned, prepared, held and followed: who comes, what is asked beforehand, what stays open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from audit.actions import Refused
from documents.rendering import close_rooms, make_pdf
from documents.tests.reading_back import poppler
from families import actions
from families.models import Copy, Meeting, View
from families.often_enough import behind, terms_so_far
from families.preparing import sheet_of
from families.summary import problems_with
from families.tests.world import make_meeting
from interventions.tests.world import make_area, place
from pupils.actions import block_relative, mark_left, mark_returned
from pupils.contacts import add_contact
from pupils.models import Contact, Pupil
from pupils.watching import set_flag
from school.calendar import add_school_days
from staff.models import Notice
from staff.notices import is_still_owed, sweep
from staff.policy import Level


@pytest.fixture
def mother(cast):
    return add_contact(by=cast.office, pupil=cast.child, facts={"name": "Lucía López", "relationship": "Mother"})


@pytest.fixture
def father(cast):
    facts = {"name": "Tomás García", "relationship": "Father", "may_attend": False}
    return add_contact(by=cast.office, pupil=cast.child, facts=facts)


def planned(cast, **more):
    given = {"purpose": "review", "planned_at": timezone.now() + timedelta(days=2), **more}
    return actions.plan_meeting(by=cast.teacher, pupil=cast.child, **given)


def held(cast, meeting, **more):
    return actions.write_up(
        by=cast.teacher, meeting=meeting, version=meeting.version, contacts=[], strengths="Draws.", **more
    )


def test_who_comes_is_planned_and_who_came_is_written(cast, mother, father):
    with pytest.raises(Refused, match="Tomás García does not come to meetings"):
        planned(cast, contacts=[father])
    meeting = planned(
        cast, contacts=[mother], staff=[cast.sendco], guests=["Ines Calder, family support"], interpreter="Ana P"
    )
    assert [one.name for one in meeting.coming.all()] == ["Lucía López", "Sunita Rao", "Ines Calder, family support"]
    again = {"purpose": "sen", "planned_at": meeting.planned_at, "place": "Hall", "interpreter": "", "guests": []}
    actions.plan_anew(by=cast.teacher, meeting=meeting, version=1, contacts=[mother], staff=[], **again)
    lucia = meeting.coming.get()
    done = held(cast, meeting, came=[], present="Lucía López, Sunita Rao")
    assert "Lucía López stands under who was there, and did not come." in [one.text for one in problems_with(done)]
    lucia.refresh_from_db()
    assert lucia.came is False


def test_a_meeting_for_another_reason_is_called_a_meeting_wherever_it_is_named(cast, client_for):
    meeting, teacher = planned(cast, purpose="other"), client_for(cast.teacher)
    assert "<h1>Meeting with the family</h1>" in teacher.get(meeting.get_absolute_url()).content.decode()
    Meeting.objects.update(planned_at=timezone.now() - timedelta(days=1))
    story = teacher.get(reverse("dashboard:chronology", args=[cast.child.public_id])).content.decode()
    assert "Meeting with the family" in story and "Another reason" not in story


def test_a_meeting_says_who_was_asked_and_may_not_come_any_longer(cast, client_for, mother):
    """An order of court may come after the plan was made."""
    page = planned(cast, contacts=[mother]).get_absolute_url()
    teacher, words = client_for(cast.teacher), "Lucía López was asked, and does not come to meetings"
    assert words not in teacher.get(page).content.decode()
    Contact.objects.filter(pk=mother.pk).update(may_attend=False)
    assert words in teacher.get(page).content.decode()


def test_a_meeting_about_a_leaver_is_not_to_come_and_is_again_when_they_return(cast, client_for):
    planned(cast)
    teacher, head = (client_for(person) for person in (cast.teacher, cast.head))
    assert len(head.get("/families/meetings/").context["to_do"]) == 1
    mark_left(by=cast.office, pupil=cast.child, left_on=timezone.localdate())
    page = head.get("/families/meetings/")
    assert page.context["to_do"] == [] and "the child has left the school" in page.content.decode()
    mark_returned(by=cast.office, pupil=cast.child)
    assert len(teacher.get("/families/meetings/").context["to_do"]) == 1


def test_a_meeting_says_who_needs_an_interpreter_until_one_is_named(cast, client_for, mother):
    mother.interpreter = True
    mother.order_type = "arrangements"
    mother.save()
    meeting, client = planned(cast, contacts=[mother]), client_for(cast.teacher)
    assert (
        "Lucía López needs an interpreter, and nobody is named yet."
        in client.get(meeting.get_absolute_url()).content.decode()
    )
    plan = client.get(f"/families/meetings/{meeting.public_id}/plan/").content.decode()
    assert "<strong>Lucía López</strong> may be told · Child arrangements order." in plan
    again = {"purpose": "sen", "planned_at": meeting.planned_at, "place": "", "guests": [], "staff": []}
    actions.plan_anew(by=cast.teacher, meeting=meeting, version=1, contacts=[mother], interpreter="Ada P", **again)
    assert "needs an interpreter" not in client.get(meeting.get_absolute_url()).content.decode()


def test_what_is_filled_in_for_a_meeting_of_the_team_is_no_more_than_the_team_knows(cast, client_for):
    team = place(cast.child, by=cast.sendco, area=make_area("Zqteam"))
    hidden = place(cast.child, by=cast.sendco, level=Level.WELLBEING, area=make_area("Zqhidden"))
    client = client_for(cast.sendco)
    for level, knows in ((Level.TEAM, False), (Level.WELLBEING, True)):
        meeting = actions.plan_meeting(
            by=cast.sendco, pupil=cast.child, purpose="review", planned_at=timezone.now(), level=level
        )
        form = client.get(f"/families/meetings/{meeting.public_id}/write-up/").context["form"]
        filled = form["support"].value().lower()
        assert team.area.name.lower() in filled and (hidden.area.name.lower() in filled) == knows


def test_how_somebody_likes_to_be_told_stands_where_their_copy_is_given(cast, client_for, mother):
    mother.interpreter, mother.format = True, "Read out, in person or by phone"
    mother.save()
    meeting = held(cast, planned(cast))
    copy = Copy.objects.create(meeting=meeting, contact=mother)
    said = client_for(cast.teacher).get(f"/families/meetings/{meeting.public_id}/copies/{copy.public_id}/share/")
    assert "How they like to be written to: read out, in person or by phone." in said.content.decode()
    assert "They need an interpreter to go through it." in said.content.decode()


def test_words_of_harm_are_no_view_and_no_note_for_staff_but_go_on_as_a_concern(cast, client_for):
    meeting = planned(cast)
    view = actions.ask_for_view(by=cast.teacher, meeting=meeting, whose="child", asked_of=cast.support)
    client, address = client_for(cast.support), f"/families/meetings/views/{view.public_id}/"
    key = client.get(address).context["form"]["idempotency_key"].value()
    said = client.post(address, {"idempotency_key": key, "words": "I want to die."}).content.decode()
    assert "It may speak of self-harm." in said and said.count("Log a concern with these words") == 1
    assert 'name="source" value="child_told"' in said and View.objects.get().answered_at is None
    with pytest.raises(Refused, match="safeguarding leads first"):
        actions.give_view(by=cast.support, view=view, words="Dad hits me.")
    with pytest.raises(Refused, match="safeguarding leads first"):
        held(cast, meeting, staff_notes="Mum says that dad hits her.")
    writing = f"/families/meetings/{meeting.public_id}/write-up/"
    page = client_for(cast.teacher)
    form = page.get(writing).context["form"]
    data = {"idempotency_key": form["idempotency_key"].value(), "version": 1, "strengths": "Draws."}
    said = page.post(writing, data | {"staff_notes": "He has bruises."}).content.decode()
    assert "It may speak of an injury." in said and said.count("Log a concern with these words") == 1
    assert 'name="source" value="parent_told"' in said
    meeting.refresh_from_db()
    done = held(cast, meeting, parents_view="She says she wants to die.")
    assert any("If no safeguarding lead knows of it yet" in one.text for one in problems_with(done))


def test_a_view_is_asked_of_a_colleague_brought_once_and_stands_in_the_summary(cast, client_for):
    meeting = planned(cast)
    with pytest.raises(Refused, match="works with this child"):
        actions.ask_for_view(by=cast.teacher, meeting=meeting, whose="child", asked_of=cast.other_teacher)
    view = actions.ask_for_view(by=cast.teacher, meeting=meeting, whose="child", asked_of=cast.support)
    assert Notice.objects.get(kind="view_asked").user == cast.support
    client = client_for(cast.support)
    assert "Ana-María" in client.get("/families/meetings/views/").content.decode()
    address = f"/families/meetings/views/{view.public_id}/"
    key = client.get(address).context["form"]["idempotency_key"].value()
    answer = client.post(address, {"idempotency_key": key, "words": "I want a quiet place."})
    assert answer.status_code == 302 and View.objects.get().words == "I want a quiet place."
    assert client.get(address).status_code == client_for(cast.other_teacher).get(address).status_code == 404
    writing = client_for(cast.teacher).get(f"/families/meetings/{meeting.public_id}/write-up/").context["form"]
    assert writing["child_view"].value() == "I want a quiet place."


def test_the_sheet_holds_what_a_family_may_hear_and_no_reason_of_the_staffs(cast, client_for):
    place(cast.child, by=cast.sendco, reason="Reason-nobody-shows", hoped_for="Hope-nobody-shows")
    hidden = place(cast.child, by=cast.sendco, level=Level.WELLBEING)
    meeting = planned(cast)
    client = client_for(cast.teacher)
    page = client.get(f"/families/meetings/{meeting.public_id}/prepare/").content.decode()
    assert "Extra help with" in page and "nobody-shows" not in page
    assert hidden.area.name.lower() not in page.lower()
    said = [part.text.lower() for _, parts in sheet_of(meeting, cast.sendco).shelves for part in parts]
    assert any(hidden.area.name.lower() in words for words in said)
    paper = actions.print_sheet(by=cast.teacher, meeting=meeting)
    assert "nobody-shows" not in paper.html and hidden.area.name.lower() not in paper.html.lower()
    # A sheet is what its reader knew: nobody gets a colleague's.
    assert client_for(cast.sendco).get(f"/families/meetings/{meeting.public_id}/prepare/pdf/").status_code == 404
    for ticked in ([], ["in_place"]):  # whoever knows of it lays it on the table only once it is meant for the family
        actions.choose_parts(by=cast.sendco, meeting=meeting, version=meeting.version, sections=ticked, without={})
        paper = actions.print_sheet(by=cast.sendco, meeting=meeting)
        assert (hidden.area.name.lower() in paper.html.lower()) == bool(ticked)


def test_nothing_lies_on_the_table_that_may_not_leave_the_house_or_is_of_another_home(cast, mother, father):
    other, home = cast.other_child.name, "9 Hidden Lane"
    Contact.objects.filter(pk=father.pk).update(address=home, may_attend=True)
    father.refresh_from_db()
    last = held(cast, planned(cast, planned_at=timezone.now() - timedelta(days=20)), present="Tomás García")
    Copy.objects.create(meeting=last, contact=father)
    for what, at_home in (("A story each night", True), ("A list on the desk", False), (f"No more {other}", False)):
        actions.agree(by=cast.teacher, meeting=last, what=what, who="Us", by_on=None, at_home=at_home)
    meeting = planned(cast, contacts=[mother])
    brought = (
        (cast.support, f"{other} laughs at me."),
        (cast.head, f"We moved to {home}."),
        (cast.sendco, "A quiet place."),
    )
    for colleague, words in brought:
        asked = {"meeting": meeting, "whose": "child", "asked_of": colleague, "asked_by": cast.teacher}
        View.objects.create(**asked, words=words, answered_at=timezone.now())
    screen = sheet_of(meeting, cast.teacher)
    assert len(screen.views) == 3 and len(screen.still_open) == 3
    paper = actions.print_sheet(by=cast.teacher, meeting=meeting).html
    assert "A quiet place." in paper and "A list on the desk" in paper
    assert not any(words in paper for words in (other, home, "A story each night"))
    assert "A story each night" in actions.print_sheet(by=cast.teacher, meeting=planned(cast, contacts=[father])).html


def test_what_is_open_from_last_time_is_carried_over_once(cast, client_for):
    last = make_meeting(cast.child, by=cast.teacher, days=-20)
    step = {"what": "A list on the fridge", "who": "Home", "by_on": None, "at_home": True}
    open_one = actions.agree(by=cast.teacher, meeting=last, **step)
    done = actions.agree(by=cast.teacher, meeting=last, **step | {"what": "A timer"})
    actions.end_agreed(by=cast.teacher, agreed=done, outcome="done")
    meeting = planned(cast)
    page = client_for(cast.teacher).get(f"/families/meetings/{meeting.public_id}/agree/").content.decode()
    assert "A list on the fridge" in page and "A timer" not in page
    new = actions.carry_over(by=cast.teacher, agreed=open_one, meeting=meeting)
    assert (new.what, new.at_home, new.carried_from) == ("A list on the fridge", True, open_one)
    with pytest.raises(Refused, match="already"):
        actions.carry_over(by=cast.teacher, agreed=open_one, meeting=meeting)
    elsewhere = make_meeting(cast.classmate, by=cast.teacher)
    with pytest.raises(Refused, match="about this child"):
        actions.carry_over(by=cast.teacher, agreed=new, meeting=elsewhere)


def test_a_family_met_too_seldom_shows_until_it_was_met_once_a_term(cast, client_for):
    Pupil.objects.filter(pk__in=[cast.child.pk, cast.other_child.pk]).update(sen_status="K")
    today = timezone.localdate()
    wanted = terms_so_far(today)
    for _ in range(wanted):
        held(cast, make_meeting(cast.child, by=cast.teacher, days=0))
    make_meeting(cast.other_child, by=cast.sendco, days=3)
    found, _ = behind(cast.sendco, today)
    assert [(one.pupil, one.met) for one in found] == [(cast.other_child, 0)] and found[0].next_at
    meeting = Meeting.objects.filter(pupil=cast.child).first()
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.CANCELLED)
    assert {one.pupil for one in behind(cast.sendco, today)[0]} == {cast.child, cast.other_child}
    assert "0 meetings this school year" in client_for(cast.sendco).get("/families/meetings/to-hold/").content.decode()
    assert client_for(cast.teacher).get("/families/meetings/to-hold/").status_code == 403


def test_five_school_days_after_a_meeting_its_writer_hears_once_that_the_family_waits(cast):
    meeting = held(cast, planned(cast, planned_at=timezone.now()))
    today, late = timezone.localdate(), Notice.objects.filter(kind="summary_late")
    soon = add_school_days(today, 5)
    sweep(add_school_days(today, 4))
    assert not late.exists()
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=True)
    sweep(soon)
    assert not late.exists(), "nothing may go home yet"
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=False)
    sweep(soon)
    sweep(add_school_days(soon, 1))
    assert late.get().user == cast.teacher and is_still_owed(late.get())
    blocked = block_relative(by=cast.office, pupil=cast.child, user=cast.other_teacher)
    assert not is_still_owed(Notice(user=blocked.user, kind="summary_late", subject_id=meeting.pk))
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.SHARED)
    assert not is_still_owed(late.get())


def test_a_meeting_that_is_over_leads_to_the_next_one_and_no_longer_to_its_preparation(cast, client_for):
    meeting, client = planned(cast), client_for(cast.teacher)
    prepare, plan = (
        f"/families/meetings/{meeting.public_id}/prepare/",
        f"/families/meetings/for/{cast.child.public_id}/",
    )

    def leads():
        page = client.get(meeting.get_absolute_url()).content.decode()
        return prepare in page, plan in page

    assert leads() == (True, False)
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=timezone.now() - timedelta(days=1))
    meeting.refresh_from_db()
    held(cast, meeting)
    assert leads() == (False, False)
    for state in ("approved", "shared", "cancelled"):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        assert leads() == (False, True)
    Pupil.objects.filter(pk=cast.child.pk).update(left_on=timezone.localdate() - timedelta(days=1))
    assert plan not in client_for(cast.sendco).get(meeting.get_absolute_url()).content.decode()


def test_there_is_room_on_the_sheet_to_write_what_is_agreed(cast, tmp_path):
    """The last four lines ruled across the page stand a hand's writing apart."""
    html = actions.print_sheet(by=cast.teacher, meeting=planned(cast)).html
    (tmp_path / "sheet.pdf").write_bytes(make_pdf(html, title="For our meeting", reference="AB-1").pdf)
    poppler("pdftoppm", "-r", "72", "-gray", "-singlefile", tmp_path / "sheet.pdf", tmp_path / "sheet")
    page = Image.open(tmp_path / "sheet.pgm")
    ruled = [
        y
        for y in range(page.height)
        if sum(page.crop((0, y, page.width, y + 1)).point(lambda v: v < 230).tobytes()) > page.width / 2
    ]
    lines = [y for y, before in zip(ruled[1:], ruled, strict=False) if y - before > 2][-4:]
    assert len(lines) == 4 and all(after - y >= 30 for y, after in zip(lines, lines[1:], strict=False)), ruled
    close_rooms()


def test_a_meeting_that_is_arranged_has_not_happened_when_help_is_reviewed(cast, client_for):
    held = place(cast.child, by=cast.sendco)
    make_meeting(cast.child, by=cast.sendco, days=3)
    page = client_for(cast.sendco).get(f"/help/{held.public_id}/review/").content.decode()
    assert "Since then" not in page
    set_flag(
        by=cast.sendco, pupil=cast.child, reason="Quieter lately.", review_on=add_school_days(timezone.localdate(), 5)
    )
    page = client_for(cast.sendco).get(f"/help/{held.public_id}/review/").content.decode()
    assert "asked everyone to keep an eye" in page and "Meeting:" not in page
