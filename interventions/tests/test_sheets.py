"""Sheets about a child: in versions that stay, read by those they are for, printed on one tagged page."""

import io
import uuid

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from documents.files import path_of
from documents.models import Document
from documents.tasks import render_owed
from interventions.actions.charts import start_chart
from interventions.actions.levels import change_placement_level, change_sheet_level
from interventions.actions.sheets import start_sheet, write_sheet
from interventions.models import Sheet, SheetVersion
from interventions.sheet_kinds import KINDS, PASSPORT, Lines
from interventions.tests.help_world import on_programme, programme
from interventions.tests.world import place
from pupils.actions import end_class_staff, put_around
from pupils.models import Around
from school.calendar import add_school_days
from staff.models import Notice
from staff.notices import sweep
from staff.permitted import NotAllowed
from staff.policy import Level, Permission
from staff.posting import Stale
from stbarts.demo.clock import at, on

pytestmark = pytest.mark.django_db
READ = Permission.PLACEMENT_READ


def url(name, *args):
    return reverse(f"interventions:{name}", args=args)


def words(**boxes):
    return {(name, 0): text for name, text in boxes.items()}


def passport(child, by, **boxes):
    return start_sheet(by=by, pupil=child, which="passport", words=words(**(boxes or {"helps": "A walk."})))


def posted(version, **boxes):
    return {"idempotency_key": str(uuid.uuid4()), "version": version, **boxes}


def test_each_save_is_a_new_version_and_the_old_ones_stay(cast):
    sheet = passport(cast.child, cast.teacher, helps="A walk.", likes="My maps")
    write_sheet(by=cast.sendco, sheet=sheet, words=words(helps="Two walks."), version=1)
    newest, first = sheet.versions.all()
    assert first.filled_in() == words(helps="A walk.", likes="My maps")
    assert newest.filled_in() == words(helps="Two walks.")
    assert (newest.version, newest.by) == (2, cast.sendco)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interventions_sheetwords SET words = 'x'")


def test_two_editors_lose_nothing(cast, client_for):
    sheet = passport(cast.child, cast.teacher, helps="A walk.")
    first, second = client_for(cast.teacher), client_for(cast.sendco)
    first.post(url("write_sheet", sheet.public_id), posted(1, helps="A walk and a drink."))
    answer = second.post(url("write_sheet", sheet.public_id), posted(1, helps="Two walks."))
    page = answer.content.decode()
    assert "A walk and a drink." in page and "Two walks." in page and 'value="2"' in page
    assert sheet.versions.count() == 2
    second.post(url("write_sheet", sheet.public_id), posted(2, helps="Two walks and a drink."))
    assert sheet.versions.count() == 3


def test_a_passport_begun_by_two_at_once_is_one_passport(cast):
    sheet = passport(cast.child, cast.teacher)
    with pytest.raises(Stale):
        passport(cast.child, cast.sendco)
    assert start_sheet(by=cast.sendco, pupil=cast.child, which="passport", words=words(likes="x"), version=1) == sheet
    assert Sheet.objects.count() == 1 and SheetVersion.objects.count() == 2


def test_who_reads_is_said_by_the_level(cast):
    seen = {
        level: start_sheet(by=cast.sendco, pupil=cast.child, which="anxiety", words=words(hardest="x"), level=level)
        for level in (Level.TEAM, Level.WELLBEING)
    }
    for person, reads in (
        (cast.teacher, [Level.TEAM]),
        (cast.support, [Level.TEAM]),
        (cast.other_teacher, []),
        (cast.head, [Level.TEAM, Level.WELLBEING]),
        (cast.office, []),
        (cast.governor, []),
    ):
        rows = set(Sheet.objects.permitted(person, READ))
        assert rows == {seen[level] for level in reads}, person
    assert passport(cast.child, cast.dsl).level == Level.TEAM


def test_a_sheet_is_not_begun_or_changed_by_those_who_only_read_it(cast):
    sheet = passport(cast.child, cast.teacher)
    with pytest.raises(NotAllowed):
        write_sheet(by=cast.support, sheet=sheet, words=words(helps="x"), version=1)
    with pytest.raises(NotAllowed):
        passport(cast.other_child, cast.teacher)


def test_an_empty_sheet_an_unknown_box_and_a_leaver_are_refused(cast):
    for child, given in (
        (cast.child, words(helps="  ")),
        (cast.child, words(nothing="x")),
        (cast.leaver, words(helps="x")),
    ):
        with pytest.raises(Refused):
            start_sheet(by=cast.sendco, pupil=child, which="passport", words=given)
    assert not Sheet.objects.exists()


def test_what_one_began_is_closed_when_one_is_no_longer_with_the_child(cast):
    put_around(by=cast.sendco, pupil=cast.child, user=cast.other_teacher, why=Around.Why.KEY_ADULT)
    sheet = passport(cast.child, cast.other_teacher)
    assert Sheet.objects.permitted(cast.other_teacher, READ).filter(pk=sheet.pk).exists()
    Around.objects.filter(user=cast.other_teacher).update(until_on=timezone.localdate())
    assert not Sheet.objects.permitted(cast.other_teacher, READ).exists()


def test_the_card_has_what_a_supply_teacher_needs_and_nothing_else(cast, client_for):
    boxes = {box.name: f"canary-{box.name}" for box in PASSPORT.boxes}
    sheet = passport(cast.child, cast.teacher, **boxes)
    page = client_for(cast.support).get(url("card", sheet.public_id)).content.decode()
    assert {name for name in boxes if f"canary-{name}" in page} == {"helps", "signs", "adults"}
    assert cast.child.name in page and "strengths" not in page.lower() and cast.child.strengths not in page
    assert Entry.objects.filter(verb="sheet.card_opened", subject=str(sheet.public_id)).count() == 1


def test_a_card_that_names_another_child_says_so_before_it_is_printed(cast, client_for):
    sheet = passport(cast.child, cast.teacher, helps="Sit me away from Jonah.")
    page = client_for(cast.teacher).get(url("card", sheet.public_id)).content.decode()
    assert "Another child may be named here: Jonah" in page


def test_a_plan_is_owed_to_its_writer_on_the_day_that_stands_in_it_until_it_is_written_again(cast, client_for):
    day = add_school_days(timezone.localdate(), 3)
    plan = start_sheet(by=cast.teacher, pupil=cast.child, which="risk", words=words(calm="x", again=day.isoformat()))
    sweep(add_school_days(day, -1))
    assert not owed().exists()
    with at(on(day, 8)):
        sweep(day)
        assert [(notice.user, notice.due_on) for notice in owed()] == [(cast.teacher, day)]
        page = client_for(cast.teacher).get(url("plans")).content.decode()
        assert "Risk-reduction plans to look at again" in page and plan.get_absolute_url() in page
        later = add_school_days(day, 30)
        write_sheet(by=cast.teacher, sheet=plan, words=words(calm="y", again=later.isoformat()), version=1)
        sweep(day)
        assert not owed().exists()
        assert "to look at again" not in client_for(cast.teacher).get(url("plans")).content.decode()


def owed():
    return Notice.objects.filter(kind="sheet_to_look_at", settled_at=None)


def test_every_kind_is_written_read_and_printed(cast, client_for):
    """Every box of every kind, long enough to be real: the worker makes each; a full passport is one page."""
    teacher = client_for(cast.teacher)
    for kind in KINDS.values():
        boxes = {}
        for (name, line), box in kind.places().items():
            value = (
                box.choices[0][0] if box.choices else "2027-01-11" if box.is_day else f"{name} says it plainly. " * 15
            )
            boxes[f"{name}_{line}" if line else name] = value[: box.most]
        data = posted(0, level="team", **boxes)
        assert teacher.post(url("start_sheet", cast.child.public_id, kind.slug), data).status_code == 302, kind.slug
    assert render_owed(seconds=120) == len(KINDS)
    for version in SheetVersion.objects.select_related("sheet"):
        paper = Document.objects.of(version).get()
        made = path_of(paper.file_name).read_bytes()
        with pikepdf.open(io.BytesIO(made)) as opened:
            assert opened.Root.StructTreeRoot is not None and opened.Root.MarkInfo.Marked
        assert len(version.filled_in()) == len(version.sheet.kind.places())
        if version.sheet.kind.one:
            assert paper.pages == 1
        page = teacher.get(version.get_absolute_url()).content.decode()
        for part in version.sheet.kind.parts:
            label = part.columns[0].label if isinstance(part, Lines) else part.label
            assert label in page
        answer = teacher.get(url("download_sheet", version.public_id))
        assert b"".join(answer.streaming_content) == made
    assert Entry.objects.filter(verb="document.downloaded").count() == len(KINDS)


def test_who_reads_a_sheet_is_changed_with_a_reason_by_those_who_decide(cast, client_for):
    sheet = start_sheet(by=cast.teacher, pupil=cast.child, which="roots", words=words(next="Water them."))
    with pytest.raises(NotAllowed):
        change_sheet_level(by=cast.teacher, sheet=sheet, level=Level.WELLBEING, reason="x")
    for level, reason in ((Level.TEAM, "x"), (Level.WELLBEING, " "), (Level.SAFEGUARDING, "x")):
        with pytest.raises(Refused):
            change_sheet_level(by=cast.sendco, sheet=sheet, level=level, reason=reason)
    sent = {"idempotency_key": str(uuid.uuid4()), "level": "wellbeing", "reason": "It names his uncle."}
    client_for(cast.sendco).post(url("change_sheet_level", sheet.public_id), sent)
    assert not Sheet.objects.permitted(cast.support, READ).exists()
    assert Entry.objects.get(verb="sheet.level_changed").reason == "It names his uncle."
    with pytest.raises(Refused, match="passport"):
        change_sheet_level(by=cast.sendco, sheet=passport(cast.child, cast.teacher), level="wellbeing", reason="x")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interventions_sheet SET which = 'risk'")


def test_who_reads_a_chart_or_help_is_changed_with_what_belongs_to_it(cast, client_for):
    chart = start_chart(by=cast.teacher, pupil=cast.child, about="Asking for a break", sessions=["Break"])
    helped = place(cast.child, by=cast.sendco)
    here = on_programme(cast.child, programme(cast.head, by=cast.sendco), by=cast.sendco, placement=helped)
    for name, row in (("chart", chart), ("placement", helped)):
        sent = {"idempotency_key": str(uuid.uuid4()), "level": "wellbeing", "reason": "It names his uncle."}
        assert client_for(cast.teacher).post(url(f"change_{name}_level", row.public_id), sent).status_code == 403
        assert client_for(cast.sendco).post(url(f"change_{name}_level", row.public_id), sent).status_code == 302
        assert not type(row).objects.permitted(cast.support, READ).exists()
        assert Entry.objects.get(verb=f"{name}.level_changed").reason == "It names his uncle."
    here.refresh_from_db()
    assert here.level == Level.WELLBEING and Entry.objects.filter(verb="place.level_changed").count() == 1
    with pytest.raises(Refused, match="already"):
        change_placement_level(by=cast.sendco, placement=helped, level=Level.WELLBEING, reason="x")


def test_a_card_an_empty_week_and_an_empty_sheet_are_papers_for_whoever_asked(cast, client_for):
    sheet = passport(cast.child, cast.teacher, helps="Two quiet minutes.", likes="My maps")
    chart = start_chart(by=cast.teacher, pupil=cast.child, about="Asking for help", sessions=["Morning"], weeks=2)
    teacher, pages = client_for(cast.teacher), {}
    for page in (url("card", sheet.public_id), url("blank_chart", chart.public_id), url("blank_sheet", "roots")):
        sent = teacher.post(page, {"idempotency_key": str(uuid.uuid4())})
        made = Document.objects.latest("pk")
        assert str(made.public_id) in sent.url
        pages[made.kind] = url("download_print", made.public_id)
    render_owed()
    for kind, page in pages.items():
        paper = pikepdf.open(io.BytesIO(b"".join(teacher.get(page).streaming_content)))
        assert len(paper.pages) == 1, kind
        assert client_for(cast.sendco).get(page).status_code == 404
    card = Document.objects.defer(None).get(kind="card").html
    assert (
        "Two quiet minutes." in card
        and "For today only." in card
        and "Allergies or medicines?" in card
        and "My maps" not in card
    )
    end_class_staff(by=cast.office, user=cast.teacher, school_class=cast.oak)
    assert [teacher.get(page).status_code for page in pages.values()] == [404, 404, 200]
