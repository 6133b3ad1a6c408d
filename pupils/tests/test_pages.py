"""The pages of this room, as the people of the story meet them."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import Entry
from pupils.actions import block_relative
from pupils.contacts import add_contact
from pupils.models import ClassStaff, Contact, ImportBatch, Membership, Pupil, Sibling
from pupils.siblings import suggest_siblings
from pupils.tests.world import make_pupil
from staff.models import Posted


def post(client, name, /, *args, **data):
    """Open the page for its key (or take a fresh one) and post it."""
    from uuid import uuid4

    return client.post(reverse(f"pupils:{name}", args=args), {"idempotency_key": uuid4(), **data})


@pytest.fixture
def office(cast, client_for):
    return client_for(cast.office)


def test_teacher_sees_own_class_and_the_office_sees_everybody(cast, client_for, office):
    mine = client_for(cast.teacher).get(reverse("pupils:list")).content.decode()
    assert "Ana-María García-López" in mine and "Jonah Fairweather" in mine
    assert "Kit O&#x27;Leary" not in mine and "Ottilie" not in mine
    everybody = office.get(reverse("pupils:list")).content.decode()
    assert "Kit O&#x27;Leary" in everybody and "Ottilie" not in everybody
    assert "Ottilie" in office.get(reverse("pupils:list"), {"left": "1"}).content.decode()


def test_governor_and_technical_have_no_list(cast, client_for):
    for user in (cast.governor, cast.technical):
        assert client_for(user).get(reverse("pupils:list")).status_code == 403


def test_a_list_is_filtered_by_class_and_paged_by_id(cast, office):
    for number in range(130):
        make_pupil(f"Bobby Abel{number:03}", school_class=cast.oak)
    first = office.get(reverse("pupils:list"), {"class": cast.oak.public_id})
    assert "132 children in Oak" in first.content.decode()
    assert len(first.context["children"]) == 60
    second = office.get(first.context["older_url"])
    third = office.get(second.context["older_url"])
    names = [row[1] for page in (first, second, third) for row in page.context["children"]]
    assert len(names) == len(set(names)) == 132
    assert not third.context["older_url"] and "Abel" not in first.context["older_url"]


@pytest.mark.parametrize("page", ["list", "check", "classes", "read_import"])
def test_a_page_asks_no_more_of_the_database_when_there_is_more(cast, office, page, django_assert_max_num_queries):
    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            assert office.get(reverse(f"pupils:{page}")).status_code == 200
        return len(caught)

    office.get(reverse("pupils:list"))
    for number in range(5):
        add_contact(
            by=cast.office,
            pupil=make_pupil(f"Maya ?{number}", school_class=cast.oak, address="1 Lane", postcode="HP1 1AA"),
            facts={"name": "A", "email": f"{number // 2}@example.org", "order_note": "?", "order_to_check": True},
        )
    suggest_siblings(by=cast.office)
    few = queries()
    for number in range(60):
        add_contact(
            by=cast.office,
            pupil=make_pupil(f"Nell ?{number}", school_class=cast.oak),
            facts={"name": "A", "email": f"{number // 2}n@example.org", "order_note": "?", "order_to_check": True},
        )
    suggest_siblings(by=cast.office)
    assert queries() == few <= 15


def test_three_letters_find_any_child_own_class_first(cast, client_for):
    make_pupil("Anabel Aardvark", school_class=cast.willow)
    page = client_for(cast.teacher).post(reverse("pupils:find"), {"q": "ana"})
    found = page.context["found"]
    assert [child.name for child in found] == ["Ana-María García-López", "Anabel Aardvark"]
    assert [child.readable for child in found] == [True, False]
    assert page.templates[0].name == "pupils/find.html"


def test_a_typeahead_is_a_part_of_a_page_and_two_letters_find_nobody(cast, client_for):
    client = client_for(cast.support)
    part = client.post(reverse("pupils:find"), {"q": "kit"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode() and "Kit O" in part.content.decode()
    few = client.post(reverse("pupils:find"), {"q": "ki"}, headers={"HX-Request": "true"})
    assert "Kit O" not in few.content.decode()


def test_a_birthday_tells_two_of_a_name_apart_only_for_those_who_may_read_them(cast, client_for):
    for day in (8, 14):
        make_pupil("Lily Wilson", school_class=cast.oak, born_on=date(2018, 1, day))
    mine = client_for(cast.teacher).post(reverse("pupils:find"), {"q": "lily"}).content.decode()
    assert "born 8 January 2018" in mine and "born 14 January 2018" in mine
    others = client_for(cast.other_teacher).post(reverse("pupils:find"), {"q": "lily"}).content.decode()
    assert "Lily Wilson" in others and "born" not in others


def test_finders_find_no_leaver_but_readers_of_every_child_do(cast, client_for):
    def finds(user):
        return client_for(user).post(reverse("pupils:find"), {"q": "ott"}).context["found"]

    assert finds(cast.teacher) == [] and finds(cast.dsl)[0].has_left


def test_the_offices_page_of_a_child_masks_the_upn_and_logs_who_sees_it(cast, office):
    pupil = make_pupil("Inés Vale", school_class=cast.oak, upn="Q919999926001")
    page = office.get(reverse("pupils:manage", args=[pupil.public_id]))
    assert "Q919999926001" not in page.content.decode() and "Inés Vale" in page.content.decode()
    shown = post(office, "show_upn", pupil.public_id)
    assert "Q919999926001" in shown.content.decode()
    assert Entry.objects.filter(verb="pupil.upn_shown", pupil=str(pupil.public_id)).count() == 1


def test_a_relative_of_a_child_cannot_manage_them(cast, office):
    block_relative(by=cast.office, pupil=cast.child, user=cast.office)
    assert office.get(reverse("pupils:manage", args=[cast.child.public_id])).status_code == 404
    assert "Ana-María" not in office.get(reverse("pupils:list")).content.decode()


def test_the_wrong_person_taken_for_family_may_read_again_once_somebody_says_why(cast, office, client_for):
    child, manage = cast.child, reverse("pupils:manage", args=[cast.child.public_id])
    assert "This is a mistake" not in office.get(manage).content.decode()
    block_relative(by=cast.office, pupil=child, user=cast.teacher)
    page = reverse("dashboard:child", args=[child.public_id])
    assert client_for(cast.teacher).get(page).status_code == 404
    link = reverse("pupils:unblock_relative", args=[child.public_id])
    assert link in office.get(manage).content.decode()
    for user, reason in ((cast.teacher, " "), (cast.support, "The wrong name was chosen.")):
        assert post(office, "unblock_relative", child.public_id, user=user.pk, reason=reason).status_code == 200
    assert client_for(cast.teacher).get(page).status_code == 404
    post(office, "unblock_relative", child.public_id, user=cast.teacher.pk, reason="The wrong name was chosen.")
    assert client_for(cast.teacher).get(page).status_code == 200
    said = Entry.objects.get(verb="pupil.relative_unblocked")
    assert said.reason == "The wrong name was chosen."


def test_office_moves_a_child_and_the_teacher_of_before_sees_it_no_more(cast, office, client_for):
    today = timezone.localdate()
    answer = post(
        office, "place_in_class", cast.child.public_id, school_class=cast.willow.pk, from_on=today.isoformat()
    )
    assert answer.status_code == 302
    assert Membership.objects.current().get(pupil=cast.child).school_class == cast.willow
    assert "Ana-María" not in client_for(cast.teacher).get(reverse("pupils:list")).content.decode()
    assert "Ana-María" in client_for(cast.other_teacher).get(reverse("pupils:list")).content.decode()


def test_office_marks_a_leaver_and_takes_it_back(cast, office):
    today = timezone.localdate()
    post(office, "mark_left", cast.child.public_id, left_on=today.isoformat())
    assert cast.child not in Pupil.objects.open()
    post(office, "mark_returned", cast.child.public_id)
    assert cast.child in Pupil.objects.open()


def test_names_are_put_right_and_a_stale_page_keeps_both(cast, office):
    names = {
        "legal_forename": "Łukasz",
        "preferred_forename": "Łukasz",
        "legal_surname": "Vale",
        "preferred_surname": "Vale",
    }
    pupil = make_pupil("?ukasz Vale", school_class=cast.oak)
    assert pupil.name_flag
    assert post(office, "correct_names", pupil.public_id, version=1, **names).status_code == 302
    pupil.refresh_from_db()
    assert pupil.name == "Łukasz Vale" and not pupil.name_flag and pupil.version == 2
    late = post(office, "correct_names", pupil.public_id, version=1, **{**names, "preferred_forename": "Luke"})
    assert late.status_code == 200 and "Somebody else" in late.content.decode() and "Luke" in late.content.decode()


CONTACT = {
    "name": "Poppy Vale",
    "relationship": "Mother",
    "phones": "07700 900001\n07700 900002",
    "responsibility": "yes",
    "lives_with": "unknown",
    "receives_information": "True",
    "may_attend": "True",
    "priority": 1,
}


def test_a_contact_is_added_and_edited(cast, office):
    assert post(office, "add_contact", cast.child.public_id, **CONTACT).status_code == 302
    contact = Contact.objects.get(pupil=cast.child)
    assert contact.phones == ["07700 900001", "07700 900002"]
    answer = post(
        office, "edit_contact", contact.public_id, **{**CONTACT, "phones": "07700 900003", "version": contact.version}
    )
    assert answer.status_code == 302
    contact.refresh_from_db()
    assert contact.phones == ["07700 900003"] and contact.version == 2
    assert Entry.objects.filter(verb="contact.changed", fields="phones").exists()


def test_silence_towards_a_parent_needs_a_reason(cast, office):
    answer = post(office, "add_contact", cast.child.public_id, **{**CONTACT, "receives_information": "False"})
    assert answer.status_code == 200 and "say why" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_pair_is_confirmed_by_a_person_and_a_refused_one_is_not_asked_again(cast, office):
    for part in ("twin", "other_twin", "child"):
        add_contact(by=cast.office, pupil=getattr(cast, part), facts={"name": "M", "email": "m@example.org"})
    suggest_siblings(by=cast.office)
    pairs = list(Sibling.objects.to_confirm())
    assert len(pairs) == 3
    post(office, "confirm_sibling", pairs[0].public_id)
    post(office, "refuse_sibling", pairs[1].public_id)
    suggest_siblings(by=cast.office)
    assert Sibling.objects.count() == 3 and Sibling.objects.to_confirm().count() == 1


def test_class_staff_begin_and_end(cast, office):
    today = timezone.localdate()
    post(office, "set_class_staff", cast.acorn.public_id, user=cast.support.pk, from_on=today.isoformat())
    assert ClassStaff.objects.current().filter(user=cast.support, school_class=cast.acorn).exists()
    post(office, "end_class_staff", cast.acorn.public_id, cast.support.public_id)
    assert not ClassStaff.objects.current().filter(user=cast.support, school_class=cast.acorn).exists()


def test_strengths_are_written_by_those_who_read_the_page(cast, client_for):
    url = reverse("pupils:set_strengths", args=[cast.child.public_id])
    assert client_for(cast.teacher).get(url).status_code == 200
    assert client_for(cast.other_teacher).get(url).status_code == 404


def upload(client, data, name="list.csv"):
    return post(client, "read_import", file=SimpleUploadedFile(name, data))


GOOD = (
    "UPN,Legal Surname,Legal Forename,DOB,Year,Reg,Adno\n"
    "Q919999926001,Vale,Inés,08/11/2021,R,Acorn,7001\n"
    ",García-López,Ana-María,03/11/2017,4,Oak,\n"
    "H919999923001,Vale,Tom,31/02/2019,3,Elm,7002\n"
)


def test_a_file_is_read_looked_at_answered_and_brought_in(cast, office):
    answer = upload(office, GOOD.encode())
    batch = ImportBatch.objects.get()
    assert answer.url == batch.get_absolute_url() and not Pupil.objects.filter(upn="Q919999926001").exists()
    page = office.get(answer.url).content.decode()
    assert "Inés Vale" in page and "not a day of the calendar" in page and "At school here, not in the file" in page
    row = batch.rows.get(kind="ambiguous")
    assert "nothing else says it is them" in row.problems[0]
    answered = post(office, "decide_row", batch.public_id, row.public_id, answer=f"this:{cast.child.public_id}")
    assert answered.status_code == 302 and batch.rows.get(pk=row.pk).pupil == cast.child
    assert post(office, "commit_import", batch.public_id).status_code == 302
    assert Pupil.objects.get(upn="Q919999926001").name == "Inés Vale"
    assert Pupil.objects.filter(legal_surname="García-López").count() == 1
    office.get(answer.url)
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    ticked = {f"left-{cast.other_child.public_id}": "1", f"on-{cast.other_child.public_id}": day}
    assert post(office, "mark_leavers", batch.public_id, **ticked).status_code == 302
    cast.other_child.refresh_from_db()
    assert cast.other_child.left_on.isoformat() == day
    assert "left on" in office.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"a,b,c\n1,2,3\n", "does not look like a list of pupils"),
        (b"PK\x03\x04 and so on", "spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"UPN,Surname\x00,Forename,DOB,Year\n", "unreadable characters"),
        (b'UPN,Surname,Forename,DOB,Year\n"x,Y,Z,01/01/2018,3\n', "quotation mark"),
        (b"UPN,Surname,Forename,DOB,Year\n", "no children under them"),
        (b"UPN,Surname,Forename,Reg\nx,Y,Z,Oak\n", "date of birth, year"),
        (b"UPN,Surname,Forename,DOB,Year\n" + b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_a_wrong_file_gets_one_clear_sentence(office, data, sentence):
    answer = upload(office, data)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_file_posted_twice_is_read_once(office):
    from uuid import uuid4

    key = uuid4()
    for _ in range(2):
        office.post(
            reverse("pupils:read_import"),
            {"idempotency_key": key, "file": SimpleUploadedFile("a.csv", GOOD.encode())},
        )
    assert ImportBatch.objects.count() == 1 and Posted.objects.filter(key=key).count() == 1


def test_no_page_of_this_room_is_for_a_teacher_but_the_list_and_strengths(cast, client_for):
    client = client_for(cast.teacher)
    for name in ("check", "classes", "read_import"):
        assert client.get(reverse(f"pupils:{name}")).status_code == 403
    assert client.get(reverse("pupils:manage", args=[cast.child.public_id])).status_code == 403
