"""Beside the letter: answers for an agency's form, calls, a place inside school, what came back and its advice."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.actions import Refused
from documents.models import Attachment, Document
from documents.uploads import Examined
from interventions.models import Offering, ProgrammePlace
from interventions.seed import add_catalogue
from interventions.tests.world import place
from referrals import actions
from referrals.actions import answers
from referrals.actions.consent import withdraw_consent
from referrals.actions.outcome import ask_inside, file_reply, follow_advice, log_call
from referrals.actions.printing import print_request
from referrals.letters import answers_of
from referrals.models import Call, Letter, Referral, Reply
from referrals.tests.world import a_letter, agree, approved, make_sent
from referrals.wording.seed import add_wordings
from school.models import Agency
from school.seed import add_agencies
from staff.permitted import NotAllowed
from staff.policy import Level
from stbarts.tests.crawl import PageReader

pytestmark = pytest.mark.django_db
State = Referral.State


@pytest.fixture(autouse=True)
def furnished(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    add_agencies()
    add_catalogue()
    add_wordings()


def consider(cast, code, *, by=None):
    return actions.consider_referral(
        by=by or cast.sendco, pupil=cast.child, agency=Agency.objects.get(code=code), why="Two rounds of help."
    )


def test_answers_are_not_copied_over_a_familys_no_unless_it_cannot_wait(cast, client_for):
    letter = a_letter(cast.child, by=cast.sendco, code="speech-and-language")
    referral, address = letter.referral, f"/referrals/{letter.referral.public_id}/answers/"
    approved(letter, by=cast.dsl)
    withdraw_consent(
        by=cast.sendco,
        referral=referral,
        contact=referral.consent.contact,
        route="phone",
        given_on=timezone.localdate(),
    )
    page = client_for(cast.sendco).get(address).content.decode()
    assert "data-copy=" not in page and "The family has changed its mind." in page
    Letter.objects.update(urgent=True)
    assert "data-copy=" in client_for(cast.sendco).get(address).content.decode()


def test_the_answers_are_in_the_agencys_own_order_each_with_a_button(cast, client_for):
    letter = a_letter(cast.child, by=cast.sendco, code="speech-and-language", impact="")
    rows = answers_of(letter, letter.referral)
    assert [question for question, _ in rows][:3] == [
        "Child’s legal name, and the name used", "Date of birth", "Address",
    ]  # fmt: skip
    assert dict(rows)["Date of birth"] == "3 November 2017"
    address = f"/referrals/{letter.referral.public_id}/answers/"
    early = client_for(cast.sendco).get(address).content.decode()
    assert "data-copy=" not in early and "Nobody else has read these yet." in early
    approved(letter, by=cast.dsl)
    page = client_for(cast.sendco).get(address).content.decode()
    said = [answer for _, answer in rows if answer]
    assert page.count("data-copy=") == len(said) < len(rows)
    assert page.count("Nothing is written here yet.") == len(rows) - len(said)
    assert client_for(cast.teacher).get(f"/referrals/{letter.referral.public_id}/answers/").status_code == 403


def a_call(cast, referral, **more):
    said = {
        "called_at": timezone.now() - timedelta(minutes=9), "spoke_to": "An adviser", "asked": "What next?",
        "advice": "Try the course first.", "follows": "Sunita books the course by Friday.",
    }  # fmt: skip
    return log_call(by=cast.sendco, referral=referral, **{**said, **more})


def test_a_call_is_the_asking_where_they_are_asked_by_telephone(cast, client_for):
    referral = consider(cast, "ask-sali")
    a_call(cast, referral)
    referral.refresh_from_db()
    assert (referral.state, referral.sent_on) == (State.SENT, timezone.localdate())
    a_call(cast, referral, advice="Ask again in May.")
    referral.refresh_from_db()
    assert referral.state == State.SENT and Call.objects.count() == 2
    page = client_for(cast.sendco).get(f"/referrals/{referral.public_id}/").content.decode()
    assert "Try the course first." in page and "Sunita books the course by Friday." in page
    for more in ({"called_at": timezone.now() + timedelta(hours=1)}, {"advice": " "}, {"follows": ""}):
        with pytest.raises(Refused):
            a_call(cast, referral, **more)
    with pytest.raises(NotAllowed):
        log_call(
            by=cast.teacher,
            referral=referral,
            called_at=timezone.now(),
            spoke_to="x",
            asked="x",
            advice="x",
            follows="x",
        )


def test_a_call_about_a_letter_moves_nothing_and_one_to_the_hub_stays_with_the_leads(cast, client_for):
    letter = consider(cast, "gp")
    a_call(cast, letter)
    letter.refresh_from_db()
    assert letter.state == State.CONSIDERING
    hub = consider(cast, "consultation-hub", by=cast.dsl)
    with pytest.raises(NotAllowed):
        a_call(cast, hub)
    assert client_for(cast.sendco).get(f"/referrals/{hub.public_id}/calls/").status_code == 404
    assert client_for(cast.dsl).get(f"/referrals/{hub.public_id}/calls/").status_code == 200


def test_a_call_sheet_says_what_to_say_without_a_name_where_none_is_given(cast, client_for):
    letter = a_letter(cast.child, by=cast.sendco, code="ask-sali")
    to_say = " ".join(answer for _, answer in answers_of(letter, letter.referral))
    assert letter.ask in to_say and "García" not in to_say and "Ana-María" not in to_say
    page = client_for(cast.sendco).get(f"/referrals/{letter.referral.public_id}/calls/").content.decode()
    assert "What to say" in page and letter.ask in page


def test_a_request_inside_school_is_a_place_on_the_map(cast, client_for):
    referral = consider(cast, "elsa")
    with pytest.raises(Refused):
        actions.begin_letter(by=cast.sendco, referral=referral, ticked=[])
    client, url = client_for(cast.sendco), f"/referrals/{referral.public_id}/place/"
    form = next(f for f in PageReader(client.get(url).content.decode()).forms if "offering" in f["fields"])
    offering = Offering.objects.get(public_id=form["fields"]["offering"])
    assert "ELSA" in offering.name
    assert client.post(url, {**form["fields"], "why": "To name feelings."}).status_code == 302
    made = ProgrammePlace.objects.get()
    referral.refresh_from_db()
    assert (made.pupil, made.offering, made.level, referral.state) == (
        cast.child,
        offering,
        Level.WELLBEING,
        State.SENT,
    )
    page = client.get(f"/referrals/{referral.public_id}/").content.decode()
    assert made.get_absolute_url() in page
    assert "Help has begun" in page and "They passed it on" not in page and "They ask for more" not in page
    with pytest.raises(Refused):
        ask_inside(by=cast.sendco, referral=referral, offering=offering, why="Again.")
    with pytest.raises(Refused):
        ask_inside(by=cast.sendco, referral=consider(cast, "gp"), offering=offering, why="Outside.")


@pytest.mark.parametrize("first", ["agreed", "asked"])
def test_what_the_family_says_of_a_request_inside_school_is_said_of_its_place(cast, first):
    """Written down once, whether they agree before the place is asked for or after; and a change of mind as well."""
    referral, elsa = consider(cast, "elsa"), Offering.objects.get(code="W3.5")
    if first == "agreed":
        mother = agree(referral, by=cast.sendco)
    ask_inside(by=cast.sendco, referral=referral, offering=elsa, why="To name feelings.")
    if first == "asked":
        assert ProgrammePlace.objects.get().state == "consent"
        mother = agree(referral, by=cast.sendco)
    place = ProgrammePlace.objects.get()
    assert place.state == "waiting" and place.consent == referral.consent
    withdraw_consent(by=cast.sendco, referral=referral, contact=mother, route="phone", given_on=timezone.localdate())
    place.refresh_from_db()
    assert place.state == "declined" and place.consent.answer == "withdrawn"


def test_what_is_said_to_the_safeguarding_leads_is_not_said_to_the_place(cast):
    referral = consider(cast, "elsa")
    ask_inside(by=cast.sendco, referral=referral, offering=Offering.objects.get(code="W3.5"), why="To name feelings.")
    Referral.objects.filter(pk=referral.pk).update(level=Level.SAFEGUARDING)
    referral.refresh_from_db()
    agree(referral, by=cast.deputy)
    assert ProgrammePlace.objects.get().consent is None


def test_a_request_inside_school_is_printed_for_whoever_gives_the_help(cast, client_for):
    tried = place(cast.child, by=cast.sendco, reason="Left out at play.", hoped_for="A friend to play with.")
    agreeing = consider(cast, "elsa")
    with pytest.raises(Refused, match="asked for yet"):
        print_request(by=cast.sendco, referral=agreeing)
    agree(agreeing, by=cast.sendco)
    ask_inside(by=cast.sendco, referral=agreeing, offering=Offering.objects.get(code="W3.5"), why="To name feelings.")
    client, url = client_for(cast.sendco), f"/referrals/{agreeing.public_id}/place/print/"
    assert url in client.get(agreeing.get_absolute_url()).content.decode()
    page = client.get(url).content.decode()
    assert "Left out at play." in page and "checked" not in page  # offered, and ticked by nobody
    (form,) = [f for f in PageReader(page).forms if f["action"] in ("", url)]
    keys = {**form["fields"], "ticked": [f"placement-{tried.public_id}"]}
    assert client.post(url, keys).status_code == 302
    paper = Document.objects.defer(None).get()
    for words in ("To name feelings.", "Left out at play.", "agreed to this", cast.child.legal_name, cast.sendco.name):
        assert words in paper.html, words
    colleague = client_for(cast.wellbeing_lead)
    assert colleague.get(f"/referrals/requests/{paper.public_id}/").status_code == 404  # for who had it made
    Referral.objects.filter(pk=agreeing.pk).update(level=Level.SAFEGUARDING)
    agreeing.refresh_from_db()
    with pytest.raises(Refused, match="not printed"):
        print_request(by=cast.dsl, referral=agreeing)


def test_no_other_childs_name_goes_onto_a_printed_request(cast):
    referral = consider(cast, "elsa")
    other = f"{cast.other_child.preferred_forename} {cast.other_child.preferred_surname}"
    ask_inside(
        by=cast.sendco, referral=referral, offering=Offering.objects.get(code="W3.5"), why=f"Plays with {other}."
    )
    with pytest.raises(Refused, match=other):
        print_request(by=cast.sendco, referral=referral)


def sent(cast, code="desc"):
    return make_sent(cast.child, by=cast.sendco, on=timezone.localdate() - timedelta(days=9), code=code)


def a_reply(cast, referral, **more):
    said = {"kind": "report", "received_on": timezone.localdate(), "sender": "DESC", "words": "A calm start helps."}
    return file_reply(by=cast.sendco, referral=referral, **{**said, **more})


def test_what_came_back_is_filed_with_its_papers_for_whoever_reads_the_referral(cast, client_for):
    referral = sent(cast)
    scan = Examined(b"%PDF-1.7 a report", "pdf", "report for school.pdf", True)
    reply = a_reply(cast, referral, files=[scan])
    kept = Attachment.objects.of(reply).get()
    url = f"/referrals/replies/{reply.public_id}/{kept.public_id}/"
    assert b"".join(client_for(cast.sendco).get(url).streaming_content) == b"%PDF-1.7 a report"
    assert client_for(cast.teacher).get(url).status_code == 403
    other = a_reply(cast, sent(cast, "autism-outreach"))
    assert client_for(cast.sendco).get(f"/referrals/replies/{other.public_id}/{kept.public_id}/").status_code == 404
    page = client_for(cast.sendco).get(f"/referrals/{referral.public_id}/").content.decode()
    assert "A calm start helps." in page and "report for school.pdf" in page
    for more in (
        {"received_on": timezone.localdate() + timedelta(days=1)},
        {"kind": "appointment"},
        {"appointment_at": timezone.now()},
    ):
        with pytest.raises(Refused):
            a_reply(cast, referral, **more)
    with pytest.raises(Refused):
        a_reply(cast, consider(cast, "gp"))


def test_a_paper_is_filed_on_the_page(cast, client_for, settings):
    referral = sent(cast)
    client, url = client_for(cast.sendco), f"/referrals/{referral.public_id}/reply/"
    form = next(f for f in PageReader(client.get(url).content.decode()).forms if "sender" in f["fields"])
    words = {**form["fields"], "kind": "reply", "sender": "DESC", "words": "They will visit."}
    bad = SimpleUploadedFile("x.pdf", b"not a pdf")
    assert "is not kept" in client.post(url, {**words, "files": bad}).content.decode()
    assert client.post(url, words).status_code == 302
    assert Reply.objects.get().words == "They will visit."


def test_advice_becomes_a_target_of_the_childs_own_help(cast, client_for):
    helped = place(cast.child, by=cast.sendco)
    reply = a_reply(cast, sent(cast))
    aim = {
        "by_on": timezone.localdate() + timedelta(days=30), "will": "come in calmly", "setting": "the cloakroom",
        "baseline": Decimal(2), "goal": Decimal(4), "rater": "child", "kind": "count", "name": "calm mornings a week",
    }  # fmt: skip
    target = follow_advice(by=cast.sendco, reply=reply, placement=helped, **aim)
    assert target.placement == helped and reply.followed.get().target == target
    page = client_for(cast.sendco).get(f"/referrals/{reply.referral.public_id}/").content.decode()
    assert "Became a target" in page and "come in calmly" in page
    assert (
        "calm start helps"
        in client_for(cast.sendco).get(f"/referrals/replies/{reply.public_id}/target/").content.decode()
    )
    with pytest.raises(Refused):
        follow_advice(by=cast.sendco, reply=reply, placement=place(cast.classmate, by=cast.sendco), **aim)


def test_an_ended_referral_takes_no_more_calls(cast):
    referral = consider(cast, "ask-sali")
    agree(referral, by=cast.sendco)
    answers.withdraw_referral(by=cast.sendco, referral=referral, why="Not needed.")
    with pytest.raises(Refused):
        a_call(cast, referral)


def test_where_the_family_says_no_nobody_is_asked_and_a_call_for_advice_moves_nothing(cast, client_for):
    today, client = timezone.localdate(), client_for(cast.sendco)
    inside, by_phone = consider(cast, "elsa"), consider(cast, "ask-sali")
    for referral in (inside, by_phone):
        actions.record_consent(by=cast.sendco, referral=referral, answer="refused", given_on=today)
    url = f"/referrals/{inside.public_id}/place/"
    for page in (inside.get_absolute_url(), "/referrals/"):
        assert url not in client.get(page).content.decode()
    assert client.get(url).url == inside.get_absolute_url()
    with pytest.raises(Refused, match="would rather not"):
        ask_inside(by=cast.sendco, referral=inside, offering=Offering.objects.get(code="W3.5"), why="To name feelings.")
    assert "The family would rather not" in client.get(f"/referrals/{by_phone.public_id}/calls/").content.decode()
    a_call(cast, by_phone)
    by_phone.refresh_from_db()
    assert by_phone.state == State.CONSENT and by_phone.calls.count() == 1 and not ProgrammePlace.objects.exists()
