"""A family puts a summary right: their words are kept, the answer is read before it goes, the summary never changes."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.actions import Refused
from documents.models import Document
from families import actions
from families.models import Correction, Meeting
from families.tests.world import make_meeting
from pupils.contacts import add_contact
from pupils.models import Contact, Pupil
from staff.models import Notice


@pytest.fixture
def copy(cast):
    facts = {"name": "Lucía López", "relationship": "Mother", "address": "4 Hidden Mews"}
    mother = add_contact(by=cast.office, pupil=cast.child, facts=facts)
    meeting = make_meeting(cast.child, by=cast.teacher, days=0)
    actions.write_up(by=cast.teacher, meeting=meeting, version=1, contacts=[mother], strengths="Draws maps.")
    actions.hand_in(by=cast.teacher, meeting=meeting)
    actions.approve_summary(by=cast.head, meeting=meeting)
    return meeting.copies.select_related("meeting__pupil", "contact").get()


WORDS = {"said": "We moved in August.", "answer": "Thank you, we have put it right."}


def test_an_answer_is_let_out_by_a_second_person_and_the_summary_stays_as_it_was(cast, client_for, copy):
    before = Document.objects.defer(None).get(owner_type="families.copy").html
    one = actions.answer_correction(by=cast.teacher, copy=copy, **WORDS)
    assert {n.user for n in Notice.objects.filter(kind="correction_to_approve")} >= {cast.head, cast.dsl}
    assert not Document.objects.filter(owner_type="families.correction").exists()
    head = client_for(cast.head)
    assert str(one.public_id) in head.get("/approvals/").content.decode()
    address = f"/families/corrections/{one.public_id}/approve/"
    key = head.get(address).context["form"]["idempotency_key"].value()
    assert head.post(address, {"idempotency_key": key}).status_code == 302
    paper = Document.objects.defer(None).get(owner_type="families.correction").html
    assert "We moved in August." in paper and "we have put it right" in paper and "Draws maps" not in paper
    assert Document.objects.defer(None).get(owner_type="families.copy").html == before
    assert "We moved in August." in client_for(cast.teacher).get(copy.meeting.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="already"):
        actions.set_aside_correction(by=cast.dsl, correction=one, why_not="No.")
    assert str(one.public_id) not in head.get("/approvals/").content.decode()


def test_its_words_cannot_be_changed_and_a_block_acts_when_it_is_let_out(cast, client_for, copy):
    one = actions.answer_correction(by=cast.teacher, copy=copy, **WORDS)
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=one.pk).update(said="Other words.")
    cast.child.do_not_contact = True
    cast.child.save()
    assert client_for(cast.head).get(f"/families/corrections/{one.public_id}/approve/").status_code == 404
    with pytest.raises(Refused, match="Do not contact home"):
        actions.approve_correction(by=cast.dsl, correction=Correction.objects.get())
    assert Correction.objects.get().state == "waiting" and one.written_at <= timezone.now()


def test_an_answer_that_may_not_go_now_says_so_to_its_approver_and_can_be_set_aside(cast, client_for, copy):
    one = actions.answer_correction(by=cast.teacher, copy=copy, **WORDS)
    head, page = client_for(cast.head), f"/families/corrections/{one.public_id}/approve/"
    assert "Approve the answer" in head.get(page).content.decode()
    Contact.objects.filter(pk=copy.contact_id).update(
        receives_information=False, receives_information_reason="An order."
    )
    shown = head.get(page).content.decode()
    assert "Approve the answer" not in shown and "may not be told any longer" in shown and "set-aside/" in shown


def test_an_answer_that_was_let_out_stays_here_while_its_reader_may_not_be_told(cast, client_for, copy):
    waiting = actions.answer_correction(by=cast.teacher, copy=copy, **WORDS)
    let_out = actions.answer_correction(by=cast.teacher, copy=copy, said="Who?", answer="I did.")
    actions.approve_correction(by=cast.head, correction=let_out)
    teacher, url = client_for(cast.teacher), f"/families/corrections/{let_out.public_id}/download/"
    Contact.objects.filter(pk=copy.contact_id).update(
        receives_information=False, receives_information_reason="An order."
    )
    for stop in (False, True):
        Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=stop)
        answer = teacher.get(url)
        assert answer.status_code == 302 and answer.url == copy.meeting.get_absolute_url()
        assert url not in teacher.get(answer.url).content.decode()
        with pytest.raises(Refused, match="Do not contact home" if stop else "may not be told any longer"):
            actions.approve_correction(by=cast.dsl, correction=waiting)


@pytest.mark.parametrize("words", ["Jonah Fairweather sat beside her.", "You live at 4 Hidden Mews now."])
def test_what_is_said_and_answered_names_no_other_child_and_no_address(cast, copy, words):
    for said, answer in (("Who?", words), (words, "Thank you.")):
        with pytest.raises(Refused, match="Take"):
            actions.answer_correction(by=cast.teacher, copy=copy, said=said, answer=answer)
    Meeting.objects.update(state="held")
    copy.meeting.refresh_from_db()
    with pytest.raises(Refused, match="still being written"):
        actions.answer_correction(by=cast.teacher, copy=copy, **WORDS)
