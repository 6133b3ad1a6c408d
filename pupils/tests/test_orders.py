"""A court order's own document: kept with the adult it is about, for the office and the safeguarding leads alone."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.actions import Refused
from audit.models import Entry
from documents.models import Attachment
from documents.tests.hostile import picture
from pupils.actions import block_relative
from pupils.contacts import add_contact, edit_contact, keep_order
from staff.models import Notice
from staff.notices import is_still_owed, leads_to

pytestmark = pytest.mark.django_db


def test_an_order_is_kept_as_it_came_and_opened_by_those_who_act_on_it(cast, client_for, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    facts = {"name": "Tomás García", "order_type": "prohibited", "order_note": "No contact at school."}
    father = add_contact(by=cast.office, pupil=cast.child, facts=facts)
    office, family = client_for(cast.office), f"/pupils/{cast.child.public_id}/family/"
    page = f"/pupils/contacts/{father.public_id}/order/"
    assert page in office.get(f"/pupils/{cast.child.public_id}/").content.decode()
    once = {"idempotency_key": uuid.uuid4(), "files": SimpleUploadedFile("Order.png", picture("PNG"))}
    assert office.post(page, {"idempotency_key": uuid.uuid4()}).status_code == 200  # nothing chosen, nothing kept
    Notice.objects.all().delete()
    for _ in range(2):
        once["files"].seek(0)
        assert office.post(page, once).status_code == 302
    assert Attachment.objects.count() == 1 and cast.sendco in told()
    (link,) = set(re.findall(rf'href="({page}[^"]+)"', office.get(page).content.decode()))
    before = Entry.objects.filter(verb="attachment.downloaded").count()
    for reader in (cast.office, cast.dsl):
        client = client_for(reader)
        assert link in client.get(family).content.decode() and b"PNG" in b"".join(client.get(link))
    assert Entry.objects.filter(verb="attachment.downloaded").count() == before + 2
    for reader in (cast.teacher, cast.sendco, cast.head):
        client = client_for(reader)
        said = client.get(family).content.decode()
        assert "No contact at school." in said and link not in said and "Order.png" not in said
        assert client.get(link).status_code == 403


def test_a_document_without_an_order_is_refused(cast):
    mother = add_contact(by=cast.office, pupil=cast.child, facts={"name": "Lucía López"})
    with pytest.raises(Refused, match="which order"):
        keep_order(by=cast.office, contact=mother, files=[1])


def told():
    return {one.user for one in Notice.objects.filter(kind="contact_changed").unread()}


def test_who_writes_to_a_family_is_told_when_a_court_order_comes_and_when_it_changes(cast, client_for):
    facts = {"name": "Tomás García", "relationship": "Father", "phones": ["07700 900199"]}
    father = add_contact(by=cast.office, pupil=cast.child, facts=facts)
    assert told() == set()  # nobody writes otherwise for that
    order = {"order_type": "prohibited", "order_note": "No contact at school."}
    edit_contact(by=cast.office, contact=father, version=1, facts=order)
    everybody = {cast.teacher, cast.sendco, cast.wellbeing_lead, cast.dsl}
    assert everybody <= told()
    assert not {cast.other_teacher, cast.support, cast.office, cast.governor, cast.technical} & told()
    notice = Notice.objects.get(kind="contact_changed", user=cast.teacher)
    family = f"/pupils/{cast.child.public_id}/family/"
    assert is_still_owed(notice) and leads_to(notice) == family
    teacher = client_for(cast.teacher)
    listed = teacher.get("/staff/notices/").content.decode()
    assert "Who at home may be told about a child has changed." in listed and "prohibited" not in listed.lower()
    assert "No contact at school." in teacher.get(family).content.decode()
    assert cast.teacher not in told()  # it was read there
    edit_contact(
        by=cast.office, contact=father, version=2,
        facts={"receives_information": False, "receives_information_reason": "The court says so"},
    )  # fmt: skip
    assert cast.teacher in told()  # changed once more on the same day
    block_relative(by=cast.office, pupil=cast.child, user=cast.teacher)
    notice.refresh_from_db()
    assert not is_still_owed(notice) and leads_to(notice) == "/pupils/"


def test_the_document_of_an_order_tells_them_too_and_a_new_telephone_nobody(cast):
    father = add_contact(by=cast.office, pupil=cast.child, facts={"name": "Tomás García", "order_type": "other"})
    assert cast.teacher in told()
    Notice.objects.filter(kind="contact_changed").delete()
    edit_contact(by=cast.office, contact=father, version=1, facts={"phones": ["07700 900123"], "language": "Polish"})
    assert told() == set()
