"""A court order's own document: kept with the adult it is about, for the office and the safeguarding leads alone."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.actions import Refused
from audit.models import Entry
from documents.models import Attachment
from documents.tests.hostile import picture
from pupils.contacts import add_contact, keep_order

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
    for _ in range(2):
        once["files"].seek(0)
        assert office.post(page, once).status_code == 302
    assert Attachment.objects.count() == 1
    (link,) = set(re.findall(rf'href="({page}[^"]+)"', office.get(page).content.decode()))
    before = Entry.objects.filter(verb="attachment.downloaded").count()
    for reader in (cast.office, cast.dsl):
        client = client_for(reader)
        assert link in client.get(family).content.decode() and b"PNG" in b"".join(client.get(link))
    assert Entry.objects.filter(verb="attachment.downloaded").count() == before + 2
    for reader in (cast.teacher, cast.sendco, cast.head):
        client = client_for(reader)
        told = client.get(family).content.decode()
        assert "No contact at school." in told and link not in told and "Order.png" not in told
        assert client.get(link).status_code == 403


def test_a_document_without_an_order_is_refused(cast):
    mother = add_contact(by=cast.office, pupil=cast.child, facts={"name": "Lucía López"})
    with pytest.raises(Refused, match="which order"):
        keep_order(by=cast.office, contact=mother, files=[1])
