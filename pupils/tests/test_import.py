"""Bringing a file in: all or none, again without effect, nobody deleted, nobody marked as left, nobody merged."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from audit.actions import Refused
from audit.models import Entry
from pupils.actions import block_relative, correct_names, mark_left
from pupils.contacts import edit_contact
from pupils.importing.actions import commit_import, decide_row, discard_import, mark_leavers, read_import
from pupils.models import Contact, ImportBatch, ImportRow, Membership, Pupil, Sibling
from pupils.siblings import confirm_sibling
from pupils.tests.random_schools import undone
from pupils.tests.test_matching import BIRTHDAYS, FORENAMES, SURNAMES, a_upn
from pupils.tests.world import make_pupil
from staff.models import Notice
from staff.permitted import NotAllowed
from stbarts.tests.grid_asking import plain

Decision = ImportRow.Decision
HEAD = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg,Contact 1 Name,Contact 1 Relationship,Contact 1 Mobile,"
HEAD += "Contact 1 Email,Contact 1 PR,Court order\n"
INES = ",7001,Vale,Inés,08/11/2019,2,Rowan,Poppy Vale,Mother,07700 900001,p@example.org,Yes,\n"
BEN = "E919999925001,7002,Vale,Ben,12/09/2020,1,Willow,Poppy Vale,Mother,07700 900001,p@example.org,Yes,\n"


def read(by, *lines, head=HEAD):
    return read_import(by=by, data=(head + "".join(lines)).encode())


def bring_in(by, *lines, head=HEAD):
    return commit_import(by=by, batch=read(by, *lines, head=head))


def kinds(batch):
    return {row.line: row.kind for row in batch.rows.exclude(kind="missing")}


def everything():
    """Every child, class place and contact, as it is kept."""
    return [
        sorted((model_to_dict(row) | {"pk": row.pk} for row in model.objects.all()), key=lambda row: row["pk"])
        for model in (Pupil, Membership, Contact)
    ]


def test_new_children_come_with_class_contacts_and_a_suggestion_of_their_family(cast):
    bring_in(cast.office, INES, BEN)
    ines, ben = Pupil.objects.get(mis_id="7001"), Pupil.objects.get(mis_id="7002")
    assert ines.name == "Inés Vale" and Pupil.objects.in_class(cast.willow).filter(pk=ben.pk).exists()
    contact = Contact.objects.get(pupil=ines)
    assert (contact.name, contact.phones, contact.responsibility) == ("Poppy Vale", ["07700 900001"], "yes")
    pair = Sibling.objects.get()
    assert {pair.pupil_a, pair.pupil_b} == {ines, ben} and pair.state == Sibling.State.SUGGESTED
    assert Entry.objects.filter(verb="pupil.added", pupil=str(ines.public_id)).exists()
    confirm_sibling(by=cast.office, sibling=pair)
    bring_in(cast.office, INES, BEN)
    assert Sibling.objects.get().state == Sibling.State.CONFIRMED


def test_nothing_is_written_before_the_commit_and_nothing_by_a_second_one(cast):
    before = everything()
    batch = read(cast.office, INES, BEN)
    assert everything() == before
    commit_import(by=cast.office, batch=batch)
    after = everything()
    commit_import(by=cast.office, batch=batch)
    again = read(cast.office, INES, BEN)
    assert set(kinds(again).values()) == {"same"}
    commit_import(by=cast.office, batch=again)
    assert everything() == after


def test_what_the_file_said_is_forgotten_once_it_is_in(cast):
    batch = bring_in(cast.office, INES)
    assert batch.rows.get(line=2).facts == {}
    other = discard_import(by=cast.office, batch=read(cast.office, BEN))
    assert other.rows.get(line=2).facts == {}
    with pytest.raises(Refused, match="thrown away"):
        commit_import(by=cast.office, batch=other)


def test_changed_moved_and_missing(cast):
    bring_in(cast.office, INES, BEN)
    moved = INES.replace(",2,Rowan", ",3,Oak").replace("900001", "900009")
    batch = read(cast.office, moved)
    row = batch.rows.get(line=2)
    assert row.kind == "moved"
    assert [change["label"] for change in row.changes] == ["Class", "Year", "Contact Poppy Vale: phone"]
    missing = set(batch.rows.filter(kind="missing").values_list("pupil__mis_id", flat=True))
    assert "7002" in missing and "7001" not in missing
    commit_import(by=cast.office, batch=batch)
    ines = Pupil.objects.get(mis_id="7001")
    assert ines.year_group == "3" and Pupil.objects.in_class(cast.oak).filter(pk=ines.pk).exists()
    assert Membership.objects.filter(pupil=ines).count() == 2
    assert Pupil.objects.get(mis_id="7002").left_on is None


def test_the_office_ticks_who_has_left_and_only_of_those_missing(cast):
    bring_in(cast.office, INES, BEN)
    batch = bring_in(cast.office, INES)
    ben, ines = Pupil.objects.get(mis_id="7002"), Pupil.objects.get(mis_id="7001")
    with pytest.raises(Refused):
        mark_leavers(by=cast.office, batch=batch, leavers=[(ines, timezone.localdate())])
    mark_leavers(by=cast.office, batch=batch, leavers=[(ben, timezone.localdate())])
    assert ben not in Pupil.objects.open() and ines in Pupil.objects.open()


def test_a_leaver_in_the_file_is_remarked_upon_and_not_brought_back(cast):
    bring_in(cast.office, INES)
    mark_left(by=cast.office, pupil=Pupil.objects.get(mis_id="7001"), left_on=timezone.localdate())
    batch = bring_in(cast.office, INES)
    assert any("marked as left here" in flag for flag in batch.rows.get(line=2).flags)
    assert Pupil.objects.get(mis_id="7001").left_on is not None


def test_a_leaving_date_in_the_file_marks_nobody(cast):
    head = HEAD.replace("Court order", "Leaving date")
    bring_in(cast.office, BEN)
    batch = bring_in(cast.office, BEN.rstrip("\n") + "01/10/2026\n", head=head)
    assert any("Mark them as left if that is so" in flag for flag in batch.rows.get(line=2).flags)
    assert Pupil.objects.get(mis_id="7002").left_on is None


def test_a_lost_letter_is_flagged_and_never_overwrites_a_good_name(cast):
    lost = INES.replace("Inés", "In?s")
    batch = bring_in(cast.office, lost)
    pupil = Pupil.objects.get(mis_id="7001")
    assert pupil.name_flag and any("letter was lost" in flag for flag in batch.rows.get(line=2).flags)
    names = {"legal_forename": "Inés", "preferred_forename": "Inés"}
    correct_names(by=cast.office, pupil=pupil, version=pupil.version, names=names)
    again = bring_in(cast.office, lost)
    assert again.rows.get(line=2).kind == "same"
    assert Pupil.objects.get(mis_id="7001").name == "Inés Vale"


def test_a_jump_of_more_than_one_year_waits_for_a_person(cast):
    bring_in(cast.office, BEN)
    jumped = BEN.replace(",1,Willow", ",4,Oak")
    batch = read(cast.office, jumped)
    row = batch.rows.get(line=2)
    assert row.held and "A jump of 3 years" in row.flags[0]
    commit_import(by=cast.office, batch=batch)
    assert Pupil.objects.get(mis_id="7002").year_group == "1"
    batch = read(cast.office, jumped)
    decide_row(by=cast.office, row=batch.rows.get(line=2), decision=Decision.ACCEPT)
    commit_import(by=cast.office, batch=batch)
    assert Pupil.objects.get(mis_id="7002").year_group == "4"


def test_a_court_order_is_put_beside_whom_it_names_and_takes_no_right_away(cast):
    line = INES.rstrip("\n").rstrip(",") + ",Prohibited steps order: mother not to collect\n"
    bring_in(cast.office, line)
    contact = Contact.objects.get(pupil__mis_id="7001")
    assert contact.order_type == Contact.Order.PROHIBITED and contact.order_to_check
    assert contact.receives_information and contact.may_attend
    told = set(Notice.objects.filter(kind="contact_changed", subject_id=contact.pk).values_list("user", flat=True))
    assert {cast.sendco.pk, cast.wellbeing_lead.pk, cast.dsl.pk} <= told and cast.office.pk not in told
    bring_in(cast.office, BEN)
    assert Notice.objects.filter(kind="contact_changed").exclude(subject_id=contact.pk).count() == 0
    edit_contact(by=cast.office, contact=contact, version=contact.version, facts={"order_to_check": False})
    assert bring_in(cast.office, line).rows.get(line=2).kind == "same"
    contact.refresh_from_db()
    assert not contact.order_to_check


def test_parental_responsibility_with_evidence_is_not_overwritten(cast):
    bring_in(cast.office, INES)
    contact = Contact.objects.get(pupil__mis_id="7001")
    edit_contact(by=cast.office, contact=contact, version=1, facts={"responsibility_evidence": "Order of court seen"})
    batch = bring_in(cast.office, INES.replace(",Yes,", ",No,"))
    contact.refresh_from_db()
    assert contact.responsibility == "yes" and "ours is kept" in batch.rows.get(line=2).flags[0]


def test_an_empty_cell_says_nothing(cast):
    bring_in(cast.office, INES)
    bring_in(cast.office, INES.replace("07700 900001", "").replace("p@example.org", ""))
    contact = Contact.objects.get(pupil__mis_id="7001")
    assert contact.phones and contact.email


def test_a_person_says_who_a_line_is(cast):
    line = ",,Dąbrowska,Zofia,21/06/2019,2,Rowan,,,,,,\n"
    batch = read(cast.office, line)
    row = batch.rows.get(line=2)
    assert row.kind == "ambiguous" and set(row.candidates) == {cast.twin.pk}
    with pytest.raises(Refused):
        decide_row(by=cast.office, row=row, decision=Decision.THIS, pupil=cast.other_child)
    with pytest.raises(Refused):
        decide_row(by=cast.office, row=row, decision=Decision.ACCEPT)
    decide_row(by=cast.office, row=row, decision=Decision.NEW)
    commit_import(by=cast.office, batch=batch)
    assert Pupil.objects.filter(legal_forename="Zofia").count() == 2


def test_a_line_nobody_decided_stays_out(cast):
    before = everything()
    bring_in(cast.office, ",,Dąbrowska,Zofia,21/06/2019,2,Rowan,,,,,,\n")
    assert everything() == before


def test_what_changed_after_the_reading_is_read_again(cast):
    batch = read(cast.office, INES)
    make_pupil("Inés Vale", mis_id="7001", born_on=date(2019, 11, 8))
    before = everything()
    with pytest.raises(Refused, match="read the file again"):
        commit_import(by=cast.office, batch=batch)
    assert everything() == before


def test_a_failure_half_way_undoes_the_whole(cast, monkeypatch):
    before, batch = everything(), read(cast.office, INES, BEN)

    def breaks(**kwargs):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("pupils.importing.actions.suggest_siblings", breaks)
    with pytest.raises(RuntimeError):
        commit_import(by=cast.office, batch=batch)
    assert everything() == before and not Entry.objects.filter(verb="import.committed").exists()


@pytest.mark.parametrize("part", ["teacher", "sendco", "dsl", "head", "governor", "technical"])
def test_only_those_who_manage_pupils_bring_a_file_in(cast, part):
    with pytest.raises(NotAllowed):
        read(getattr(cast, part), INES)
    batch = read(cast.office, INES)
    with pytest.raises(NotAllowed):
        commit_import(by=getattr(cast, part), batch=batch)


def test_a_class_move_closes_the_child_to_the_teacher_of_before(cast):
    line = ",cast-child,García-López,Ana-María,03/11/2017,4,Willow,,,,,,\n"
    assert cast.child in Pupil.objects.taught_by(cast.teacher)
    bring_in(cast.office, line)
    assert cast.child not in Pupil.objects.taught_by(cast.teacher)
    assert cast.child in Pupil.objects.taught_by(cast.other_teacher)


rows_of_a_file = st.lists(
    st.tuples(
        st.sampled_from(["", *[a_upn(n) for n in range(1, 6)]]),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(SURNAMES),
        st.sampled_from(FORENAMES),
        st.sampled_from(BIRTHDAYS),
        st.sampled_from(["R", "1", "2", "5", "Year 9", ""]),
        st.sampled_from(["Acorn", "Oak", ""]),
    ),
    min_size=1,
    max_size=7,
)


def as_file(rows):
    head = "UPN,Adno,Surname,Forename,DOB,Year,Reg\n"
    return (head + "".join(f"{u},{a},{s},{f},{b:%d/%m/%Y},{y},{c}\n" for u, a, s, f, b, y, c in rows)).encode()


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=rows_of_a_file, second=rows_of_a_file)
def test_any_two_files_delete_nobody_mark_nobody_and_a_repeat_changes_nothing(cast, first, second):
    with undone():
        office = cast.office
        commit_import(by=office, batch=read_import(by=office, data=as_file(first)))
        here = {pupil.pk: (pupil.born_on, pupil.upn) for pupil in Pupil.objects.all()}
        left = set(Pupil.objects.exclude(left_on=None).values_list("pk", flat=True))
        commit_import(by=office, batch=read_import(by=office, data=as_file(second)))
        now = {pupil.pk: (pupil.born_on, pupil.upn) for pupil in Pupil.objects.all()}
        assert here.keys() <= now.keys()
        for pk, (born_on, upn) in here.items():
            assert now[pk][0] == born_on  # another birthday always waits for a person
            assert not upn or now[pk][1] == upn
        assert left == set(Pupil.objects.exclude(left_on=None).values_list("pk", flat=True))
        assert not Pupil.objects.filter(name_flag=False, legal_forename__contains="?").exists()
        state = everything()
        commit_import(by=office, batch=read_import(by=office, data=as_file(second)))
        assert everything() == state


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes((HEAD + INES).encode("cp1252"))
    return path


def run(*args):
    out = StringIO()
    call_command("import_pupils", *map(str, args), stdout=out)
    return out.getvalue()


def test_the_command_prints_and_writes_nothing(cast, file):
    before = everything()
    said = run(file)
    assert "New children: 1" in said and "Nothing was written" in said
    assert everything() == before


def test_the_command_writes_by_somebody_who_may(cast, file):
    said = run(file, "--commit", "--by", "OFFICE@example.org")
    assert "Brought in: 1 line, by Olive Wren." in said
    assert f"is ticked on {ImportBatch.objects.get().get_absolute_url()}" in said
    assert Pupil.objects.filter(mis_id="7001").exists()


@pytest.mark.parametrize("args", [[], ["--commit", "--by", "office@example.org"]])
def test_the_command_ends_otherwise_where_a_line_is_left_out(cast, file, args):
    file.write_bytes(file.read_bytes() + b",7003,Vale,,31/31/2019,2,Rowan,,,,,,\n")
    out = StringIO()
    with pytest.raises(CommandError, match="1 line is left out, named above") as end:
        call_command("import_pupils", str(file), *args, stdout=out)
    assert end.value.returncode == 3 and "Cannot be read: 1" in out.getvalue() and "line 3: " in out.getvalue()
    assert Pupil.objects.filter(mis_id="7001").exists() == bool(args)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--commit"], "--by EMAIL"),
        (["--commit", "--by", "nobody@example.org"], "Nobody here"),
        (["--commit", "--by", "teacher@example.org"], "Your account does not do this"),
    ],
)
def test_the_command_refuses_in_a_sentence(cast, file, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(file, *args)
    assert not Pupil.objects.filter(mis_id="7001").exists()


def test_the_list_of_files_says_what_came_in_and_who_is_still_to_be_ticked(cast, file, client_for):
    read_import(by=cast.office, data=file.read_bytes())
    run(file, "--commit", "--by", "office@example.org")
    missing = ImportBatch.objects.first().rows.filter(kind="missing").select_related("pupil")
    said = plain(client_for(cast.office).get("/pupils/import/").content)
    assert f"1 line · {len(missing)} still here who were not in it" in said
    assert said.index("Brought in by") < said.index("Thrown away"), "the newest first"
    mark_left(by=cast.office, pupil=missing[0].pupil, left_on=timezone.localdate())
    block_relative(by=cast.office, pupil=missing[1].pupil, user=cast.office)
    said = plain(client_for(cast.office).get("/pupils/import/").content)
    assert f"1 line · {len(missing) - 2} still here" in said, "neither who has left nor the reader's own family"


def test_the_command_says_when_there_is_no_file(cast, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.csv")


def test_a_class_place_begins_with_the_school_year_or_the_joining(cast):
    head = HEAD.replace("Court order", "Date of entry")
    soon = timezone.localdate() + timedelta(days=20)
    bring_in(cast.office, BEN.rstrip("\n") + f"{soon:%d/%m/%Y}\n", head=head)
    assert Membership.objects.get(pupil__mis_id="7002").from_on == soon


def test_two_people_bring_the_same_file_in_at_once(committed_db, cast):
    """Committed twice at one moment, it is in once; so is a child who came by both doors."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    batch = read(cast.office, INES, BEN)

    def commit(_):
        try:
            return commit_import(by=cast.office, batch=batch).state
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        assert set(people.map(commit, range(4))) == {"committed"}
    assert Pupil.objects.filter(mis_id__in=["7001", "7002"]).count() == 2
    assert Entry.objects.filter(verb="import.committed").count() == 1
