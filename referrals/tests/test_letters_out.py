"""A letter on its way out: a second person by the agency's rule, one PDF for each reader, frozen with its hash."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.actions import Refused
from audit.models import Entry
from documents.files import path_of
from documents.models import Document
from documents.tasks import render_owed
from pupils.contacts import add_contact
from pupils.models import Consent, Pupil
from referrals import actions
from referrals.actions.consent import withdraw_consent
from referrals.actions.drafting import choose_readers, record_copy_sent
from referrals.agreed import held_by_the_family, nothing_stops
from referrals.letters import paper_html, problems_with
from referrals.models import LetterCopy, Referral
from referrals.tests.world import TESTS, a_letter, approved
from referrals.wording.seed import add_wordings
from referrals.wording.values import CONFIDENTIAL, LEFT_OUT
from school.models import Agency
from school.seed import add_agencies
from staff.permitted import NotAllowed
from staff.policy import Permission

pytestmark = pytest.mark.django_db
HOME = "9 Hidden Lane"


@pytest.fixture(autouse=True)
def furnished(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    add_agencies()
    add_wordings()


def at_home(child, name, **facts):
    facts = {"name": name, "relationship": "Parent", "responsibility": "yes", "priority": 2, **facts}
    return add_contact(by=TESTS, pupil=child, facts=facts)


def test_who_lets_it_out_is_a_second_person_by_the_agencys_rule(cast):
    """The GP's row asks for a safeguarding lead; an agency that asks for the head takes either. Never its writer."""
    letter = a_letter(cast.child, by=cast.dsl)
    actions.ask_for_approval(by=cast.dsl, referral=letter.referral)
    for who, problem in ((cast.head, NotAllowed), (cast.sendco, NotAllowed), (cast.dsl, Refused)):
        with pytest.raises(problem):
            actions.approve_letter(by=who, referral=letter.referral)
    actions.approve_letter(by=cast.deputy, referral=letter.referral)
    for who in (cast.head, cast.dsl):
        pack = a_letter(cast.other_child, by=cast.sendco, code="desc")
        assert Referral.objects.permitted(who, Permission.APPROVE).filter(pk=pack.referral_id).exists()
        approved(pack, by=who)


def test_one_pdf_for_each_reader_and_nobody_sees_anothers_address(cast, client_for):
    mother = at_home(cast.child, "Ines López", address="1 Open Road\nAnytown")
    father = at_home(cast.child, "Raúl García", address=HOME, address_confidential=True)
    letter = a_letter(cast.child, by=cast.wellbeing_lead)
    referral = letter.referral
    choose_readers(
        by=cast.wellbeing_lead,
        referral=referral,
        contacts=[mother, father],
        name="Health visitors",
        address="The Clinic",
    )
    approved(letter, by=cast.dsl)
    copies = {copy.reader: copy for copy in referral.copies.select_related("contact")}
    html = {name: Document.objects.of(copy).defer(None).get().html for name, copy in copies.items()}
    html["agency"] = Document.objects.of(referral).defer(None).get().html
    assert set(html) == {"Ines López", "Raúl García", "Health visitors", "agency"}
    for name, text in html.items():
        assert HOME not in text, name
        assert ("1 Open Road" in text) == (name == "Ines López"), name
        assert ("The Clinic" in text) == (name == "Health visitors"), name
    assert "Raúl" not in html["Ines López"] and "Ines" not in html["Raúl García"]
    assert "Copies to: the family; Health visitors" in html["agency"]
    assert "Copies to" not in html["Ines López"] and "copy of our letter to Dr Example" in html["Ines López"]

    render_owed()
    before = Entry.objects.filter(verb="document.downloaded").count()
    answer = client_for(cast.sendco).get(f"/referrals/copies/{copies['Ines López'].public_id}/")
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert Entry.objects.filter(verb="document.downloaded").count() == before + 1
    url, office = f"/referrals/copies/{copies['Ines López'].public_id}/", client_for(cast.office)
    assert client_for(cast.teacher).get(url).status_code == 403
    assert (
        office.get(url).status_code == 200
        and "Copy for Ines López" in office.get("/referrals/to-post/").content.decode()
    )
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=True)
    assert office.get(url).status_code == 404
    assert "Ines" not in office.get("/referrals/to-post/").content.decode()


def test_the_childs_own_address_stays_at_home_where_it_is_confidential(cast):
    Pupil.objects.filter(pk=cast.child.pk).update(address=HOME, postcode="AB1 1AA")
    letter = a_letter(Pupil.objects.get(pk=cast.child.pk), by=cast.sendco)
    assert HOME in paper_html(letter, letter.referral)
    Pupil.objects.filter(pk=cast.child.pk).update(address_confidential=True)
    letter.referral.pupil.refresh_from_db()
    html = paper_html(letter, letter.referral)
    assert HOME not in html and "AB1" not in html and CONFIDENTIAL in html


def test_while_home_is_not_to_be_contacted_no_copy_goes_there(cast):
    mother = at_home(cast.child, "Ines López")
    letter = a_letter(cast.child, by=cast.sendco)
    choose_readers(by=cast.sendco, referral=letter.referral, contacts=[mother], name="Health visitors")
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=True)
    approved(letter, by=cast.dsl)
    letter.referral.pupil.refresh_from_db()
    today, (home, service) = timezone.localdate(), letter.referral.copies.order_by("pk")
    with pytest.raises(Refused, match="safeguarding lead"):
        record_copy_sent(by=cast.sendco, referral=letter.referral, copy=home, sent_on=today, sent_how="By hand")
    record_copy_sent(by=cast.sendco, referral=letter.referral, copy=service, sent_on=today, sent_how="By post")
    Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=False)
    letter.referral.pupil.refresh_from_db()
    record_copy_sent(by=cast.sendco, referral=letter.referral, copy=home, sent_on=today, sent_how="By hand")
    assert list(LetterCopy.objects.values_list("sent_by", flat=True)) == [cast.sendco.pk] * 2
    with pytest.raises(Refused):
        record_copy_sent(by=cast.sendco, referral=letter.referral, copy=home, sent_on=today, sent_how="Again")


def test_a_copy_for_home_that_was_made_stays_here_while_its_reader_may_not_be_told(cast, client_for):
    mother = at_home(cast.child, "Ines López")
    letter = a_letter(cast.child, by=cast.sendco)
    choose_readers(by=cast.sendco, referral=letter.referral, contacts=[mother], name="Health visitors")
    approved(letter, by=cast.dsl)
    home, service = letter.referral.copies.order_by("pk")
    url, sendco, office = f"/referrals/copies/{home.public_id}/", client_for(cast.sendco), client_for(cast.office)
    for stop, told in ((True, True), (False, False)):
        Pupil.objects.filter(pk=cast.child.pk).update(do_not_contact=stop)
        mother.__class__.objects.update(receives_information=told, receives_information_reason="An order.")
        answer = sendco.get(url)
        assert answer.status_code == 302 and answer.url == letter.referral.get_absolute_url()
        assert url not in sendco.get(answer.url).content.decode()
        assert office.get(url).status_code == 404 and "Ines" not in office.get("/referrals/to-post/").content.decode()
        with pytest.raises(Refused):
            record_copy_sent(
                by=cast.sendco, referral=letter.referral, copy=LetterCopy.objects.get(pk=home.pk),
                sent_on=timezone.localdate(), sent_how="By hand",
            )  # fmt: skip
    assert sendco.get(f"/referrals/copies/{service.public_id}/").status_code != 302


def test_who_may_not_be_told_has_no_copy_and_no_other_childs_contact(cast):
    untold = at_home(cast.child, "Somebody", receives_information=False, receives_information_reason="Court order.")
    stranger = at_home(cast.other_child, "A stranger")
    letter = a_letter(cast.child, by=cast.sendco)
    for contact in (untold, stranger):
        with pytest.raises(Refused):
            choose_readers(by=cast.sendco, referral=letter.referral, contacts=[contact])
    assert not letter.referral.copies.exists()


def test_what_was_sent_is_shown_for_ever_as_it_was_with_its_hash(cast, client_for):
    letter = approved(a_letter(cast.child, by=cast.sendco), by=cast.dsl).letter
    render_owed()
    sealed = Document.objects.of(letter.referral).defer(None).get()
    assert hashlib.sha256(path_of(sealed.file_name).read_bytes()).hexdigest() == sealed.sha256
    Pupil.objects.filter(pk=cast.child.pk).update(legal_surname="Changed")
    lead = client_for(cast.sendco)
    shown = lead.get(f"/referrals/{letter.referral.public_id}/letter/paper/")
    assert "García-López" in shown.content.decode() and "Changed" not in shown.content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=sealed.pk).update(html="x")
    with pytest.raises(Refused):
        actions.edit_letter(by=cast.sendco, letter=letter, version=letter.version, ask="Other words.")


def test_the_frame_shows_the_very_page_and_lets_nothing_run(cast, client_for):
    letter = a_letter(cast.child, by=cast.sendco, ask="Please see her. <script>alert(1)</script> {{ school }}")
    answer = client_for(cast.sendco).get(f"/referrals/{letter.referral.public_id}/letter/paper/")
    page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    style = re.search(r"<style>.*?</style>", page, re.S)[0]
    page = re.sub(r'<span id="at-[a-z_]+"></span>', "", page)  # where a box of the form leads to, seen by nobody
    assert page.replace(style, "", 1) == paper_html(letter, letter.referral)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ school }}" in page and "<script" not in page
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and policy.endswith(
        "frame-ancestors 'self'; sandbox"
    )
    around = client_for(cast.sendco).get(f"/referrals/{letter.referral.public_id}/letter/").content.decode()
    assert re.search(r"<iframe[^>]* sandbox ", around)


def changed_mind(letter, *, by, on=None):
    mother = letter.referral.consent.contact
    withdraw_consent(
        by=by, referral=letter.referral, contact=mother, route="phone", given_on=on or timezone.localdate()
    )


def test_whoever_chooses_a_reader_at_home_sees_who_may_be_told_and_that_one_parent_reads_the_others_words(
    cast, client_for
):
    letter = a_letter(cast.child, by=cast.sendco)
    at_home(cast.child, "Raúl García", order_type="molestation", order_note="Not near the school.")
    at_home(cast.child, "Ines López", receives_information=False, receives_information_reason="An order of court.")
    page = client_for(cast.sendco).get(f"{letter.referral.get_absolute_url()}letter/readers/").content.decode()
    for words in ("Not near the school.", "Tell them nothing: An order of court.", "What one parent told you is in it"):
        assert words in page, words


def test_what_a_family_takes_back_after_it_was_approved_is_not_posted(cast, client_for):
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    letter = a_letter(cast.child, by=cast.sendco)
    father = at_home(cast.child, "Raúl García")
    choose_readers(by=cast.sendco, referral=letter.referral, contacts=[father], name="Health visitors")
    approved(letter, by=cast.dsl)
    render_owed()
    url, (home, copy) = letter.referral.get_absolute_url(), letter.referral.copies.order_by("pk")
    office, lead = client_for(cast.office), client_for(cast.sendco)
    papers = [f"{url}download/", f"/referrals/copies/{copy.public_id}/"]
    assert [office.get(paper).status_code for paper in papers] == [200, 200]
    changed_mind(letter, by=cast.sendco)
    assert [office.get(paper).status_code for paper in papers] == [404, 404]
    for client in (office, lead):
        words = client.get("/referrals/to-post/").content.decode()
        assert "Letter to" not in words and "Health visitors" not in words
    page = lead.get(url).content.decode()
    assert (
        "The family has changed its mind" in page
        and "/sent/" not in page
        and "ready to send" not in page.split("<h2")[0]
    )
    with pytest.raises(Refused, match="changed its mind"):
        actions.record_sent(by=cast.sendco, referral=letter.referral, sent_on=today, sent_how="By post")
    for one in (home, copy):
        assert f"/referrals/copies/{one.public_id}/" not in page
        with pytest.raises(Refused, match="changed its mind"):
            record_copy_sent(by=cast.sendco, referral=letter.referral, copy=one, sent_on=today, sent_how="By post")
    assert Referral.objects.get(pk=letter.referral_id).state == Referral.State.APPROVED
    # What was posted before they said so was posted, and may be written down late.
    actions.record_sent(by=cast.sendco, referral=letter.referral, sent_on=yesterday, sent_how="By post")
    assert Referral.objects.get(pk=letter.referral_id).state == Referral.State.SENT
    assert record_copy_sent(by=cast.sendco, referral=letter.referral, copy=home, sent_on=today, sent_how="By hand")


def test_what_cannot_wait_for_the_family_is_posted_all_the_same(cast, client_for):
    letter = approved(a_letter(cast.child, by=cast.sendco, urgent=True), by=cast.dsl).letter
    changed_mind(letter, by=cast.sendco)
    render_owed()
    assert client_for(cast.office).get(f"{letter.referral.get_absolute_url()}download/").status_code == 200
    today = timezone.localdate()
    assert actions.record_sent(by=cast.sendco, referral=letter.referral, sent_on=today, sent_how="By post")


def test_rows_and_sentences_agree_on_what_a_family_lets_go(cast):
    """Every answer, by agencies that ask the family and that need not, urgent and not."""
    today, seen = timezone.localdate(), set()
    for code in ("gp", "ask-sali"):
        for answer in (None, *Consent.Answer):
            for until, urgent in ((None, False), (today - timedelta(days=1), False), (None, True)):
                letter = a_letter(cast.child, by=cast.sendco, urgent=urgent)
                Referral.objects.filter(pk=letter.referral_id).update(agency=Agency.objects.get(code=code))
                said = letter.referral.consent
                row = Consent.objects.create(
                    pupil=cast.child, purpose="x", answer=answer, contact=said.contact, given_on=said.given_on,
                    until_on=until, why_not_sought="x", recorded_by=cast.sendco,
                    withdraws=said if answer == Consent.Answer.WITHDRAWN else None,
                ) if answer else None  # fmt: skip
                Referral.objects.filter(pk=letter.referral_id).update(consent=row)
                found = Referral.objects.select_related("agency", "consent", "letter").get(pk=letter.referral_id)
                goes = Referral.objects.filter(nothing_stops(), pk=found.pk).exists()
                assert goes == (not held_by_the_family(found)), (code, answer, until, urgent)
                seen.add(goes)
    assert seen == {True, False}


def test_nothing_that_is_missing_stops_what_is_urgent(cast):
    letter = a_letter(cast.child, by=cast.sendco, strengths="", ask="")
    with pytest.raises(Refused):
        actions.ask_for_approval(by=cast.sendco, referral=letter.referral)
    letter = actions.edit_letter(by=cast.sendco, letter=letter, version=letter.version, urgent=True)
    approved(letter, by=cast.dsl)
    assert letter.referral.state == Referral.State.APPROVED


def test_a_copy_for_home_never_says_where_the_child_lives_and_no_paper_where_it_is_protected(cast):
    """The child's address is the other parent's."""
    father = at_home(cast.child, "Raúl García", address="5 Far Street", order_type="protected")
    Pupil.objects.filter(pk=cast.child.pk).update(address=HOME, postcode="AB1 1AA")
    letter = a_letter(Pupil.objects.get(pk=cast.child.pk), by=cast.sendco)
    referral = letter.referral
    choose_readers(by=cast.sendco, referral=referral, contacts=[father], name="Health visitors")
    home, service = referral.copies.select_related("contact").order_by("pk")
    assert HOME in paper_html(letter, referral) and HOME in paper_html(letter, referral, service)
    paper = paper_html(letter, referral, home)
    assert HOME not in paper and "AB1" not in paper and LEFT_OUT in paper and "5 Far Street" not in paper
    at_home(cast.child, "Ines López", address=HOME, lives_with=True, order_type="protected")
    assert all(HOME not in paper_html(letter, referral, copy) for copy in (None, service, home))
    assert CONFIDENTIAL in paper_html(letter, referral)


def test_what_nobody_at_home_may_read_stops_a_letter_with_a_copy_for_home_urgent_or_not(cast):
    at_home(cast.child, "Ines López", address=HOME)
    father = at_home(cast.child, "Raúl García")
    other = f"{cast.other_child.preferred_forename} {cast.other_child.preferred_surname}"
    for words in (f"Since the move to {HOME} he sleeps badly.", f"He fell out with {other} in May."):
        letter = a_letter(cast.child, by=cast.sendco, since_when=words)
        assert not any(problem.blocks for problem in problems_with(letter, letter.referral))
        for urgent in (False, True):
            letter = actions.edit_letter(by=cast.sendco, letter=letter, version=letter.version, urgent=urgent)
            choose_readers(by=cast.sendco, referral=letter.referral, contacts=[father])
            with pytest.raises(Refused, match="send no copy home"):
                actions.ask_for_approval(by=cast.sendco, referral=letter.referral)
        choose_readers(by=cast.sendco, referral=letter.referral, contacts=[])
        actions.ask_for_approval(by=cast.sendco, referral=letter.referral)


def test_answers_for_a_form_are_called_so_and_what_the_child_wants_is_said_to_be_theirs(cast, client_for):
    """It stands right under what the adults agreed to."""
    agency = Agency.objects.filter(route=Agency.Route.PORTAL, dsl_only=False).first()
    letter = a_letter(cast.child, by=cast.sendco, code=agency.code)
    referral, consent = letter.referral, letter.referral.consent
    actions.record_consent(
        by=cast.sendco, referral=referral, answer="given", contact=consent.contact, route="phone",
        given_on=consent.given_on, childs_wishes="A quiet place.",
    )  # fmt: skip
    referral.refresh_from_db()
    assert f"What {cast.child.preferred_forename} wants: A quiet place." in paper_html(letter, referral)
    page = client_for(cast.sendco).get(referral.get_absolute_url()).content.decode()
    assert "<h2>The answers</h2>" in page and "Read the answers as they stand" in page
