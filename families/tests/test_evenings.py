"""A whole class for parents' evening: none missing, none doubled, whatever stops a worker; failures named, the rest made."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from documents import tasks
from documents.models import Document
from documents.rendering import CannotBeMade, Made, close_rooms
from documents.serving import sealed
from documents.tasks import claim, render_owed
from documents.tests.killing import print_everything
from documents.tests.reading_back import poppler, text_of
from families import actions
from families.models import Copy, Meeting
from families.summary import summary_html
from interventions.tests.world import aim, make_area, place
from pupils.contacts import add_contact
from pupils.models import Pupil
from pupils.tests.world import make_class, make_pupil
from staff.models import Notice
from staff.policy import Level
from stbarts.tests.grid_asking import plain

CLASS, TABLE = 30, 12


@pytest.fixture(autouse=True)
def own_shelves(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    close_rooms()


def a_class(cast, many):
    school_class = make_class("Beech", "4", teachers=[cast.teacher])
    for number in range(many):
        child = make_pupil(f"Child{number:02d} Beechley", school_class=school_class, strengths="Kind and quick")
        add_contact(by=cast.office, pupil=child, facts={"name": f"Parent {number:02d}", "lives_with": True})
    return school_class


def approved(cast, many):
    """An evening whose every summary was handed in by its teacher and approved by a safeguarding lead."""
    on = timezone.localdate() + timedelta(days=9)
    evening = actions.start_evening(by=cast.teacher, school_class=a_class(cast, many), on=on)
    actions.hand_in_evening(by=cast.teacher, evening=evening)
    for meeting in Meeting.objects.filter(evening=evening):
        actions.approve_summary(by=cast.dsl, meeting=meeting)
    return evening


def papers():
    return Document.objects.filter(owner_type="families.copy")


def test_an_evening_is_begun_once_for_each_child_and_the_approvers_hear_of_it_once(cast):
    evening = approved(cast, 5)
    assert Meeting.objects.filter(evening=evening).count() == Copy.objects.count() == papers().count() == 5
    assert (
        Meeting(state="held", planned_at=timezone.now() + timedelta(days=1))
        .where_it_stands()
        .startswith("Still to come")
    )
    assert Notice.objects.filter(kind="evening_to_approve", user=cast.dsl).count() == 1
    assert Notice.objects.filter(kind="evening_approved", user=cast.teacher).count() == 1
    assert not Notice.objects.filter(kind__in=["summary_to_approve", "summary_approved"]).exists()
    with pytest.raises(Refused, match="already"):
        actions.start_evening(by=cast.teacher, school_class=evening.school_class, on=evening.on)
    with pytest.raises(Refused, match="no children"):
        actions.start_evening(by=cast.other_teacher, school_class=evening.school_class, on=timezone.localdate())


def test_an_evening_is_one_thing_in_a_week_and_says_whose_it_is_to_those_who_meet_it(cast, client_for):
    on = timezone.localdate() + timedelta(days=9)
    evening = actions.start_evening(by=cast.teacher, school_class=a_class(cast, 3), on=on)
    week = f"/calendar/?week={on}"
    said = plain(client_for(cast.teacher).get(week).content)
    assert "1 parents’ evening" in said and "Beech" in said and "Beechley" not in said
    assert evening.get_absolute_url() in client_for(cast.teacher).get(week).content.decode()
    assert "Beech" not in plain(client_for(cast.other_teacher).get(week).content)


def test_an_evening_is_one_row_among_the_meetings_until_it_is_over_and_hides_none_of_them(cast, client_for):
    evening, client = approved(cast, 3), client_for(cast.teacher)
    soon = [
        actions.plan_meeting(
            by=cast.teacher, pupil=cast.child, purpose="review", planned_at=timezone.now() + timedelta(days=days)
        )
        for days in (-9, 20, -3, 2)
    ]
    page = client.get("/families/meetings/")
    older, later, newer, next_one = soon
    assert page.context["to_do"] == [next_one, later, newer, older], "and no summary of the evening among them"
    assert page.content.decode().count("Parents’ evening, Beech") == 1 and "Beechley" not in page.content.decode()
    Meeting.objects.filter(evening=evening).update(state="shared")
    type(evening).objects.update(on=timezone.localdate() - timedelta(days=1))
    assert "Parents’ evening, Beech" not in client.get("/families/meetings/").content.decode()


def test_an_evening_ticks_nothing_that_only_the_wellbeing_team_reads(cast):
    school_class, on = a_class(cast, 2), timezone.localdate() + timedelta(days=9)
    team, wellbeing = Pupil.objects.in_class(school_class).order_by("pk")
    for child, level in ((team, Level.TEAM), (wellbeing, Level.WELLBEING)):
        aim(place(child, by=cast.sendco, level=level), by=cast.sendco)
    actions.start_evening(by=cast.sendco, school_class=school_class, on=on)
    ticked = dict(Meeting.objects.values_list("pupil__pk", "sections"))
    assert {"in_place", "targets"} <= set(ticked[team.pk]) and ticked[wellbeing.pk] == []

    def says():
        meeting = Meeting.objects.get(pupil=team)
        return summary_html(meeting, Copy.objects.get(meeting=meeting))

    later = place(team, by=cast.sendco, level=Level.WELLBEING, area=make_area("Zqlater"))
    assert "Extra help with" in says() and later.area.name.lower() not in says().lower()
    meeting = Meeting.objects.get(pupil=team)
    actions.choose_parts(by=cast.sendco, meeting=meeting, version=meeting.version, sections=["in_place"], without={})
    assert later.area.name.lower() in says().lower()  # ticked again, with all of it on the page


def test_an_evenings_copies_are_for_parents_and_carers_and_for_nobody_else_unasked(cast, client_for):
    school_class = make_class("Beech", "4", teachers=[cast.teacher])
    child = make_pupil("Child Beechley", school_class=school_class, strengths="Kind")
    for name, facts in (
        ("Mother", {"responsibility": "yes", "lives_with": True}),
        ("Father elsewhere", {"responsibility": "yes", "lives_with": False}),
        ("Carer at home", {"lives_with": True}),
        ("Partner at home", {"responsibility": "no", "lives_with": True}),
        ("Childminder", {}),
        (
            "Untold",
            {"responsibility": "yes", "receives_information": False, "receives_information_reason": "An order."},
        ),
    ):
        add_contact(by=cast.office, pupil=child, facts={"name": name, **facts})
    actions.start_evening(by=cast.teacher, school_class=school_class, on=timezone.localdate())
    names = set(Copy.objects.values_list("contact__name", flat=True))
    assert names == {"Mother", "Father elsewhere", "Carer at home"}
    evening, client = Meeting.objects.get().evening, client_for(cast.teacher)
    said = plain(client.get(evening.get_absolute_url()).content)
    assert "no copy begun for Partner at home, Childminder" in said and "Untold" not in said
    Copy.objects.all().delete()
    assert "choose who reads it" in plain(client.get(evening.get_absolute_url()).content)
    child.contacts.update(receives_information=False, receives_information_reason="An order.")
    assert "the office knows of nobody at home who may be told" in plain(client.get(evening.get_absolute_url()).content)


def test_an_evening_keeps_what_one_home_says_from_the_other_until_somebody_says_who_came(cast):
    school_class = make_class("Beech", "4", teachers=[cast.teacher])
    child = make_pupil("Child Beechley", school_class=school_class, strengths="Kind and quick")
    mother, father = (
        add_contact(by=cast.office, pupil=child, facts={"name": name, "lives_with": home, "responsibility": "yes"})
        for name, home in (("Mother Beechley", True), ("Father Beechley", False))
    )
    actions.start_evening(by=cast.teacher, school_class=school_class, on=timezone.localdate() + timedelta(days=9))
    assert all({"parents_view", "at_home"} <= set(copy.without) for copy in Copy.objects.all())
    meeting = Meeting.objects.get()
    there = meeting.coming.create(contact=mother, name=mother.name)
    actions.write_up(
        by=cast.teacher, meeting=meeting, version=meeting.version, contacts=[mother, father], came=[there],
        parents_view="He never rings.",
    )  # fmt: skip
    without = {copy.contact.name: copy.without for copy in Copy.objects.select_related("contact")}
    assert without == {"Mother Beechley": [], "Father Beechley": ["parents_view", "at_home", "consents"]}


def test_a_summary_with_something_missing_stays_and_the_rest_goes(cast, client_for):
    on = timezone.localdate() + timedelta(days=9)
    evening = actions.start_evening(by=cast.teacher, school_class=a_class(cast, 4), on=on)
    unfinished = Meeting.objects.filter(evening=evening).first()
    Meeting.objects.filter(pk=unfinished.pk).update(strengths="")
    actions.hand_in_evening(by=cast.teacher, evening=evening)
    assert list(Meeting.objects.filter(state="held")) == [unfinished]
    assert Meeting.objects.filter(state="waiting").count() == 3
    # An approver is led from one to the next.
    dsl, first = client_for(cast.dsl), Meeting.objects.filter(state="waiting").order_by("pk").first()
    address = f"/families/meetings/{first.public_id}/approve/"
    key = dsl.get(address).context["form"]["idempotency_key"].value()
    following = dsl.post(address, {"idempotency_key": key})
    assert (
        following.url
        == f"/families/meetings/{Meeting.objects.filter(state='waiting').order_by('pk').first().public_id}/approve/"
    )


def test_a_table_survives_killed_workers_with_none_missing_none_doubled_and_names_what_failed(
    cast, client_for, monkeypatch
):
    evening, made = approved(cast, TABLE), []

    def fake(html, **of):
        if "Parent 07" in html:
            raise CannotBeMade("It took too long to make.")
        made.append(of["reference"])
        return Made(f"%PDF-{of['reference']}".encode(), 1)

    monkeypatch.setattr(tasks, "make_pdf", fake)
    killed = [claim() for _ in range(4)]  # four workers took one each, and are never heard of again
    assert render_owed(seconds=60) == TABLE - 4
    page = client_for(cast.teacher).get(evening.get_absolute_url()).content.decode()
    assert "7 of 12 PDFs ready" in page and "4 being made" in page or "8 of 12 PDFs ready" in page
    Document.objects.filter(pk__in=[one.pk for one in killed]).update(lease_until=timezone.now() - timedelta(seconds=1))
    render_owed(seconds=60)
    assert render_owed(seconds=60) == 0
    assert len(made) == len(set(made)) == TABLE - 1
    client = client_for(cast.teacher)
    page = client.get(evening.get_absolute_url()).content.decode()
    assert "11 of 12 PDFs ready" in page and "Child07 Beechley: It took too long to make." in page
    before = Entry.objects.filter(verb="document.downloaded").count()
    answer = client.get(f"/families/evenings/{evening.public_id}/all/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        first, *names = bundle.namelist()
        assert bundle.read(first).decode().strip() == "Not in here: 1 copy could not be made."
        assert {bundle.read(name).decode().removeprefix("%PDF-") for name in names} == set(made)
    assert len(names) == len(set(names)) == TABLE - 1
    assert not any("Child" in name or "Beech" in name for name in [*names, answer["Content-Disposition"]])
    assert Entry.objects.filter(verb="document.downloaded").count() == before + TABLE - 1
    assert client_for(cast.other_teacher).get(f"/families/evenings/{evening.public_id}/all/").status_code == 404


def test_a_class_printed_by_workers_killed_as_they_print_is_whole_in_its_zip(committed_db, cast, client_for):
    evening = approved(cast, CLASS)
    assert print_everything(committed_db, kills=3, pause=0.1) == 3
    ready = papers().filter(state="ready")
    assert ready.count() == CLASS and max(ready.values_list("attempts", flat=True)) > 1
    made = Entry.objects.filter(verb="document.made").values_list("subject", flat=True)
    assert sorted(made) == sorted(str(key) for key in ready.values_list("public_id", flat=True))
    answer = client_for(cast.teacher).get(f"/families/evenings/{evening.public_id}/all/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        assert bundle.testzip() is None and len(bundle.namelist()) == CLASS
        contents = [bundle.read(name) for name in bundle.namelist()]
    assert {hashlib.sha256(one).hexdigest() for one in contents} == set(ready.values_list("sha256", flat=True))
    assert len(set(contents)) == CLASS
    for content in contents:
        with pikepdf.open(io.BytesIO(content)) as paper:
            assert len(paper.pages) >= 1


def test_who_must_not_be_reached_is_left_out_and_the_page_and_the_zip_say_how_many(cast, client_for, monkeypatch):
    monkeypatch.setattr(tasks, "make_pdf", lambda html, **of: Made(b"%PDF-x", 1))
    evening, client = approved(cast, 3), client_for(cast.teacher)
    render_owed(seconds=60)
    url = f"/families/evenings/{evening.public_id}/all/"

    def names():
        with zipfile.ZipFile(io.BytesIO(b"".join(client.get(url).streaming_content))) as bundle:
            return bundle.namelist(), [bundle.read(name).decode() for name in bundle.namelist()]

    assert len(names()[0]) == 3 and "Left out" not in plain(client.get(evening.get_absolute_url()).content)
    first, second, third = Pupil.objects.filter(preferred_surname="Beechley").order_by("pk")
    Pupil.objects.filter(pk=first.pk).update(do_not_contact=True)
    second.contacts.update(receives_information=False, receives_information_reason="An order.")
    listed, contents = names()
    said = "Left out: 2 copies for 2 families."
    assert listed[0] == "00-read-me-first.txt" and len(listed) == 2 and contents[0].startswith(said)
    page = client.get(evening.get_absolute_url()).content.decode()
    assert said in page and url in page and "court" not in page.lower()
    Pupil.objects.filter(pk=third.pk).update(do_not_contact=True)
    assert url not in client.get(evening.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 404


def test_the_file_for_the_printer_says_on_a_page_of_its_own_how_many_stay_here(cast, client_for, tmp_path):
    evening, client = approved(cast, 2), client_for(cast.teacher)
    assert render_owed(seconds=60) == 2
    url = f"/families/evenings/{evening.public_id}/all/?as=print"
    Pupil.objects.filter(preferred_surname="Beechley").order_by("pk").first().contacts.update(
        receives_information=False, receives_information_reason="An order."
    )
    (tmp_path / "all.pdf").write_bytes(b"".join(client.get(url).streaming_content))
    said = text_of((tmp_path / "all.pdf").read_bytes(), "-l", "1")
    assert "take this page out" in said and "Left out: 1 copy for 1 family." in said.replace("\n", " ")
    with pikepdf.open(tmp_path / "all.pdf") as whole:
        assert len(whole.pages) == 3  # the note, its empty back, and the other family's


def test_one_file_for_the_printer_holds_every_page_and_every_tag(cast, client_for):
    evening, unmade = approved(cast, 3), claim()
    assert render_owed(seconds=60) == 2
    url = f"/families/evenings/{evening.public_id}/all/?as=print"
    client = client_for(cast.teacher)
    later = make_pupil("Later Beechley", school_class=evening.school_class)
    Meeting.objects.create(
        pupil=later,
        purpose="evening",
        planned_at=timezone.now(),
        state="held",
        evening=evening,
        planned_by=cast.teacher,
    )
    content = b"".join(client.get(url).streaming_content)
    ready = papers().exclude(pk=unmade.pk)
    with pikepdf.open(io.BytesIO(content)) as whole:
        assert len(whole.pages) == 2 + 2 + 1 and list(ready.values_list("pages", flat=True)) == [1, 1]
        assert [bool(page.get("/StructParents") is not None) for page in whole.pages] == [
            True,
            False,
            True,
            False,
            True,
        ]
        assert whole.Root.MarkInfo.Marked and str(whole.Root.Lang) == "en-GB"
        assert [page.StructParents for page in whole.pages if "/StructParents" in page] == [0, 1, 2]
    paragraphs, headings = zip(*(tags_of(sealed(one)) for one in ready), strict=True)
    assert tags_of(content) == (sum(paragraphs) + 1, sum(headings)) and headings[0] > 2
    said = "Not in here: 1 copy is still being made, 1 summary is not approved yet."
    assert said in text_of(content, "-l", "1").replace("\n", " ")
    spoken = poppler("pdfinfo", "-struct-text", "-", pdf=content).decode()
    assert "Not in here" in spoken and spoken.count("Does this look right?") == 2


def tags_of(content):
    """How many paragraphs and headings a screen reader finds in this PDF."""
    tags = [line.split()[0] for line in poppler("pdfinfo", "-struct", "-", pdf=content).decode().splitlines() if line]
    return tags.count("P"), tags.count("H2")
